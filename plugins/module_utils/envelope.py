# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one reader of answers: rows, total and link from every envelope that the contract shows.

It also finds the error that an envelope can hold under an HTTP 200. Source: the contract's pages
on paging and errors, and the answers of each product.
"""

from __future__ import annotations

import json
import math
import re
import typing as t
from dataclasses import dataclass

from ansible_collections.avepoint.cloud_backup.plugins.module_utils import wire
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import MalformedAnswer

Row = t.Mapping[str, t.Any]
_SURROGATE = re.compile(r"\\u[dD]")
# Far more than any answer has, and far less than what Python's JSON takes.
DEEPEST = 100
_FINE = frozenset({"ok", "success", "succeeded"})


@dataclass(frozen=True)
class Page:
    """One page: its rows as they came, the total that it reports and the link to the next page.

    C(total) is None where none is told, and C(link) where none is. C(last) is true where the answer
    has a place for the link and leaves it empty, which says that this is the last page.
    """

    rows: list[Row]
    total: int | None
    link: str | None
    last: bool = False


@dataclass
class Whole:
    """A page with its bytes, from which its rows can be read again."""

    body: bytes | bytearray
    held: list[Row] | None
    came: int
    total: int | None
    link: str | None
    last: bool

    def shed(self) -> None:
        """Keep the bytes alone, which take a tenth of the memory of the rows."""
        self.held = None

    def rows(self) -> list[Row]:
        """The rows as they came."""
        return self.held if self.held is not None else read(parse(self.body)).rows


@dataclass(frozen=True)
class Error:
    """What an error's body says."""

    message: str = ""
    problems: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    request_id: str | None = None
    trace_id: str | None = None

    def text(self) -> str:
        """The message with the vendor's field errors, as one line."""
        return "; ".join(part for part in (self.message, *self.problems) if part)


class Refusal(Exception):
    """An envelope that says error although HTTP said 200."""

    def __init__(self, status: int, members: Error) -> None:
        super().__init__(members.text())
        self.status = status
        self.members = members


def find(body: bytes | bytearray) -> Whole:
    """Find a page in an answer. Refusal where it says error, MalformedAnswer where it is no list of jobs."""
    page = read(parse(body))
    return Whole(body, page.rows, len(page.rows), page.total, page.link, page.last)


def parse(body: bytes | bytearray, *, strict: bool = True) -> object:
    """The JSON of an answer; MalformedAnswer where it is none or cut short, or C(strict)ly, has a member twice."""
    try:
        # Strictly: what is no UTF-8 cannot be told from what the service meant.
        text = body.decode("utf-8-sig")
        answer = _load(text, strict)
        if _SURROGATE.search(text):
            # Half a surrogate pair is no text: it could not be printed or written anywhere.
            answer = _load(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace").decode(), strict)
        return answer
    except MalformedAnswer:
        raise
    except (ValueError, RecursionError):
        start = body[:200].lstrip().lower()
        kind = "it is HTML, as gateways send it" if start.startswith(b"<") else "it is no whole JSON"
        raise MalformedAnswer(kind) from None


def _load(text: str, strict: bool) -> object:
    hook = _members if strict else None
    return json.loads(text, parse_constant=_no_constant, parse_float=_finite, object_pairs_hook=hook)


def _members(pairs: list[tuple[str, t.Any]]) -> dict[str, t.Any]:
    """The members of an object, each there once: of two with one name, nobody knows which is meant."""
    members = dict(pairs)
    if len(members) != len(pairs):
        raise MalformedAnswer("an object in it has a member twice")
    return members


def _no_constant(name: str) -> t.NoReturn:
    raise ValueError(f"{name} is no JSON")


def _finite(digits: str) -> float:
    """A number with a fraction or an exponent; one that no float holds would be returned as what is no JSON."""
    number = float(digits)
    if math.isinf(number):
        raise MalformedAnswer("a number in it is out of range")
    return number


def check_depth(row: Row) -> None:
    """MalformedAnswer for a row nested so deeply that programs which read it as JSON may fail."""
    level: list[object] = [row]
    for _depth in range(DEEPEST):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return
    raise MalformedAnswer(f"it is nested more than {DEEPEST} levels deep")


def _inside(value: object) -> t.Iterable[object]:
    """The objects and lists directly inside a value."""
    members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return (member for member in members if isinstance(member, (dict, list)))


def read(payload: object) -> Page:
    """Read an answer. Refusal where it says error, MalformedAnswer where it is no list of jobs."""
    if not isinstance(payload, dict):
        raise MalformedAnswer("a JSON object is expected")
    outer = wire.read(wire.Envelope, payload)
    status = _status(outer)
    if status is None or not 200 <= status < 300:
        raise Refusal(status or 500, error(payload))
    if outer.errors:
        raise Refusal(status, error(payload))
    parts = [outer]
    for part in (outer.data, outer.metadata):
        if isinstance(part, dict):
            parts.append(wire.read(wire.Envelope, part))
    total = _first(figure for part in parts for figure in (part.total_count, part.total_number))
    links = [part.next_link.strip() for part in parts if part.next_link is not None]
    link = _first(told or None for told in links)
    return Page(_rows(parts, outer, total), total, link, last=bool(links) and link is None)


def error(payload: object) -> Error:
    """What the body of a refusal says, as far as it can be read; not yet fit to be shown."""
    try:
        outer = wire.read(wire.Envelope, payload)
    except MalformedAnswer:
        return Error()
    problems, fields = [], []
    for item in outer.errors if isinstance(outer.errors, list) else [outer.errors]:
        problem = _problem(item)
        if problem is not None:
            problems.append(": ".join(part for part in (problem.field, problem.code, problem.message) if part))
            fields.append(problem.field or "")
    message = outer.message if isinstance(outer.message, str) else ""
    return Error(
        message=message,
        problems=tuple(problem for problem in problems[:5] if problem),
        fields=tuple(name for name in fields if name),
        request_id=outer.request_id,
        trace_id=outer.trace_id,
    )


def _problem(item: object) -> wire.EnvelopeError | None:
    if isinstance(item, str):
        return wire.EnvelopeError.model_construct(message=item, field=None, code=None)
    try:
        return wire.read(wire.EnvelopeError, item) if isinstance(item, dict) else None
    except MalformedAnswer:
        return None


def _status(outer: wire.Envelope) -> int | None:
    """The envelope's own status: 200 where it has none, None where it is not understood."""
    told = outer.status_code if outer.status_code is not None else outer.status
    if told is None:
        return 200
    text = str(told).strip().lower()
    if text.isascii() and text.isdigit():
        return int(text[:4])
    return 200 if text in _FINE else None


def _rows(parts: list[wire.Envelope], outer: wire.Envelope, total: int | None) -> list[Row]:
    candidates = [member for part in parts for member in (part.jobs, part.result, part.data)]
    lists = [member for member in candidates if isinstance(member, list)]
    if sum(map(bool, lists)) > 1:
        raise MalformedAnswer("it has two lists of jobs")
    rows = max(lists, key=len, default=None)
    if rows is None:
        told = any(member is not None for member in candidates if member is not outer.data)
        if total == 0 and not told:
            return []
        raise MalformedAnswer("it has no list of jobs")
    if not all(isinstance(row, dict) for row in rows):
        raise MalformedAnswer("a job in it is no object")
    return rows


_Value = t.TypeVar("_Value")


def _first(values: t.Iterable[_Value | None]) -> _Value | None:
    return next((value for value in values if value is not None), None)
