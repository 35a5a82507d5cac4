# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All products in one task, against each of them alone."""

from __future__ import annotations

from ..figures import Comparison, Target
from ..measure import run_alternately, slowest
from ..row import Row
from ..testbed import COLLECTION, DAY, WHOLE, Testbed, open_testbed

PRODUCTS = ("m365", "google", "dynamics365", "salesforce", "iaas")


def measure(runs: int) -> list[Comparison]:
    """Run all six on the command line, for the last day and for the whole month of a tenant's jobs."""
    with open_testbed(latency=0.1) as testbed:
        return [compare(testbed, "a day", DAY, runs), compare(testbed, "a month", WHOLE, runs)]


def compare(testbed: Testbed, name: str, window: dict[str, str], runs: int) -> Comparison:
    """Compare all products with the slowest of them, in the same window."""
    counts = {product: job_count(testbed, product, window) for product in PRODUCTS}
    alone = [
        testbed.adhoc(product, f"{COLLECTION}.{product}_job_info", window, counts[product]) for product in PRODUCTS
    ]
    total = sum(counts.values())
    together = testbed.adhoc("job_info", f"{COLLECTION}.job_info", window, total)
    run_alternately(together, *alone, runs=runs)
    longest = slowest(alone)
    figure = f"{name}, {total} jobs, against {longest.name} alone"
    return Comparison(figure, together.seconds, longest.seconds, Target("at most", 1.3))


def job_count(testbed: Testbed, product: str, window: dict[str, str]) -> int:
    """Return the number of jobs; google lists only those of its default data source."""
    jobs = testbed.sandbox.truth(product, start=window["since"], finish=window["until"])
    return sum(job["data_source"] == 1 for job in jobs) if product == "google" else len(jobs)


ROW = Row(
    name="five_products",
    work="all five products at 100 ms latency in one `job_info` task",
    against="the slowest of the five alone, with its own module",
    about="The products are read concurrently, so that all take little longer than the slowest. The rest is the import "
    "of five products instead of one, and the result: Ansible needs about 0.15 ms of CPU time for every job that a "
    "task returns, and in a month all products have several times the jobs of the slowest. `dest` avoids that.",
    measure=measure,
)
