# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The five products by their keys."""

from __future__ import annotations

from typing import Final

from .base import Product
from .dynamics365 import Dynamics365
from .google import Google
from .iaas import IaaS
from .m365 import M365
from .salesforce import Salesforce

PRODUCTS: Final[dict[str, Product]] = {
    product.key: product for product in (M365(), Google(), Dynamics365(), Salesforce(), IaaS())
}
