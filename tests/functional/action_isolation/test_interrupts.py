# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ctrl-C ends a play at once, wherever the service is stuck, and leaves no process and no file."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
import typing as t
from pathlib import Path

import pytest

from functional.action_isolation.plays import Outcome, Plays, task
from functional.helpers import Tenant
from functional.stuck import Services

# Seconds until everything has ended; the requests have a longer timeout.
AT_ONCE = 10.0
# The exit code of ansible-playbook.
INTERRUPTED = 99
PLACES = ("http connect", "https handshake", "http response", "https response", "https last body")


@pytest.fixture
def services(tmp_path: Path) -> t.Iterator[Services]:
    with contextlib.closing(Services(tmp_path)) as found:
        yield found


def interrupt(plays: Plays, process: subprocess.Popen[str]) -> Outcome:
    """Press Ctrl-C: the signal goes to the processes in the foreground of a terminal."""
    os.killpg(process.pid, signal.SIGINT)
    outcome = plays.finish(process, AT_ONCE)
    assert plays.processes_end(), plays.processes()
    return outcome


def assert_interrupted(plays: Plays, outcome: Outcome) -> None:
    assert outcome.returncode == INTERRUPTED, outcome.output
    assert "User interrupted execution" in outcome.output
    assert "Traceback" not in outcome.output
    assert "the task was interrupted" not in outcome.output
    assert outcome.results == []
    assert plays.temporary_files() == []


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("module", ["login", "m365_job_info"])
def test_an_interrupt_ends_a_play(plays: Plays, services: Services, module: str, place: str) -> None:
    service = services.start(place, token=module != "login")
    folder = plays.file("dest")
    folder.mkdir()
    more = {"products": ["m365"]} if module == "login" else {"dest": str(folder / "jobs.jsonl")}
    process = plays.start({"tasks": [task(module, args=services.options(service, **more), loop=[1, 2, 3])]})
    until_stuck(plays, process, service.reached.is_set, place)
    assert_interrupted(plays, interrupt(plays, process))
    assert list(folder.iterdir()) == []


def until_stuck(plays: Plays, process: subprocess.Popen[str], reached: t.Callable[[], bool], place: str) -> None:
    """Wait until the worker waits for the service."""
    end = time.monotonic() + 60
    while not (reached() and (place != "http connect" or connecting(plays, process))):
        assert time.monotonic() < end
        assert process.poll() is None
        time.sleep(0.05)
    time.sleep(0.5)


def connecting(plays: Plays, process: subprocess.Popen[str]) -> bool:
    """Return whether a process of the play is establishing a connection."""
    inodes = {
        line.split()[9] for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines() if " 02 " in line
    }
    for pid in plays.processes():
        with contextlib.suppress(OSError):
            for path in Path(f"/proc/{pid}/fd").iterdir():
                with contextlib.suppress(OSError):
                    if path.readlink().name.removeprefix("socket:[").rstrip("]") in inodes:
                        return True
    return False


def test_an_interrupt_ends_many_hosts(plays: Plays, services: Services) -> None:
    plays.inventory = "".join(f"host{number}," for number in range(8))
    service = services.start("http response", token=True)
    options = services.options(service)
    play = {"hosts": "all", "connection": "local", "tasks": [task("m365_job_info", args=options)]}
    process = plays.start(play, "-f", "8")
    until_stuck(plays, process, service.reached.is_set, "")
    time.sleep(1)
    assert_interrupted(plays, interrupt(plays, process))


def test_an_interrupt_ends_a_wait_and_a_retry(plays: Plays, tenant: Tenant) -> None:
    tenant.put("m365", id="running", status="running")
    waiting = {"product": "m365", "job_ids": ["running"], "interval": "60s", "wait_timeout": "10m"}
    process = plays.start({"tasks": [task("job_wait", args=tenant.connection(**waiting))]})
    until_stuck(plays, process, lambda: bool(tenant.log("m365")), "")
    assert_interrupted(plays, interrupt(plays, process))
    tenant.sandbox.reset()
    tenant.fault("status", product="m365", times=0, status=429, retry_after="60")
    process = plays.start({"tasks": [task("m365_job_info", args=tenant.connection(retries=3))]})
    until_stuck(plays, process, lambda: bool(tenant.log("m365")), "")
    assert_interrupted(plays, interrupt(plays, process))


def test_a_shipped_task_is_interrupted_in_the_same_way(plays: Plays, services: Services) -> None:
    """What ansible-playbook says and returns; the module that was shipped ends by itself."""
    plays.inventory = "host,"
    service = services.start("http response")
    options = services.options(service, products=["m365"], timeout=10)
    process = plays.start({"hosts": "all", "connection": "shipped", "tasks": [task("login", args=options)]})
    until_stuck(plays, process, service.reached.is_set, "")
    os.killpg(process.pid, signal.SIGINT)
    outcome = plays.finish(process, AT_ONCE + 10)
    assert outcome.returncode == INTERRUPTED
    assert "User interrupted execution" in outcome.output
    assert plays.processes_end(20)


def test_a_termination_leaves_no_process(plays: Plays, services: Services) -> None:
    """As a supervisor sends it to the process group."""
    service = services.start("http response", token=True)
    process = plays.start({"tasks": [task("m365_job_info", args=services.options(service))]})
    until_stuck(plays, process, service.reached.is_set, "")
    os.killpg(process.pid, signal.SIGTERM)
    outcome = plays.finish(process, AT_ONCE)
    assert outcome.returncode != 0
    assert plays.processes_end(), plays.processes()
