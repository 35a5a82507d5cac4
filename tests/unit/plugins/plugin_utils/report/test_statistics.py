# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The problems of a report as statistics: few, and without text that could be a template."""

from __future__ import annotations

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report.statistics import MOST, problems_of
from unit.plugins.jobs import ago

from .results import read, report, run


def test_a_problem_has_these_keys() -> None:
    made = report(read(run(1, "failed", organization_id="00D5g000008XyZaEAK"), run(2, service="drive")))
    assert problems_of(made) == [
        {
            "product": "google",
            "service": "gmail",
            "organization_id": "00D5g000008XyZaEAK",
            "state": "never_succeeded",
            "state_since": ago(days=30),
            "change": None,
        }
    ]


@pytest.mark.parametrize("text", ["{{ 7*7 }}", "{% raw %}", "a b", "x\n", "é", "", "a" * 101, "'", "<b>", "$(id)"])
def test_other_text_of_the_service_is_left_out(text: str) -> None:
    (problem,) = problems_of(report(read(run(1, "failed", organization_id=f"id{text}", service=f"mail{text}"))))
    hidden = text not in ("", "x\n")
    assert (problem["organization_id"] is None) is hidden
    assert (problem["service"] is None) is hidden


def test_the_worst_are_kept() -> None:
    many = [run(number, "failed", service=f"s{number}") for number in range(2 * MOST)]
    assert len(problems_of(report(read(*many)))) == MOST
