# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Draw the faults of a plan at random, in combinations that occur in practice.

A rule has the arguments of ``Sandbox.fault``. Rules are left out if together they produce a wrong response
that no client could detect.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Final

from faults import hostile_service
from faults.context import FaultContext, Rule
from sandbox.products import PRODUCTS

# Longer than the collection ever waits, which is 300 s.
_LONG_WAIT: Final = "400"
# Longer than the timeout of any plan.
STALL: Final = 2.5
# Faults without a usable page: the request is repeated, or the read fails.
_WITHOUT_PAGE: Final = frozenset(
    {
        *("status", "html", "not_json", "envelope", "no_jobs_member", "expire_token", "redirect", "stall"),
        *("reset_before", "reset_in_headers", "reset_in_body", "truncate", "truncate_json"),
        *("hidden_error", "null_jobs", "partial", "two_totals"),
    }
)


def _throttling(context: FaultContext) -> list[Rule]:
    wait = context.random.choices(("0", "1", "date:1", _LONG_WAIT), (45, 25, 25, 5))[0]
    times = 1 if wait == _LONG_WAIT else context.random.randint(1, 4)
    return [context.rule("status", status=429, retry_after=wait, times=times)]


def _server_errors(context: FaultContext) -> list[Rule]:
    status = context.random.choice((500, 502, 503, 504))
    return [context.rule("status", status=status, **context.random.choice(({}, {"body": "bad gateway"})))]


def _broken_connections(context: FaultContext) -> list[Rule]:
    kinds = ("reset_before", "reset_in_headers", "reset_in_body", "reset_after_body", "truncate", "truncate_json")
    return [context.rule(context.random.choice(kinds))]


def _invalid_bodies(context: FaultContext) -> list[Rule]:
    kinds: tuple[Rule, ...] = (
        {"kind": "html", "status": 200},
        {"kind": "html", "status": 502},
        {"kind": "not_json"},
        {"kind": "no_jobs_member"},
        {"kind": "envelope", "status": 503},
        {"kind": "envelope", "status": 500},
    )
    return [context.rule(**context.random.choice(kinds))]


def _delays(context: FaultContext) -> list[Rule]:
    kind, seconds = context.random.choice((("slow", 0.2), ("slow", STALL), ("stall", STALL)))
    return [context.rule(kind, seconds=seconds)]


def _client_errors(context: FaultContext) -> list[Rule]:
    kinds: tuple[Rule, ...] = (
        {"kind": "status", "status": 400},
        {"kind": "status", "status": 403},
        {"kind": "status", "status": 404},
        {"kind": "envelope", "status": 400},
    )
    return [context.rule(**context.random.choice(kinds))]


def _expired_token(context: FaultContext) -> list[Rule]:
    return [context.rule("expire_token")]


def _token_errors(context: FaultContext) -> list[Rule]:
    """Let the token endpoint fail twice, or more often than the client retries."""
    kinds: tuple[Rule, ...] = (
        {"kind": "status", "status": 503},
        {"kind": "status", "status": 429, "retry_after": "0"},
        {"kind": "html", "status": 200},
        {"kind": "reset_before"},
        {"kind": "reset_in_body"},
        {"kind": "truncate_json"},
        {"kind": "stall", "seconds": STALL},
    )
    times = context.random.choice((2, 2, context.retries + 1))
    return [{**context.random.choice(kinds), "product": "token", "times": times}]


def _concurrent_changes(context: FaultContext) -> list[Rule]:
    """Add and remove jobs between the pages."""

    def move() -> Rule:
        if context.random.random() < 0.6:
            rule = context.rule("insert", count=context.random.choice((1, 1, 3)), after=context.random.random() < 0.5)
            # More new jobs than a page has rows, for ever, would be a list without an end.
            return {**rule, "count": 1} if rule["times"] == 0 else rule
        at = context.random.choice((None, 0, context.random.randrange(60)))
        return context.rule("remove", count=context.random.choice((1, 1, 3)), at=at)

    return [move() for _number in range(context.random.choice((1, 1, 2, 3)))]


def _repeated_rows(context: FaultContext) -> list[Rule]:
    return [context.rule(context.random.choice(("duplicate", "repeat_page")))]


def _empty_page(context: FaultContext) -> list[Rule]:
    return [context.rule("empty_page")]


def _circular_link(context: FaultContext) -> list[Rule]:
    return [context.rule("link", value="self")]


def _wrong_total(context: FaultContext) -> list[Rule]:
    """Report a total that is wrong by one, alone or while jobs arrive."""
    wrong = context.rule("total", delta=context.random.choice((-1, 1)))
    arrivals = [
        context.rule("insert", after=context.random.random() < 0.5) for _number in range(context.random.randrange(3))
    ]
    return context.random.choice(([wrong, *arrivals], [*arrivals, wrong]))


_THEMES: Final[tuple[tuple[Callable[[FaultContext], list[Rule]], int], ...]] = (
    (_throttling, 12),
    (_server_errors, 10),
    (_broken_connections, 14),
    (_invalid_bodies, 8),
    (_delays, 7),
    (hostile_service.wrong_date, 8),
    (_client_errors, 3),
    (_expired_token, 7),
    (_token_errors, 7),
    (_concurrent_changes, 20),
    (hostile_service.page_cap, 10),
    (hostile_service.page_cap_with_page_total, 10),
    (hostile_service.conflicting_rows, 7),
    (hostile_service.conflicting_names, 18),
    (hostile_service.error_under_200, 10),
    (hostile_service.partial_response, 6),
    (hostile_service.implausible_row, 6),
    (hostile_service.redirect, 6),
    (hostile_service.hostile_headers, 10),
    (hostile_service.hostile_link, 4),
    (_repeated_rows, 8),
    (_empty_page, 5),
    (_circular_link, 5),
    (_wrong_total, 10),
)


def draw_rules(random: Random, contexts: Sequence[FaultContext]) -> tuple[Rule, ...]:
    """Return the rules of a plan for these products: of no theme, of one, or of several."""
    rules: list[Rule] = []
    # Only some plans have filters, most of them with one value.
    ignoring = 120 if any(context.roles for context in contexts) else 0
    themes, weights = zip(*_THEMES, (hostile_service.filters_ignored, ignoring), strict=True)
    for _number in range(random.choices((0, 1, 2, 3), (4, 42, 36, 18))[0]):
        (theme,) = random.choices(themes, weights)
        for rule in theme(random.choice(contexts)):
            if not _is_undetectable(rule, [other for other in rules if other["product"] == rule["product"]]):
                rules.append(rule)
    # The first rule that matches a request applies, so rules that match every request come last.
    return tuple(sorted(rules, key=_matches_every_request))


def _matches_every_request(rule: Rule) -> bool:
    """Return whether a rule applies to every request to its product."""
    return rule["times"] == 0 and not rule.keys() & {"page", "skip"}


def _is_permanent(rule: Rule) -> bool:
    """Return whether a rule describes how the service always behaves."""
    return rule["kind"] == "ignore_filter" or bool(rule.get("own_total"))


def _is_undetectable(rule: Rule, others: Sequence[Rule]) -> bool:
    """Return whether the rules together give a wrong response that does not contradict itself.

    A total that is one too low hides a job that moved to a page already read. Without a total, an
    empty page is detectable only if it is empty in one pass over the pages and not in the next.
    """
    kinds = {other["kind"] for other in others}
    permanent = [one for one in (rule, *others) if _is_permanent(one)]
    if permanent:
        # One rule applies to a request: a page from another rule would contradict the permanent one.
        return len(permanent) > 1 or any(
            one["kind"] not in _WITHOUT_PAGE for one in (rule, *others) if one not in permanent
        )
    if rule["kind"] == "empty_page" and not PRODUCTS[rule["product"]].has_total:
        return "empty_page" in kinds or rule.get("page") != 1 or rule["times"] != 1
    exclusive = {"total", "remove"}
    return rule["kind"] in exclusive and bool(kinds & exclusive - {rule["kind"]})
