# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a gate over five products with ten services takes, beside its slowest single query.

python tests/benchmarks/gate.py [--runs 7] [--latency 0.1] [--max-running 8h]

Each run is a whole `ansible` process against one sandbox that takes its time over every request. The
runs of all candidates take turns, so that a busy machine slows all of them alike; their medians are
compared. Wanted: a ratio of 1.5 at most. Prints and never judges: a clock is no test.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from sandbox.control import Sandbox  # noqa: E402  # found only now that its folder is on the path
from tools import surroundings, tree  # noqa: E402  # likewise

COLLECTION = "avepoint.cloud_backup"
WANTED = 1.5
# Ten services; Salesforce has none.
SERVICES: dict[str, list[str]] = {
    "m365": ["exchange_online", "sharepoint_online", "teams"],
    "google": ["gmail", "drive", "calendar"],
    "dynamics365": ["customer_engagement", "power_platform"],
    "salesforce": [],
    "iaas": ["vm", "aad"],
}
# How far back a gate asks where a rule allows an age of 24 h.
SINCE = "48h"


@dataclass
class Candidate:
    """Something to time: a module with its arguments."""

    name: str
    module: str
    arguments: dict[str, Any]
    seconds: list[float] = field(default_factory=list)
    asking: list[float] = field(default_factory=list)
    requests: int = 0

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    def run(self, sandbox: Sandbox, environment: dict[str, str]) -> None:
        """Time one whole process."""
        sandbox.reset()
        line = [str(Path(sys.executable).with_name("ansible")), "localhost", "-m", f"{COLLECTION}.{self.module}"]
        began = time.perf_counter()
        done = subprocess.run(
            [*line, "-a", json.dumps(self.arguments)],
            env=environment,
            cwd=tree.link(),
            capture_output=True,
            text=True,
            check=False,
        )
        self.seconds.append(time.perf_counter() - began)
        if done.returncode:
            raise SystemExit(f"{self.name}: {done.stdout}{done.stderr}")
        log = [entry for entry in sandbox.requests() if entry["product"] != "token"]
        self.requests = len(log)
        self.asking.append(max(entry["finished"] for entry in log) - min(entry["started"] for entry in log))


def rules(max_running: str | None) -> list[dict[str, Any]]:
    """A rule for each product; Ansible reads lists in an argument as they are."""
    more = {"max_running": max_running} if max_running else {}
    checks = {"max_age": "24h", "min_success_rate": 98, "max_consecutive_failures": 2, **more}
    return [
        {"name": product, "product": product, "services": services, **checks} for product, services in SERVICES.items()
    ]


def candidates(max_running: str | None) -> list[Candidate]:
    """The gate first, then each product's own gate, then each product's own query."""
    every = rules(max_running)
    loose = {"enforce": False}
    gates = [Candidate(f"gate of {rule['product']}", "job_gate", {"rules": [rule], **loose}) for rule in every]
    reads = [
        Candidate(
            f"query of {product}",
            f"{product}_job_info",
            {"since": SINCE, "job_types": ["backup"], **({"services": services} if services else {})},
        )
        for product, services in SERVICES.items()
    ]
    return [Candidate("gate of all", "job_gate", {"rules": every, **loose}), *gates, *reads]


def report(whole: Candidate, others: list[Candidate]) -> None:
    """Print a table, and the ratios to the slowest of each kind; C(asking) is from the first request to the last."""
    print(f"{'':24}{'median':>9}{'fastest':>9}{'slowest':>9}{'all / it':>10}{'asking':>10}{'requests':>10}")
    for one in (whole, *others):
        print(
            f"{one.name:24}{one.median:8.2f}s{min(one.seconds):8.2f}s{max(one.seconds):8.2f}s"
            f"{whole.median / one.median:>10.2f}{statistics.median(one.asking):>9.2f}s{one.requests:>10}"
        )
    for kind in ("gate", "query"):
        slowest = max((one for one in others if one.name.startswith(kind)), key=lambda one: one.median)
        ratio = whole.median / slowest.median
        print(f"The gate of all takes {ratio:.2f} times its slowest single {kind} ({slowest.name}); wanted: {WANTED}.")


def main() -> int:
    """Time all candidates in turns."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--latency", type=float, default=0.1, help="seconds that the sandbox takes for a request")
    parser.add_argument("--max-running", help="let every rule look for jobs that run longer than this, too")
    given = parser.parse_args()
    timed = candidates(given.max_running)
    with Sandbox.start(latency=given.latency) as sandbox:
        environment = surroundings.variables(
            **sandbox.env(),
            ANSIBLE_COLLECTIONS_PATH=str(tree.link()),
            ANSIBLE_LOCALHOST_WARNING="0",
            ANSIBLE_INVENTORY_UNPARSED_WARNING="0",
        )
        # What is read and compiled for the first time is nobody's fault.
        timed[0].run(sandbox, environment)
        timed[0].seconds.clear()
        timed[0].asking.clear()
        for number in range(given.runs):
            for one in timed:
                one.run(sandbox, environment)
            print(f"run {number + 1} of {given.runs} done", file=sys.stderr, flush=True)
    print(f"Whole processes, {given.runs} runs each, {given.latency * 1000:.0f} ms a request:")
    report(timed[0], timed[1:])
    return 0


if __name__ == "__main__":
    sys.exit(main())
