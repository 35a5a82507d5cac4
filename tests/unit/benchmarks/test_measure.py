# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the sides of a comparison are run; small commands stand for them, and nothing is timed."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from benchmarks import measure
from benchmarks.measure import Run, Side, Told

# Adds a line to a file, and prints a number.
NOTE = "import sys; open(sys.argv[1], 'a').write(sys.argv[2]); print(sys.argv[3])"


def side(name: str, notes: Path, *, prints: object = 7, jobs: int | None = None) -> Side:
    command = [sys.executable, "-S", "-c", NOTE, str(notes), name, str(prints)]
    return Side(name, command, dict(os.environ), lambda output: Told(int(output)), jobs)


def test_sides_take_turns_behind_one_run_that_does_not_count(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    ours, theirs = side("A", notes), side("B", notes, jobs=7)
    theirs.warm = True
    measure.in_turns(ours, theirs, runs=2)
    assert notes.read_text() == "A" + "AB" * 2
    assert len(ours.seconds.values) == len(theirs.peak.values) == 2
    # A bare Python is small, and this process is not.
    assert 2 < ours.peak.median < 20


def test_the_slowest_is_the_one_with_the_largest_median(tmp_path: Path) -> None:
    ours, theirs = side("A", tmp_path / "notes"), side("B", tmp_path / "notes")
    ours.runs = [Run(seconds, 1, Told(7)) for seconds in (2, 2, 2)]
    theirs.runs = [Run(seconds, 1, Told(7)) for seconds in (1, 1, 9)]
    assert measure.slowest([theirs, ours]) is ours


def test_what_takes_too_long_runs_a_few_times_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measure, "PATIENCE", 0)
    ours = side("A", tmp_path / "notes")
    measure.in_turns(ours, runs=5)
    assert len(ours.runs) == measure.FEW


@pytest.mark.parametrize(("prints", "jobs"), [(7, 8), (0, None)])
def test_the_wrong_number_of_jobs_ends_it(tmp_path: Path, prints: int, jobs: int | None) -> None:
    with pytest.raises(SystemExit, match=f"brought {prints} jobs"):
        side("A", tmp_path / "notes", prints=prints, jobs=jobs).run()


def test_a_later_run_has_to_bring_what_the_first_one_did(tmp_path: Path) -> None:
    ours = side("A", tmp_path / "notes")
    ours.run()
    ours.command = [*ours.command[:-1], "6"]
    with pytest.raises(SystemExit, match="brought 6 jobs instead of 7"):
        ours.run()


def test_a_run_that_fails_ends_it(tmp_path: Path) -> None:
    ours = side("A", tmp_path / "notes")
    ours.command = [sys.executable, "-c", "raise SystemExit('no such thing')"]
    with pytest.raises(SystemExit, match=r"(?s)A failed:.*no such thing"):
        ours.run()
