# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A gate over all products, against the slowest of its queries."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from ..figures import Comparison, Target
from ..measure import Side, run_alternately, slowest
from ..row import Row
from ..testbed import COLLECTION, Testbed, open_testbed

# Ten services; Salesforce has none.
SERVICES: dict[str, list[str]] = {
    "m365": ["exchange_online", "sharepoint_online", "teams"],
    "google": ["gmail", "drive", "calendar"],
    "dynamics365": ["customer_engagement", "power_platform"],
    "salesforce": [],
    "iaas": ["vm", "aad"],
}
SUBJECTS = 11
# The window that a gate reads if a rule allows an age of 24 h.
REACH = timedelta(hours=48)


def measure(runs: int) -> list[Comparison]:
    """Run all six on the command line, and an empty play. A gate uses the current time, so the data ends now."""
    with open_testbed(now=None, latency=0.1) as testbed:
        arguments = {"rules": rules(), "enforce": False}
        gate = testbed.adhoc("gate", f"{COLLECTION}.job_gate", arguments, SUBJECTS, _verdicts)
        queries = [query(testbed, product) for product in SERVICES]
        empty = testbed.empty_play()
        run_alternately(empty, gate, *queries, runs=2 * runs)
    longest = slowest(queries)
    return [
        Comparison(
            f"beyond an empty play; the slowest query: {longest.name}",
            gate.seconds.minus(empty.seconds),
            longest.seconds.minus(empty.seconds),
            Target("at most", 1.2),
            ("a gate over five products, beyond an empty play", "the slowest of its queries, alone"),
        ),
        Comparison("whole processes", gate.seconds, longest.seconds),
    ]


def rules() -> list[dict[str, Any]]:
    """Return a rule for each product."""
    checks = {"max_age": "24h", "min_success_rate": 98, "max_consecutive_failures": 2}
    return [{"name": product, "product": product, **_services(product), **checks} for product in SERVICES]


def query(testbed: Testbed, product: str) -> Side:
    """Return the query of the gate for one product."""
    since = datetime.now(timezone.utc) - REACH
    options = {"since": since.isoformat(), "job_types": ["backup"], **_services(product)}
    return testbed.adhoc(product, f"{COLLECTION}.{product}_job_info", options)


def _services(product: str) -> dict[str, list[str]]:
    """Return the option for the services of a product; none where it has none, since an empty list is refused."""
    return {"services": SERVICES[product]} if SERVICES[product] else {}


def _verdicts(result: Any) -> int:
    return len(result["verdicts"])


ROW = Row(
    name="gate",
    work="a `job_gate` over five products with ten services, 100 ms latency",
    against="the slowest of its five queries, alone",
    about="A gate reads all products concurrently, and its checks take almost no time, so it should take little longer "
    "than its slowest product.",
    measure=measure,
)
