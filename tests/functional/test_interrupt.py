# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ctrl-C ends a module at once, whatever it waits for, and leaves no files."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
import typing as t
from pathlib import Path

import pytest

from functional.helpers import MODULES, Tenant, restore_interrupts
from tools import environment

# Seconds until the module must have ended.
AT_ONCE = 10.0
WAITS: dict[str, dict[str, t.Any]] = {
    "headers": {"kind": "slow", "seconds": 20},
    "body": {"kind": "stall", "seconds": 20},
    "retry": {"kind": "status", "status": 429, "retry_after": "60"},
}


@pytest.mark.parametrize("page", [0, 1])
@pytest.mark.parametrize("wait", WAITS)
def test_an_interrupt_ends_the_module_at_once(tenant: Tenant, wait: str, page: int) -> None:
    """Page 0 is requested alone, the others concurrently."""
    tenant.fault(product="m365", page=page, times=0, **WAITS[wait])
    folder = tenant.tmp / "out"
    folder.mkdir()
    process = started("m365_job_info", tenant, dest=str(folder / "jobs.jsonl"), since="6d", page_size=12, timeout=30)
    try:
        until_hit(tenant)
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
        assert time.monotonic() - began < AT_ONCE
    finally:
        process.kill()
        process.wait()
    assert process.returncode != 0
    assert "Traceback" not in out + err
    assert [path for path in tenant.tmp.rglob("*") if path.is_file()] == [tenant.tmp / "args.json"]


def started(module: str, tenant: Tenant, **params: t.Any) -> subprocess.Popen[str]:
    """Start a module in a process of its own."""
    arguments: Path = tenant.tmp / "args.json"
    internal = {"_ansible_remote_tmp": str(tenant.tmp)}
    arguments.write_text(json.dumps({"ANSIBLE_MODULE_ARGS": {**tenant.connection(retries=3, **params), **internal}}))
    return subprocess.Popen(
        [sys.executable, "-m", f"{MODULES}.{module}", str(arguments)],
        env=environment.importing_the_checkout(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=restore_interrupts,
    )


def until_hit(tenant: Tenant) -> None:
    """Wait until a request got the fault, and the client waits for its retry."""
    end = time.monotonic() + 15
    while not any(entry["fault"] for entry in tenant.log("m365")):
        assert time.monotonic() < end, "the module sent no request"
        time.sleep(0.05)
    time.sleep(0.3)
