# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter report_files: what the role passes."""

from __future__ import annotations

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.filter.report_files import FilterModule
from unit.plugins.jobs import make

report_files = FilterModule().filters()["report_files"]


@pytest.mark.parametrize("nothing", [None, ""], ids=["null", "null before ansible-core 2.19"])
def test_results_that_are_not_there(nothing: object) -> None:
    options = dict.fromkeys(("more", "gate", "compliance", "policies", "subjects", "previous"), nothing)
    made = report_files({"jobs": [make()]}, {**options, "time_zone": "UTC"}, ["json"])
    assert [file["name"] for file in made["files"]] == ["report.json", ".avepoint_report_state.json"]
