# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How fast the sandbox is by itself: what bounds every figure that is measured against it."""

from __future__ import annotations

from dataclasses import dataclass

from .figures import Figures
from .measure import Side, in_turns
from .place import Place, a_place

# The pages that rows are measured with, as product and jobs a page.
PAGES = (("m365", 10), ("m365", 100), ("iaas", 1000))
JOBS = 10_000
REQUESTS = 1000


@dataclass(frozen=True)
class Ceiling:
    """What came of one kind of page, without latency and without being parsed."""

    product: str
    size: int
    pages: Figures
    jobs: Figures


def measure(runs: int) -> list[Ceiling]:
    """Ask for every page again and again with the lean client."""
    with a_place(jobs=[f"{product}={JOBS}" for product in ("m365", "iaas")], page_cap=1000) as place:
        sides = [_side(place, product, size) for product, size in PAGES]
        in_turns(*sides, runs=runs)
    return [_ceiling(side, product, size) for side, (product, size) in zip(sides, PAGES, strict=True)]


def _side(place: Place, product: str, size: int) -> Side:
    pages = JOBS // size
    asked = (f"--pages={pages}", f"--rounds={REQUESTS // pages}", f"--size={size}", "--unparsed")
    return place.client(f"{product}, pages of {size}", "lean.py", REQUESTS * size, product, *asked)


def _ceiling(side: Side, product: str, size: int) -> Ceiling:
    pages = tuple(REQUESTS / seconds for seconds in side.told_seconds.values)
    return Ceiling(product, size, Figures(pages, "pages/s"), Figures(pages, "jobs/s").times(size))
