# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows of the benchmark. To add one, add a file here and its name below."""

from __future__ import annotations

from typing import Final

from ..row import Row
from . import (
    beyond_empty,
    compliance,
    fan_out,
    five_products,
    fleet,
    floor,
    gate,
    million,
    one_page,
    plain_script,
    register,
    report,
    uri_loop,
)

ROWS: Final[tuple[Row, ...]] = (
    uri_loop.ROW,
    plain_script.ROW,
    floor.ROW,
    beyond_empty.ROW,
    one_page.ROW,
    million.ROW,
    five_products.ROW,
    fan_out.ROW,
    fleet.ROW,
    register.ROW,
    gate.ROW,
    compliance.ROW,
    report.ROW,
)
