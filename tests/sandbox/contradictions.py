# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages that contradict themselves, hold an error or are a part only: a rendered page, changed as a fault asks."""

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
# How a product says that a moment is not known.
_NO_MOMENTS: Final = (None, "", 0, "N/A", "0001-01-01T00:00:00Z")


def changed(body: bytes, rule: Rule, product: Product, first: Job | None) -> bytes:
    """Return the page with what the fault does to it; C(first) is the job of its first row."""
    document = json.loads(body)
    if rule.kind == "two_names":
        _two_names(document, rule, product, first)
    else:
        _CHANGES[rule.kind](document, rule)
    return json.dumps(document).encode()


def _envelopes(document: Members) -> Iterator[Members]:
    """The outer object and those in it that are no rows."""
    yield document
    for name in ("data", "metadata"):
        if isinstance(document.get(name), dict):
            yield document[name]


def _rows(document: Members) -> tuple[Members, str]:
    """The object that holds the rows, and the name of the member."""
    return next(
        (part, name)
        for part in _envelopes(document)
        for name, value in part.items()
        if name.lower() in _ROWS and isinstance(value, list)
    )


def _find(part: Members, names: tuple[str, ...]) -> str | None:
    """The member of an object with one of these names, in whatever case."""
    folded = [name.lower() for name in names]
    return next((name for name in part if name.lower() in folded), None)


def _total(document: Members) -> tuple[Members, str | None]:
    """The object that holds the total, and the name of the member; the outer one where none is told."""
    found = ((part, _find(part, _TOTALS)) for part in _envelopes(document))
    return next((pair for pair in found if pair[1] is not None), (document, None))


def _end_here(document: Members, rows: list[Members] | None) -> None:
    """Give the page other rows, a total that counts them and no link."""
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
    _end_here(document, part[name][: len(part[name]) // 2])


def _null_jobs(document: Members, _rule: Rule) -> None:
    _end_here(document, None)


def _hidden_error(document: Members, rule: Rule) -> None:
    """An answer without rows that says by one of its members that it is an error."""
    _end_here(document, [] if rule.arguments["rows"] == "empty" else None)
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
    """Half of the rows, and two totals: one counts these, the other all."""
    part, rows = _rows(document)
    holder, total = _total(document)
    true = holder[total] if total is not None else len(part[rows])
    _end_here(document, part[rows][: len(part[rows]) // 2])
    if total is not None:
        del holder[total]
    figures = (len(part[rows]), true) if rule.arguments["kind_first"] else (true, len(part[rows]))
    holder.update(zip(_TOTALS, figures, strict=True))


def _two_names(document: Members, rule: Rule, product: Product, first: Job | None) -> None:
    """A member of the first row under its other name too, with something else."""
    part, name = _rows(document)
    if first is None or not part[name]:
        return
    row = part[name][0]
    names = _NAMES[rule.text("of")]
    holder = next((held for held in (row, *row.values()) if isinstance(held, dict) and _find(held, names)), None)
    if holder is None:
        return
    told = _find(holder, names)
    assert told is not None
    other = next(one for one in names if one.lower() != told.lower())
    lies: dict[str, Callable[[], object]] = {
        "status": lambda: product.code_of("failed" if first.status == "succeeded" else "succeeded"),
        "count": lambda: 0 if holder[told] else 5,
        "id": lambda: f"{holder[told]}-other",
    }
    lie = {other: lies[rule.text("of")]()}
    members = {**lie, **holder} if rule.arguments["lie_first"] else {**holder, **lie}
    holder.clear()
    holder.update(members)


def _reversed_times(document: Members, _rule: Rule) -> None:
    """The first row that has both an end and a start has them exchanged."""
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
