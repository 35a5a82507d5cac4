# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find the rows, the total and the next link of a page in every envelope that services send.

An envelope can also contain an error although the HTTP status is 200. Source: docs/api/paging.md, docs/api/errors.md.
"""

from __future__ import annotations

import typing as t

from ..errors import MalformedResponse
from . import error_body, fields
from .error_body import ErrorBody

Row = t.Mapping[str, t.Any]

_SUCCESS = frozenset({"ok", "success", "succeeded"})
# The values of an error code where there is no error.
_NO_CODE = frozenset({"", "0", "none", "null"})
# An envelope has a handful of objects.
_MAX_OBJECTS = 1000
# The members that may have the list of jobs; the first two never have anything else.
_LISTS = ("jobs", "result", "data")
_Value = t.TypeVar("_Value")


class Envelope(fields.WireModel):
    """The members around the jobs, in every known shape: of the outer object, of C(data) and of C(metadata)."""

    # Each of the two is checked on its own: either can report an error.
    status: fields.Code = None
    status_code: fields.Code = None
    code: fields.Code = None
    error_code: fields.Code = None
    error_message: t.Any = None
    title: t.Any = None
    detail: t.Any = None
    success: t.Any = None
    is_success: t.Any = None
    error: t.Any = None
    errors: t.Any = None
    data: t.Any = None
    metadata: t.Any = None
    jobs: t.Any = None
    result: t.Any = None
    total_count: fields.Count = fields.named("totalcount", "totalnumber")
    next_link: fields.Text = None


class EnvelopeError(Exception):
    """An error inside an envelope. C(status) is the one that the envelope has, 200 if it has none."""

    def __init__(self, status: int, body: ErrorBody) -> None:
        super().__init__(body.text())
        self.status = status
        self.body = body


class Contents(t.NamedTuple):
    """The contents of an envelope: the rows as received, the reported total and the next link, None if there is none.

    C(last) is true if the link is there and empty, which means that this is the last page.
    """

    rows: list[Row]
    total: int | None
    link: str | None
    last: bool = False


def read(payload: object) -> Contents:
    """Return the contents of an envelope.

    Raise EnvelopeError if it reports an error, MalformedResponse if it has no list of jobs or contradicts itself.
    """
    if not isinstance(payload, dict):
        raise MalformedResponse("a JSON object is expected")
    objects = _objects(payload)
    for members in objects:
        _check_status(fields.read(Envelope, members), payload)
    parts = [fields.read(Envelope, payload)]
    # The list grows by the inner envelopes while it is read.
    for part in parts:
        if part.metadata is not None and not isinstance(part.metadata, dict):
            raise MalformedResponse("its metadata is no object")
        inner = (part.data, part.metadata)
        parts += [fields.read(Envelope, member) for member in inner if isinstance(member, dict)]
    links = [part.next_link.strip() for part in parts if part.next_link is not None]
    link = _single("links to the next page", (link or None for link in links))
    total = _single("totals", (part.total_count for part in parts))
    rows = _rows(parts)
    if not rows:
        _check_empty(parts, objects)
    return Contents(rows, total, link, last=bool(links) and link is None)


def _objects(payload: Row) -> list[Row]:
    """Return the payload and all objects inside it, but not those in lists, which are jobs, and not those of errors."""
    found = [payload]
    # The list grows while it is read.
    for outer in found:
        inner = (member for name, member in outer.items() if name.lower() not in ("error", "errors"))
        found += [member for member in inner if isinstance(member, dict)]
        if len(found) > _MAX_OBJECTS:
            raise MalformedResponse(f"it has more than {_MAX_OBJECTS} objects that are no jobs")
    return found


def _check_status(part: Envelope, payload: object) -> None:
    """Raise EnvelopeError if any member of a part reports an error."""
    for code in (part.status_code, part.status, part.code if _is_code(part.code) else None):
        status = _status(code)
        if status != 200:
            raise EnvelopeError(status or 500, error_body.parse(payload))
    if _is_code(part.error_code):
        raise EnvelopeError(_status(part.error_code) or 500, error_body.parse(payload))
    errors = (part.error, part.error_message, part.title, part.detail)
    successful = _is_true_or_missing(part.success) and _is_true_or_missing(part.is_success)
    if part.errors or any(map(error_body.is_error, errors)) or not successful:
        raise EnvelopeError(200, error_body.parse(payload))


def _check_empty(parts: list[Envelope], objects: list[Row]) -> None:
    """Raise MalformedResponse if another member could be the list of jobs instead of the empty one."""
    nulls = [name for part in parts for name in _LISTS if name in part.model_fields_set and getattr(part, name) is None]
    if nulls:
        raise MalformedResponse(f"it has an empty list of jobs, and {nulls[0]} that is null")
    lists = (member for part in objects for member in part.values() if isinstance(member, list))
    if any(isinstance(item, dict) for member in lists for item in member):
        raise MalformedResponse("it has an empty list of jobs, and another list that may have the jobs")


def _is_code(code: str | int | None) -> bool:
    """Return whether a code is given; zero and blank text are no code."""
    return code is not None and str(code).strip().lower() not in _NO_CODE


def _is_true_or_missing(success: object) -> bool:
    """Return whether a member that reports success is true, or missing."""
    return success is None or (isinstance(success, (bool, int, str)) and str(success).strip().lower() in ("true", "1"))


def _status(code: str | int | None) -> int | None:
    """Return the status of an envelope: 200 if it has none, None if it is not known."""
    if code is None:
        return 200
    text = str(code).strip().lower()
    if text.isascii() and text.isdigit():
        return int(text[:4])
    return 200 if text in _SUCCESS else None


def _rows(parts: list[Envelope]) -> list[Row]:
    """Return the one list of jobs. Raise MalformedResponse if there is none or more than one."""
    candidates = [member for part in parts for member in (part.jobs, part.result, part.data)]
    # An object as C(data) is an inner envelope.
    given = [member for member in candidates if member is not None and not _is_envelope(member, parts)]
    lists = [member for member in given if isinstance(member, list)]
    if not lists or len(lists) < len(given):
        raise MalformedResponse("it has no list of jobs")
    if len(lists) > 1 and any(lists):
        raise MalformedResponse("it has two lists of jobs")
    if not all(isinstance(row, dict) for row in lists[0]):
        raise MalformedResponse("a job in it is no object")
    return lists[0]


def _is_envelope(member: object, parts: list[Envelope]) -> bool:
    return any(member is part.data for part in parts) and isinstance(member, dict)


def _single(what: str, values: t.Iterable[_Value | None]) -> _Value | None:
    """Return the one value that is given, None if there is none. Raise MalformedResponse for two that differ."""
    given = {value for value in values if value is not None}
    if len(given) > 1:
        raise MalformedResponse(f"it has two {what} that differ")
    return next(iter(given), None)
