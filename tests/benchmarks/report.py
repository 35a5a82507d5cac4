# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was measured, as docs/benchmarks.md tells it."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Sequence
from datetime import date
from importlib.metadata import version

from packaging.requirements import Requirement

from tools import tree

from .ceiling import Ceiling
from .figures import Comparison, rounded
from .row import Outcome

METHOD = """\
Written by `make bench`; every figure is measured, none is written by hand.

Each side of a comparison is run as a whole process against a sandbox on the same machine, in turns (A B A B),
so that a busy machine slows all alike. One run of each comes first and does not count: what is read and compiled
for the first time is nobody's fault. A figure is the median of the runs, with the fastest and the slowest behind
it. A run that fails, or brings another number of jobs than the sandbox has, ends the benchmark. A target that is
not reached says **MISSED**; nothing fails for it, since a clock is no test."""
CEILING = """\
The sandbox shares the machine's cores with what is measured. This is what it serves without latency to eight
threads that only fetch: a figure near to it says more about the sandbox than about the collection."""


def document(outcomes: Sequence[Outcome], ceilings: Sequence[Ceiling], runs: int) -> str:
    """The whole page."""
    parts = [
        "# Benchmarks",
        METHOD,
        f"{surroundings()} Runs of each side, where nothing else is said: {runs}.",
        "## Figures",
        table(HEADINGS, [line for outcome in outcomes for line in _lines(outcome, runs)]),
        "## The sandbox's ceiling",
        CEILING,
        table(("pages", "pages a second", "jobs a second"), map(_ceiling, ceilings)),
        "## What the rows say",
        *(f"**{outcome.row.name}**: {outcome.row.about}" for outcome in outcomes),
    ]
    return "\n\n".join(parts) + "\n"


def surroundings() -> str:
    """When and with what it was measured; nothing that tells where."""
    pins = (tree.ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    libraries = [Requirement(line).name for line in pins if line and not line.startswith("#")]
    versions = ", ".join(f"{name} {version(name)}" for name in ("ansible-core", *libraries))
    cores = os.cpu_count()
    return f"Measured on {date.today()} with Python {platform.python_version()}, {versions}, on {cores} cores."


HEADINGS = ("row", "work", "compared with", "figure", "wanted", "measured", "verdict", "ours", "theirs")


def _lines(outcome: Outcome, runs: int) -> Iterable[tuple[str, ...]]:
    row = (outcome.row.name, outcome.row.work, outcome.row.against)
    for comparison in outcome.comparisons:
        yield (*row, *_figures(comparison, runs))
        row = ("", "", "")


def _figures(comparison: Comparison, runs: int) -> tuple[str, ...]:
    measured = rounded(comparison.measured) + (f" {comparison.ours.unit}" if comparison.theirs is None else "")
    verdict = f"**{comparison.verdict}**" if comparison.verdict == "MISSED" else comparison.verdict
    often = len(comparison.ours.values)
    what = comparison.what if often == runs else f"{comparison.what} ({often} runs)"
    wanted = str(comparison.wanted or "-")
    return (what, wanted, measured, verdict, str(comparison.ours), str(comparison.theirs or "-"))


def _ceiling(found: Ceiling) -> tuple[str, str, str]:
    return (f"{found.product}, {found.size} jobs each", f"{found.pages.median:,.0f}", f"{found.jobs.median:,.0f}")


def table(headings: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """A table of Markdown."""
    rows = [headings, ["---"] * len(headings), *lines]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in rows)
