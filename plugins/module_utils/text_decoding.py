# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Decode text step by step: percent, HTML, JSON and C escapes, also nested, with the position of each byte.

The result is searched for secrets; its positions tell which part of the original text to remove.
"""

from __future__ import annotations

import re
import typing as t

from .errors import UNSAFE

# How many nested encodings are decoded.
_ROUNDS = 4
_WEB_ESCAPES = rb"%[0-9a-f]{2}|&(?:#[0-9]{1,9}|#x[0-9a-f]{1,8}|[a-z][a-z0-9]{1,31});?"
# In URLs and HTML a backslash has no meaning, and a secret may contain one.
_WEB_ESCAPE = re.compile(_WEB_ESCAPES, re.IGNORECASE)
_ESCAPE = re.compile(
    _WEB_ESCAPES + rb"|\\u(?:d[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}|[0-9a-f]{4})"
    rb"|\\x[0-9a-f]{2}"
    rb"|\\[\"'\\/bfnrt]",
    re.IGNORECASE,
)
# The beginning of an escape at the end of text that was cut.
HALF_ESCAPE = re.compile(rb"(?:%[0-9a-f]?|&#?x?[0-9a-z]*|\\(?:u[0-9a-f]{0,3}|x[0-9a-f]?)?)$", re.IGNORECASE)


class Decoded(t.NamedTuple):
    """Text after some steps of decoding, as bytes; byte C(i) comes from C(starts[i]) to C(ends[i]) of the text."""

    data: bytes
    starts: t.Sequence[int]
    ends: t.Sequence[int]


def decode(text: str) -> t.Iterator[Decoded]:
    """Yield the text without decoding, then decoded once, twice and so on, until nothing is left to decode.

    Text with a backslash is also decoded with backslashes unchanged.
    """
    plain = _undecoded(text)
    yield plain
    for pattern in (_ESCAPE, _WEB_ESCAPE) if b"\\" in plain.data else (_ESCAPE,):
        decoded = _decode_once(plain, pattern)
        for _round in range(_ROUNDS):
            if decoded is None:
                break
            yield decoded
            decoded = _decode_once(decoded, pattern)


def _undecoded(text: str) -> Decoded:
    if text.isascii() and not UNSAFE.search(text):
        return Decoded(text.encode(), range(len(text)), range(1, len(text) + 1))
    data, starts = bytearray(), []
    for index, char in enumerate(text):
        if not UNSAFE.match(char):
            encoded = char.encode("utf-8", "surrogatepass")
            data += encoded
            starts += [index] * len(encoded)
    return Decoded(bytes(data), starts, [start + 1 for start in starts])


def _decode_once(before: Decoded, pattern: re.Pattern[bytes]) -> Decoded | None:
    """Decode every escape once; return None if there is none."""
    data = bytearray()
    starts: list[int] = []
    ends: list[int] = []
    # The index of the next byte, and the start of an invisible character just before it.
    hidden: tuple[int, int] | None = None
    done = 0
    for escape in pattern.finditer(before.data):
        character = _character(escape[0])
        if character is None:
            continue
        first, last = escape.span()
        data += before.data[done:first] + character
        starts += before.starts[done:first]
        ends += before.ends[done:first]
        if hidden is not None and len(starts) > hidden[0]:
            starts[hidden[0]] = hidden[1]
            hidden = None
        start, end = before.starts[first], before.ends[last - 1]
        if character:
            starts += [start if hidden is None else hidden[1]] * len(character)
            ends += [end] * len(character)
            hidden = None
        else:
            # An invisible character belongs to the bytes before and after it.
            hidden = hidden or (len(starts), start)
            ends[-1:] = [end] * bool(ends)
        done = last
    if not done:
        return None
    data += before.data[done:]
    starts += before.starts[done:]
    if hidden is not None and len(starts) > hidden[0]:
        starts[hidden[0]] = hidden[1]
    return Decoded(bytes(data), starts, [*ends, *before.ends[done:]])


def _character(escape: bytes) -> bytes | None:
    """Return the character of an escape, nothing for an invisible one, None for what is no escape."""
    kind, rest = escape[:1], escape[1:]
    if kind == b"%" or escape[:2] in (b"\\x", b"\\X"):
        byte = int(escape[-2:], 16)
        return bytes([byte]) if 0x20 <= byte != 0x7F else b""
    if kind == b"&":
        character = _entity(rest.rstrip(b";").decode())
    elif rest[:1] in (b"u", b"U"):
        units = bytes.fromhex(escape.lower().replace(b"\\u", b"").decode())
        character = units.decode("utf-16-be", "surrogatepass")
    else:
        character = rest.decode() if rest in (b'"', b"'", b"\\", b"/") else ""
    return None if character is None else UNSAFE.sub("", character).encode("utf-8", "surrogatepass")


def _entity(name: str) -> str | None:
    if name.startswith("#"):
        code = int(name[2:], 16) if name[1:2] in ("x", "X") else int(name[1:])
        return chr(code) if code < 0x110000 else None
    import html.entities  # imported here: a large table that few texts need

    return html.entities.html5.get(f"{name};")
