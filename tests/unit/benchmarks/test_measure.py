# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sides of a comparison are run alternately. Small commands stand for them, and nothing is timed."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from benchmarks import measure
from benchmarks.measure import Reported, Run, Side

# Adds a line to a file, and prints a number.
NOTE = "import sys; open(sys.argv[1], 'a').write(sys.argv[2]); print(sys.argv[3])"


def side(name: str, notes: Path, *, prints: object = 7, jobs: int | None = None) -> Side:
    command = [sys.executable, "-S", "-c", NOTE, str(notes), name, str(prints)]
    return Side(name, command, dict(os.environ), lambda output: Reported(int(output)), jobs)


def test_sides_alternate_after_one_run_that_does_not_count(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    ours, theirs = side("A", notes), side("B", notes, jobs=7)
    theirs.warm = True
    measure.run_alternately(ours, theirs, runs=2)
    assert notes.read_text() == "A" + "AB" * 2
    assert len(ours.seconds.values) == len(theirs.peak.values) == 2
    # A bare Python needs little memory, unlike this process.
    assert 2 < ours.peak.median < 20


def test_the_slowest_is_the_one_with_the_largest_median(tmp_path: Path) -> None:
    ours, theirs = side("A", tmp_path / "notes"), side("B", tmp_path / "notes")
    ours.runs = [Run(seconds, 1, Reported(7)) for seconds in (2, 2, 2)]
    theirs.runs = [Run(seconds, 1, Reported(7)) for seconds in (1, 1, 9)]
    assert measure.slowest([theirs, ours]) is ours


def test_a_comparison_that_takes_too_long_gets_fewer_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measure, "TIME_LIMIT", 0)
    ours = side("A", tmp_path / "notes")
    measure.run_alternately(ours, runs=5)
    assert len(ours.runs) == measure.FEW


@pytest.mark.parametrize(("prints", "jobs"), [(7, 8), (0, None)])
def test_a_wrong_number_of_jobs_ends_the_benchmark(tmp_path: Path, prints: int, jobs: int | None) -> None:
    with pytest.raises(SystemExit, match=f"returned {prints} jobs"):
        side("A", tmp_path / "notes", prints=prints, jobs=jobs).run()


def test_a_later_run_has_to_return_as_many_jobs_as_the_first(tmp_path: Path) -> None:
    ours = side("A", tmp_path / "notes")
    ours.run()
    ours.command = [*ours.command[:-1], "6"]
    with pytest.raises(SystemExit, match="returned 6 jobs instead of 7"):
        ours.run()


def test_a_failed_run_ends_the_benchmark(tmp_path: Path) -> None:
    ours = side("A", tmp_path / "notes")
    ours.command = [sys.executable, "-c", "raise SystemExit('no such thing')"]
    with pytest.raises(SystemExit, match=r"(?s)A failed:.*no such thing"):
        ours.run()
