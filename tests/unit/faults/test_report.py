# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report of a run, and when a run is conclusive."""

from __future__ import annotations

from faults.assessment import Assessment, End
from faults.plan import make_plan
from faults.report import Tally, generalize
from faults.worker import Record


def tally(**ends: int) -> Tally:
    """Return a run with this many plans of each end."""
    run = Tally()
    for end, count in ends.items():
        for number in range(count):
            run.add(make_plan(number), record(end))  # type: ignore[arg-type]  # the names of keywords are the ends
    return run


def record(end: End) -> Record:
    return Record(Assessment(end, f"http://host/x said {end} 17"), 1.0, frozenset({"status 503"}), 3)


def test_it_counts_ends_faults_and_reasons() -> None:
    run = tally(complete=3, failed=2, loss=1, hang=1)
    text = run.text(12.0)
    assert "plans 7, complete 3, failed with a reason 2, 21 requests" in text
    assert "losses 1, duplicates 0, hangs 1, other wrong results 0, unclear results 0; 12 s" in text
    assert f"{'status 503':28}{7:7}{3:12}{2:8}" in text
    assert "    2  … said failed …" in text
    assert "LOSS in plan 0: http://host/x said loss 17" in text
    assert len(run.wrong) == 2


def test_a_run_is_conclusive_if_both_ends_are_frequent() -> None:
    assert tally(complete=25, failed=75).conclusive
    assert tally(complete=90, failed=10).conclusive
    assert not tally(complete=24, failed=76).conclusive
    assert not tally(complete=91, failed=9).conclusive
    assert "Inconclusive" in tally(complete=10).text(1.0)


def test_a_reason_omits_what_is_specific_to_a_plan() -> None:
    message = "m365: GET http://127.0.0.1:8/a returned HTTP 503, request id 0HN:1: busy for 1.5 s"
    assert generalize(message) == "m…: GET … returned HTTP …, … busy for … s"
