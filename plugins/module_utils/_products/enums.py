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
    """Return a name without its blanks and underscores, in lower case: C(Exchange Online) becomes C(exchangeonline)."""
    return _GAP.sub("", text.lower())


@functools.lru_cache(maxsize=1024)
def slug(text: str) -> str:
    """Return text as a lower-case name: C(Customer Engagement) becomes C(customer_engagement), C(Büro) C(büro)."""
    # One form of letters that can be written in several, such as with an accent of its own.
    lowered = unicodedata.normalize("NFC", text.lower())
    return _GAPS.sub("_", "".join(char if _is_letter(char) else "_" for char in lowered)).strip("_")


def _is_letter(char: str) -> bool:
    """Return whether a character is a letter, a digit or a mark of any script."""
    return char.isalnum() or (not char.isascii() and unicodedata.category(char).startswith("M"))


def nearest(name: str, known: t.Iterable[str]) -> str:
    """Return the end of an error about a name that is not known: the nearest names, then all of them."""
    import difflib  # only a misspelled name needs it

    names = list(dict.fromkeys(known))
    close = difflib.get_close_matches(slug(name), names, n=3, cutoff=0.5)
    hint = f"; did you mean {' or '.join(close)}?" if close else ""
    return f"{hint} Expected one of: {', '.join(names)}" if hint else f"; expected one of: {', '.join(names)}"


@dataclass(frozen=True)
class EnumValue:
    """One value: the vendor's number C(code), the product's C(name), and its C(normalized) word.

    C(aliases) are other spellings that the service has been seen to use; C(service) is the service that a job type
    belongs to, where it belongs to one alone. C(since) and C(until) name the first and the last API version that have
    the value, None for the first and the last that there are: others may refuse it as a filter. A value that is not
    C(askable) comes in rows, but the filter does not accept it.

    A number whose meaning differs from one API version to the next is several values.
    """

    code: int | None
    name: str
    normalized: str
    aliases: tuple[str, ...] = ()
    service: str | None = None
    since: str | None = None
    until: str | None = None
    askable: bool = True


class Enumeration:
    """The values of one parameter of one product.

    C(words) are normalised words that every product accepts; those that none of the values has match no job.
    """

    def __init__(self, what: str, values: t.Iterable[EnumValue], words: t.Iterable[str] = ()) -> None:
        self.what = what
        self.values = tuple(values)
        self.words = tuple(words)
        self._by_number: dict[int | None, tuple[EnumValue, ...]] = {}
        self._by_name: dict[str, tuple[EnumValue, ...]] = {}
        for value in self.values:
            self._by_number[value.code] = (*self._by_number.get(value.code, ()), value)
            for name in dict.fromkeys(map(squash, (value.name, *value.aliases))):
                self._by_name[name] = (*self._by_name.get(name, ()), value)

    def read(
        self, raw: str | int | None, known: t.Callable[[EnumValue], bool] = lambda _value: True
    ) -> EnumValue | None:
        """Return the value of a number or a text of a row; None for one that is not known.

        Where several values have it, the first that is C(known) to the API version of the row. A value that the
        API version does not have is understood all the same: rows can be older than the API.
        """
        found = self._find(raw)
        if len(found) > 1:
            return next((value for value in found if known(value)), found[0])
        return found[0] if found else None

    # For each job several times; there are few values. Typed, so that true is not taken for 1.
    @functools.lru_cache(maxsize=1024, typed=True)  # noqa: B019  # an enumeration lives as long as the process
    def read_as(self, raw: str | int | None, normalized: str | None) -> EnumValue | None:
        """Return the value that a job was normalised with, by its raw value and its normalised word."""
        found = self._find(raw)
        return next((value for value in found if value.normalized == normalized), found[0] if found else None)

    def _find(self, raw: str | int | None) -> tuple[EnumValue, ...]:
        """Return all values with this number or name."""
        if isinstance(raw, str):
            text = raw.strip()
            if text.isascii() and text.isdigit():
                return self._by_number.get(int(text), ()) if len(text) <= _MOST_DIGITS else ()
            return self._by_name.get(squash(text), ())
        return self._by_number.get(raw, ()) if raw is not None else ()

    def names(self) -> list[str]:
        """Return everything that a user may write, the normalised words first."""
        own = [value.name for value in self.values]
        return list(dict.fromkeys([*self.words, *(m.normalized for m in self.values), *own]))

    def knows(self, given: str) -> bool:
        """Return whether a user may write this here."""
        return squash(given) in {squash(name) for name in self.names()} or self.read(given) is not None

    def choose(self, given: str) -> tuple[EnumValue, ...]:
        """Return the values that a user's word means: all of a normalised word, else those of a name or number.

        ValueError with the nearest names for a word that is not known.
        """
        wanted = squash(given)
        normalized = tuple(value for value in self.values if squash(value.normalized) == wanted)
        if normalized or wanted in {squash(name) for name in self.words}:
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
        value = self.read(given)
        if value is None:
            raise ValueError(f"{given!r} is not a {self.what}")
        return (value,)
