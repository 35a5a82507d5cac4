# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole processes, timed in turns."""

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

# What takes longer than this in all is run a few times only; the figures tell how often.
PATIENCE: Final = 600.0
FEW: Final = 3

_TIMER: Final = str(Path(__file__).with_name("timer.py"))


@dataclass(frozen=True)
class Told:
    """What a process says of its work: how much it brought, and the time that this took by its own clock."""

    jobs: int
    seconds: float | None = None


@dataclass(frozen=True)
class Run:
    """One process from its start to its end."""

    seconds: float
    peak: float
    told: Told


@dataclass
class Side:
    """One of those that are compared: a command, and how to read what it prints.

    Every run has to bring C(jobs) jobs; where that is not known, as many as the first run.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    read: Callable[[str], Told]
    jobs: int | None = None
    # Whether all that the first run does only once was done already.
    warm: bool = False
    runs: list[Run] = field(default_factory=list)

    @property
    def seconds(self) -> Figures:
        """Of the whole process."""
        return Figures(tuple(run.seconds for run in self.runs), "s")

    @property
    def told_seconds(self) -> Figures:
        """By the process's own clock."""
        return Figures(tuple(run.told.seconds for run in self.runs if run.told.seconds is not None), "s")

    @property
    def peak(self) -> Figures:
        """The most memory that the process held, or the largest of those that it started."""
        return Figures(tuple(run.peak for run in self.runs), "MiB")

    def run(self) -> Run:
        """Run it once. A process that fails or brings the wrong number of jobs ends the benchmark."""
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

    def _checked(self, output: str) -> Told:
        told = self.read(output)
        if self.jobs is None:
            self.jobs = told.jobs
        if told.jobs != self.jobs or not told.jobs:
            raise SystemExit(f"{self.name} brought {told.jobs} jobs instead of {self.jobs}:\n{output[:2000]}")
        return told


def in_turns(*sides: Side, runs: int) -> None:
    """Run all sides in turns, so that a busy machine slows all of them alike.

    What is read and compiled for the first time is nobody's fault: one run of each comes before.
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
        if took * runs > PATIENCE:
            runs = min(runs, FEW)
        progress(f"  {done} of {runs}: " + ", ".join(f"{side.name} {side.runs[-1].seconds:.2f} s" for side in sides))


def slowest(sides: Sequence[Side]) -> Side:
    """Whose median is the largest."""
    return max(sides, key=lambda side: side.seconds.median)


def progress(text: str) -> None:
    """Tell whoever waits."""
    print(text, file=sys.stderr, flush=True)
