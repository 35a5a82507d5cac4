# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Playing one plan in a process of its own: the real module over real HTTP, then the verdict."""

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
from faults.hostile import WRONG_BY
from faults.plan import Plan
from faults.verdict import Ended, Verdict, judge, moments
from functional.helpers import Outcome, run_module
from sandbox.control import Sandbox

# A plan that has not ended by now never will.
PATIENCE: Final = 60.0
# What a module leaves running keeps its process from ending; a request under way is given up by then.
_AFTERMATH: Final = 5.0


@dataclass(frozen=True)
class Record:
    """What a plan came to."""

    verdict: Verdict
    seconds: float
    # The kinds of faults that hit a request, and how many requests there were.
    hits: frozenset[str] = frozenset()
    requests: int = 0
    log: list[dict[str, Any]] = field(default_factory=list)


def prepare() -> None:
    """Make this process fit for plans: waits that grow from 10 ms instead of 0.5 s keep the run short."""
    retry.FIRST_WAIT = 0.01


def play(plan: Plan, url: str, folder: Path, keep_log: bool = False) -> Record:
    """Play a plan against the sandbox at this address; C(folder) is for whatever is written on the way."""
    # A hang is ended from outside; what hangs is told before.
    faulthandler.dump_traceback_later(PATIENCE - 5, file=2)
    began = time.monotonic()
    sandbox = _sandbox(url)
    tenant: dict[str, Any] = {"client_id": plan.client_id}
    before = {product: sandbox.truth(product, **tenant) for product in plan.products}
    for rule in plan.rules:
        sandbox.fault(**rule, **tenant)
    try:
        ended = _run(plan, sandbox, folder / plan.client_id)
        truth = {name: moments(jobs, sandbox.changes(name, **tenant)) for name, jobs in before.items()}
        log = sandbox.requests(**tenant)
        if isinstance(ended, Ended):
            verdict = judge(plan, replace(ended, clock_is_wrong=_clock_is_wrong(plan, log)), truth)
        else:
            verdict = ended
        if any(entry["cookie"] for entry in log):
            verdict = Verdict("wrong", "a request brings a cookie back")
    finally:
        faulthandler.cancel_dump_traceback_later()
        sandbox.clear(**tenant)
    for product in plan.products:
        # Nobody asks for this tenant any more; thousands of them would fill the sandbox.
        sandbox.clear_jobs(product, **tenant)
    hits = frozenset(_name(entry) for entry in log if entry["fault"])
    return Record(verdict, time.monotonic() - began, hits, len(log), log if keep_log else [])


@cache
def _sandbox(url: str) -> Sandbox:
    return Sandbox.attach(url)


def _clock_is_wrong(plan: Plan, log: Sequence[Mapping[str, Any]]) -> bool:
    """Whether every answer of the APIs had a date that is wrong by more than is tolerated."""
    dates = [rule for rule in plan.rules if rule["kind"] == "date"]
    wrong = bool(dates) and all(rule.get("shift") in WRONG_BY and "age" not in rule for rule in dates)
    # Without a generation given, answers of the other one come first, before the tenant is known.
    pages = [entry for entry in log if entry["product"] in plan.products]
    return wrong and plan.params["api_revision"] != "auto" and all(entry["fault"] == "date" for entry in pages)


def _name(entry: dict[str, Any]) -> str:
    """What a fault is called in the report: refusals by their status, those of the token apart."""
    name = f"status {entry['status']}" if entry["fault"] == "status" else str(entry["fault"])
    return f"token: {name}" if entry["product"] == "token" else name


def _run(plan: Plan, sandbox: Sandbox, folder: Path) -> Ended | Verdict:
    """Run the module; a verdict at once where it broke or left something running."""
    # Ansible removes what it made in the first one at the end of the process only.
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
        return Verdict("unclear", f"an exception came out of the module: {error!r}")
    seconds = time.monotonic() - began
    lasting = [thread for thread in threading.enumerate() if thread not in others and not thread.daemon]
    end = time.monotonic() + _AFTERMATH
    for thread in lasting:
        thread.join(max(0.0, end - time.monotonic()))
    if any(thread.is_alive() for thread in lasting):
        return Verdict("hang", f"it ended, but left running: {[thread.name for thread in lasting]}")
    ended = Ended(outcome, seconds, _jobs(outcome, dest), _files(folder, out))
    shutil.rmtree(out)
    return ended


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
    """The jobs that the module gave, in its result or in its file, which it leaves alone where it tells errors."""
    if "jobs" in outcome.result or outcome.failed or outcome.result.get("errors") or not dest.exists():
        return outcome.result.get("jobs")
    return [json.loads(line) for line in dest.read_text(encoding="utf-8").split("\n") if line]


def _files(folder: Path, out: Path) -> dict[str, str]:
    """Every file that lies about, by its name where it may be, else by its path."""
    found = [path for path in folder.rglob("*") if path.is_file()]
    return {path.name if path.parent == out else str(path): path.read_text(encoding="utf-8") for path in found}
