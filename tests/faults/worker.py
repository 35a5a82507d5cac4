# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run one plan in a process of its own: the real module over real HTTP, then the assessment."""

from __future__ import annotations

import faulthandler
import json
import shutil
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, Final

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http import retry
from faults.assessment import Assessment, TaskRun, assess, moments
from faults.hostile_service import WRONG_BY
from faults.plan import Plan
from functional.helpers import Outcome, run_module
from sandbox.control import Sandbox

# Seconds after which a plan counts as hanging.
PLAN_TIMEOUT: Final = 60.0
# Seconds that threads of a module may run after it ended.
_THREAD_TIMEOUT: Final = 5.0


@dataclass(frozen=True)
class Record:
    """The assessment of a plan, and its requests."""

    assessment: Assessment
    seconds: float
    # The kinds of faults that occurred, and the number of requests.
    hits: frozenset[str] = frozenset()
    requests: int = 0
    log: list[dict[str, Any]] = field(default_factory=list)


def prepare() -> None:
    """Prepare a worker process: waits that start with 10 ms instead of 0.5 s keep the run short."""
    retry.FIRST_WAIT = 0.01


def run_plan(plan: Plan, url: str, folder: Path, keep_log: bool = False) -> Record:
    """Run a plan against the sandbox at this address; `folder` is for temporary files."""
    # The parent process kills a plan that hangs; print where it hangs before that.
    faulthandler.dump_traceback_later(PLAN_TIMEOUT - 5, file=2)
    began = time.monotonic()
    sandbox = _sandbox(url)
    tenant: dict[str, Any] = {"client_id": plan.client_id}
    before = {product: sandbox.truth(product, **tenant) for product in plan.products}
    for rule in plan.rules:
        sandbox.fault(**rule, **tenant)
    try:
        run = _run(plan, sandbox, folder / plan.client_id)
        truth = {name: moments(jobs, sandbox.changes(name, **tenant)) for name, jobs in before.items()}
        log = sandbox.requests(**tenant)
        if isinstance(run, TaskRun):
            assessment = assess(plan, replace(run, clock_is_wrong=_clock_is_wrong(plan, log)), truth)
        else:
            assessment = run
        if any(entry["cookie"] for entry in log):
            assessment = Assessment("wrong", "a request sends a cookie back")
    finally:
        faulthandler.cancel_dump_traceback_later()
        sandbox.clear(**tenant)
    for product in plan.products:
        # The tenant is not used again; thousands of them would fill the memory of the sandbox.
        sandbox.clear_jobs(product, **tenant)
    hits = frozenset(_fault_name(entry) for entry in log if entry["fault"])
    return Record(assessment, time.monotonic() - began, hits, len(log), log if keep_log else [])


@cache
def _sandbox(url: str) -> Sandbox:
    return Sandbox.attach(url)


def _clock_is_wrong(plan: Plan, log: Sequence[Mapping[str, Any]]) -> bool:
    """Return whether every response of the APIs had a Date that is wrong by more than the collection tolerates."""
    dates = [rule for rule in plan.rules if rule["kind"] == "date"]
    wrong = bool(dates) and all(rule.get("shift") in WRONG_BY and "age" not in rule for rule in dates)
    # With api_revision=auto, responses of the other API version may come first.
    pages = [entry for entry in log if entry["product"] in plan.products]
    return wrong and plan.params["api_revision"] != "auto" and all(entry["fault"] == "date" for entry in pages)


def _fault_name(entry: dict[str, Any]) -> str:
    """Return the name of a fault in the report: errors with their status, those of the token endpoint with a prefix."""
    name = f"status {entry['status']}" if entry["fault"] == "status" else str(entry["fault"])
    return f"token: {name}" if entry["product"] == "token" else name


def _run(plan: Plan, sandbox: Sandbox, folder: Path) -> TaskRun | Assessment:
    """Run the module; return an assessment if it raised an exception or left threads running."""
    # Ansible removes its files in tmp only when the process ends.
    tmp, out = folder / "tmp", folder / "out"
    tmp.mkdir(parents=True)
    out.mkdir()
    dest = out / "jobs.jsonl"
    if plan.dest == "old":
        dest.write_text("old\n", encoding="utf-8")
    others = set(threading.enumerate())
    began = time.monotonic()
    try:
        outcome = run_module(plan.module, _options(plan, sandbox, dest), tmp)
    except Exception as error:
        return Assessment("unclear", f"the module raised an exception: {error!r}")
    seconds = time.monotonic() - began
    threads = [thread for thread in threading.enumerate() if thread not in others and not thread.daemon]
    end = time.monotonic() + _THREAD_TIMEOUT
    for thread in threads:
        thread.join(max(0.0, end - time.monotonic()))
    if any(thread.is_alive() for thread in threads):
        return Assessment("hang", f"it ended, but left threads running: {[thread.name for thread in threads]}")
    run = TaskRun(outcome, seconds, _jobs(outcome, dest), _files(folder, out))
    shutil.rmtree(out)
    return run


def _options(plan: Plan, sandbox: Sandbox, dest: Path) -> dict[str, Any]:
    return {
        "api_url": sandbox.api_url,
        "identity_url": sandbox.identity_url,
        "client_id": plan.client_id,
        "client_secret": sandbox.secret_of(plan.client_id),
        **plan.params,
        **({"dest": str(dest)} if plan.dest else {}),
    }


def _jobs(outcome: Outcome, dest: Path) -> list[dict[str, Any]] | None:
    """Return the jobs of the result or of the file; the file is not written if there are errors."""
    if "jobs" in outcome.result or outcome.failed or outcome.result.get("errors") or not dest.exists():
        return outcome.result.get("jobs")
    return [json.loads(line) for line in dest.read_text(encoding="utf-8").split("\n") if line]


def _files(folder: Path, out: Path) -> dict[str, str]:
    """Return the content of every file: by name if it is in the output folder, otherwise by path."""
    found = [path for path in folder.rglob("*") if path.is_file()]
    return {path.name if path.parent == out else str(path): path.read_text(encoding="utf-8") for path in found}
