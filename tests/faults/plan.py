# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make a plan from a seed: one task against one service with random faults."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final, Literal

from faults.context import FaultContext, Rule
from faults.fault_injection import draw_rules
from faults.filters import JOB_TYPES, ORGANIZATIONS, SERVICES, STATUSES
from sandbox.products import PRODUCTS as SERVED

Dest = Literal["new", "old"] | None
PRODUCTS: Final = tuple(SERVED)
# Reads without a total are the hardest to prove complete, and jobs that state neither service nor type depend on the
# filters of the service: such products come more often.
_SINGLE_PRODUCTS: Final = (
    *PRODUCTS,
    *(key for key, product in SERVED.items() for _more in range(2) if not product.has_total),
    *(key for key, product in SERVED.items() if product.row_lacks("2025") == ("service", "job_type")),
)
NOW: Final = datetime(2026, 6, 1)
# The number of jobs of each product, and of days.
_JOBS: Final = 600
_DAYS: Final = 30
_JOBS_PER_DAY: Final = _JOBS // _DAYS
# Time that a busy machine needs besides reading.
_SLACK: Final = 5.0


@dataclass(frozen=True)
class Server:
    """The service of a plan. Plans with equal servers share one sandbox."""

    revision: Literal["2024", "2025"]
    link_style: str | None = None
    page_cap: int = 300
    token_lifetime: float = 3600.0
    latency: float = 0.0
    # Jobs of a realistic month, with unknown values and unusual ends; otherwise evenly distributed jobs.
    month: bool = False

    def settings(self) -> dict[str, Any]:
        """Return the options to start such a sandbox with."""
        return {
            "revision": self.revision,
            "link_style": self.link_style,
            "page_cap": self.page_cap,
            "token_lifetime": self.token_lifetime,
            "latency": self.latency,
            "now": f"{NOW.isoformat()}Z",
            "days": _DAYS,
            "jobs": [] if self.month else [f"{product}={_JOBS}" for product in PRODUCTS],
        }

    @property
    def slow(self) -> bool:
        """Return whether requests are slow, so that reads have to be small."""
        return self.latency > 0


_SERVERS: Final = (
    Server("2024"),
    Server("2025"),
    Server("2024", month=True),
    Server("2025", month=True),
    Server("2024", link_style="none"),
    Server("2025", link_style="none"),
    Server("2024", link_style="absolute"),
    Server("2025", link_style="relative"),
    Server("2024", page_cap=15),
    Server("2025", link_style="none", page_cap=12),
    # A token expires before a read of several pages ends.
    Server("2024", token_lifetime=1, latency=0.1),
    Server("2025", token_lifetime=1, latency=0.1),
)


@dataclass(frozen=True)
class Plan:
    """One task: its service, its options without the connection, and its faults."""

    seed: int
    server: Server
    products: tuple[str, ...]
    params: dict[str, Any]
    # Whether the jobs go to a file, and whether that file exists before.
    dest: Dest
    rules: tuple[Rule, ...]

    @property
    def module(self) -> str:
        """Return the name of the module to run."""
        return "job_info" if "products" in self.params else f"{self.products[0]}_job_info"

    @property
    def time_limit(self) -> float:
        """Return how many seconds the task may take: little more than its read_timeout, if it has one."""
        return float(self.params["read_timeout"].rstrip("s")) + _SLACK if "read_timeout" in self.params else math.inf

    @property
    def client_id(self) -> str:
        """Return the client ID of the tenant that only this plan uses."""
        return f"tenant-{self.seed}"

    def to_json(self) -> str:
        """Return the plan as JSON."""
        return json.dumps(asdict(self), indent=2)


def make_plan(seed: int) -> Plan:
    """Return the plan of a seed."""
    random = Random(seed)
    server = random.choice(_SERVERS)
    count = random.choices((1, 2, 3, 5), (80, 8, 8, 4))[0]
    products = tuple(random.sample(PRODUCTS, count)) if count > 1 else (random.choice(_SINGLE_PRODUCTS),)
    days = random.uniform(1.5, 6 if server.slow else _DAYS)
    pages = random.choices((1, random.randint(2, 6 if server.slow else 20)), (20, 80))[0]
    jobs = round(_JOBS_PER_DAY * days)
    # A single page has room for more jobs than exist.
    size = min(300, max(5, round(jobs / pages) + (0 if pages > 1 else random.randint(5, 100))))
    params = {
        **_window(random, days),
        **_filters(random, products),
        **_client_options(random, server),
        "page_size": size,
    }
    if count > 1:
        params |= {"products": list(products), "on_error": random.choice(("fail", "fail", "report"))}
    links = server.link_style != "none"
    contexts = [FaultContext(random, product, pages, params["retries"], jobs, params, links) for product in products]
    dest: Dest = random.choices((None, "new", "old"), (70, 20, 10))[0]
    return Plan(seed, server, products, params, dest, draw_rules(random, contexts))


def _window(random: Random, days: float) -> dict[str, str]:
    """Return a window that ends now or some time ago."""
    until = NOW - timedelta(hours=random.choice((0, 0, random.randrange(1, 24))))
    since = until - timedelta(days=days)
    return {name: f"{moment.isoformat(timespec='seconds')}Z" for name, moment in (("since", since), ("until", until))}


def _filters(random: Random, products: tuple[str, ...]) -> dict[str, Any]:
    """Return the filters of a plan with a single product, mostly none."""
    if len(products) > 1:
        return {}
    chosen: dict[str, Any] = {}
    services, job_types = list(SERVICES[products[0]]), list(JOB_TYPES[products[0]])
    if services and random.random() < 0.3:
        chosen["services"] = random.sample(services, random.choice((1, random.randint(1, len(services)))))
    # If each job type belongs to one service, both filters are not combined.
    if random.random() < 0.25 and not ("services" in chosen and SERVED[products[0]].types_of_one_service):
        chosen["job_types"] = random.sample(job_types, random.choice((1, random.randint(1, len(job_types)))))
    if products[0] in ORGANIZATIONS and random.random() < 0.25:
        chosen["organization_id"] = random.choice(ORGANIZATIONS[products[0]])
    if random.random() < 0.1:
        chosen["statuses"] = random.sample(STATUSES, random.randint(1, len(STATUSES)))
    return chosen


def _client_options(random: Random, server: Server) -> dict[str, Any]:
    """Return options of the client: API version, concurrency, retries and time limits."""
    return {
        "api_revision": random.choice(("auto", "auto", server.revision)),
        "concurrency": random.choice((1, 2, 4, 8, 16)),
        "retries": random.choice((0, 1, 2, 3, 3, 4, 5)),
        "timeout": 1.0,
        **random.choices(({}, {"read_timeout": "2s"}), (88, 12))[0],
    }
