# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All products in one task, beside each of them alone."""

from __future__ import annotations

from ..figures import Comparison, Wanted
from ..measure import in_turns, slowest
from ..place import COLLECTION, DAY, WHOLE, Place, a_place
from ..row import Row

PRODUCTS = ("m365", "google", "dynamics365", "salesforce", "iaas")


def measure(runs: int) -> list[Comparison]:
    """All six on the command line, over the last day and over the whole month of a tenant's jobs."""
    with a_place(latency=0.1) as place:
        return [compare(place, "a day", DAY, runs), compare(place, "a month", WHOLE, runs)]


def compare(place: Place, name: str, window: dict[str, str], runs: int) -> Comparison:
    """All products beside the slowest of them, over the same window."""
    counts = {product: there_are(place, product, window) for product in PRODUCTS}
    alone = [place.adhoc(product, f"{COLLECTION}.{product}_job_info", window, counts[product]) for product in PRODUCTS]
    total = sum(counts.values())
    together = place.adhoc("job_info", f"{COLLECTION}.job_info", window, total)
    in_turns(together, *alone, runs=runs)
    longest = slowest(alone)
    figure = f"{name}, {total} jobs, against {longest.name} alone"
    return Comparison(figure, together.seconds, longest.seconds, Wanted("at most", 1.3))


def there_are(place: Place, product: str, window: dict[str, str]) -> int:
    """How many jobs the sandbox has; google tells only those of one data source unless it is asked for another."""
    jobs = place.sandbox.truth(product, start=window["since"], finish=window["until"])
    return sum(job["data_source"] == 1 for job in jobs) if product == "google" else len(jobs)


ROW = Row(
    name="five_products",
    work="all five products at 100 ms latency in one `job_info` task",
    against="the slowest of the five alone, with its own module",
    about="The products are read side by side, so that all take hardly longer than the slowest; what is added is the "
    "import of five products instead of one, and the result: Ansible takes some 0.4 ms of the processor for every job "
    "that a task returns, and in a month all products have several times the jobs of the slowest. `dest` spares that.",
    measure=measure,
)
