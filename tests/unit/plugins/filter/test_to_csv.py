# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter to_csv; what it returns is tested with the renderer."""

from __future__ import annotations

from ansible_collections.avepoint.cloud_backup.plugins.filter.to_csv import FilterModule
from unit.plugins.filter import rendering


def test_it_is_a_filter_of_reports() -> None:
    function = FilterModule().filters()["to_csv"]
    rendering.check("to_csv", function)
    assert function([], table="days", bom=True) == "\ufeff" + function([], "days")
