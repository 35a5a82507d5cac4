# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The body of an error response, in each of the shapes that services send; read as far as possible.

The vendor's envelope (C(message), C(errors)), an C(error) that is text or an object, an OAuth error (RFC 6749), and
problem details (RFC 9457) with the mapping of field errors that ASP.NET adds. Source: docs/api/errors.md.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from . import fields

MOST_PROBLEMS = 5
# Deeper than any error is nested.
_DEEPEST = 5
_TEXTS = ("message", "errormessage", "title", "detail", "errordescription", "error_description")
_CODES = ("code", "errorcode", "error")
_FIELDS = ("field", "target", "pointer", "parameter")
_NESTED = ("details", "errors")

Members = t.Mapping[str, t.Any]


@dataclass(frozen=True)
class ErrorBody:
    """The content of an error response."""

    message: str = ""
    problems: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    request_id: str | None = None
    trace_id: str | None = None

    def text(self) -> str:
        """Return the message with the field errors, as one line."""
        return "; ".join(part for part in (self.message, *self.problems) if part)


@dataclass(frozen=True)
class _Problem:
    """One error of several."""

    text: str
    field: str = ""


def parse(payload: object) -> ErrorBody:
    """Return the content of an error response; its texts are remote and not yet fit to be shown."""
    parts = [_join_oauth(part) for part in _parts(payload)]
    messages = [_word(part, name) for part in parts for name in _TEXTS]
    problems = [
        problem for part in parts for name in ("error", "errors") for problem in _problems(part.get(name), _DEEPEST)
    ]
    texts = [problem.text for problem in problems if problem.text]
    return ErrorBody(
        message="; ".join(dict.fromkeys(filter(None, messages))),
        problems=tuple(text for text in list(dict.fromkeys(texts))[:MOST_PROBLEMS] if text not in messages),
        fields=tuple(problem.field for problem in problems if problem.field),
        request_id=_first(parts, "requestid"),
        trace_id=_first(parts, "traceid"),
    )


def is_error(value: object) -> bool:
    """Return whether the value of the member C(error) is an error; an object whose members are all empty is none."""
    members = value.values() if isinstance(value, dict) else [value]
    return any(member.strip() if isinstance(member, str) else member for member in members)


def _parts(payload: object) -> list[Members]:
    """Return the payload and the objects of an envelope inside it, with their names in lower case."""
    parts, inner = [], [payload]
    for _depth in range(_DEEPEST):
        folded = list(filter(None, map(_fold, inner)))
        parts += folded
        inner = [part.get(name) for part in folded for name in ("data", "metadata")]
    return parts


def _join_oauth(part: Members) -> Members:
    """Return a part with the code and the description of an OAuth error as one text."""
    code, description = _word(part, "error"), _word(part, "error_description")
    return {**part, "error": None, "error_description": f"{code}: {description}"} if code and description else part


def _problems(value: object, depth: int) -> list[_Problem]:
    """Return the problems in C(error) or C(errors): text, an object, a list of them, or a mapping by field."""
    if isinstance(value, str):
        return [_Problem(value.strip())]
    if depth == 0:
        return []
    if isinstance(value, list):
        return [problem for item in value for problem in _problems(item, depth - 1)]
    if not isinstance(value, dict):
        return []
    members = _fold(value)
    parts = [_one_of(members, names) for names in (_FIELDS, _CODES, _TEXTS)]
    if not any(parts):
        return _by_field(value, depth)
    own = _Problem(": ".join(dict.fromkeys(filter(None, parts))), parts[0])
    nested = [problem for name in _NESTED for problem in _problems(members.get(name), depth - 1)]
    return [own, *nested]


def _by_field(errors: Members, depth: int) -> list[_Problem]:
    """Return the problems in a mapping from names of fields to the texts about each."""
    return [
        _Problem(": ".join(filter(None, (name, problem.text))), name)
        for name, texts in errors.items()
        for problem in _problems(texts, depth - 1)
    ]


def _one_of(members: Members, names: t.Iterable[str]) -> str:
    return next(filter(None, (_word(members, name) for name in names)), "")


def _first(parts: t.Iterable[Members], name: str) -> str | None:
    return next(filter(None, (_word(part, name) for part in parts)), None)


def _word(members: Members, name: str) -> str:
    """Return a member that is text or a whole number as text; empty for any other."""
    value = members.get(name)
    return str(value).strip() if isinstance(value, (str, int)) and not isinstance(value, bool) else ""


def _fold(value: object) -> Members:
    """Return an object with its names in lower case; an empty one for any other value or where a name comes twice."""
    try:
        folded = fields.fold_names(value)
    except ValueError:
        return {}
    return folded if isinstance(folded, dict) else {}
