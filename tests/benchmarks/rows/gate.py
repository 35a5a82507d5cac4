# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A gate over all products, beside the slowest of the queries that it asks."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from ..figures import Comparison, Wanted
from ..measure import Side, in_turns, slowest
from ..place import COLLECTION, Place, a_place
from ..row import Row

# Ten services; Salesforce has none.
SERVICES: dict[str, list[str]] = {
    "m365": ["exchange_online", "sharepoint_online", "teams"],
    "google": ["gmail", "drive", "calendar"],
    "dynamics365": ["customer_engagement", "power_platform"],
    "salesforce": [],
    "iaas": ["vm", "aad"],
}
SUBJECTS = 11
# How far back a gate asks where a rule allows an age of 24 h.
REACH = timedelta(hours=48)


def measure(runs: int) -> list[Comparison]:
    """All six on the command line. A gate judges by the clock, so the sandbox's month ends now."""
    with a_place(now=None, latency=0.1) as place:
        arguments = {"rules": rules(), "enforce": False}
        gate = place.adhoc("gate", f"{COLLECTION}.job_gate", arguments, SUBJECTS, _verdicts)
        queries = [query(place, product) for product in SERVICES]
        in_turns(gate, *queries, runs=runs)
    longest = slowest(queries)
    return [Comparison(f"the slowest query: {longest.name}", gate.seconds, longest.seconds, Wanted("at most", 1.5))]


def rules() -> list[dict[str, Any]]:
    """A rule for each product."""
    checks = {"max_age": "24h", "min_success_rate": 98, "max_consecutive_failures": 2}
    return [
        {"name": product, "product": product, "services": services, **checks} for product, services in SERVICES.items()
    ]


def query(place: Place, product: str) -> Side:
    """What the gate asks of one product."""
    since = datetime.now(timezone.utc) - REACH
    services = {"services": SERVICES[product]} if SERVICES[product] else {}
    question = {"since": since.isoformat(), "job_types": ["backup"], **services}
    return place.adhoc(product, f"{COLLECTION}.{product}_job_info", question)


def _verdicts(result: Any) -> int:
    return len(result["verdicts"])


ROW = Row(
    name="gate",
    work="a `job_gate` over five products with ten services, 100 ms latency",
    against="the slowest of the five queries that it asks, alone",
    about="A gate asks all products side by side and judges in no time, so it is to take little longer than the "
    "slowest of its products.",
    measure=measure,
)
