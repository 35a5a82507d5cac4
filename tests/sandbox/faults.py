# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Define the faults of the sandbox, and which request each rule applies to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from .errors import bad_request
from .products import PRODUCTS

TOKEN: Final = "token"

# Every kind with its arguments and their defaults.
KINDS: Final[dict[str, dict[str, object]]] = {
    # Instead of the response:
    "status": {"status": 503, "retry_after": None, "body": None},
    "html": {"status": 200},
    "envelope": {
        "status": 500,
        "message": "The service is not available.",
        "code": "serviceUnavailable",
        "field": "",
        "errors": None,
    },
    "not_json": {},
    "expire_token": {},
    # A redirect, with a body of this many bytes.
    "redirect": {"status": 302, "location": "/", "size": 0},
    # In the transfer:
    "reset_before": {},
    "reset_in_headers": {},
    "reset_in_body": {},
    "reset_after_body": {},
    "truncate": {},
    "truncate_json": {},
    "slow": {"seconds": 1.0},
    "stall": {"seconds": 1.0},
    # The header Date shifted by this many seconds, or with this text; with Age, as from a cache.
    "date": {"shift": 0.0, "text": None, "age": None},
    # Additional or replaced headers of a complete response.
    "headers": {"headers": {}},
    # The body with these encodings, declared as such or as stated.
    "encoded": {"encodings": ["gzip"], "declared": None},
    # In the data:
    "insert": {"count": 1, "after": False},
    "remove": {"count": 1, "at": None},
    # In the page:
    # With ``own_total`` the total is the number of rows of the page.
    "cap": {"size": 1, "own_total": False},
    "duplicate": {},
    # The first row again, before or after all others, with these fields changed.
    "contradict": {"row": {}, "before": False},
    # The filters of these roles, such as ``service`` and ``job_type``, are ignored.
    "ignore_filter": {"roles": []},
    "repeat_page": {},
    "link": {"value": "self"},
    "total": {"delta": 1},
    "no_jobs_member": {},
    "empty_page": {},
    "extra": {"row": {}},
    # In the rendered page, see ``contradictions.py``:
    # Half of the rows, as if they were all, with another status than 200.
    "partial": {"status": 206},
    # Rows ``null`` or ``empty``, and an error: error, error_object, errors, status, nested.
    "hidden_error": {"member": "error", "rows": "null"},
    "null_jobs": {},
    # Half of the rows, and two totals; their number comes first or last.
    "two_totals": {"page_total_first": True},
    # The first row has two different values of its status, count or id.
    "two_names": {"of": "status", "wrong_first": False},
    # A job that ends before it starts.
    "reversed_times": {},
}
# The kinds that apply to the token endpoint, which has no pages.
_FOR_TOKENS: Final = frozenset(
    {
        "status",
        "html",
        "not_json",
        "reset_before",
        "reset_in_headers",
        "reset_in_body",
        "reset_after_body",
        "truncate",
        "truncate_json",
        "slow",
        "stall",
        "redirect",
        "headers",
    }
)


@dataclass
class Rule:
    """One rule: the requests it applies to, how often, and its fault. ``left`` is None for "always"."""

    kind: str
    product: str | None = None
    client_id: str | None = None
    page: int | None = None
    skip: int = 0
    left: int | None = 1
    arguments: dict[str, object] = field(default_factory=dict)

    def applies_to(self, product: str, client_id: str | None, page: int | None) -> bool:
        if self.product is None and product == TOKEN:
            return False
        return (
            self.product in (None, product)
            and self.client_id in (None, client_id)
            and self.page in (None, page)
            and self.left != 0
        )

    def number(self, name: str) -> float:
        value = self.arguments[name]
        assert isinstance(value, (int, float))
        return value

    def text(self, name: str) -> str:
        return str(self.arguments[name])


class RuleBook:
    """The active rules, in the order in which they were added."""

    def __init__(self) -> None:
        self._rules: list[Rule] = []

    def add(self, rule: Rule) -> None:
        self._rules.append(rule)

    def clear(self, client_id: str | None = None) -> None:
        self._rules = [rule for rule in self._rules if client_id not in (None, rule.client_id)]

    def take(self, product: str, client_id: str | None, page: int | None) -> Rule | None:
        """Return the rule for this request, and count it down; a rule that still skips requests is passed over."""
        for rule in self._rules:
            if not rule.applies_to(product, client_id, page):
                continue
            if rule.skip > 0:
                rule.skip -= 1
                continue
            if rule.left is not None:
                rule.left -= 1
            return rule
        return None


def read_rule(document: object) -> Rule:
    """Parse a rule strictly, so that misspelled rules are errors."""
    if not isinstance(document, Mapping):
        raise bad_request("a rule is a JSON object", "rule")
    members = dict(document)
    kind = members.pop("kind", None)
    if kind not in KINDS:
        raise bad_request(f"there is no fault {kind!r}; there are {', '.join(KINDS)}", "kind")
    product = members.pop("product", None)
    if product not in (None, TOKEN, *PRODUCTS):
        raise bad_request(f"there is no product {product!r}", "product")
    if product == TOKEN and kind not in _FOR_TOKENS:
        raise bad_request(f"{kind!r} does not apply to the token endpoint", "kind")
    times = members.pop("times", 1)
    rule = Rule(
        kind=str(kind),
        product=product,
        client_id=members.pop("client_id", None),
        page=members.pop("page", None),
        skip=members.pop("skip", 0),
        left=None if times == 0 else times,
    )
    unknown = sorted(members.keys() - KINDS[rule.kind].keys())
    if unknown:
        raise bad_request(f"{kind!r} takes no {', '.join(unknown)}", unknown[0])
    rule.arguments = {**KINDS[rule.kind], **members}
    _check_types(rule)
    return rule


def _check_types(rule: Rule) -> None:
    """Check the types of a rule when it is added, not when it applies."""
    for name, count in (("page", rule.page), ("skip", rule.skip), ("times", rule.left)):
        if count is not None and (not isinstance(count, int) or count < 0):
            raise bad_request(f"{name} is a whole number", name)
    for name, value in rule.arguments.items():
        default = KINDS[rule.kind][name]
        expected_types = (int, float) if isinstance(default, (int, float)) else type(default)
        if default is not None and not isinstance(value, expected_types):
            raise bad_request(f"{name}: {value!r} does not have the expected type", name)
