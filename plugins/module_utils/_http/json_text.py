# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parse JSON strictly: nothing is lost, replaced or beyond the range of what other programs read.

Source: docs/api/errors.md.
"""

from __future__ import annotations

import json
import math
import re
import typing as t

from ..errors import MalformedResponse

# No job is nested so deeply, and every JSON parser can read this.
MAX_DEPTH = 100
_SURROGATE = re.compile(r"\\u[dD]")


def parse(body: bytes | bytearray, *, strict: bool = True) -> object:
    """Return the value of a JSON text in UTF-8; halves of surrogate pairs are replaced.

    Raise MalformedResponse for anything else, for a number out of range, and, if C(strict), for a member that comes
    twice in an object.
    """
    try:
        text = body.decode("utf-8-sig")
        value = _load(text, strict)
        if _SURROGATE.search(text):
            # Half a surrogate pair is no text: it could not be printed or written.
            value = _load(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode(), strict)
        return value
    except MalformedResponse:
        raise
    except (ValueError, RecursionError):
        is_html = body[:200].lstrip().startswith(b"<")
        raise MalformedResponse("it is HTML, as sent by gateways" if is_html else "it is not complete JSON") from None


def check_depth(row: t.Mapping[str, t.Any]) -> None:
    """Raise MalformedResponse for a row that is nested so deeply that other programs may fail to read it."""
    level: list[object] = [row]
    for _depth in range(MAX_DEPTH):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return
    raise MalformedResponse(f"it is nested more than {MAX_DEPTH} levels deep")


def _load(text: str, strict: bool) -> object:
    hook = _members if strict else None
    return json.loads(text, parse_constant=_no_constant, parse_float=_finite, object_pairs_hook=hook)


def _members(pairs: list[tuple[str, t.Any]]) -> dict[str, t.Any]:
    """Return the members of an object. Raise MalformedResponse for a name that comes twice."""
    members = dict(pairs)
    if len(members) != len(pairs):
        raise MalformedResponse("an object in it has a member twice")
    return members


def _no_constant(name: str) -> t.NoReturn:
    raise ValueError(f"{name} is no JSON")


def _finite(digits: str) -> float:
    """Return a number with a fraction or an exponent. Raise MalformedResponse for one that no float can hold."""
    number = float(digits)
    if math.isinf(number):
        raise MalformedResponse("a number in it is out of range")
    return number


def _inside(value: object) -> t.Iterable[object]:
    """Return the objects and lists directly inside a value."""
    members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return (member for member in members if isinstance(member, (dict, list)))
