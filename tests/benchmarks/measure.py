# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run and time processes, alternating between the sides of a comparison."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from .figures import Figures

# A comparison that would take more seconds than this gets fewer runs; the table shows how many.
TIME_LIMIT: Final = 600.0
FEW: Final = 3

_TIMER: Final = str(Path(__file__).with_name("timer.py"))


@dataclass(frozen=True)
class Reported:
    """What a process reports: the number of jobs, and the seconds that it measured itself."""

    jobs: int
    seconds: float | None = None


@dataclass(frozen=True)
class Run:
    """One process: its seconds, its peak memory in MiB, and what it reported."""

    seconds: float
    peak: float
    reported: Reported


@dataclass
class Side:
    """One side of a comparison: a command, and how to parse its output.

    Every run has to report `jobs` jobs or, if that is None, as many as the first run.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    read: Callable[[str], Reported]
    jobs: int | None = None
    # Whether it needs no warm-up run.
    warm: bool = False
    runs: list[Run] = field(default_factory=list)

    @property
    def seconds(self) -> Figures:
        """Return the seconds of the whole process."""
        return Figures(tuple(run.seconds for run in self.runs), "s")

    @property
    def reported_seconds(self) -> Figures:
        """Return the seconds that the process measured itself."""
        return Figures(tuple(run.reported.seconds for run in self.runs if run.reported.seconds is not None), "s")

    @property
    def peak(self) -> Figures:
        """Return the peak memory of the process, or of the largest process that it started."""
        return Figures(tuple(run.peak for run in self.runs), "MiB")

    def run(self) -> Run:
        """Run the command once; end the benchmark if it fails or reports a wrong number of jobs."""
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            report, printed, errors = (Path(folder, name) for name in ("report", "printed", "errors"))
            with printed.open("wb") as stdout, errors.open("wb") as stderr:
                command = [sys.executable, "-I", "-S", _TIMER, str(report), *self.command]
                subprocess.run(command, env=self.environment, cwd=folder, stdout=stdout, stderr=stderr, check=True)
            seconds, peak, code = map(float, report.read_text().split())
            output = printed.read_text()
            if code:
                raise SystemExit(f"{self.name} failed:\n{output[-2000:]}{errors.read_text()[-2000:]}")
        return Run(seconds, peak, self._checked(output))

    def _checked(self, output: str) -> Reported:
        reported = self.read(output)
        if self.jobs is None:
            self.jobs = reported.jobs
        if reported.jobs != self.jobs or not reported.jobs:
            raise SystemExit(f"{self.name} returned {reported.jobs} jobs instead of {self.jobs}:\n{output[:2000]}")
        return reported


def run_alternately(*sides: Side, runs: int) -> None:
    """Run all sides alternately, so that a busy machine slows down all of them.

    One run of each comes first and does not count, because it fills caches.
    """
    for side in sides:
        if not side.warm:
            side.run()
    done = 0
    while done < runs:
        began = time.monotonic()
        for side in sides:
            side.runs.append(side.run())
        done += 1
        took = time.monotonic() - began
        if took * runs > TIME_LIMIT:
            runs = min(runs, FEW)
        progress(f"  {done} of {runs}: " + ", ".join(f"{side.name} {side.runs[-1].seconds:.2f} s" for side in sides))


def slowest(sides: Sequence[Side]) -> Side:
    """Return the side with the largest median."""
    return max(sides, key=lambda side: side.seconds.median)


def progress(text: str) -> None:
    """Print a line of progress."""
    print(text, file=sys.stderr, flush=True)
