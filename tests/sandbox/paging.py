# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages, and the links from one to the next (contract: paging)."""

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

from .refusal import bad_request

LinkStyle = Literal["token", "absolute", "relative", "none"]
LINK_STYLES: Final[tuple[LinkStyle, ...]] = ("token", "absolute", "relative", "none")

_LAYOUT: Final = struct.Struct(">BIQ8s")
_SEAL_LENGTH: Final = 16


@dataclass(frozen=True)
class Position:
    """Where a page begins; ``page`` is counted from 0 whatever the product writes."""

    page: int
    offset: int


@dataclass
class Page:
    """One answer before it is put into words. ``rows`` is None if the member itself is to miss."""

    rows: list[bytes] | None
    total: int
    link: str
    number: int
    size: int


class Tokens:
    """Opaque, sealed continuation tokens: an altered one, or one of another query, is refused."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def write(self, position: Position, digest: bytes) -> str:
        """Make a token, URL-encoded as it is documented, always with something to decode."""
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
            raise bad_request("the token is malformed: decode it once, no more", field) from error
        plain, seal = raw[:-_SEAL_LENGTH], raw[-_SEAL_LENGTH:]
        if len(plain) != _LAYOUT.size or not hmac.compare_digest(seal, self._seal(plain)):
            raise bad_request("the token is not one of this service", field)
        _salt, page, offset, owner = _LAYOUT.unpack(plain)
        if owner != digest:
            raise bad_request("the token belongs to a query with other filters", field)
        return Position(page, offset)

    def _seal(self, plain: bytes) -> bytes:
        return hashlib.blake2b(plain, key=self._key, digest_size=_SEAL_LENGTH).digest()


def splice(shell: str, marker: str, rows: Sequence[bytes]) -> bytes:
    """Put rendered rows where the marker stands in a rendered envelope."""
    head, _marker, tail = shell.partition(marker)
    return b"".join((head.encode(), b"[", b",".join(rows), b"]", tail.encode()))
