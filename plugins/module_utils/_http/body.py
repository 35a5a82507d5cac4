# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The body of an HTTP answer, read and decompressed within bounds.

Decompressed here and not by urllib3, which before 2.6 decompresses as much as a few kilobytes ask for at once,
and undoes any number of encodings one after the other.
"""

from __future__ import annotations

import contextlib
import typing as t
import zlib

from ..errors import ApiError, sanitize
from . import timed

if t.TYPE_CHECKING:
    import requests

# What is asked for, by Accept-Encoding.
ENCODING = "gzip"
_GZIP = frozenset({ENCODING, "x-gzip"})
_CHUNK = 65536
# The most that is decompressed at once.
_STEP = 1 << 20


class _TooLarge(Exception):
    """A body is larger than the bound. As much as the bound allows has been read."""


class _Plain:
    """A body as it comes."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.body = bytearray()

    def feed(self, data: bytes) -> None:
        """Add what came next."""
        self.body += data[: self._most - len(self.body) + 1]
        if len(self.body) > self._most:
            del self.body[self._most :]
            raise _TooLarge

    def end(self) -> None:
        """Check that the body is whole."""


class _Gzip(_Plain):
    """A compressed body, which may be compressed in several parts, one after the other."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self._came = 0
        self._part = zlib.decompressobj(zlib.MAX_WBITS | 16)

    def feed(self, data: bytes) -> None:
        """Add what came next; ApiError where it is no gzip."""
        self._came += len(data)
        if self._came > self._most:
            # Compressed data can be without end and say nothing.
            raise _TooLarge
        while data:
            if self._part.eof:
                self._part = zlib.decompressobj(zlib.MAX_WBITS | 16)
            try:
                super().feed(self._part.decompress(data, min(_STEP, self._most - len(self.body) + 1)))
            except zlib.error:
                raise ApiError("the answer cannot be decompressed", retryable=True) from None
            data = self._part.unconsumed_tail or self._part.unused_data
            timed.left()

    def end(self) -> None:
        """Check that the body is whole."""
        super().feed(self._part.flush())
        if self._came and not self._part.eof:
            raise ApiError("the answer is compressed and ends too early", retryable=True)


def read(response: requests.Response, most: int) -> bytearray:
    """Return the whole body of an answer; ApiError where it is larger than C(most) bytes or encoded as not asked."""
    decoder = _decoder(response, most)
    try:
        _feed(response, decoder)
    except _TooLarge:
        raise ApiError(f"the answer is larger than {most} bytes") from None
    return decoder.body


def read_beginning(response: requests.Response, most: int) -> bytearray:
    """Return as much of a body as can be read, up to C(most) bytes: for what only explains a status."""
    try:
        decoder = _decoder(response, most)
    except ApiError:
        return bytearray()
    with contextlib.suppress(_TooLarge, ApiError):
        _feed(response, decoder)
    return decoder.body


def _decoder(response: requests.Response, most: int) -> _Plain:
    """Return what undoes the one encoding that was asked for; ApiError where there are others or more."""
    told = response.headers.get("Content-Encoding") or ""
    encodings = [name for name in map(str.strip, told.lower().split(",")) if name not in ("", "identity")]
    if not encodings:
        return _Plain(most)
    if len(encodings) > 1 or encodings[0] not in _GZIP:
        raise ApiError(f"the answer has the encoding {sanitize(told, 60)!r}, and only {ENCODING} was asked for")
    return _Gzip(most)


def _feed(response: requests.Response, decoder: _Plain) -> None:
    # urllib3 before 2 waits until a chunk is full; each wait ends at the deadline all the same.
    receive = getattr(response.raw, "read1", response.raw.read)
    while True:
        data = receive(_CHUNK, decode_content=False)
        if not data:
            break
        decoder.feed(data)
        timed.left()
    decoder.end()
