# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A product's numbered names: read from the wire, chosen by users, listed in the documentation."""

from __future__ import annotations

import functools
import re
import typing as t
import unicodedata
from dataclasses import dataclass

_GAPS = re.compile(r"_+")
_GAP = re.compile(r"[\s_-]+")
# More digits than any number of the vendor's has.
_MOST_DIGITS = 18


@functools.lru_cache(maxsize=1024)
def squash(text: str) -> str:
    """A name without regard to case, blanks and underscores: C(Exchange Online), C(exchange_online)."""
    return _GAP.sub("", text.lower())


@functools.lru_cache(maxsize=1024)
def slug(text: str) -> str:
    """Return text as a lower-case name: C(Customer Engagement) becomes C(customer_engagement), C(Büro) C(büro)."""
    # One form of letters that can be written in several, such as with an accent of its own.
    lowered = unicodedata.normalize("NFC", text.lower())
    return _GAPS.sub("_", "".join(char if _is_of_a_word(char) else "_" for char in lowered)).strip("_")


def _is_of_a_word(char: str) -> bool:
    """Whether a character is a letter, a digit or a mark of any script: names that differ in one are two names."""
    return char.isalnum() or (not char.isascii() and unicodedata.category(char).startswith("M"))


def nearest(name: str, known: t.Iterable[str]) -> str:
    """The end of an error about a name that is not known: the nearest ones, then all of them."""
    import difflib  # only a slip of the pen needs it

    names = list(dict.fromkeys(known))
    close = difflib.get_close_matches(slug(name), names, n=3, cutoff=0.5)
    hint = f"; did you mean {' or '.join(close)}?" if close else ""
    return f"{hint} Expected one of: {', '.join(names)}" if hint else f"; expected one of: {', '.join(names)}"


@dataclass(frozen=True)
class EnumValue:
    """One value: the vendor's C(number), the product's C(name), and its C(normalized) word.

    C(also) are other spellings that the service has been seen to use; C(service) is the service
    that a job type belongs to, where the type alone tells. C(since) is the first generation that knows
    the value and C(until) the last one, None where it is still known: others may refuse to be asked
    for it. A value that is not C(askable) comes in rows, but is no value of the filter.

    A number whose meaning differs from one generation to the next is several members.
    """

    code: int | None
    name: str
    normalized: str
    aliases: tuple[str, ...] = ()
    service: str | None = None
    since: str = "2024"
    until: str | None = None
    askable: bool = True

    def known_in(self, revision: str) -> bool:
        """Whether a generation of the API has this value."""
        return self.since <= revision and (self.until is None or revision <= self.until)


class Enumeration:
    """The values of one parameter of one product.

    C(normals) are words that every product understands; those that none of the members has are
    accepted from users and match no job.
    """

    def __init__(self, what: str, members: t.Iterable[EnumValue], normals: t.Iterable[str] = ()) -> None:
        self.what = what
        self.members = tuple(members)
        self.normals = tuple(normals)
        self._by_number: dict[int | None, tuple[EnumValue, ...]] = {}
        self._by_name: dict[str, tuple[EnumValue, ...]] = {}
        for member in self.members:
            self._by_number[member.code] = (*self._by_number.get(member.code, ()), member)
            for name in dict.fromkeys(map(squash, (member.name, *member.aliases))):
                self._by_name[name] = (*self._by_name.get(name, ()), member)

    def read(self, raw: str | int | None, revision: str | None = None) -> EnumValue | None:
        """Return what the wire says, as a number or as text; None for a value that is not known.

        Where the meaning depends on the generation, it is that of C(revision). A value that a
        generation does not have is understood all the same: rows are older than the API.
        """
        found = self._find(raw)
        if len(found) > 1 and revision is not None:
            return next((member for member in found if member.known_in(revision)), found[0])
        return found[0] if found else None

    def read_as(self, raw: str | int | None, normalized: str | None) -> EnumValue | None:
        """Return the member that a job was normalised with, by its raw value and its normalised word."""
        found = self._find(raw)
        return next((member for member in found if member.normalized == normalized), found[0] if found else None)

    def _find(self, raw: str | int | None) -> tuple[EnumValue, ...]:
        """Return all members with this number or name."""
        if isinstance(raw, str):
            text = raw.strip()
            if text.isascii() and text.isdigit():
                return self._by_number.get(int(text), ()) if len(text) <= _MOST_DIGITS else ()
            return self._by_name.get(squash(text), ())
        return self._by_number.get(raw, ()) if raw is not None else ()

    def names(self) -> list[str]:
        """Everything that a user may write, the normal words first."""
        own = [member.name for member in self.members]
        return list(dict.fromkeys([*self.normals, *(m.normalized for m in self.members), *own]))

    def knows(self, given: str) -> bool:
        """Whether a user may write this here."""
        return squash(given) in {squash(name) for name in self.names()} or self.read(given) is not None

    def choose(self, given: str) -> tuple[EnumValue, ...]:
        """The members that a user's word means: all of a normal word, else those of a name or number.

        ValueError with the nearest names for a word that is not known.
        """
        wanted = squash(given)
        normalized = tuple(member for member in self.members if squash(member.normalized) == wanted)
        if normalized or wanted in {squash(name) for name in self.normals}:
            return normalized
        found = self._find(given)
        if not found:
            raise ValueError(f"{given!r} is not a {self.what}{nearest(given, self.names())}")
        return found


class OpenEnumeration(Enumeration):
    """Values that the vendor has not published: every text is a name of its own."""

    def _find(self, raw: str | int | None) -> tuple[EnumValue, ...]:
        name = slug(str(raw)) if raw is not None else ""
        return (EnumValue(None, name, name),) if name else ()

    def knows(self, given: str) -> bool:
        return self.read(given) is not None

    def choose(self, given: str) -> tuple[EnumValue, ...]:
        member = self.read(given)
        if member is None:
            raise ValueError(f"{given!r} is not a {self.what}")
        return (member,)
