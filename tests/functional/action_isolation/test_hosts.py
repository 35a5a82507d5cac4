# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many local hosts in one play: their Python needs no libraries, and they share nothing."""

from __future__ import annotations

import typing as t

import pytest

from functional.action_isolation.plays import IN_PROCESS, Plays, task
from functional.conftest import Tenants
from functional.helpers import Tenant

HOSTS = 60


def hosts(plays: Plays, number: int) -> None:
    plays.inventory = "".join(f"host{host:02}," for host in range(number))


def play(tenant: Tenant, **keywords: t.Any) -> dict[str, t.Any]:
    options = {**tenant.connection(), "since": "1d", **keywords}
    return {"hosts": "all", "connection": "local", "tasks": [task("m365_job_info", args=options)]}


def test_sixty_hosts_on_a_machine_whose_python_lacks_the_libraries(plays: Plays, tenant: Tenant, bare: str) -> None:
    hosts(plays, HOSTS)
    plays.interpreter = bare
    plays.env = {"ANSIBLE_FORKS": "10"}
    outcome = plays.finish(plays.start(play(tenant), "-vvv")).good()
    assert len(outcome.of("the task")) == HOSTS
    assert len(outcome.way()) == HOSTS
    assert all(line.endswith(IN_PROCESS) for line in outcome.way())
    # One token for each host, and no cookie.
    assert len(tenant.token_log()) == HOSTS
    assert not any(entry["cookie"] for entry in tenant.sandbox.requests())
    assert plays.temporary_files() == []
    assert plays.processes_end()


def test_shipped_to_that_python_the_same_play_fails(plays: Plays, tenant: Tenant, bare: str) -> None:
    hosts(plays, 2)
    plays.interpreter = bare
    outcome = plays.finish(plays.start({**play(tenant), "connection": "shipped"}))
    assert outcome.returncode == 2
    assert all("Failed to import the required Python library" in result["msg"] for result in outcome.of("the task"))


@pytest.mark.parametrize("strategy", ["linear", "free", "host_pinned"])
def test_hosts_write_their_own_files(plays: Plays, tenant: Tenant, strategy: str) -> None:
    hosts(plays, 6)
    folder = plays.file("dest")
    folder.mkdir()
    named = {**play(tenant, dest=f"{folder}/{{{{ inventory_hostname }}}}.jsonl"), "strategy": strategy}
    plays.finish(plays.start(named, "-f", "6")).good()
    assert sorted(path.name for path in folder.iterdir()) == [f"host{number:02}.jsonl" for number in range(6)]
    assert len({path.read_bytes() for path in folder.iterdir()}) == 1
    assert plays.temporary_files() == []


def test_hosts_are_different_tenants(plays: Plays, tenants: Tenants) -> None:
    """Each by its own variables, of which none reaches another; a task without them has none."""
    hosts(plays, 4)
    each = [tenants(revision="both") for _host in range(4)]
    for tenant in each:
        tenant.put("m365", id=f"job-of-{tenant.client_id}")
    settings = {name: value for name, value in each[0].connection().items() if not name.startswith("client_")}
    own = {
        "AVEPOINT_CLIENT_ID": "{{ ids[inventory_hostname[-1] | int] }}",
        "AVEPOINT_CLIENT_SECRET": "{{ secrets[inventory_hostname[-1] | int] }}",
    }
    tasks = [
        task("m365_job_info", "its own", args=settings, environment=own),
        task("m365_job_info", "nobody's", args=settings, ignore_errors=True),
        task("m365_job_info", "its own again", args=settings, environment=own),
    ]
    values = {"ids": [tenant.client_id for tenant in each], "secrets": [tenant.secret for tenant in each]}
    play = {"hosts": "all", "connection": "local", "vars": values, "tasks": tasks}
    outcome = plays.finish(plays.start(play, "-f", "4")).good()
    for line in outcome.results:
        if line["task"] == "nobody's":
            assert line["result"]["failed"]
        else:
            found = {job["id"] for job in line["result"]["jobs"] if job["id"].startswith("job-of-")}
            assert found == {f"job-of-{values['ids'][int(line['host'][-1])]}"}
    assert len(outcome.results) == 12
    assert [len(tenant.token_log()) for tenant in each] == [2, 2, 2, 2]
