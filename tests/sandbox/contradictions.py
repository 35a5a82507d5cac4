# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Change a rendered page so that it contradicts itself, has an error or is incomplete, as a fault defines."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, Final

from .faults import Rule
from .model import Job
from .products.base import Product

Members = dict[str, Any]

KINDS: Final = frozenset({"partial", "hidden_error", "null_jobs", "two_totals", "two_names", "reversed_times"})
_ROWS: Final = ("jobs", "result", "data")
_TOTALS: Final = ("totalCount", "totalNumber")
_NAMES: Final = {
    "status": ("status", "state"),
    "count": ("failedCount", "failedNumber"),
    "id": ("jobId", "id"),
}
_ERROR: Final = "The job service is not available."
# The values that products write for an unknown time.
_NO_MOMENTS: Final = (None, "", 0, "N/A", "0001-01-01T00:00:00Z")


def changed(body: bytes, rule: Rule, product: Product, first: Job | None) -> bytes:
    """Return the page changed by the fault; `first` is the job of its first row."""
    document = json.loads(body)
    if rule.kind == "two_names":
        _two_names(document, rule, product, first)
    else:
        _CHANGES[rule.kind](document, rule)
    return json.dumps(document).encode()


def _envelopes(document: Members) -> Iterator[Members]:
    """Yield the outer object and the objects in it that are not rows."""
    yield document
    for name in ("data", "metadata"):
        if isinstance(document.get(name), dict):
            yield document[name]


def _rows(document: Members) -> tuple[Members, str]:
    """Return the object with the rows, and the name of their field."""
    return next(
        (part, name)
        for part in _envelopes(document)
        for name, value in part.items()
        if name.lower() in _ROWS and isinstance(value, list)
    )


def _find(part: Members, names: tuple[str, ...]) -> str | None:
    """Return the field of an object with one of these names, without regard to case."""
    folded = [name.lower() for name in names]
    return next((name for name in part if name.lower() in folded), None)


def _total(document: Members) -> tuple[Members, str | None]:
    """Return the object with the total and the name of its field, or the outer object and None."""
    found = ((part, _find(part, _TOTALS)) for part in _envelopes(document))
    return next((pair for pair in found if pair[1] is not None), (document, None))


def _set_last_page(document: Members, rows: list[Members] | None) -> None:
    """Replace the rows of the page, its total, and remove its link."""
    part, name = _rows(document)
    part[name] = rows
    holder, total = _total(document)
    if total is not None:
        holder[total] = len(rows or ())
    for envelope in _envelopes(document):
        link = _find(envelope, ("nextLink",))
        if link is not None:
            envelope[link] = ""


def _partial(document: Members, _rule: Rule) -> None:
    part, name = _rows(document)
    _set_last_page(document, part[name][: len(part[name]) // 2])


def _null_jobs(document: Members, _rule: Rule) -> None:
    _set_last_page(document, None)


def _hidden_error(document: Members, rule: Rule) -> None:
    """Remove the rows, and report an error in one of the fields."""
    _set_last_page(document, [] if rule.arguments["rows"] == "empty" else None)
    member = rule.text("member")
    if member == "nested":
        inner = [part for part in _envelopes(document) if part is not document]
        part = inner[0] if inner else document.setdefault("data", {})
        part["error"] = _ERROR
    elif member == "status":
        document.update({"statusCode": 500} if "status" in document else {"status": 500, "statusCode": 200})
    elif member == "errors":
        document["errors"] = [{"code": "unavailable", "field": "", "message": _ERROR}]
    else:
        document["error"] = {"code": "unavailable", "message": _ERROR} if member == "error_object" else _ERROR


def _two_totals(document: Members, rule: Rule) -> None:
    """Keep half of the rows, with two totals: their number, and the number of all."""
    part, rows = _rows(document)
    holder, total = _total(document)
    true = holder[total] if total is not None else len(part[rows])
    _set_last_page(document, part[rows][: len(part[rows]) // 2])
    if total is not None:
        del holder[total]
    figures = (len(part[rows]), true) if rule.arguments["page_total_first"] else (true, len(part[rows]))
    holder.update(zip(_TOTALS, figures, strict=True))


def _two_names(document: Members, rule: Rule, product: Product, first: Job | None) -> None:
    """Add a field of the first row under its other name, with another value."""
    part, name = _rows(document)
    if first is None or not part[name]:
        return
    row = part[name][0]
    names = _NAMES[rule.text("of")]
    holder = next((held for held in (row, *row.values()) if isinstance(held, dict) and _find(held, names)), None)
    if holder is None:
        return
    stated = _find(holder, names)
    assert stated is not None
    other = next(one for one in names if one.lower() != stated.lower())
    other_values: dict[str, Callable[[], object]] = {
        "status": lambda: product.code_of("failed" if first.status == "succeeded" else "succeeded"),
        "count": lambda: 0 if holder[stated] else 5,
        "id": lambda: f"{holder[stated]}-other",
    }
    other_field = {other: other_values[rule.text("of")]()}
    members = {**other_field, **holder} if rule.arguments["wrong_first"] else {**holder, **other_field}
    holder.clear()
    holder.update(members)


def _reversed_times(document: Members, _rule: Rule) -> None:
    """Swap start and end of the first row that has both."""
    part, rows = _rows(document)
    for row in part[rows]:
        start, finish = _find(row, ("startTime",)), _find(row, ("finishTime",))
        if start and finish and row[start] not in _NO_MOMENTS and row[finish] not in _NO_MOMENTS:
            row[start], row[finish] = row[finish], row[start]
            return


_CHANGES: Final[dict[str, Callable[[Members, Rule], None]]] = {
    "partial": _partial,
    "null_jobs": _null_jobs,
    "hidden_error": _hidden_error,
    "two_totals": _two_totals,
    "reversed_times": _reversed_times,
}
