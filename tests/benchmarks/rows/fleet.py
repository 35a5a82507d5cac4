# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A provider's tenants as hosts of one inventory, beside one tenant alone."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from ..figures import Comparison, Wanted
from ..measure import Side, Told, in_turns, progress
from ..place import COLLECTION, Place, a_place, tool
from ..row import Row

TENANTS = 200
FORKS = 10


def measure(runs: int) -> list[Comparison]:
    """The collection's own playbook, whole. A gate judges by the clock, so the sandbox's months end now."""
    tenants = [f"tenant-{number:03}" for number in range(1, TENANTS + 1)]
    with a_place(now=None) as place:
        progress("  the sandbox makes the tenants' jobs")
        for tenant in tenants:
            place.sandbox.truth("m365", client_id=tenant, limit=0)
        fleet, alone = play(place, tenants), play(place, tenants[:1])
        fleet.warm = True
        in_turns(fleet, alone, runs=runs)
    each = alone.seconds.times(TENANTS)
    return [Comparison(f"{TENANTS} at once, against {TENANTS} times one", fleet.seconds, each, Wanted("at most", 0.2))]


def play(place: Place, tenants: Sequence[str]) -> Side:
    """A run of the fleet's playbook over some tenants."""
    name = f"fleet of {len(tenants)}"
    results = place.folder / name
    results.mkdir()
    inventory = place.folder / f"{name}.json"
    hosts = {tenant: {"fleet_connection": connection(place, tenant)} for tenant in tenants}
    inventory.write_text(json.dumps({"all": {"hosts": hosts}}), encoding="utf-8")
    told = json.dumps({"fleet_results": str(results), "fleet_enforce": False})
    command = [tool("ansible-playbook"), f"{COLLECTION}.fleet", "-i", str(inventory), f"--forks={FORKS}", "-e", told]
    return Side(name, command, place.environment, lambda _output: _taken(results), len(tenants))


def connection(place: Place, tenant: str) -> dict[str, str]:
    """The options that reach the sandbox as this tenant."""
    return {name.removeprefix("AVEPOINT_").lower(): value for name, value in place.sandbox.env(tenant).items()}


def _taken(results: Path) -> Told:
    """How many tenants were judged. The run's folder is taken away."""
    (run,) = results.iterdir()
    counts = json.loads((run / "fleet.json").read_text(encoding="utf-8"))["counts"]
    shutil.rmtree(run)
    return Told(counts["passed"] + counts["failed"])


ROW = Row(
    name="fleet",
    work=f"a gate for each of {TENANTS} tenants as hosts, forks {FORKS}, by the playbook `{COLLECTION}.fleet`",
    against=f"{TENANTS} times the same playbook with one tenant",
    about="What one tenant costs shrinks with their number: Ansible starts once, forks judge side by side while others "
    "wait for the service, and the results are written and sorted once. What remains is a module's start for each, "
    "which takes a core; more cores, or slices of the inventory on several machines, divide it. The sandbox answers "
    "without latency, which favours the single tenant: a real service keeps it waiting.",
    measure=measure,
)
