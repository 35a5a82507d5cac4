# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a filter's words mean in each product that is asked.

Source: the interface's query options (normalised names, the vendor's names or numbers) and the
contract's enumerations.
"""

from __future__ import annotations

import functools
import typing as t
from dataclasses import dataclass, replace

from .._products.base import Product
from .._products.enums import Enumeration, EnumValue, OpenEnumeration, nearest, slug, squash
from ..errors import OptionError, sanitize

# The word of a filter that also stands for values that are not understood.
_NOT_UNDERSTOOD = {"statuses": "unknown", "fail_on": "unknown", "job_types": "other"}
# How like a known name a word has to be to be a slip of the pen.
_SLIP = 0.8


@dataclass(frozen=True)
class Choice:
    """The values that a filter lets through; C(unknown) lets through what is not understood."""

    words: t.Mapping[str, tuple[EnumValue, ...]]
    unknown: bool = False

    @property
    def given(self) -> list[str]:
        """The words as they were given."""
        return list(self.words)

    @functools.cached_property
    def members(self) -> list[EnumValue]:
        """All values that the words mean, each once."""
        return list(dict.fromkeys(member for members in self.words.values() for member in members))

    def known_in(self, revision: str, *, matched_here: bool = False) -> Choice:
        """Return the values that a generation knows; ValueError with the first word of which none is left.

        With C(matched_here) rows say what they are, and a normalised word needs no value to ask for: it
        matches what comes. A value that the user names is refused all the same.
        """
        known = {
            word: tuple(member for member in members if member.known_in(revision))
            for word, members in self.words.items()
        }
        for word, members in self.words.items():
            is_normal = any(squash(member.normalized) == squash(word) for member in members)
            if members and not known[word] and not (matched_here and is_normal):
                raise ValueError(_not_known(word, members, revision))
        return replace(self, words=known)

    def has(self, member: EnumValue | None) -> bool:
        """Whether a job with this value is wanted."""
        return self.unknown if member is None else member in self.members

    def has_word(self, normal: str | None) -> bool:
        """Whether a job with this normalised word is wanted."""
        return (self.unknown and normal == "other") or any(member.normalized == normal for member in self.members)


def _not_known(word: str, members: t.Sequence[EnumValue], revision: str) -> str:
    """Say that a generation of the API has none of the values that a word means, and since when or until when."""
    names = ", ".join(dict.fromkeys(member.name for member in members))
    named = "" if squash(names) == squash(word) else f" ({names})"
    retired = all(member.until is not None and member.until < revision for member in members)
    why = f"; it was retired after {members[0].until}" if retired else ""
    return f"{sanitize(word, 60)!r}{named} is not known to the generation of {revision}, which the tenant answers{why}"


def choose(
    option: str,
    asked: t.Sequence[Product],
    words: t.Sequence[object] | None,
    values: t.Callable[[Product], Enumeration | None],
) -> dict[str, Choice | None]:
    """Each product's choice for a filter, None where it lets everything through.

    A product that knows none of the words is left out; one that does not have what the filter is
    about is not touched by it. OptionError, with the nearest names, for a word that means nothing
    to any product.
    """
    given = tuple(dict.fromkeys(str(word).strip() for word in words or ()))
    if not given:
        return {product.name: None for product in asked}
    known = {product.name: found for product in asked if (found := values(product)) is not None}
    for word in given:
        _check(option, word, asked, list(known.values()))
    closed = [found for found in known.values() if not isinstance(found, OpenEnumeration)]
    choices: dict[str, Choice | None] = {product.name: None for product in asked if product.name not in known}
    for name, found in known.items():
        others = closed if isinstance(found, OpenEnumeration) else []
        own = [word for word in given if found.knows(word) and not any(other.knows(word) for other in others)]
        if own:
            unknown = _NOT_UNDERSTOOD.get(option, "") in map(squash, own)
            choices[name] = Choice({word: found.choose(word) for word in own}, unknown)
    return choices


def _check(option: str, word: str, asked: t.Sequence[Product], known: list[Enumeration]) -> None:
    """A word has to mean something to one product at least, and a number to one product alone."""
    if not known:
        names = " and ".join(product.name for product in asked)
        raise OptionError(option, f"{names} tells no {option}; leave it out")
    if len(asked) > 1 and word.isdigit():
        raise OptionError(option, f"the number {sanitize(word, 60)} means another thing in each product; give a name")
    closed = [values for values in known if not isinstance(values, OpenEnumeration)]
    names_known = list(dict.fromkeys(name for values in closed for name in values.names()))
    if any(values.knows(word) for values in closed):
        return
    import difflib  # only a word that none of the names is needs it

    # Any word is a name where the vendor publishes none; but not one that is nearly another's name.
    slip = difflib.get_close_matches(slug(word), names_known, n=1, cutoff=_SLIP)
    if len(closed) < len(known) and slug(word) and not slip:
        return
    what = known[0].what if len(known) == 1 else f"word for {option} in any of the products asked"
    raise OptionError(option, f"{sanitize(word, 60)!r} is not a {what}{nearest(word, names_known)}")
