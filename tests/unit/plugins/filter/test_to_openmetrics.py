# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter to_openmetrics; what it returns is tested with the renderer."""

from __future__ import annotations

from ansible_collections.avepoint.cloud_backup.plugins.filter.to_openmetrics import FilterModule
from reports import samples
from unit.plugins.filter import rendering


def test_it_is_a_filter_of_reports() -> None:
    function = FilterModule().filters()["to_openmetrics"]
    rendering.check("to_openmetrics", function)
    report = samples.all_green()
    assert function(report).endswith("# EOF\n")
    assert "# EOF" not in function(report, textfile=True)
