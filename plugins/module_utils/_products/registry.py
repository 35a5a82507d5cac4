# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The products there are, in the order in which they are told. A new one is added to this list.

Each is imported when it is asked for: its models cost as much start-up time as a small request.
"""

from __future__ import annotations

import importlib
import typing as t

from ..errors import OptionError, sanitize
from ..option_values import refuse_empty
from .base import Product
from .enums import squash

if t.TYPE_CHECKING:
    # Never run, but read: it is how ansible-core knows what to send along with a module.
    from . import dynamics365, google, iaas, m365, salesforce  # noqa: F401  # see above

_NAMES = ("m365", "google", "dynamics365", "salesforce", "iaas")
# Other names that users try, without case, blanks, hyphens and underscores; they are suggestions, and not accepted.
_SUGGESTIONS = {
    "m365": "office365 o365 microsoft365 microsoftoffice365 ms365 office exchange exchangeonline sharepoint onedrive",
    "google": "gsuite googleworkspace workspace googleapps gmail googledrive",
    "dynamics365": "dynamics d365 msdynamics microsoftdynamics365 crm",
    "salesforce": "sfdc sf",
    "iaas": "azure microsoftazure aws amazon amazonaws paas iaaspaas iaas+paas vm vms entraid",
}
# How like the name of a product another name has to be to be taken for a misspelling of it.
_MISSPELLED = 0.7


class _Products(t.Mapping[str, Product]):
    """Products by their names; each lies in the file of its name."""

    def __getitem__(self, name: str) -> Product:
        if name not in _NAMES:
            raise KeyError(name)
        product: Product = importlib.import_module(f".{name}", __package__).PRODUCT
        return product

    def __contains__(self, name: object) -> bool:
        return name in _NAMES

    def __iter__(self) -> t.Iterator[str]:
        return iter(_NAMES)

    def __len__(self) -> int:
        return len(_NAMES)


PRODUCTS: t.Mapping[str, Product] = _Products()


def named(given: t.Sequence[str] | None) -> list[Product]:
    """Return the products named, each once; all of them for None. OptionError for an empty list or an unknown name."""
    refuse_empty("products", given)
    return list({product.name: product for product in (find("products", name) for name in given or _NAMES)}.values())


def find(option: str, name: str) -> Product:
    """Return the product of this name; OptionError with a suggestion for a name that is not known."""
    product = PRODUCTS.get(name.strip().lower())
    if product is None:
        raise OptionError(option, f"{sanitize(name, 60)!r} is not a product{_suggestion(name)}")
    return product


def _suggestion(name: str) -> str:
    """Return the end of the message about a product that is not known."""
    import difflib  # only a name that is not known needs it

    known = f"xpected one of: {', '.join(_NAMES)}"
    meant = next((product for product, names in _SUGGESTIONS.items() if squash(name) in names.split()), None)
    close = [meant] if meant else difflib.get_close_matches(squash(name), _NAMES, n=1, cutoff=_MISSPELLED)
    return f"; did you mean {close[0]}? E{known}" if close else f"; e{known}"
