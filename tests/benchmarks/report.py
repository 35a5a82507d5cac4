# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the measurements as docs/benchmarks.md."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Sequence
from datetime import date
from importlib.metadata import version

from packaging.requirements import Requirement

from tools import markdown, tree

from .ceiling import Ceiling
from .figures import Comparison, rounded
from .row import Outcome

METHOD = """\
Written by `make bench`; every figure is measured.

Each side of a comparison runs as a whole process against a sandbox on the same machine. The sides alternate
(A B A B), so that a busy machine slows down all of them. One run of each comes first and does not count, because it
fills caches. A figure is the median of the runs, followed by the fastest and the slowest run. A run that fails, or
returns another number of jobs than the sandbox has, ends the benchmark. A missed target is marked **MISSED**, and is
not an error: times depend on the machine."""
CEILING = """\
The sandbox runs on the same cores as the measured processes. This is its throughput without latency, with eight
threads that only fetch: figures close to it are limited by the sandbox and not by the collection."""


def document(outcomes: Sequence[Outcome], ceilings: Sequence[Ceiling], runs: int) -> str:
    """Return the complete page."""
    parts = [
        "# Benchmarks",
        METHOD,
        f"{measured_with()} Runs of each side, unless stated: {runs}.",
        "## Figures",
        markdown.table(HEADINGS, [line for outcome in outcomes for line in _lines(outcome, runs)]),
        "## Throughput of the sandbox",
        CEILING,
        markdown.table(("pages", "pages a second", "jobs a second"), map(_ceiling, ceilings)),
        "## What the rows mean",
        *(f"**{outcome.row.name}**: {outcome.row.about}" for outcome in outcomes),
    ]
    return "\n\n".join(parts) + "\n"


def headlines(outcomes: Sequence[Outcome]) -> str:
    """Return the table of the README."""
    lines = [
        (*comparison.headline, comparison.result)
        for outcome in outcomes
        for comparison in outcome.comparisons
        if comparison.headline is not None
    ]
    return markdown.table(("work", "compared with", "measured"), lines)


def measured_with() -> str:
    """Return the date, the versions and the number of cores of the measurement."""
    pins = (tree.ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    libraries = [Requirement(line).name for line in pins if line and not line.startswith("#")]
    versions = ", ".join(f"{name} {version(name)}" for name in ("ansible-core", *libraries))
    cores = os.cpu_count()
    return f"Measured on {date.today()} with Python {platform.python_version()}, {versions}, on {cores} cores."


HEADINGS = ("row", "work", "compared with", "figure", "target", "measured", "verdict", "ours", "theirs")


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
    target = str(comparison.target or "-")
    return (what, target, measured, verdict, str(comparison.ours), str(comparison.theirs or "-"))


def _ceiling(found: Ceiling) -> tuple[str, str, str]:
    return (f"{found.product}, {found.size} jobs each", f"{found.pages.median:,.0f}", f"{found.jobs.median:,.0f}")
