# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The products there are, in the order in which they are told. A new one is added to this list."""

from __future__ import annotations

from ansible_collections.avepoint.cloud_backup.plugins.module_utils.product import Product
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.products import (
    dynamics365,
    google,
    iaas,
    m365,
    salesforce,
)

PRODUCTS: dict[str, Product] = {
    product.name: product
    for product in (
        m365.PRODUCT,
        google.PRODUCT,
        dynamics365.PRODUCT,
        salesforce.PRODUCT,
        iaas.PRODUCT,
    )
}
