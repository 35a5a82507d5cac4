# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The products by their keys: each file in this folder except base.py defines one as PRODUCT."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Final

from .base import Product

_FILES: Final = sorted(found.name for found in pkgutil.iter_modules(__path__) if found.name != "base")
PRODUCTS: Final[dict[str, Product]] = {name: importlib.import_module(f".{name}", __name__).PRODUCT for name in _FILES}
