# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules that make the sandbox misbehave, and which request each of them hits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from .products import PRODUCTS
from .refusal import bad_request

TOKEN: Final = "token"

# Every kind with its arguments and their defaults.
KINDS: Final[dict[str, dict[str, object]]] = {
    # Instead of the answer:
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
    # A redirect, with a body of so many bytes.
    "redirect": {"status": 302, "location": "/", "size": 0},
    # On the way:
    "reset_before": {},
    "reset_in_headers": {},
    "reset_in_body": {},
    "reset_after_body": {},
    "truncate": {},
    "truncate_json": {},
    "slow": {"seconds": 1.0},
    "stall": {"seconds": 1.0},
    # Another header Date, so many seconds from now, or the text given; with Age, as from a cache.
    "date": {"shift": 0.0, "text": None, "age": None},
    # More headers of a whole answer, or others in the place of its own.
    "headers": {"headers": {}},
    # The body encoded so, one after the other, and declared so or as the text says.
    "encoded": {"encodings": ["gzip"], "declared": None},
    # In the data:
    "insert": {"count": 1, "after": False},
    "remove": {"count": 1, "at": None},
    # In the page:
    # With ``own_total`` the total counts the rows of the page alone.
    "cap": {"size": 1, "own_total": False},
    "duplicate": {},
    # The first row once more, in front of it or behind all, with these members changed.
    "contradict": {"row": {}, "before": False},
    # The filters of these roles, such as ``service`` and ``job_type``, are not applied.
    "ignore_filter": {"roles": []},
    "repeat_page": {},
    "link": {"value": "self"},
    "total": {"delta": 1},
    "no_jobs_member": {},
    "empty_page": {},
    "extra": {"row": {}},
    # In the page once it is rendered, see ``contradictions.py``:
    # Half of the rows as if they were all, under another status than 200.
    "partial": {"status": 206},
    # No rows, which are ``null`` or ``empty``, and an error: error, error_object, errors, status, nested.
    "hidden_error": {"member": "error", "rows": "null"},
    "null_jobs": {},
    # Half of the rows; the total that counts these comes first or last.
    "two_totals": {"kind_first": True},
    # The first row has its status, count or id under two names that disagree.
    "two_names": {"of": "status", "lie_first": False},
    # A row that ends before it starts.
    "reversed_times": {},
}
# What makes sense where there is no page.
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
    """One rule: whom it hits, how often, and what it does. ``left`` is None for "always"."""

    kind: str
    product: str | None = None
    client_id: str | None = None
    page: int | None = None
    skip: int = 0
    left: int | None = 1
    arguments: dict[str, object] = field(default_factory=dict)

    def fits(self, product: str, client_id: str | None, page: int | None) -> bool:
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
    """The rules in force, in the order in which they were made."""

    def __init__(self) -> None:
        self._rules: list[Rule] = []

    def add(self, rule: Rule) -> None:
        self._rules.append(rule)

    def clear(self, client_id: str | None = None) -> None:
        self._rules = [rule for rule in self._rules if client_id not in (None, rule.client_id)]

    def take(self, product: str, client_id: str | None, page: int | None) -> Rule | None:
        """The rule that hits this request, counted down; a rule still skipping lets others try."""
        for rule in self._rules:
            if not rule.fits(product, client_id, page):
                continue
            if rule.skip > 0:
                rule.skip -= 1
                continue
            if rule.left is not None:
                rule.left -= 1
            return rule
        return None


def read_rule(document: object) -> Rule:
    """Read a rule as strictly as the services read their parameters: tests must not misspell."""
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
        raise bad_request(f"{kind!r} makes no sense at the token endpoint", "kind")
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
    """A rule of the wrong type must fail where it is made, not where it hits."""
    for name, count in (("page", rule.page), ("skip", rule.skip), ("times", rule.left)):
        if count is not None and (not isinstance(count, int) or count < 0):
            raise bad_request(f"{name} is a whole number", name)
    for name, value in rule.arguments.items():
        default = KINDS[rule.kind][name]
        wanted = (int, float) if isinstance(default, (int, float)) else type(default)
        if default is not None and not isinstance(value, wanted):
            raise bad_request(f"{name}: {value!r} is not of the type expected", name)
