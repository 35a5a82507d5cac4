# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make rules for a service that contradicts itself, ignores filters, or sends what no client expects."""

from __future__ import annotations

from typing import Final

from faults.context import FaultContext, Rule
from sandbox.products import PRODUCTS

# Longer than the collection ever waits, or not a time.
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
# A cap alone never makes a plan read more pages than this.
_MOST_PAGES: Final = 40


def page_cap(context: FaultContext) -> list[Rule]:
    """Shorten pages without notice, once or always."""
    size = cap_size(context)
    # Without totals and links, a single short page cannot be detected.
    undetectable = not PRODUCTS[context.product].has_total and not context.links
    return [context.always("cap", size=size) if undetectable else context.rule("cap", size=size)]


def page_cap_with_page_total(context: FaultContext) -> list[Rule]:
    """Shorten pages and count only their own rows, so that the first page looks like the only one."""
    return [context.always("cap", size=cap_size(context), own_total=True)]


def cap_size(context: FaultContext) -> int:
    """Return the size of a cap: any up to 300, with common ones more often."""
    size = context.random.choice((context.random.randint(1, 300), context.random.choice(_CAPS)))
    return max(size, -(-context.jobs // _MOST_PAGES))


def filters_ignored(context: FaultContext) -> list[Rule]:
    """Ignore some of the filters in every request."""
    roles = context.roles
    return [context.always("ignore_filter", roles=context.random.sample(roles, context.random.randint(1, len(roles))))]


def conflicting_rows(context: FaultContext) -> list[Rule]:
    """Send one job twice in a page, with different ends."""
    row = context.random.choice(PRODUCTS[context.product].other_ends)
    return [context.rule("contradict", row=row, before=context.random.random() < 0.5)]


def conflicting_names(context: FaultContext) -> list[Rule]:
    """Send a job with one field under two names, or a page with two totals."""
    if context.random.random() < 0.3:
        return [context.rule("two_totals", page_total_first=context.random.random() < 0.5)]
    counted = PRODUCTS[context.product].counts_objects
    of = context.random.choice(("status", "status", "id", *(("count", "count") if counted else ())))
    return [context.rule("two_names", of=of, wrong_first=context.random.random() < 0.5)]


def error_under_200(context: FaultContext) -> list[Rule]:
    """Send no jobs and an error somewhere in the response, or no list at all."""
    member = context.random.choice(("error", "error_object", "errors", "status", "nested", None))
    if member is None:
        return [context.rule("null_jobs")]
    return [context.rule("hidden_error", member=member, rows=context.random.choice(("null", "empty")))]


def partial_response(context: FaultContext) -> list[Rule]:
    """Send part of a page with a success status other than 200."""
    return [context.rule("partial", status=context.random.choice((206, 206, 203)))]


def implausible_row(context: FaultContext) -> list[Rule]:
    """Send a job that ends before it starts, or without an organisation."""
    if context.random.random() < 0.5 and PRODUCTS[context.product].organizations:
        return [context.rule("extra", row={"organizationId": context.random.choice((None, ""))})]
    return [context.rule("reversed_times")]


def redirect(context: FaultContext) -> list[Rule]:
    """Redirect to an arbitrary address, with or without a body."""
    random = context.random
    where = {"location": random.choice(_ADDRESSES), "size": random.choice((0, 300, 3_000_000))}
    rule = context.rule("redirect", status=random.choice((301, 302, 303, 307, 308)), **where)
    return [rule if random.random() < 0.8 else {**_at_token_endpoint(rule), "times": 1}]


def hostile_headers(context: FaultContext) -> list[Rule]:
    """Send unexpected headers with a correct response."""
    random = context.random
    if random.random() < 0.3:
        return [context.rule("encoded", **random.choice(_ENCODINGS))]
    if random.random() < 0.3:
        return [context.rule("status", status=random.choice((429, 503)), retry_after=random.choice(RETRY_AFTER))]
    rule = context.rule("headers", headers=random.choice(_HEADERS))
    return [rule if random.random() < 0.8 else {**_at_token_endpoint(rule), "times": 0}]


def hostile_link(context: FaultContext) -> list[Rule]:
    """Send a link to the next page that is invalid or leads to another host."""
    return [context.rule("link", value=context.random.choice(_LINKS))]


def wrong_date(context: FaultContext) -> list[Rule]:
    """Send a Date that is wrong or cannot be parsed, which must give a warning and no error."""
    random = context.random
    dates: tuple[Rule, ...] = (
        *({"shift": shift} for shift in WRONG_BY),
        {"shift": 30.0},
        {"text": "yesterday"},
        {"shift": 7200.0, "age": "5"},
    )
    date = random.choice(dates)
    return [context.always("date", **date) if random.random() < 0.6 else context.rule("date", **date)]


def _at_token_endpoint(rule: Rule) -> Rule:
    """Return the rule for the token endpoint, which has no pages."""
    return {**{name: value for name, value in rule.items() if name not in ("page", "skip")}, "product": "token"}
