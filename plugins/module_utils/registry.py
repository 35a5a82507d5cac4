# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The products there are, in the order in which they are told. A new one is added to this list.

Each is imported when it is asked for: its models cost as much start-up time as a small request.
"""

from __future__ import annotations

import importlib
import typing as t

from ansible_collections.avepoint.cloud_backup.plugins.module_utils.enumeration import nearest
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import OptionError
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.product import Product

if t.TYPE_CHECKING:
    # Never run, but read: it is how ansible-core knows what to send along with a module.
    from ansible_collections.avepoint.cloud_backup.plugins.module_utils.products import (  # noqa: F401  # see above
        dynamics365,
        google,
        iaas,
        m365,
        salesforce,
    )

_NAMES = ("m365", "google", "dynamics365", "salesforce", "iaas")


class _Products(t.Mapping[str, Product]):
    """Products by their names; each lies in the file of its name."""

    def __getitem__(self, name: str) -> Product:
        if name not in _NAMES:
            raise KeyError(name)
        product: Product = importlib.import_module(
            f"ansible_collections.avepoint.cloud_backup.plugins.module_utils.products.{name}"
        ).PRODUCT
        return product

    def __contains__(self, name: object) -> bool:
        return name in _NAMES

    def __iter__(self) -> t.Iterator[str]:
        return iter(_NAMES)

    def __len__(self) -> int:
        return len(_NAMES)


PRODUCTS: t.Mapping[str, Product] = _Products()


def named(given: t.Sequence[str] | None) -> list[Product]:
    """The products named, each once; all of them for none. OptionError for one that is not known."""
    chosen: dict[str, Product] = {}
    for name in given or PRODUCTS:
        product = PRODUCTS.get(name.strip().lower())
        if product is None:
            raise OptionError("products", f"{name!r} is not a product{nearest(name, PRODUCTS)}")
        chosen[product.name] = product
    return list(chosen.values())
