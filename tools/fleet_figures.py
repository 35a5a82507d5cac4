# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compute the figures of a fleet, project larger ones, and write both into docs/scale.md."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tools import tree
from tools.markdown import table

DOCUMENT = tree.ROOT / "docs" / "scale.md"
FLEETS = (10_000,)
MACHINES = (1, 4, 16)
FORMULA = "seconds of begin and reduce + tenants * seconds per tenant / machines"


@dataclass(frozen=True)
class Figures:
    """The measurements: seconds and counts; C(memory) is the peak of the largest process, in MiB."""

    tenants: int
    slices: int
    forks: int
    cores: int
    latency: float
    job_requests: int
    token_requests: int
    begin: float
    gate: float
    reduce: float
    memory: float

    def projected(self, tenants: int, machines: int) -> float:
        """Return the seconds for this many tenants on this many machines, by the formula."""
        return self.begin + self.reduce + tenants * self.gate / self.tenants / machines

    def measured(self) -> dict[str, str]:
        """Return the measurements as text, by name."""
        at_once = min(self.cores, self.slices)
        return {
            "tenants": f"{self.tenants:,}",
            "slices": f"{self.slices}, {at_once} at once, {self.forks} forks each",
            "machine": f"{self.cores} cores, shared with the sandbox",
            "latency of a request": f"{self.latency * 1000:.0f} ms",
            "requests per tenant": f"{self.job_requests / self.tenants:.2f} for jobs, "
            f"{self.token_requests / self.tenants:.2f} for tokens",
            "seconds per tenant": f"{self.gate / self.tenants:.2f} ({self.gate:.0f} for all of them)",
            "begin, reduce": f"{self.begin:.1f} s, {self.reduce:.1f} s",
            "all of it": as_text(self.begin + self.gate + self.reduce),
            "memory of the parent process": f"{self.memory:.0f} MiB at most",
        }


def markdown(runs: Sequence[Figures]) -> str:
    """Return two tables: the measurements of all runs, and what follows from the last one for larger fleets."""
    columns = [run.measured() for run in runs]
    last = runs[-1]
    heads = [f"{count} machine{'s' if count > 1 else ''}" for count in MACHINES]
    times = [[f"{tenants:,}", *(as_text(last.projected(tenants, count)) for count in MACHINES)] for tenants in FLEETS]
    return "\n\n".join(
        [
            table(
                ["measured", *["" for _run in runs]], [[name, *(run[name] for run in columns)] for name in columns[0]]
            ),
            table(["tenants", *heads], times),
            f"Computed: {FORMULA}.",
        ]
    )


def as_text(seconds: float) -> str:
    """Return seconds as text with a suitable unit."""
    minutes = seconds / 60
    return f"{seconds:.0f} s" if minutes < 2 else f"{minutes:.0f} min" if minutes < 120 else f"{minutes / 60:.1f} h"


def write(runs: Sequence[Figures]) -> None:
    """Write the figures between their marks in the document."""
    mark = re.compile("(<!-- figures -->\n).*?(<!-- end of figures -->)", re.DOTALL)
    text = DOCUMENT.read_text(encoding="utf-8")
    block = f"Measured by `make fleet` on {date.today().isoformat()}.\n\n{markdown(runs)}"
    written, places = mark.subn(lambda found: f"{found[1]}\n{block}\n\n{found[2]}", text)
    if places != 1:
        raise SystemExit(f"{DOCUMENT.name}: expected one pair of marks for figures, found {places}")
    DOCUMENT.write_text(written, encoding="utf-8")
