# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The body of an HTTP response, read and decompressed within bounds.

Decompressed here and not by urllib3, which before 2.6 decompresses any amount at once, and any number of nested
encodings.
"""

from __future__ import annotations

import contextlib
import typing as t
import zlib

from ..errors import ApiError, sanitize
from . import timed

if t.TYPE_CHECKING:
    import requests

# The value of Accept-Encoding.
ENCODING = "gzip"
_GZIP = frozenset({ENCODING, "x-gzip"})
_CHUNK = 65536
# The most that is decompressed at once.
_STEP = 1 << 20


class _TooLarge(Exception):
    """A body is larger than the bound; it has been read up to the bound."""


class _Plain:
    """A body without an encoding."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.body = bytearray()

    def feed(self, data: bytes) -> None:
        """Add the next bytes."""
        self.body += data[: self._most - len(self.body) + 1]
        if len(self.body) > self._most:
            del self.body[self._most :]
            raise _TooLarge

    def end(self) -> None:
        """Check that the body is complete."""


class _Gzip(_Plain):
    """A compressed body; it may consist of several compressed parts."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self._received = 0
        self._part = zlib.decompressobj(zlib.MAX_WBITS | 16)

    def feed(self, data: bytes) -> None:
        """Add the next bytes. Raise ApiError where they are no gzip."""
        self._received += len(data)
        if self._received > self._most:
            # Compressed data without end can decompress to nothing.
            raise _TooLarge
        while data:
            if self._part.eof:
                self._part = zlib.decompressobj(zlib.MAX_WBITS | 16)
            try:
                super().feed(self._part.decompress(data, min(_STEP, self._most - len(self.body) + 1)))
            except zlib.error:
                raise ApiError("the response cannot be decompressed", retryable=True) from None
            data = self._part.unconsumed_tail or self._part.unused_data
            timed.left()

    def end(self) -> None:
        """Check that the body is complete."""
        super().feed(self._part.flush())
        if self._received and not self._part.eof:
            raise ApiError("the compressed response is truncated", retryable=True)


def read(response: requests.Response, most: int) -> bytearray:
    """Return the complete body of a response.

    Raise ApiError where it is larger than C(most) bytes, or has an encoding that was not requested.
    """
    decoder = _decoder(response, most)
    try:
        _feed(response, decoder)
    except _TooLarge:
        raise ApiError(f"the response is larger than {most} bytes") from None
    return decoder.body


def read_beginning(response: requests.Response, most: int) -> bytearray:
    """Return as much of a body as can be read, up to C(most) bytes: for a body that only explains a status."""
    try:
        decoder = _decoder(response, most)
    except ApiError:
        return bytearray()
    with contextlib.suppress(_TooLarge, ApiError):
        _feed(response, decoder)
    return decoder.body


def _decoder(response: requests.Response, most: int) -> _Plain:
    """Return the decoder of the body's encoding. Raise ApiError for one that was not requested, or several."""
    header = response.headers.get("Content-Encoding") or ""
    encodings = [name for name in map(str.strip, header.lower().split(",")) if name not in ("", "identity")]
    if not encodings:
        return _Plain(most)
    if len(encodings) > 1 or encodings[0] not in _GZIP:
        raise ApiError(f"the response has the encoding {sanitize(header, 60)!r}, but only {ENCODING} was requested")
    return _Gzip(most)


def _feed(response: requests.Response, decoder: _Plain) -> None:
    # urllib3 before 2 waits until a chunk is full; each wait still ends at the deadline.
    receive = getattr(response.raw, "read1", response.raw.read)
    while True:
        data = receive(_CHUNK, decode_content=False)
        if not data:
            break
        decoder.feed(data)
        timed.left()
    decoder.end()
