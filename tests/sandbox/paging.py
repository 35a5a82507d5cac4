# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages, and the links between them (docs/api/paging.md)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import quote

from .errors import bad_request

LinkStyle = Literal["token", "absolute", "relative", "none"]
LINK_STYLES: Final[tuple[LinkStyle, ...]] = ("token", "absolute", "relative", "none")

_LAYOUT: Final = struct.Struct(">BIQ8s")
_SEAL_LENGTH: Final = 16


@dataclass(frozen=True)
class Position:
    """The start of a page; ``page`` counts from 0 for every product."""

    page: int
    offset: int


@dataclass
class Page:
    """One page before it is rendered. ``rows`` is None to leave out the field."""

    rows: list[bytes] | None
    total: int
    link: str
    number: int
    size: int


class Tokens:
    """Opaque, signed continuation tokens: a changed one, or one of another query, is an error."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def write(self, position: Position, digest: bytes) -> str:
        """Return a URL-encoded token that always has a character to decode."""
        for nonce in range(256):
            plain = _LAYOUT.pack(nonce, position.page, position.offset, digest)
            text = base64.b64encode(plain + self._seal(plain)).decode()
            if "+" in text or "/" in text:
                return quote(text, safe="")
        raise AssertionError("256 tokens without '+' or '/'")

    def read(self, text: str, digest: bytes, field: str) -> Position:
        try:
            raw = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError) as error:
            raise bad_request("the token is malformed: decode it exactly once", field) from error
        plain, seal = raw[:-_SEAL_LENGTH], raw[-_SEAL_LENGTH:]
        if len(plain) != _LAYOUT.size or not hmac.compare_digest(seal, self._seal(plain)):
            raise bad_request("the token was not issued by this service", field)
        _salt, page, offset, owner = _LAYOUT.unpack(plain)
        if owner != digest:
            raise bad_request("the token belongs to a query with other filters", field)
        return Position(page, offset)

    def _seal(self, plain: bytes) -> bytes:
        return hashlib.blake2b(plain, key=self._key, digest_size=_SEAL_LENGTH).digest()


def splice(shell: str, marker: str, rows: Sequence[bytes]) -> bytes:
    """Replace the marker in a rendered envelope by the rendered rows."""
    head, _marker, tail = shell.partition(marker)
    return b"".join((head.encode(), b"[", b",".join(rows), b"]", tail.encode()))
