# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tenants of a provider as hosts of one inventory, against one tenant alone, and against Ansible's own modules."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from ..figures import Comparison, Target
from ..measure import Reported, Side, progress, run_alternately
from ..row import Row
from ..testbed import COLLECTION, PLAYBOOKS, Testbed, open_testbed, tool

TENANTS = 200
FORKS = 10
HEADLINE = (f"a gate for each of {TENANTS} tenants", "a token and one page for each with `ansible.builtin.uri`")


def measure(runs: int) -> list[Comparison]:
    """Run the playbook of the collection, and one with uri. A gate uses the current time, so the data ends now."""
    tenants = [f"tenant-{number:03}" for number in range(1, TENANTS + 1)]
    with open_testbed(now=None) as testbed:
        progress("  the sandbox creates the jobs of the tenants")
        for tenant in tenants:
            testbed.sandbox.truth("m365", client_id=tenant, limit=0)
        fleet, alone, uri = play(testbed, tenants), play(testbed, tenants[:1]), uri_play(testbed, tenants)
        fleet.warm = uri.warm = True
        run_alternately(fleet, alone, uri, runs=runs)
    each = alone.seconds.times(TENANTS)
    return [
        Comparison("times as fast as uri", fleet.seconds, uri.seconds, Target("at least", 8), HEADLINE),
        Comparison(f"{TENANTS} at once, against {TENANTS} times one", fleet.seconds, each, Target("at most", 0.04)),
    ]


def play(testbed: Testbed, tenants: Sequence[str]) -> Side:
    """Return a run of the fleet playbook for some tenants."""
    name = f"fleet of {len(tenants)}"
    results = testbed.folder / name
    results.mkdir()
    command = _command(testbed, f"{COLLECTION}.fleet", tenants)
    command += ["-e", json.dumps({"fleet_results": str(results), "fleet_enforce": False})]
    return Side(name, command, testbed.environment, lambda _output: _pop_result(results), len(tenants))


def uri_play(testbed: Testbed, tenants: Sequence[str]) -> Side:
    """Return a run of a playbook that requests a token and one page for each tenant."""
    command = _command(testbed, str(PLAYBOOKS / "uri_fleet.yml"), tenants)
    # The recap has a line for each tenant: both tasks were ok, none failed.
    count = re.compile(r"^tenant-\d+ .* ok=2 .* failed=0 ", re.MULTILINE)
    return Side("uri", command, testbed.environment, lambda output: Reported(len(count.findall(output))), len(tenants))


def _command(testbed: Testbed, playbook: str, tenants: Sequence[str]) -> list[str]:
    """Return the command that runs a playbook for tenants, which are the hosts of an inventory."""
    inventory = testbed.folder / f"{len(tenants)}.json"
    hosts = {tenant: {"fleet_connection": connection(testbed, tenant)} for tenant in tenants}
    inventory.write_text(json.dumps({"all": {"hosts": hosts}}), encoding="utf-8")
    return [tool("ansible-playbook"), playbook, "-i", str(inventory), f"--forks={FORKS}"]


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
    against="a playbook that requests a token and one page for each tenant with `ansible.builtin.uri`; and "
    f"{TENANTS} times the same playbook with one tenant",
    about="The cost per tenant falls with their number: Ansible starts once, libraries are imported once, forks run "
    "concurrently while others wait for the service, and the results are written and sorted once. What remains is a "
    "worker process for each task and tenant, which needs CPU time; more cores, or slices of the inventory on several "
    "machines, divide it. The sandbox responds without latency, which favours the single tenant. A tenant is read "
    "with nine requests and a token, while the other playbook reads one page.",
    measure=measure,
)
