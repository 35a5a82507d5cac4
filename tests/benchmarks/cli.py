# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parse the command line, measure and print."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence

from tools import markdown, tree

from . import ceiling, report
from .measure import progress
from .row import Outcome, Row
from .rows import ROWS

DOCUMENT = tree.ROOT / "docs" / "benchmarks.md"
README = tree.ROOT / "README.md"
# A median of fewer runs says little.
FEWEST_WRITTEN = 5


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print. A slow result is not a failure."""
    parser = argparse.ArgumentParser(prog="benchmarks", description="Measure and print the benchmarks.")
    parser.add_argument(
        "--only", nargs="+", metavar="ROW", choices=[row.name for row in ROWS], help="measure only these rows"
    )
    parser.add_argument("--runs", type=int, default=FEWEST_WRITTEN, help="how often each side is run")
    parser.add_argument("--write", action="store_true", help=f"write docs/{DOCUMENT.name}, and the table of the README")
    given = parser.parse_args(arguments)
    if given.write and (given.only or given.runs < FEWEST_WRITTEN):
        parser.error(f"--write needs all rows and at least {FEWEST_WRITTEN} runs")
    chosen = [row for row in ROWS if row.name in (given.only or row.name)]
    began = time.monotonic()
    outcomes = [measured(row, given.runs) for row in chosen]
    progress("ceiling")
    text = report.document(outcomes, ceiling.measure(given.runs), given.runs)
    print(text)
    if given.write:
        DOCUMENT.parent.mkdir(exist_ok=True)
        DOCUMENT.write_text(text, encoding="utf-8")
        readme = README.read_text(encoding="utf-8")
        blocks = {"benchmarks": report.headlines(outcomes)}
        README.write_text(markdown.fill(README.name, readme, blocks), encoding="utf-8")
    progress(f"total time: {(time.monotonic() - began) / 60:.0f} minutes")
    return 0


def measured(row: Row, runs: int) -> Outcome:
    """Measure one row."""
    progress(row.name)
    return Outcome(row, row.measure(runs))
