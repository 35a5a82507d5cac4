# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Remove secrets from text, in every form in which the text may contain them.

Text is decoded step by step, and each step is searched for the forms of each secret, without regard to case. A long
secret is recognised by any part of it, since a service or a message may have cut it.
"""

from __future__ import annotations

import os
import re
import sys
import threading
import typing as t
from urllib.parse import unquote

try:
    # From ansible-core 2.22 on: removes secrets from everything that is displayed.
    from ansible.module_utils.secrets import register_secret
except ImportError:
    register_secret = None

from .secret_forms import SHORTEST, base64_forms, encoded_forms, plain_forms
from .text_decoding import HALF_ESCAPE, Decoded, decode

MASK = "********"
# So many characters in a row are a part of a secret, and no coincidence.
PART = 16
_SEED = PART // 2
# A secret that repeats itself is found by the first of its positions.
_MAX_POSITIONS = 32
# Messages are cut far below this length; within the rest, an encoded part of a secret may have been cut.
LONGEST = 20_000
_REST = 1000

_CUT = re.compile("…|\\.\\.\\.".encode())
_BASE64_CHARACTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=")
_USER_PART = re.compile(r"^((?:[^/@]*:)?//|)(.*)@", re.DOTALL)

Span = tuple[int, int]


class Redactor:
    """Replaces every known secret by asterisks; may be used from many threads."""

    def __init__(self, secrets: t.Iterable[str] = ()) -> None:
        self._lock = threading.Lock()
        self._secrets: dict[tuple[str, str | None], None] = {}
        self._finder: _Finder | None = None
        for secret in secrets:
            self.add(secret)

    def add(self, secret: str | None, user: str | None = None, *, masked: bool = False) -> None:
        """Add a secret; C(user) is the user name before it in HTTP's basic authentication.

        If C(masked), ansible-core masks it too, in everything that the play displays.
        """
        if secret:
            with self._lock:
                # A service can send an access token of any length.
                self._secrets[secret[:LONGEST], user] = None
                self._finder = None
            if masked and register_secret is not None and len(secret) >= SHORTEST:
                register_secret(secret)

    def __call__(self, text: str) -> str:
        """Return the text without secrets; text that is longer than any message is cut."""
        finder = self._ready()
        if finder is None or not text:
            return text
        spans = [span for decoded in decode(text[:LONGEST]) for span in finder.spans(decoded, text)]
        if len(text) <= LONGEST:
            return _mask(text, spans) if spans else text
        return _mask(text[: LONGEST - _REST], [span for span in spans if span[0] < LONGEST - _REST]) + "…"

    def may_redact(self, text: str) -> bool:
        """Return whether F(everywhere) may change a text; false for most data."""
        finder = self._ready()
        return finder is not None and ("\\" in text or finder.may_be_in(text))

    def everywhere(self, text: str) -> str:
        """Return a text of any length without secrets in the forms in which they are sent or stored.

        Meant for data, of which there is much: only text that contains such a form, or a backslash, is decoded step by
        step.
        """
        finder = self._ready()
        if finder is None or not self.may_redact(text):
            return text
        spans: list[Span] = []
        # The pieces overlap, so that a secret at the end of one is found in the next.
        for begin in range(0, max(1, len(text) - _REST), LONGEST - _REST):
            piece = text[begin : begin + LONGEST]
            found = (span for decoded in decode(piece) for span in finder.spans(decoded, piece))
            spans += [(begin + first, begin + last) for first, last in found]
        return _mask(text, spans) if spans else text

    def _ready(self) -> _Finder | None:
        with self._lock:
            if self._finder is None and self._secrets:
                self._finder = _Finder(self._secrets)
            return self._finder


def of_options(params: t.Mapping[str, t.Any], environ: t.Mapping[str, str] | None = None) -> Redactor:
    """Return a redactor for all secrets in connection options, valid or not, and in proxy variables."""
    redact = Redactor()
    client_id = params.get("client_id")
    redact.add(_text(params.get("client_secret")), _text(client_id), masked=True)
    redact.add(_text(params.get("certificate_password")), masked=True)
    redact.add(_text(params.get("access_token")), masked=True)
    variables = os.environ if environ is None else environ
    proxies = [value for name, value in variables.items() if name.lower().endswith("_proxy")]
    for url in (params.get("proxy"), *proxies):
        _add_password(redact, user_part(_text(url)))
    for url in (params.get("api_url"), params.get("identity_url")):
        part = user_part(_text(url))
        _add_password(redact, part)
        redact.add(part)
        redact.add((part or "").partition(":")[0])
    return redact


def user_part(url: str | None) -> str | None:
    """Return the part of a URL before the @, None if there is none; the URL may be invalid."""
    found = _USER_PART.match(url or "")
    return found[2] if found else None


def without_user(url: str) -> str:
    """Return a URL with asterisks in place of its user part."""
    return _USER_PART.sub(lambda found: f"{found[1]}{MASK}@", url)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _add_password(redact: Redactor, part: str | None) -> None:
    """Add the password of a URL's user part, without and with decoding."""
    if part is None:
        return
    user, colon, password = part.partition(":")
    redact.add(password if colon else user)
    redact.add(unquote(password), unquote(user)) if colon else redact.add(unquote(user))


def _fold(data: bytes) -> bytes:
    """Return bytes for comparison: a plus sign like a blank, without regard to case."""
    return data.lower().replace(b"+", b" ")


class _Finder:
    """Finds secrets in bytes."""

    def __init__(self, secrets: t.Collection[tuple[str, str | None]]) -> None:
        # Each with whether it is Base64: the characters around it can contain bits of the secret.
        self._needles: dict[bytes, bool] = {}
        for secret, user in secrets:
            for needle in plain_forms(secret):
                self._keep(needle, SHORTEST, False)
            for needle, shortest in base64_forms(secret, user):
                self._keep(needle, shortest, True)
        self._short = [needle for needle in self._needles if len(needle) < PART]
        self._seeds: dict[bytes, list[tuple[bytes, int]]] = {}
        for needle in self._needles:
            if len(needle) >= PART:
                for at in range(0, len(needle) - _SEED + 1, _SEED):
                    positions = self._seeds.setdefault(needle[at : at + _SEED], [])
                    if len(positions) < _MAX_POSITIONS:
                        positions.append((needle, at))
        # What a secret looks like where it is sent or stored, which is found without decoding the text.
        forms = {*self._needles, *(_fold(form) for secret, _user in secrets for form in encoded_forms(secret))}
        self._short_forms = [form for form in forms if len(form) < PART]
        # Every sequence of so many bytes in a long form, as a number.
        self._sequences = {
            int.from_bytes(form[at : at + _SEED], sys.byteorder)
            for form in forms
            if len(form) >= PART
            for at in range(len(form) - _SEED + 1)
        }
        self._beginnings = {
            needle[:length]: wide
            for needle, wide in self._needles.items()
            for length in range(SHORTEST, min(len(needle), PART) + 1)
        }

    def _keep(self, needle: bytes, shortest: int, wide: bool) -> None:
        # Measured before plus signs become blanks.
        if len(needle.strip()) < shortest:
            return
        folded = _fold(needle)
        for one in (folded, folded.strip()):
            if one == folded or len(one) >= shortest:
                self._needles.setdefault(one, wide)

    def may_be_in(self, text: str) -> bool:
        """Return whether a text may contain a form of a secret, or a part of a long one."""
        data = _fold(text.encode("utf-8", "replace"))
        if any(form in data for form in self._short_forms):
            return True
        # A part of a secret is two sequences long: wherever it begins, it contains one of these of the data.
        return not self._sequences.isdisjoint(memoryview(data[: len(data) // _SEED * _SEED]).cast("Q"))

    def spans(self, decoded: Decoded, text: str) -> t.Iterator[Span]:
        """Yield the positions of secrets in the text that was decoded."""
        data = _fold(decoded.data)
        for first, last, wide in (*self._complete(data), *self._parts(data), *self._cut(data)):
            start, end = decoded.starts[first], decoded.ends[last - 1]
            yield _widen(text, start, end) if wide else (start, end)

    def _complete(self, data: bytes) -> t.Iterator[tuple[int, int, bool]]:
        for needle in self._short:
            at = data.find(needle)
            while at >= 0:
                yield at, at + len(needle), self._needles[needle]
                at = data.find(needle, at + 1)

    def _parts(self, data: bytes) -> t.Iterator[tuple[int, int, bool]]:
        """Yield parts of long secrets: a seed of one, extended as far as the data is equal."""
        at = 0
        while self._seeds and at + _SEED <= len(data):
            following = at + 1
            for needle, place in self._seeds.get(data[at : at + _SEED], ()):
                first, last = at, at + _SEED
                while first and place - (at - first) and data[first - 1] == needle[place - (at - first) - 1]:
                    first -= 1
                while last < len(data) and (here := place + last - at) < len(needle) and data[last] == needle[here]:
                    last += 1
                if last - first >= PART:
                    yield first, last, self._needles[needle]
                    following = max(following, last - _SEED + 1)
            at = following

    def _cut(self, data: bytes) -> t.Iterator[tuple[int, int, bool]]:
        """Yield beginnings of secrets before a place where the text was cut."""
        for mark in _CUT.finditer(data):
            before = data[max(0, mark.start() - 2 * PART) : mark.start()]
            for left in (before, HALF_ESCAPE.sub(b"", before)):
                for length in range(min(PART, len(left)), SHORTEST - 1, -1):
                    wide = self._beginnings.get(left[-length:])
                    if wide is not None:
                        yield mark.start() - len(before) + len(left) - length, mark.start(), wide
                        break


def _widen(text: str, start: int, end: int) -> Span:
    """Return a span extended by all Base64 around it."""
    while start and text[start - 1] in _BASE64_CHARACTERS:
        start -= 1
    while end < len(text) and text[end] in _BASE64_CHARACTERS:
        end += 1
    return start, end


def _mask(text: str, spans: list[Span]) -> str:
    """Return the text with the spans replaced by asterisks, once for adjoining ones."""
    parts: list[str] = []
    done = 0
    for start, end in sorted(spans):
        if start > done or not parts:
            parts.append(text[done:start] + MASK)
        done = max(done, end)
    return "".join(parts) + text[done:]
