# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A product's numbered names: read from the wire, chosen by users, listed in the documentation."""

from __future__ import annotations

import functools
import re
import typing as t
from dataclasses import dataclass

_NOT_WORD = re.compile(r"[^a-z0-9]+")
_GAP = re.compile(r"[\s_-]+")
# More digits than any number of the vendor's has.
_MOST_DIGITS = 18


@functools.lru_cache(maxsize=1024)
def squash(text: str) -> str:
    """A name without regard to case, blanks and underscores: C(Exchange Online), C(exchange_online)."""
    return _GAP.sub("", text.lower())


def slug(text: str) -> str:
    """Text as a lower-case name: C(Customer Engagement) becomes C(customer_engagement)."""
    return _NOT_WORD.sub("_", text.lower()).strip("_")


def nearest(name: str, known: t.Iterable[str]) -> str:
    """The end of an error about a name that is not known: the nearest ones, then all of them."""
    import difflib  # only a slip of the pen needs it

    names = list(dict.fromkeys(known))
    close = difflib.get_close_matches(slug(name), names, n=3, cutoff=0.5)
    hint = f"; did you mean {' or '.join(close)}?" if close else ""
    return f"{hint} Expected one of: {', '.join(names)}" if hint else f"; expected one of: {', '.join(names)}"


@dataclass(frozen=True)
class Member:
    """One value: the vendor's C(number), the product's C(name), and its C(normal) word.

    C(also) are other spellings that the service has been seen to use; C(service) is the service
    that a job type belongs to, where the type alone tells. C(since) is the first generation that knows
    the value: an older one may refuse to be asked for it.
    """

    number: int | None
    name: str
    normal: str
    also: tuple[str, ...] = ()
    service: str | None = None
    since: str = "2024"


class Enumeration:
    """The values of one parameter of one product.

    C(normals) are words that every product understands; those that none of the members has are
    accepted from users and match no job.
    """

    def __init__(self, what: str, members: t.Iterable[Member], normals: t.Iterable[str] = ()) -> None:
        self.what = what
        self.members = tuple(members)
        self.normals = tuple(normals)
        self._by_number = {member.number: member for member in self.members}
        self._by_name = {squash(name): member for member in self.members for name in (member.name, *member.also)}

    def read(self, raw: str | int | None) -> Member | None:
        """What the wire says, as a number or as text; None for a value that is not known."""
        if isinstance(raw, str):
            text = raw.strip()
            if text.isascii() and text.isdigit():
                return self._by_number.get(int(text)) if len(text) <= _MOST_DIGITS else None
            return self._by_name.get(squash(text))
        return self._by_number.get(raw) if raw is not None else None

    def names(self) -> list[str]:
        """Everything that a user may write, the normal words first."""
        own = [member.name for member in self.members]
        return list(dict.fromkeys([*self.normals, *(m.normal for m in self.members), *own]))

    def knows(self, given: str) -> bool:
        """Whether a user may write this here."""
        return squash(given) in {squash(name) for name in self.names()} or self.read(given) is not None

    def choose(self, given: str) -> tuple[Member, ...]:
        """The members that a user's word means: all of a normal word, one of a name or number.

        ValueError with the nearest names for a word that is not known.
        """
        wanted = squash(given)
        normal = tuple(member for member in self.members if squash(member.normal) == wanted)
        if normal or wanted in {squash(name) for name in self.normals}:
            return normal
        member = self.read(given)
        if member is None:
            raise ValueError(f"{given!r} is not a {self.what}{nearest(given, self.names())}")
        return (member,)


class OpenEnumeration(Enumeration):
    """Values that the vendor has not published: every text is a name of its own."""

    def read(self, raw: str | int | None) -> Member | None:
        name = slug(str(raw)) if raw is not None else ""
        return Member(None, name, name) if name else None

    def knows(self, given: str) -> bool:
        return self.read(given) is not None

    def choose(self, given: str) -> tuple[Member, ...]:
        member = self.read(given)
        if member is None:
            raise ValueError(f"{given!r} is not a {self.what}")
        return (member,)
