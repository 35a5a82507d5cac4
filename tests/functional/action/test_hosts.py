# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several hosts: delegation, strategies, and the keywords that limit where and when a task runs."""

from __future__ import annotations

import pytest

from functional.action.arguments import task
from functional.action.play import HOST, OTHERS, REMOTE, Case, Cases, Stage

READ = "google_job_info"
ALL = (HOST, *OTHERS)
# Each host with its own number of jobs.
OWN = {"limit": "{{ groups.sites.index(inventory_hostname) + 1 }}"}
CASES: Cases = {
    "own": Case(task(READ, **OWN)),
    "once": Case(task(READ, {"run_once": True}, **OWN)),
    "throttled": Case(task(READ, {"throttle": 1}, **OWN)),
    "delegated": Case(task(READ, {"delegate_to": OTHERS[0]}, **OWN)),
    "delegated_facts": Case(task(READ, {"delegate_to": OTHERS[0], "delegate_facts": True}, **OWN)),
    "delegated_once": Case(task(READ, {"delegate_to": OTHERS[1], "run_once": True}, **OWN)),
    "by_item": Case(task(READ, {"loop": list(ALL), "delegate_to": "{{ item }}"}, **OWN)),
    "failing": Case(task(READ, since="never"), failed=True),
    "of_some": Case(task(READ, {"when": "inventory_hostname != 'second'"}, **OWN)),
}


@pytest.mark.parametrize("strategy", ["linear", "free", "host_pinned"])
def test_strategies(stage: Stage, strategy: str) -> None:
    # ansible-core warns about the strategy free where run_once and throttle are used.
    only = {"linear": set(CASES), "free": {"own", "delegated", "by_item", "failing"}, "host_pinned": {"own", "of_some"}}
    cases = {name: case for name, case in CASES.items() if name in only[strategy]}
    both = stage.play(cases, "-v", "--forks=3", hosts="sites", strategy=strategy).check(ordered=False)
    assert [len(both.value("own", host)["jobs"]) for host in ALL] == [1, 2, 3]


def test_delegation_of_a_remote_host(stage: Stage) -> None:
    cases: Cases = {
        "delegated": Case(task(READ, {"delegate_to": HOST}, limit=1)),
        "facts": Case(task(READ, {"delegate_to": HOST, "delegate_facts": True}, limit=1)),
        "failing": Case(task(READ, {"delegate_to": HOST}, since="never"), failed=True),
        "localhost": Case(task(READ, {"delegate_to": "localhost"}, limit=1)),
    }
    both = stage.play(cases, "-v", hosts=REMOTE).check()
    assert len(both.value("delegated", REMOTE)["jobs"]) == 1
