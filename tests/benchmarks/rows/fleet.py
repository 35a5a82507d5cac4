# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tenants of a provider as hosts of one inventory, against one tenant alone."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from ..figures import Comparison, Target
from ..measure import Reported, Side, progress, run_alternately
from ..row import Row
from ..testbed import COLLECTION, Testbed, open_testbed, tool

TENANTS = 200
FORKS = 10


def measure(runs: int) -> list[Comparison]:
    """Run the playbook of the collection. A gate uses the current time, so the sandbox's data ends now."""
    tenants = [f"tenant-{number:03}" for number in range(1, TENANTS + 1)]
    with open_testbed(now=None) as testbed:
        progress("  the sandbox creates the jobs of the tenants")
        for tenant in tenants:
            testbed.sandbox.truth("m365", client_id=tenant, limit=0)
        fleet, alone = play(testbed, tenants), play(testbed, tenants[:1])
        fleet.warm = True
        run_alternately(fleet, alone, runs=runs)
    each = alone.seconds.times(TENANTS)
    return [Comparison(f"{TENANTS} at once, against {TENANTS} times one", fleet.seconds, each, Target("at most", 0.2))]


def play(testbed: Testbed, tenants: Sequence[str]) -> Side:
    """Return a run of the fleet playbook for some tenants."""
    name = f"fleet of {len(tenants)}"
    results = testbed.folder / name
    results.mkdir()
    inventory = testbed.folder / f"{name}.json"
    hosts = {tenant: {"fleet_connection": connection(testbed, tenant)} for tenant in tenants}
    inventory.write_text(json.dumps({"all": {"hosts": hosts}}), encoding="utf-8")
    variables = json.dumps({"fleet_results": str(results), "fleet_enforce": False})
    command = [
        tool("ansible-playbook"),
        f"{COLLECTION}.fleet",
        "-i",
        str(inventory),
        f"--forks={FORKS}",
        "-e",
        variables,
    ]
    return Side(name, command, testbed.environment, lambda _output: _pop_result(results), len(tenants))


def connection(testbed: Testbed, tenant: str) -> dict[str, str]:
    """Return the connection options of this tenant."""
    return {name.removeprefix("AVEPOINT_").lower(): value for name, value in testbed.sandbox.env(tenant).items()}


def _pop_result(results: Path) -> Reported:
    """Return the number of evaluated tenants, and remove the folder of the run."""
    (run,) = results.iterdir()
    counts = json.loads((run / "fleet.json").read_text(encoding="utf-8"))["counts"]
    shutil.rmtree(run)
    return Reported(counts["passed"] + counts["failed"])


ROW = Row(
    name="fleet",
    work=f"a gate for each of {TENANTS} tenants as hosts, forks {FORKS}, by the playbook `{COLLECTION}.fleet`",
    against=f"{TENANTS} times the same playbook with one tenant",
    about="The cost per tenant falls with their number: Ansible starts once, forks run concurrently while others wait "
    "for the service, and the results are written and sorted once. What remains is the start of a module for each "
    "tenant, which needs CPU time; more cores, or slices of the inventory on several machines, divide it. The "
    "sandbox responds without latency, which favours the single tenant.",
    measure=measure,
)
