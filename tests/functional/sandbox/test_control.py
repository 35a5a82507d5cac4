# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Start, stop and control a sandbox, and set up jobs."""

from __future__ import annotations

import contextlib
import os
import signal
import ssl
import subprocess
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from sandbox import control
from sandbox.control import Sandbox, SandboxError

FOLDER = Path(control.__file__).parent


def test_the_log_and_the_statistics(sandboxes: Any, wire_to: Any) -> None:
    sandbox = sandboxes(latency=0.2)
    wire = wire_to(sandbox, "tenant-3")
    wire.token("m365")
    sandbox.reset()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _turn: wire.get("m365", "/cloudbackup/jobs", PageIndex=2), range(4)))
    stats = sandbox.stats()
    assert (stats["requests"], stats["token_requests"]) == (4, 0)
    assert stats["max_in_flight"] == {"overall": 4, "by_client": {"tenant-3": 4}}
    entry = sandbox.requests(client_id="tenant-3", product="m365")[0]
    assert (entry["page"], entry["status"], entry["query"]) == (2, 200, {"PageIndex": "2"})
    assert entry["finished"] - entry["started"] >= 0.2
    assert sandbox.requests(product="google") == []


def test_jobs_can_be_added_and_changed(wire: Any) -> None:
    sandbox = wire.sandbox
    sandbox.clear_jobs("google", "tenant-9")
    assert sandbox.truth("google", client_id="tenant-9") == []
    job = sandbox.put_job("google", client_id="tenant-9", service="drive", status="running", job_type="backup")
    assert (job["service"], job["status"], job["finish"]) == (2, "running", None)
    done = sandbox.put_job("google", client_id="tenant-9", id=job["id"], status="failed")
    assert done["finish"] is not None
    assert [item["status_code"] for item in sandbox.truth("google", client_id="tenant-9")] == [3]
    with pytest.raises(SandboxError, match="no status"):
        sandbox.put_job("google", status="skipped")


def test_changes_are_recorded_in_order(wire: Any, wire_to: Any) -> None:
    sandbox, client = wire.sandbox, wire_to(wire.sandbox, "tenant-8")
    before = sandbox.truth("google", client_id="tenant-8")
    assert sandbox.changes("google", "tenant-8") == []
    sandbox.fault("remove", client_id="tenant-8", count=2, at=0)
    client.get("google", "/backup/google/admin/jobs")
    job = sandbox.put_job("google", client_id="tenant-8", status="running")
    sandbox.put_job("google", client_id="tenant-8", id=job["id"], status="failed")
    changes = sandbox.changes("google", "tenant-8")
    assert [(change["moment"], change["kind"]) for change in changes] == [
        (1, "removed"),
        (1, "removed"),
        (2, "added"),
        (3, "removed"),
        (3, "added"),
    ]
    assert [change["job"]["status"] for change in changes[2:]] == ["running", "running", "failed"]
    now = {job["id"]: job for job in before}
    for change in changes:
        if change["kind"] == "added":
            now[change["job"]["id"]] = change["job"]
        else:
            assert now.pop(change["job"]["id"]) == change["job"]
    after = sandbox.truth("google", client_id="tenant-8")
    assert {job["id"]: job for job in after} == now
    sandbox.clear_jobs("google", "tenant-8")
    assert sandbox.changes("google", "tenant-8") == []


def test_attach_uses_a_running_sandbox(wire: Any) -> None:
    attached = Sandbox.attach(wire.sandbox.url)
    assert attached.env("tenant-1")["AVEPOINT_CLIENT_SECRET"] == "sandbox-secret-tenant-1"
    assert attached.certificates == wire.sandbox.certificates


def test_tls_has_its_own_certificate_authority() -> None:
    with Sandbox.start(tls=True) as sandbox:
        assert sandbox.url.startswith("https://127.0.0.1:")
        assert sandbox.env()["AVEPOINT_CA_PATH"] == sandbox.ca_path
        assert sandbox.truth("m365", limit=1)
        strict = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with pytest.raises(OSError, match="CERTIFICATE_VERIFY_FAILED"):
            strict.open(sandbox.url + "/_sandbox/health", timeout=5)
        context = ssl.create_default_context(cafile=sandbox.ca_path)
        trusting = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context)
        )
        name = sandbox.url.replace("127.0.0.1", "localhost")
        assert trusting.open(name + "/_sandbox/health", timeout=5).status == 200


def test_wrong_options_are_errors() -> None:
    with pytest.raises(SandboxError, match="no product"):
        Sandbox.start(revision="m356=2025")


def test_exports_are_printed_and_a_signal_ends_the_sandbox(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sandbox", "--print-env", "--state-dir", str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": str(FOLDER.parent)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _turn in range(4)]
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    assert lines[0].startswith('export AVEPOINT_API_URL="http://127.0.0.1:')
    assert (tmp_path / "client.pfx").exists()


def test_the_sandbox_ends_with_its_parent_process() -> None:
    parent = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    command = [sys.executable, str(FOLDER), "--parent-pid", str(parent.pid)]
    with subprocess.Popen(command) as process:
        time.sleep(0.2)
        assert process.poll() is None
        parent.kill()
        parent.wait()
        with contextlib.ExitStack() as stack:
            stack.callback(process.kill)
            assert process.wait(60) == 0
