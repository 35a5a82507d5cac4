# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The products, in the order in which they are listed. A new one is added to NAMES.

Each is imported when it is used: its models take as long to build as a small request.
"""

from __future__ import annotations

import importlib
import typing as t

from ..errors import OptionError, sanitize
from ..option_values import refuse_empty
from .base import Product
from .enums import squash

if t.TYPE_CHECKING:
    # Never run, but ansible-core reads it: what is imported here is sent along with a module.
    from . import shipped  # noqa: F401  # see above

NAMES = ("m365", "google", "dynamics365", "salesforce", "iaas", "aos_scan")
# How similar to the name of a product another name has to be to be taken for a misspelling of it.
_MISSPELLED = 0.7


class _Products(t.Mapping[str, Product]):
    """Products by their names; each is in the file of its name."""

    def __getitem__(self, name: str) -> Product:
        if name not in NAMES:
            raise KeyError(name)
        product: Product = importlib.import_module(f".{name}", __package__).PRODUCT
        return product

    def __contains__(self, name: object) -> bool:
        return name in NAMES

    def __iter__(self) -> t.Iterator[str]:
        return iter(NAMES)

    def __len__(self) -> int:
        return len(NAMES)


PRODUCTS: t.Mapping[str, Product] = _Products()


def default_products() -> list[Product]:
    """Return the products that are read when none is named."""
    return [product for product in PRODUCTS.values() if product.is_backup]


def named(given: t.Sequence[str] | None) -> list[Product]:
    """Return the products named, each once; the default ones for None. OptionError for no name or an unknown one."""
    refuse_empty("products", given)
    if given is None:
        return default_products()
    return list({product.name: product for product in (find("products", name) for name in given)}.values())


def find(option: str, name: str) -> Product:
    """Return the product of this name; OptionError with a suggestion for a name that is not known."""
    product = PRODUCTS.get(name.strip().lower())
    if product is None:
        raise OptionError(option, f"{sanitize(name, 60)!r} is not a product{_suggestion(name)}")
    return product


def _suggestion(name: str) -> str:
    """Return the end of the message about a product that is not known."""
    import difflib  # only a name that is not known needs it

    known = f"xpected one of: {', '.join(NAMES)}"
    meant = next((product.name for product in PRODUCTS.values() if squash(name) in product.aliases), None)
    close = [meant] if meant else difflib.get_close_matches(squash(name), NAMES, n=1, cutoff=_MISSPELLED)
    return f"; did you mean {close[0]}? E{known}" if close else f"; e{known}"
