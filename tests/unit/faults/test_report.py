# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run tells of itself, and when it proves something."""

from __future__ import annotations

from faults.plan import make
from faults.report import Tally, general
from faults.verdict import End, Verdict
from faults.worker import Record


def tally(**ends: int) -> Tally:
    """A run with so many plans of each end."""
    run = Tally()
    for end, count in ends.items():
        for number in range(count):
            run.add(make(number), record(end))  # type: ignore[arg-type]  # the names of keywords are the ends
    return run


def record(end: End) -> Record:
    return Record(Verdict(end, f"http://host/x said {end} 17"), 1.0, frozenset({"status 503"}), 3)


def test_it_counts_ends_faults_and_reasons() -> None:
    run = tally(well=3, told=2, loss=1, hang=1)
    told = run.shown(12.0)
    assert "plans 7, ended well 3, failed and said why 2, 21 requests" in told
    assert "losses 1, duplicates 0, hangs 1, other wrong answers 0, unclear ends 0; 12 s" in told
    assert f"{'status 503':28}{7:7}{3:12}{2:8}" in told
    assert "    2  … said told …" in told
    assert "LOSS in plan 0: http://host/x said loss 17" in told
    assert len(run.wrong) == 2


def test_a_run_proves_something_where_both_ends_are_frequent() -> None:
    assert tally(well=25, told=75).proves
    assert tally(well=90, told=10).proves
    assert not tally(well=24, told=76).proves
    assert not tally(well=91, told=9).proves
    assert "proves nothing" in tally(well=10).shown(1.0)


def test_what_is_particular_to_a_plan_is_left_out_of_a_reason() -> None:
    told = "m365: http://127.0.0.1:8/a answered 503, request id 0HN:1: busy for 1.5 s"
    assert general(told) == "m…: … answered …, … busy for … s"
