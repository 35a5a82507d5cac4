# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The forms in which a secret can be contained in text: as it is, in hexadecimal form, in Base64."""

from __future__ import annotations

import base64
import contextlib
import json
import typing as t
from urllib.parse import quote, quote_plus

from .text_decoding import decode

# A shorter secret is a part of too many ordinary words: to remove it would make messages unreadable.
SHORTEST = 4
# Base64 of a part of other data is recognised from this length on.
_SHORTEST_CORE = 8
_ENTITIES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&#39;"))


def plain_forms(secret: str) -> t.Iterator[bytes]:
    """Yield the bytes of a secret, without and with decoding, and its hexadecimal forms."""
    for variant in (secret, secret.upper(), secret.lower()):
        for decoded in decode(variant):
            yield decoded.data
    for raw in _encoded(secret):
        yield bytes(byte for byte in raw if 0x20 <= byte != 0x7F)
        yield raw.hex().encode()
        yield from (raw.hex(separator).encode() for separator in "-: ")


def encoded_forms(secret: str) -> t.Iterator[bytes]:
    """Yield the forms in which URLs, JSON and HTML contain a secret, where they differ from it."""
    raw = secret.encode("utf-8", "surrogatepass")
    marked = secret
    for character, entity in _ENTITIES:
        marked = marked.replace(character, entity)
    every = "".join(f"%{byte:02x}" for byte in raw)
    for spelled in (secret, quote(raw), quote(raw, safe=""), quote_plus(raw), every, marked):
        for ascii_only in (True, False):
            form = json.dumps(spelled, ensure_ascii=ascii_only)[1:-1].encode("utf-8", "surrogatepass")
            if form != raw and len(form) >= SHORTEST:
                yield form


def _encoded(text: str) -> list[bytes]:
    encoded = [text.encode("utf-8", "surrogatepass")]
    with contextlib.suppress(UnicodeEncodeError):
        encoded.append(text.encode("latin-1"))
    return list(dict.fromkeys(encoded))


def base64_forms(secret: str, user: str | None) -> t.Iterator[tuple[bytes, int]]:
    """Yield the Base64 of a secret, alone, after a user, and inside of other data, each with its shortest length."""
    wide = secret.encode("utf-16-le", "surrogatepass")
    yield from ((form, _SHORTEST_CORE) for shift in range(3) for form in _both_alphabets(_core(wide, shift)))
    for raw in _encoded(secret):
        yield from ((form, _SHORTEST_CORE) for form in _twice_encoded(raw))
        for spell in (bytes, _quoted, _plus_quoted):
            part = spell(raw)
            if len(raw) >= SHORTEST:
                yield from ((form, SHORTEST) for form in _both_alphabets(base64.b64encode(part).rstrip(b"=")))
                yield from (
                    (form, _SHORTEST_CORE) for shift in range(3) for form in _both_alphabets(_core(part, shift))
                )
            if user:
                for name in _encoded(user):
                    pair = base64.b64encode(spell(name) + b":" + part).rstrip(b"=")
                    yield from ((form, _SHORTEST_CORE) for form in _both_alphabets(pair))


def _twice_encoded(raw: bytes) -> t.Iterator[bytes]:
    """Yield what the Base64 of any Base64 of the bytes contains."""
    for inner in (form for shift in range(3) for form in _both_alphabets(_core(raw, shift))):
        if len(inner) >= _SHORTEST_CORE:
            yield from (form for shift in range(3) for form in _both_alphabets(_core(inner, shift)))


def _quoted(raw: bytes) -> bytes:
    return quote(raw, safe="").encode()


def _plus_quoted(raw: bytes) -> bytes:
    return quote_plus(raw).encode()


def _core(part: bytes, shift: int) -> bytes:
    """Return the characters in the Base64 of any data that contains the part at an offset of C(shift)."""
    return base64.b64encode(b"\0" * shift + part)[(shift * 8 + 5) // 6 : (shift + len(part)) * 8 // 6]


def _both_alphabets(form: bytes) -> set[bytes]:
    return {form, form.translate(bytes.maketrans(b"+/", b"-_"))}
