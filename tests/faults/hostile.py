# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults of a service that contradicts itself, ignores what it is asked, or sends what no client expects."""

from __future__ import annotations

from typing import Final

from faults.scene import Rule, Scene

# Longer than the collection ever waits, or no time at all.
RETRY_AFTER: Final = ("Fri, 31 Dec 9999 23:59:59 GMT", "date:99999999", "9" * 400, "-5", "1e3", "\xb2", "soon")
# More than the collection tolerates.
WRONG_BY: Final = (-86400.0, -7200.0, 7200.0, 86400.0 * 365)
_ADDRESSES: Final = ("http://[::1", "https://elsewhere.example/jobs", "//", "/elsewhere", "http://127.0.0.1:1/", "")
_LINKS: Final = (
    "/\n/[x?a=b",
    "http://[::1",
    "https://elsewhere.example/jobs?pageIndex=1",
    "?",
    "//elsewhere.example/x",
)
_HEADERS: Final[tuple[Rule, ...]] = (
    {"Location": "http://[::1"},
    {"Retry-After": "Fri, 31 Dec 9999 23:59:59 GMT"},
    {"Set-Cookie": "session=0123456789; Path=/"},
    {"Content-Type": "text/html"},
    {"request-id": "x" * 4000},
    {"Link": "<https://elsewhere.example/>; rel=next", "Refresh": "0; url=https://elsewhere.example/"},
)
_ENCODINGS: Final[tuple[Rule, ...]] = (
    {"encodings": ["gzip"]},
    {"encodings": ["deflate"]},
    {"encodings": ["gzip", "gzip"]},
    {"encodings": ["deflate", "gzip"]},
    {"encodings": [], "declared": "gzip"},
    {"encodings": ["gzip"], "declared": "br"},
    {"encodings": [], "declared": "identity, identity"},
)
_CAPS: Final = (1, 7, 16, 25, 32, 64, 75, 100, 128, 200, 256)
# No plan reads more pages than this because of a cap alone.
_MOST_PAGES: Final = 40
# A row of the same id and of another end; of the members' two spellings, the wrong one makes the row malformed.
_OTHER_END: Final[dict[str, tuple[Rule, ...]]] = {
    "m365": ({"State": "Failed"}, {"state": "Finished"}, {"State": "Finished"}, {"state": "Failed"}),
    "google": ({"status": 2}, {"status": 3}, {"progress": 1}),
    "dynamics365": ({"status": 3}, {"status": 4}, {"failedEntity": 9999}),
    "salesforce": ({"startTime": "2026-05-31T23:59:59Z"}, {"status": 2}, {"state": 4}),
    "iaas": ({"state": 2}, {"state": 16}, {"status": 2}, {"status": 16}),
}


def capped(scene: Scene) -> list[Rule]:
    """Pages cut without a word, once or for ever, by a cap of any size."""
    size = cap(scene)
    # Without a total and links, one short page among whole ones is a moment of its own that nobody sees.
    blind = scene.product == "google" and not scene.links
    return [scene.always("cap", size=size) if blind else scene.rule("cap", size=size)]


def capped_with_its_own_total(scene: Scene) -> list[Rule]:
    """To the byte, the first page is that of a service that has no more."""
    return [scene.always("cap", size=cap(scene), own_total=True)]


def cap(scene: Scene) -> int:
    """The size of a cap: any up to 300, and those that services have more often."""
    size = scene.random.choice((scene.random.randint(1, 300), scene.random.choice(_CAPS)))
    return max(size, -(-scene.jobs // _MOST_PAGES))


def filters_ignored(scene: Scene) -> list[Rule]:
    """Filters that are not applied to any request."""
    asked = scene.roles
    return [scene.always("ignore_filter", roles=scene.random.sample(asked, scene.random.randint(1, len(asked))))]


def rows_differ(scene: Scene) -> list[Rule]:
    """One job twice in a page, with two ends."""
    row = scene.random.choice(_OTHER_END[scene.product])
    return [scene.rule("contradict", row=row, before=scene.random.random() < 0.5)]


def names_disagree(scene: Scene) -> list[Rule]:
    """A job with a member under two names, or a page with two totals."""
    if scene.random.random() < 0.3:
        return [scene.rule("two_totals", kind_first=scene.random.random() < 0.5)]
    counted = scene.product in ("m365", "iaas")
    of = scene.random.choice(("status", "status", "id", *(("count", "count") if counted else ())))
    return [scene.rule("two_names", of=of, lie_first=scene.random.random() < 0.5)]


def error_under_200(scene: Scene) -> list[Rule]:
    """No jobs, and somewhere in the answer why; or no list at all."""
    member = scene.random.choice(("error", "error_object", "errors", "status", "nested", None))
    if member is None:
        return [scene.rule("null_jobs")]
    return [scene.rule("hidden_error", member=member, rows=scene.random.choice(("null", "empty")))]


def part_of_an_answer(scene: Scene) -> list[Rule]:
    """A part of a page under a status that is no 200, but a success."""
    return [scene.rule("partial", status=scene.random.choice((206, 206, 203)))]


def odd_row(scene: Scene) -> list[Rule]:
    """A job that ends before it starts, or of no organisation."""
    if scene.random.random() < 0.5 and scene.product in ("dynamics365", "salesforce"):
        return [scene.rule("extra", row={"organizationId": scene.random.choice((None, ""))})]
    return [scene.rule("reversed_times")]


def redirected(scene: Scene) -> list[Rule]:
    """A redirect to anywhere, with a body that nobody needs."""
    random = scene.random
    where = {"location": random.choice(_ADDRESSES), "size": random.choice((0, 300, 3_000_000))}
    rule = scene.rule("redirect", status=random.choice((301, 302, 303, 307, 308)), **where)
    return [rule if random.random() < 0.8 else {**_at_token(rule), "times": 1}]


def hostile_headers(scene: Scene) -> list[Rule]:
    """Headers that no client expects, with answers that are right."""
    random = scene.random
    if random.random() < 0.3:
        return [scene.rule("encoded", **random.choice(_ENCODINGS))]
    if random.random() < 0.3:
        return [scene.rule("status", status=random.choice((429, 503)), retry_after=random.choice(RETRY_AFTER))]
    rule = scene.rule("headers", headers=random.choice(_HEADERS))
    return [rule if random.random() < 0.8 else {**_at_token(rule), "times": 0}]


def hostile_link(scene: Scene) -> list[Rule]:
    """A link to the next page that leads nowhere, or elsewhere."""
    return [scene.rule("link", value=scene.random.choice(_LINKS))]


def wrong_date(scene: Scene) -> list[Rule]:
    """The service's clock is wrong, or says nothing that can be understood: a warning and no more."""
    random = scene.random
    dates: tuple[Rule, ...] = (
        *({"shift": shift} for shift in WRONG_BY),
        {"shift": 30.0},
        {"text": "yesterday"},
        {"shift": 7200.0, "age": "5"},
    )
    date = random.choice(dates)
    return [scene.always("date", **date) if random.random() < 0.6 else scene.rule("date", **date)]


def _at_token(rule: Rule) -> Rule:
    """The same at the token endpoint, which has no pages."""
    return {**{name: value for name, value in rule.items() if name not in ("page", "skip")}, "product": "token"}
