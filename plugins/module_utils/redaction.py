# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Remove secrets from text, in whatever form the text holds them.

Text is decoded step by step (percent, HTML, JSON and C escapes, also several times over), and each step is
searched for the secret itself, its Base64 and its hexadecimal form, without regard to case. Long secrets are
recognised by any part of them, since a service or a message may have cut one.
"""

from __future__ import annotations

import base64
import contextlib
import os
import re
import threading
import typing as t
from urllib.parse import quote, quote_plus, unquote

from .errors import UNSAFE

MASK = "********"
# What is shorter is part of too many ordinary words: removing it would make messages unreadable.
SHORTEST = 4
# So many characters in a row are a part of a secret, and no coincidence.
PART = 16
_SEED = PART // 2
# A secret that repeats itself is found by the first of its places.
_MOST_PLACES = 32
# Base64 of a part of other data is recognised from this length on.
_SHORTEST_CORE = 8
# How often text may have been encoded.
_ROUNDS = 4
# Messages are cut far below this; an encoded part of a secret that PART does not recognise is shorter than the rest.
LONGEST = 20_000
_REST = 1000

_WEB_ESCAPES = rb"%[0-9a-f]{2}|&(?:#[0-9]{1,9}|#x[0-9a-f]{1,8}|[a-z][a-z0-9]{1,31});?"
# Neither URLs nor HTML give a backslash a meaning, and a secret may hold one.
_WEB_ESCAPE = re.compile(_WEB_ESCAPES, re.IGNORECASE)
_ESCAPE = re.compile(
    _WEB_ESCAPES + rb"|\\u(?:d[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}|[0-9a-f]{4})"
    rb"|\\x[0-9a-f]{2}"
    rb"|\\[\"'\\/bfnrt]",
    re.IGNORECASE,
)
_HALF_ESCAPE = re.compile(rb"(?:%[0-9a-f]?|&#?x?[0-9a-z]*|\\(?:u[0-9a-f]{0,3}|x[0-9a-f]?)?)$", re.IGNORECASE)
_CUT = re.compile("…|\\.\\.\\.".encode())
_BASE64_CHARACTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=")
_USER_PART = re.compile(r"^((?:[^/@]*:)?//|)(.*)@", re.DOTALL)

Span = tuple[int, int]


class Redactor:
    """Replaces every secret that it knows by asterisks; may be used from many threads."""

    def __init__(self, secrets: t.Iterable[str] = ()) -> None:
        self._lock = threading.Lock()
        self._secrets: dict[tuple[str, str | None], None] = {}
        self._finder: _Finder | None = None
        for secret in secrets:
            self.add(secret)

    def add(self, secret: str | None, user: str | None = None) -> None:
        """Learn a secret; C(user) is what stands before it in HTTP's basic authentication."""
        if secret:
            with self._lock:
                # A service can send an access token of any length.
                self._secrets[secret[:LONGEST], user] = None
                self._finder = None

    def __call__(self, text: str) -> str:
        """Return the text without secrets. What is longer than any message is cut."""
        finder = self._ready()
        if finder is None or not text:
            return text
        spans = [span for reading in _readings(text[:LONGEST]) for span in finder.spans(reading, text)]
        if len(text) <= LONGEST:
            return _masked(text, spans) if spans else text
        return _masked(text[: LONGEST - _REST], [span for span in spans if span[0] < LONGEST - _REST]) + "…"

    def _ready(self) -> _Finder | None:
        with self._lock:
            if self._finder is None and self._secrets:
                self._finder = _Finder(self._secrets)
            return self._finder


def of_options(params: t.Mapping[str, t.Any], environ: t.Mapping[str, str] | None = None) -> Redactor:
    """Return a redactor for all secrets among connection options, checked or not, and in proxy variables."""
    redact = Redactor()
    client_id = params.get("client_id")
    redact.add(_text(params.get("client_secret")), _text(client_id))
    redact.add(_text(params.get("certificate_password")))
    redact.add(_text(params.get("access_token")))
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
    """Return what stands before the @ of a URL, None where nothing does; the URL need not be a valid one."""
    found = _USER_PART.match(url or "")
    return found[2] if found else None


def without_user(url: str) -> str:
    """Return a URL with asterisks in place of its user part."""
    return _USER_PART.sub(lambda found: f"{found[1]}{MASK}@", url)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _add_password(redact: Redactor, part: str | None) -> None:
    """Learn the password of a URL's user part, as it is written and as it is meant."""
    if part is None:
        return
    user, colon, password = part.partition(":")
    redact.add(password if colon else user)
    redact.add(unquote(password), unquote(user)) if colon else redact.add(unquote(user))


class _Reading(t.NamedTuple):
    """Text as bytes after some steps of decoding; byte C(i) comes from C(starts[i]) to C(ends[i]) of the text."""

    data: bytes
    starts: t.Sequence[int]
    ends: t.Sequence[int]


def _readings(text: str) -> t.Iterator[_Reading]:
    """Yield the text as it is, then decoded once, twice and so on, as long as there is anything to decode.

    Where the text has a backslash, it is decoded a second time with backslashes as they are.
    """
    plain = _plain(text)
    yield plain
    for pattern in (_ESCAPE, _WEB_ESCAPE) if b"\\" in plain.data else (_ESCAPE,):
        reading = _decoded(plain, pattern)
        for _round in range(_ROUNDS):
            if reading is None:
                break
            yield reading
            reading = _decoded(reading, pattern)


def _plain(text: str) -> _Reading:
    if text.isascii() and not UNSAFE.search(text):
        return _Reading(text.encode(), range(len(text)), range(1, len(text) + 1))
    data, starts = bytearray(), []
    for index, char in enumerate(text):
        if not UNSAFE.match(char):
            encoded = char.encode("utf-8", "surrogatepass")
            data += encoded
            starts += [index] * len(encoded)
    return _Reading(bytes(data), starts, [start + 1 for start in starts])


def _decoded(reading: _Reading, pattern: re.Pattern[bytes]) -> _Reading | None:
    """Decode every escape once; None where there is none."""
    data = bytearray()
    starts: list[int] = []
    ends: list[int] = []
    # Where the next byte will stand, and where something that cannot be seen began just before it.
    hidden: tuple[int, int] | None = None
    done = 0
    for escape in pattern.finditer(reading.data):
        meant = _meaning(escape[0])
        if meant is None:
            continue
        first, last = escape.span()
        data += reading.data[done:first] + meant
        starts += reading.starts[done:first]
        ends += reading.ends[done:first]
        if hidden is not None and len(starts) > hidden[0]:
            starts[hidden[0]] = hidden[1]
            hidden = None
        start, end = reading.starts[first], reading.ends[last - 1]
        if meant:
            starts += [start if hidden is None else hidden[1]] * len(meant)
            ends += [end] * len(meant)
            hidden = None
        else:
            # What cannot be seen belongs to what stands before and behind it.
            hidden = hidden or (len(starts), start)
            ends[-1:] = [end] * bool(ends)
        done = last
    if not done:
        return None
    data += reading.data[done:]
    starts += reading.starts[done:]
    if hidden is not None and len(starts) > hidden[0]:
        starts[hidden[0]] = hidden[1]
    return _Reading(bytes(data), starts, [*ends, *reading.ends[done:]])


def _meaning(escape: bytes) -> bytes | None:
    """Return what an escape stands for, nothing for what cannot be seen, None for what is no escape."""
    kind, rest = escape[:1], escape[1:]
    if kind == b"%" or escape[:2] in (b"\\x", b"\\X"):
        byte = int(escape[-2:], 16)
        return bytes([byte]) if 0x20 <= byte != 0x7F else b""
    if kind == b"&":
        meant = _entity(rest.rstrip(b";").decode())
    elif rest[:1] in (b"u", b"U"):
        units = bytes.fromhex(escape.lower().replace(b"\\u", b"").decode())
        meant = units.decode("utf-16-be", "surrogatepass")
    else:
        meant = rest.decode() if rest in (b'"', b"'", b"\\", b"/") else ""
    return None if meant is None else UNSAFE.sub("", meant).encode("utf-8", "surrogatepass")


def _entity(name: str) -> str | None:
    if name.startswith("#"):
        code = int(name[2:], 16) if name[1:2] in ("x", "X") else int(name[1:])
        return chr(code) if code < 0x110000 else None
    import html.entities  # a large table that few texts need

    return html.entities.html5.get(f"{name};")


def _folded(data: bytes) -> bytes:
    """Return bytes as they are compared: a plus sign may be a blank, case does not count."""
    return data.lower().replace(b"+", b" ")


class _Finder:
    """Finds secrets in bytes."""

    def __init__(self, secrets: t.Iterable[tuple[str, str | None]]) -> None:
        # Each with whether it is Base64, whose neighbours can hold bits of the secret.
        self._needles: dict[bytes, bool] = {}
        for secret, user in secrets:
            for needle in _spellings(secret):
                self._keep(needle, SHORTEST, False)
            for needle, shortest in _base64_forms(secret, user):
                self._keep(needle, shortest, True)
        self._short = [needle for needle in self._needles if len(needle) < PART]
        self._seeds: dict[bytes, list[tuple[bytes, int]]] = {}
        for needle in self._needles:
            if len(needle) >= PART:
                for at in range(0, len(needle) - _SEED + 1, _SEED):
                    places = self._seeds.setdefault(needle[at : at + _SEED], [])
                    if len(places) < _MOST_PLACES:
                        places.append((needle, at))
        self._beginnings = {
            needle[:length]: wide
            for needle, wide in self._needles.items()
            for length in range(SHORTEST, min(len(needle), PART) + 1)
        }

    def _keep(self, needle: bytes, shortest: int, wide: bool) -> None:
        # Measured before a plus sign becomes a blank.
        if len(needle.strip()) < shortest:
            return
        folded = _folded(needle)
        for one in (folded, folded.strip()):
            if one == folded or len(one) >= shortest:
                self._needles.setdefault(one, wide)

    def spans(self, reading: _Reading, text: str) -> t.Iterator[Span]:
        """Yield where secrets stand in the text that a reading was made of."""
        data = _folded(reading.data)
        for first, last, wide in (*self._whole(data), *self._parts(data), *self._cut(data)):
            start, end = reading.starts[first], reading.ends[last - 1]
            yield _widened(text, start, end) if wide else (start, end)

    def _whole(self, data: bytes) -> t.Iterator[tuple[int, int, bool]]:
        for needle in self._short:
            at = data.find(needle)
            while at >= 0:
                yield at, at + len(needle), self._needles[needle]
                at = data.find(needle, at + 1)

    def _parts(self, data: bytes) -> t.Iterator[tuple[int, int, bool]]:
        """Yield parts of long secrets: a seed of one, with as much around it as is equal."""
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
        """Yield beginnings of secrets where the text was cut."""
        for mark in _CUT.finditer(data):
            before = data[max(0, mark.start() - 2 * PART) : mark.start()]
            for left in (before, _HALF_ESCAPE.sub(b"", before)):
                for length in range(min(PART, len(left)), SHORTEST - 1, -1):
                    wide = self._beginnings.get(left[-length:])
                    if wide is not None:
                        yield mark.start() - len(before) + len(left) - length, mark.start(), wide
                        break


def _spellings(secret: str) -> t.Iterator[bytes]:
    """Yield the bytes that a secret is, as it stands and as it stands decoded, and in hexadecimal form."""
    for spelled in (secret, secret.upper(), secret.lower()):
        for reading in _readings(spelled):
            yield reading.data
    for raw in _encoded(secret):
        yield bytes(byte for byte in raw if 0x20 <= byte != 0x7F)
        yield raw.hex().encode()
        yield from (raw.hex(separator).encode() for separator in "-: ")


def _encoded(text: str) -> list[bytes]:
    encoded = [text.encode("utf-8", "surrogatepass")]
    with contextlib.suppress(UnicodeEncodeError):
        encoded.append(text.encode("latin-1"))
    return list(dict.fromkeys(encoded))


def _base64_forms(secret: str, user: str | None) -> t.Iterator[tuple[bytes, int]]:
    """Yield the Base64 of a secret, alone, after a user and anywhere in other data, each with its shortest length."""
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
    """Yield what stands in the Base64 of any Base64 that holds the bytes."""
    for inner in (form for shift in range(3) for form in _both_alphabets(_core(raw, shift))):
        if len(inner) >= _SHORTEST_CORE:
            yield from (form for shift in range(3) for form in _both_alphabets(_core(inner, shift)))


def _quoted(raw: bytes) -> bytes:
    return quote(raw, safe="").encode()


def _plus_quoted(raw: bytes) -> bytes:
    return quote_plus(raw).encode()


def _core(part: bytes, shift: int) -> bytes:
    """Return the characters that stand in the Base64 of any data that holds the part at an offset of C(shift)."""
    return base64.b64encode(b"\0" * shift + part)[(shift * 8 + 5) // 6 : (shift + len(part)) * 8 // 6]


def _both_alphabets(form: bytes) -> set[bytes]:
    return {form, form.translate(bytes.maketrans(b"+/", b"-_"))}


def _widened(text: str, start: int, end: int) -> Span:
    """Return a span with all Base64 around it."""
    while start and text[start - 1] in _BASE64_CHARACTERS:
        start -= 1
    while end < len(text) and text[end] in _BASE64_CHARACTERS:
        end += 1
    return start, end


def _masked(text: str, spans: list[Span]) -> str:
    """Return the text with asterisks in place of the spans, once for those that touch."""
    parts: list[str] = []
    done = 0
    for start, end in sorted(spans):
        if start > done or not parts:
            parts.append(text[done:start] + MASK)
        done = max(done, end)
    return "".join(parts) + text[done:]
