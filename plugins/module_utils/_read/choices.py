# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a filter's words (normalised names, the vendor's names or numbers) mean in each product.

Source: the enumerations in docs/api/<product>.md.
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
# The word for all services.
ALL = "all"
# How similar to a known name a word has to be to be a misspelling of it.
_MISSPELLED = 0.8


@dataclass(frozen=True)
class Choice:
    """The values that a filter lets through; C(unknown) lets through what is not understood.

    With C(everything) no row is held back: the values are only requested one by one, so that their jobs are labelled.
    """

    words: t.Mapping[str, tuple[EnumValue, ...]]
    unknown: bool = False
    everything: bool = False

    @property
    def given(self) -> list[str]:
        """Return the words as they were given."""
        return list(self.words)

    @functools.cached_property
    def values(self) -> list[EnumValue]:
        """Return all values that the words mean, each once."""
        return list(dict.fromkeys(value for values in self.words.values() for value in values))

    def known_in(self, product: Product, version: str, *, client_matches: bool = False) -> Choice:
        """Return the values that an API version has; ValueError with the first word of which none is left.

        With C(client_matches) a normalised word needs no value to request: the client matches the rows that come.
        A value that the user names is refused all the same.
        """
        known = {
            word: tuple(value for value in values if product.knows(value, version))
            for word, values in self.words.items()
        }
        for word, values in self.words.items():
            is_normalized = any(squash(value.normalized) == squash(word) for value in values)
            if values and not known[word] and not (client_matches and is_normalized):
                raise ValueError(_not_known(word, values, product, version))
        return replace(self, words=known)

    def has(self, value: EnumValue | None) -> bool:
        """Return whether a job with this value is wanted."""
        return self.unknown if value is None else value in self.values

    def has_word(self, normalized: str | None) -> bool:
        """Return whether a job with this normalised word is wanted."""
        return (
            self.everything
            or (self.unknown and normalized == "other")
            or any(value.normalized == normalized for value in self.values)
        )


def _not_known(word: str, values: t.Sequence[EnumValue], product: Product, version: str) -> str:
    """Return the message that an API version has none of the values that a word means."""
    names = ", ".join(dict.fromkeys(value.name for value in values))
    named = "" if squash(names) == squash(word) else f" ({names})"
    retired = all(value.until is not None and product.precedes(value.until, version) for value in values)
    why = f"; it was retired after {values[0].until}" if retired else ""
    return f"{sanitize(word, 60)!r}{named} is not known to API version {version}, which this tenant uses{why}"


def choose_services(products: t.Sequence[Product], words: t.Sequence[object] | None) -> dict[str, Choice | None]:
    """Return each product's choice of services, where the word C(all) stands for every service.

    Raise OptionError as F(choose) does.
    """
    if [squash(str(word).strip()) for word in words or ()] != [ALL]:
        return choose("services", products, words, lambda product: product.services)
    choices: dict[str, Choice | None] = {}
    for product in products:
        known = product.services
        closed = known is not None and not isinstance(known, OpenEnumeration)
        choices[product.name] = Choice({ALL: known.values}, unknown=True, everything=True) if closed and known else None
    return choices


def choose(
    option: str,
    products: t.Sequence[Product],
    words: t.Sequence[object] | None,
    values: t.Callable[[Product], Enumeration | None],
) -> dict[str, Choice | None]:
    """Return each product's choice for a filter, None where it lets everything through.

    A product that knows none of the words is left out; one whose jobs do not have what the filter is for is not
    affected by it. OptionError, with the nearest names, for a word that no product knows.
    """
    given = tuple(dict.fromkeys(str(word).strip() for word in words or ()))
    if not given:
        return {product.name: None for product in products}
    known = {product.name: found for product in products if (found := values(product)) is not None}
    for word in given:
        _check(option, word, products, list(known.values()))
    closed = [found for found in known.values() if not isinstance(found, OpenEnumeration)]
    choices: dict[str, Choice | None] = {product.name: None for product in products if product.name not in known}
    for name, found in known.items():
        others = closed if isinstance(found, OpenEnumeration) else []
        own = [word for word in given if found.knows(word) and not any(other.knows(word) for other in others)]
        if own:
            unknown = _NOT_UNDERSTOOD.get(option, "") in map(squash, own)
            choices[name] = Choice({word: found.choose(word) for word in own}, unknown)
    return choices


def _check(option: str, word: str, products: t.Sequence[Product], known: list[Enumeration]) -> None:
    """Raise an OptionError for a word that no product knows, and for a number where there are several products."""
    if not known:
        names = " and ".join(product.name for product in products)
        raise OptionError(option, f"jobs of {names} have no {option}; leave it out")
    if len(products) > 1 and word.isdigit():
        raise OptionError(option, f"the number {sanitize(word, 60)} has another meaning in each product; give a name")
    closed = [values for values in known if not isinstance(values, OpenEnumeration)]
    names_known = list(dict.fromkeys(name for values in closed for name in values.names()))
    if any(values.knows(word) for values in closed):
        return
    import difflib  # only a word that is no known name needs it

    # Any word is a name where the vendor publishes none, unless it is nearly a known name of another product.
    misspelled = difflib.get_close_matches(slug(word), names_known, n=1, cutoff=_MISSPELLED)
    if len(closed) < len(known) and slug(word) and not misspelled:
        return
    what = known[0].what if len(known) == 1 else f"word for {option} in any of the products"
    raise OptionError(option, f"{sanitize(word, 60)!r} is not a {what}{nearest(word, names_known)}")
