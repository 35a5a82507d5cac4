# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan: one task against one service with its faults, made from a seed and from nothing else."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final, Literal

from faults.filters import JOB_TYPES, ORGANIZATIONS, SERVICES, STATUSES
from faults.mischief import draw
from faults.scene import Rule, Scene

Dest = Literal["new", "old"] | None
PRODUCTS: Final = ("m365", "google", "dynamics365", "salesforce", "iaas")
# Google tells no total: a read of it is the hardest to prove whole, and the easiest to get wrong. Jobs of m365 tell
# least, and all depends on the service's filters.
_ALONE: Final = (*PRODUCTS, "google", "google", "m365")
NOW: Final = datetime(2026, 6, 1)
# So many jobs of each product over so many days.
_JOBS: Final = 600
_DAYS: Final = 30
_JOBS_A_DAY: Final = _JOBS // _DAYS
# A busy machine takes its time over what is no reading.
_SLACK: Final = 5.0


@dataclass(frozen=True)
class Server:
    """What the service of a plan is like. One sandbox serves all plans that want the same."""

    revision: Literal["2024", "2025"]
    link_style: str | None = None
    page_cap: int = 300
    token_lifetime: float = 3600.0
    latency: float = 0.0
    # Jobs as a real month has them, with unknown words and odd ends; else spread evenly.
    month: bool = False

    def settings(self) -> dict[str, Any]:
        """The options with which such a sandbox is started."""
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
        """Whether reads are kept small, for each request takes its time."""
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
    # A token does not live as long as a read of several pages takes.
    Server("2024", token_lifetime=1, latency=0.1),
    Server("2025", token_lifetime=1, latency=0.1),
)


@dataclass(frozen=True)
class Plan:
    """One task: its service, its options beside the connection, and what goes wrong under way."""

    seed: int
    server: Server
    products: tuple[str, ...]
    params: dict[str, Any]
    # Whether the jobs go to a file, and whether there is one of that name before.
    dest: Dest
    rules: tuple[Rule, ...]

    @property
    def module(self) -> str:
        """The module that is run."""
        return "job_info" if "products" in self.params else f"{self.products[0]}_job_info"

    @property
    def longest(self) -> float:
        """How many seconds the task may take: little longer than it was told to, where it was."""
        return float(self.params["read_timeout"].rstrip("s")) + _SLACK if "read_timeout" in self.params else math.inf

    @property
    def client_id(self) -> str:
        """The tenant that belongs to this plan alone."""
        return f"tenant-{self.seed}"

    def shown(self) -> str:
        """The plan as JSON."""
        return json.dumps(asdict(self), indent=2)


def make(seed: int) -> Plan:
    """The plan of a seed."""
    random = Random(seed)
    server = random.choice(_SERVERS)
    count = random.choices((1, 2, 3, 5), (80, 8, 8, 4))[0]
    products = tuple(random.sample(PRODUCTS, count)) if count > 1 else (random.choice(_ALONE),)
    days = random.uniform(1.5, 6 if server.slow else _DAYS)
    pages = random.choices((1, random.randint(2, 6 if server.slow else 20)), (20, 80))[0]
    jobs = round(_JOBS_A_DAY * days)
    # A single page has room for more than there is.
    size = min(300, max(5, round(jobs / pages) + (0 if pages > 1 else random.randint(5, 100))))
    params = {
        **_window(random, days),
        **_filters(random, products),
        **_manner(random, server),
        "page_size": size,
    }
    if count > 1:
        params |= {"products": list(products), "on_error": random.choice(("fail", "fail", "report"))}
    links = server.link_style != "none"
    scenes = [Scene(random, product, pages, params["retries"], jobs, params, links) for product in products]
    dest: Dest = random.choices((None, "new", "old"), (70, 20, 10))[0]
    return Plan(seed, server, products, params, dest, draw(random, scenes))


def _window(random: Random, days: float) -> dict[str, str]:
    """A window that ends now, or has ended some time ago."""
    until = NOW - timedelta(hours=random.choice((0, 0, random.randrange(1, 24))))
    since = until - timedelta(days=days)
    return {name: f"{moment.isoformat(timespec='seconds')}Z" for name, moment in (("since", since), ("until", until))}


def _filters(random: Random, products: tuple[str, ...]) -> dict[str, Any]:
    """No filter, mostly; one of a single product is asked for leg by leg, where its jobs do not tell."""
    if len(products) > 1:
        return {}
    chosen: dict[str, Any] = {}
    services, job_types = list(SERVICES[products[0]]), list(JOB_TYPES[products[0]])
    if services and random.random() < 0.3:
        chosen["services"] = random.sample(services, random.choice((1, random.randint(1, len(services)))))
    # The types of iaas that are asked for belong to services of their own.
    if random.random() < 0.25 and not ("services" in chosen and products[0] == "iaas"):
        chosen["job_types"] = random.sample(job_types, random.choice((1, random.randint(1, len(job_types)))))
    if products[0] in ORGANIZATIONS and random.random() < 0.25:
        chosen["organization_id"] = random.choice(ORGANIZATIONS[products[0]])
    if random.random() < 0.1:
        chosen["statuses"] = random.sample(STATUSES, random.randint(1, len(STATUSES)))
    return chosen


def _manner(random: Random, server: Server) -> dict[str, Any]:
    """How the client goes about it."""
    return {
        "api_revision": random.choice(("auto", "auto", server.revision)),
        "concurrency": random.choice((1, 2, 4, 8, 16)),
        "retries": random.choice((0, 1, 2, 3, 3, 4, 5)),
        "timeout": 1.0,
        **random.choices(({}, {"read_timeout": "2s"}), (88, 12))[0],
    }
