# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The faults of a plan: drawn by chance, in the combinations in which they come in life.

A rule is what ``Sandbox.fault`` takes. Rules that together would make a lie that no reader could see
through are left out: they would prove nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Final

from faults import hostile
from faults.scene import Rule, Scene

# A client that waits this long is stuck: the collection's cap is 300 s.
_TOO_LONG: Final = "400"
# Longer than the time-out of any plan.
STALL: Final = 2.5
# What is no answer, so that the same is asked for again or the read has failed.
_NO_PAGE: Final = frozenset(
    {
        *("status", "html", "not_json", "envelope", "no_jobs_member", "expire_token", "redirect", "stall"),
        *("reset_before", "reset_in_headers", "reset_in_body", "truncate", "truncate_json"),
        *("hidden_error", "null_jobs", "partial", "two_totals"),
    }
)


def _throttled(scene: Scene) -> list[Rule]:
    wait = scene.random.choices(("0", "1", "date:1", _TOO_LONG), (45, 25, 25, 5))[0]
    times = 1 if wait == _TOO_LONG else scene.random.randint(1, 4)
    return [scene.rule("status", status=429, retry_after=wait, times=times)]


def _down(scene: Scene) -> list[Rule]:
    status = scene.random.choice((500, 502, 503, 504))
    return [scene.rule("status", status=status, **scene.random.choice(({}, {"body": "bad gateway"})))]


def _cut(scene: Scene) -> list[Rule]:
    kinds = ("reset_before", "reset_in_headers", "reset_in_body", "reset_after_body", "truncate", "truncate_json")
    return [scene.rule(scene.random.choice(kinds))]


def _garbled(scene: Scene) -> list[Rule]:
    kinds: tuple[Rule, ...] = (
        {"kind": "html", "status": 200},
        {"kind": "html", "status": 502},
        {"kind": "not_json"},
        {"kind": "no_jobs_member"},
        {"kind": "envelope", "status": 503},
        {"kind": "envelope", "status": 500},
    )
    return [scene.rule(**scene.random.choice(kinds))]


def _late(scene: Scene) -> list[Rule]:
    kind, seconds = scene.random.choice((("slow", 0.2), ("slow", STALL), ("stall", STALL)))
    return [scene.rule(kind, seconds=seconds)]


def _refused(scene: Scene) -> list[Rule]:
    kinds: tuple[Rule, ...] = (
        {"kind": "status", "status": 400},
        {"kind": "status", "status": 403},
        {"kind": "status", "status": 404},
        {"kind": "envelope", "status": 400},
    )
    return [scene.rule(**scene.random.choice(kinds))]


def _token_dies(scene: Scene) -> list[Rule]:
    return [scene.rule("expire_token")]


def _no_token(scene: Scene) -> list[Rule]:
    """The token endpoint fails twice, or more often than is retried."""
    kinds: tuple[Rule, ...] = (
        {"kind": "status", "status": 503},
        {"kind": "status", "status": 429, "retry_after": "0"},
        {"kind": "html", "status": 200},
        {"kind": "reset_before"},
        {"kind": "reset_in_body"},
        {"kind": "truncate_json"},
        {"kind": "stall", "seconds": STALL},
    )
    times = scene.random.choice((2, 2, scene.retries + 1))
    return [{**scene.random.choice(kinds), "product": "token", "times": times}]


def _moving(scene: Scene) -> list[Rule]:
    """Jobs come and go between the pages."""

    def move() -> Rule:
        if scene.random.random() < 0.6:
            rule = scene.rule("insert", count=scene.random.choice((1, 1, 3)), after=scene.random.random() < 0.5)
            # As many for ever as pages have rows would be a list without an end, which is read until its time is over.
            return {**rule, "count": 1} if rule["times"] == 0 else rule
        at = scene.random.choice((None, 0, scene.random.randrange(60)))
        return scene.rule("remove", count=scene.random.choice((1, 1, 3)), at=at)

    return [move() for _number in range(scene.random.choice((1, 1, 2, 3)))]


def _repeated(scene: Scene) -> list[Rule]:
    return [scene.rule(scene.random.choice(("duplicate", "repeat_page")))]


def _empty(scene: Scene) -> list[Rule]:
    return [scene.rule("empty_page")]


def _circle(scene: Scene) -> list[Rule]:
    return [scene.rule("link", value="self")]


def _miscounted(scene: Scene) -> list[Rule]:
    """A total that lies by one, by itself or while jobs arrive."""
    lie = scene.rule("total", delta=scene.random.choice((-1, 1)))
    arrivals = [scene.rule("insert", after=scene.random.random() < 0.5) for _number in range(scene.random.randrange(3))]
    return scene.random.choice(([lie, *arrivals], [*arrivals, lie]))


_THEMES: Final[tuple[tuple[Callable[[Scene], list[Rule]], int], ...]] = (
    (_throttled, 12),
    (_down, 10),
    (_cut, 14),
    (_garbled, 8),
    (_late, 7),
    (hostile.wrong_date, 8),
    (_refused, 3),
    (_token_dies, 7),
    (_no_token, 7),
    (_moving, 20),
    (hostile.capped, 10),
    (hostile.capped_with_its_own_total, 10),
    (hostile.rows_differ, 7),
    (hostile.names_disagree, 18),
    (hostile.error_under_200, 10),
    (hostile.part_of_an_answer, 6),
    (hostile.odd_row, 6),
    (hostile.redirected, 6),
    (hostile.hostile_headers, 10),
    (hostile.hostile_link, 4),
    (_repeated, 8),
    (_empty, 5),
    (_circle, 5),
    (_miscounted, 10),
)


def draw(random: Random, scenes: Sequence[Scene]) -> tuple[Rule, ...]:
    """The rules of a plan over these products: of no theme, of one, or of several at once."""
    rules: list[Rule] = []
    # Filters are given by some plans only, and most of these ask for one value.
    ignoring = 120 if any(scene.roles for scene in scenes) else 0
    themes, weights = zip(*_THEMES, (hostile.filters_ignored, ignoring), strict=True)
    for _number in range(random.choices((0, 1, 2, 3), (4, 42, 36, 18))[0]):
        (theme,) = random.choices(themes, weights)
        for rule in theme(random.choice(scenes)):
            if not _blinding(rule, [other for other in rules if other["product"] == rule["product"]]):
                rules.append(rule)
    # The first rule that fits a request hits it: what fits each is the last.
    return tuple(sorted(rules, key=_always))


def _always(rule: Rule) -> bool:
    """Whether it hits each request to its product."""
    return rule["times"] == 0 and not rule.keys() & {"page", "skip"}


def _standing(rule: Rule) -> bool:
    """Whether it is how the service is, and shows in that alone."""
    return rule["kind"] == "ignore_filter" or bool(rule.get("own_total"))


def _blinding(rule: Rule, others: Sequence[Rule]) -> bool:
    """Whether these would lie to the reader without contradicting themselves.

    A total that is one short covers up for a job that is pushed past the reader. Google tells no total:
    only a page that is empty in one walk and not in the next can be told from a read without jobs there.
    """
    kinds = {other["kind"] for other in others}
    standing = [one for one in (rule, *others) if _standing(one)]
    if standing:
        # One rule hits a request: another one that gives a page would show it as of a service that is not so.
        return len(standing) > 1 or any(one["kind"] not in _NO_PAGE for one in (rule, *others) if one not in standing)
    if rule["kind"] == "empty_page" and rule["product"] == "google":
        return "empty_page" in kinds or rule.get("page") != 1 or rule["times"] != 1
    exclusive = {"total", "remove"}
    return rule["kind"] in exclusive and bool(kinds & exclusive - {rule["kind"]})
