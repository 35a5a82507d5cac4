# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measure the throughput of the sandbox itself, which limits every other figure."""

from __future__ import annotations

from dataclasses import dataclass

from .figures import Figures
from .measure import Side, run_alternately
from .testbed import Testbed, open_testbed

# The product and page size of the pages that the rows read.
PAGES = (("m365", 10), ("m365", 100), ("iaas", 1000))
JOBS = 10_000
REQUESTS = 1000


@dataclass(frozen=True)
class Ceiling:
    """The throughput of one kind of page, without latency and parsing."""

    product: str
    size: int
    pages: Figures
    jobs: Figures


def measure(runs: int) -> list[Ceiling]:
    """Request every page repeatedly with the lean client."""
    with open_testbed(jobs=[f"{product}={JOBS}" for product in ("m365", "iaas")], page_cap=1000) as testbed:
        sides = [_side(testbed, product, size) for product, size in PAGES]
        run_alternately(*sides, runs=runs)
    return [_ceiling(side, product, size) for side, (product, size) in zip(sides, PAGES, strict=True)]


def _side(testbed: Testbed, product: str, size: int) -> Side:
    pages = JOBS // size
    arguments = (f"--pages={pages}", f"--rounds={REQUESTS // pages}", f"--size={size}", "--unparsed")
    return testbed.client(f"{product}, pages of {size}", "lean.py", REQUESTS * size, product, *arguments)


def _ceiling(side: Side, product: str, size: int) -> Ceiling:
    pages = tuple(REQUESTS / seconds for seconds in side.reported_seconds.values)
    return Ceiling(product, size, Figures(pages, "pages/s"), Figures(pages, "jobs/s").times(size))
