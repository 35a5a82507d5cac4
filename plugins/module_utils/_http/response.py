# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one reader of answers: rows, total and link from every envelope that the contract shows.

It also finds the error that an envelope can hold under an HTTP 200. Source: the contract's pages
on paging and errors, and the answers of each product.
"""

from __future__ import annotations

import functools
import json
import math
import re
import typing as t
from dataclasses import dataclass, field

from ..errors import MalformedResponse
from . import fields
from .error_body import ErrorBody, Refusal, error, is_error

__all__ = ["ErrorBody", "Page", "Refusal", "Row", "check_depth", "error", "parse", "read", "read_page"]

Row = t.Mapping[str, t.Any]
_SURROGATE = re.compile(r"\\u[dD]")
# Far more than any answer has, and far less than what Python's JSON takes.
DEEPEST = 100
_FINE = frozenset({"ok", "success", "succeeded"})
# What an error code is where there is no error.
_NO_CODE = frozenset({"", "0", "none", "null"})
# An envelope has a handful of objects; more are something else.
_MOST_OBJECTS = 1000
# Places of a list of jobs; the first two never hold anything else.
_PLACES = ("jobs", "result", "data")


@dataclass
class Page:
    """One page of a listing, on its way from the response to the row set.

    C(total) is the total that the service reports and C(link) the link to the next page; None where there is none.
    C(last) is true where the response has a place for the link and leaves it empty, which means that this is the last
    page. C(rows) are the rows as received, C(count) their number; after L(drop_rows) they are read again from the
    C(body). C(parser) makes the C(entries) of them, which are parsed when they are first read.
    """

    rows: list[Row] | None
    total: int | None = None
    link: str | None = None
    last: bool = False
    body: bytes | bytearray = field(default=b"", repr=False, compare=False)
    parser: t.Callable[[Page], t.Sequence[t.Any]] = field(default=lambda page: page.read_rows(), compare=False)
    count: int = field(init=False)

    def __post_init__(self) -> None:
        self.count = len(self.read_rows())

    def drop_rows(self) -> None:
        """Keep only the bytes, which take a tenth of the memory of the rows."""
        self.rows = None

    def read_rows(self) -> list[Row]:
        """Return the rows as received."""
        return read(parse(self.body)).read_rows() if self.rows is None else self.rows

    @functools.cached_property
    def entries(self) -> t.Sequence[t.Any]:
        """The parsed rows; errors are those of C(parser)."""
        return self.parser(self)

    @functools.cached_property
    def distinct(self) -> int:
        """The number of different jobs: a page may have a job twice."""
        return len({entry.key for entry in self.entries})

    @property
    def size(self) -> int:
        """The number of bytes."""
        return len(self.body)

    @property
    def is_last(self) -> bool:
        """Whether nothing follows, as far as one page can say: it has no rows, or an empty link and no total."""
        return self.link is None and (not self.count or (self.total is None and self.last))

    def may_be_capped(self, size: int) -> bool:
        """Return whether this page seems to be the only one, but may be capped to fewer rows than C(size).

        Its total is its own number of rows. A complete listing looks the same, so the next page has to be requested.
        """
        return self.link is None and self.total == self.count and 0 < self.count < size


def read_page(body: bytes | bytearray) -> Page:
    """Read a page from a body. Raise Refusal where it reports an error, MalformedResponse where it is no page."""
    page = read(parse(body))
    page.body = body
    return page


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
    except MalformedResponse:
        raise
    except (ValueError, RecursionError):
        start = body[:200].lstrip().lower()
        kind = "it is HTML, as sent by gateways" if start.startswith(b"<") else "it is not complete JSON"
        raise MalformedResponse(kind) from None


def _load(text: str, strict: bool) -> object:
    hook = _members if strict else None
    return json.loads(text, parse_constant=_no_constant, parse_float=_finite, object_pairs_hook=hook)


def _members(pairs: list[tuple[str, t.Any]]) -> dict[str, t.Any]:
    """The members of an object, each there once: of two with one name, nobody knows which is meant."""
    members = dict(pairs)
    if len(members) != len(pairs):
        raise MalformedResponse("an object in it has a member twice")
    return members


def _no_constant(name: str) -> t.NoReturn:
    raise ValueError(f"{name} is no JSON")


def _finite(digits: str) -> float:
    """A number with a fraction or an exponent; one that no float holds would be returned as what is no JSON."""
    number = float(digits)
    if math.isinf(number):
        raise MalformedResponse("a number in it is out of range")
    return number


def check_depth(row: Row) -> None:
    """MalformedAnswer for a row nested so deeply that programs which read it as JSON may fail."""
    level: list[object] = [row]
    for _depth in range(DEEPEST):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return
    raise MalformedResponse(f"it is nested more than {DEEPEST} levels deep")


def _inside(value: object) -> t.Iterable[object]:
    """The objects and lists directly inside a value."""
    members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return (member for member in members if isinstance(member, (dict, list)))


def read(payload: object) -> Page:
    """Read an answer. Refusal where it says error, MalformedAnswer where it is no list of jobs."""
    if not isinstance(payload, dict):
        raise MalformedResponse("a JSON object is expected")
    objects = _objects(payload)
    for members in objects:
        _check(fields.read(fields.Envelope, members), payload)
    parts = [fields.read(fields.Envelope, payload)]
    # The list grows by the envelopes inside.
    for part in parts:
        if part.metadata is not None and not isinstance(part.metadata, dict):
            raise MalformedResponse("its metadata is no object")
        inner = (part.data, part.metadata)
        parts += [fields.read(fields.Envelope, member) for member in inner if isinstance(member, dict)]
    links = [part.next_link.strip() for part in parts if part.next_link is not None]
    link = _agreed("links to the next page", (told or None for told in links))
    total = _agreed("totals", (part.total_count for part in parts))
    rows = _rows(parts)
    if not rows:
        _check_empty(parts, objects)
    return Page(rows, total, link, last=bool(links) and link is None)


def _objects(payload: Row) -> list[Row]:
    """Return the object of an answer and all objects inside it, but not those in lists, which are jobs."""
    found = [payload]
    # The list grows while it is read.
    for outer in found:
        # What these two hold is judged where they are.
        inner = (member for name, member in outer.items() if name.lower() not in ("error", "errors"))
        found += [member for member in inner if isinstance(member, dict)]
        if len(found) > _MOST_OBJECTS:
            raise MalformedResponse(f"it has more than {_MOST_OBJECTS} objects that are no jobs")
    return found


def _check_empty(parts: list[fields.Envelope], objects: list[Row]) -> None:
    """MalformedAnswer where something beside an empty list of jobs says that it may not be the list."""
    nulls = [
        name for part in parts for name in _PLACES if name in part.model_fields_set and getattr(part, name) is None
    ]
    if nulls:
        raise MalformedResponse(f"it has an empty list of jobs beside {nulls[0]} that is null")
    lists = (member for part in objects for member in part.values() if isinstance(member, list))
    if any(isinstance(item, dict) for member in lists for item in member):
        raise MalformedResponse("it has an empty list of jobs beside another list, so it has no list of jobs for sure")


def _check(part: fields.Envelope, payload: object) -> None:
    """Refusal where a part of an answer says error, by any of the members that can."""
    for told in (part.status_code, part.status, part.code if _is_code(part.code) else None):
        status = _status(told)
        if status != 200:
            raise Refusal(status or 500, error(payload))
    if _is_code(part.error_code):
        raise Refusal(_status(part.error_code) or 500, error(payload))
    said = (part.error, part.error_message, part.title, part.detail)
    if part.errors or any(map(is_error, said)) or not (_is_yes(part.success) and _is_yes(part.is_success)):
        raise Refusal(200, error(payload))


def _is_code(told: str | int | None) -> bool:
    """Return whether a code is there; zero and blank text are none."""
    return told is not None and str(told).strip().lower() not in _NO_CODE


def _is_yes(told: object) -> bool:
    """Return whether a member that tells of success does so, or is not there."""
    return told is None or (isinstance(told, (bool, int, str)) and str(told).strip().lower() in ("true", "1"))


def _status(told: str | int | None) -> int | None:
    """An envelope's own status: 200 where it has none, None where it is not understood."""
    if told is None:
        return 200
    text = str(told).strip().lower()
    if text.isascii() and text.isdigit():
        return int(text[:4])
    return 200 if text in _FINE else None


def _rows(parts: list[fields.Envelope]) -> list[Row]:
    candidates = [member for part in parts for member in (part.jobs, part.result, part.data)]
    # An object in the place of the data is an envelope of its own.
    told = [member for member in candidates if member is not None and not _is_part(member, parts)]
    lists = [member for member in told if isinstance(member, list)]
    if not lists or len(lists) < len(told):
        raise MalformedResponse("it has no list of jobs")
    if len(lists) > 1 and any(lists):
        raise MalformedResponse("it has two lists of jobs")
    if not all(isinstance(row, dict) for row in lists[0]):
        raise MalformedResponse("a job in it is no object")
    return lists[0]


def _is_part(member: object, parts: list[fields.Envelope]) -> bool:
    return any(member is part.data for part in parts) and isinstance(member, dict)


_Value = t.TypeVar("_Value")


def _agreed(what: str, values: t.Iterable[_Value | None]) -> _Value | None:
    """The one value that is told, None where none is; MalformedAnswer where two are that differ."""
    told = {value for value in values if value is not None}
    if len(told) > 1:
        raise MalformedResponse(f"it has two {what} that differ")
    return next(iter(told), None)
