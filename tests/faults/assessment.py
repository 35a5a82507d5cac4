# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Assess the result of a task: exactly the jobs of some moment, or a failure with a clear message."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Final, Literal

from faults.filters import matches
from faults.plan import Plan
from functional.helpers import Outcome, essence, essence_of_truth
from sandbox.products import PRODUCTS

Job = Mapping[str, Any]
Jobs = Sequence[Job]
End = Literal["complete", "failed", "loss", "duplicate", "wrong", "unclear", "hang"]
# The ends that fail a run.
FAILURES: Final[tuple[End, ...]] = ("loss", "duplicate", "wrong", "unclear", "hang")
_LONGEST_MESSAGE: Final = 2000


@dataclass(frozen=True)
class Assessment:
    """How a plan ended. The reason is the message of the task, or what is wrong with its result."""

    end: End
    reason: str = ""


class UnexpectedResult(Exception):
    """Raised for a result that is not allowed."""

    def __init__(self, end: End, reason: str) -> None:
        super().__init__(reason)
        self.assessment = Assessment(end, reason)


@dataclass(frozen=True)
class TaskRun:
    """What a task left: its result, its seconds, the jobs it returned, and the files that exist afterwards."""

    outcome: Outcome
    seconds: float
    jobs: Jobs | None
    files: Mapping[str, str]
    # Whether every response had a Date that is wrong by more than the collection tolerates.
    clock_is_wrong: bool = False


def moments(before: Jobs, changes: Sequence[Mapping[str, Any]]) -> list[Jobs]:
    """Return the jobs of a server before the read, and after each moment at which some were added or removed."""
    now = {job["id"]: job for job in before}
    states: list[Jobs] = [list(now.values())]
    for _moment, together in itertools.groupby(changes, key=itemgetter("moment")):
        for change in together:
            if change["kind"] == "added":
                now[change["job"]["id"]] = change["job"]
            else:
                del now[change["job"]["id"]]
        states.append(list(now.values()))
    return states


def assess(plan: Plan, run: TaskRun, truth: Mapping[str, Sequence[Jobs]]) -> Assessment:
    """Return the assessment of a task; `truth` has the moments of each product."""
    try:
        if run.seconds > plan.time_limit:
            raise UnexpectedResult("hang", f"it took {run.seconds:.1f} s despite its read_timeout")
        if run.outcome.failed:
            return _assess_failure(plan, run)
        return _assess_result(plan, run, truth)
    except UnexpectedResult as wrong:
        return wrong.assessment


def _assess_failure(plan: Plan, run: TaskRun) -> Assessment:
    """Assess a failed task: it has one clear message, no jobs and no new file."""
    try:
        run.outcome.bad()
    except AssertionError as unclear:
        raise UnexpectedResult("unclear", f"{unclear}: {run.outcome.output}") from None
    _check_message(run.outcome.msg)
    if run.jobs is not None:
        raise UnexpectedResult("unclear", "it failed and returned jobs")
    _check_files(run, {"jobs.jsonl": "old\n"} if plan.dest == "old" else {})
    return Assessment("failed", run.outcome.msg)


def _assess_result(plan: Plan, run: TaskRun, truth: Mapping[str, Sequence[Jobs]]) -> Assessment:
    """Assess a task that did not fail; with on_error=report it may report errors of some products."""
    result = run.outcome.result
    errors = {row["product"]: row["message"] for row in result.get("errors", ())}
    for message in errors.values():
        _check_message(message)
    # A file is replaced only if all products were read.
    kept = bool(plan.dest and errors)
    if "Traceback" in run.outcome.output or (run.jobs is None) != kept:
        raise UnexpectedResult("unclear", f"it returned no jobs, or printed a traceback: {run.outcome.output}")
    if kept:
        _check_files(run, {"jobs.jsonl": "old\n"} if plan.dest == "old" else {})
    else:
        _check_files(run, {"jobs.jsonl": run.files.get("jobs.jsonl", "missing")} if plan.dest else {})
    complete = {row["product"]: row["complete"] for row in result["queries"]}
    if complete != {product: True for product in plan.products if product not in errors}:
        raise UnexpectedResult(
            "unclear", f"these queries and their completeness were returned: {complete}; errors: {errors}"
        )
    if run.clock_is_wrong and not any("clock" in warning for warning in run.outcome.warnings):
        raise UnexpectedResult("wrong", "the clock of the service is wrong, without a warning")
    jobs = run.jobs or ()
    for product in plan.products if not kept else ():
        returned_jobs = [job for job in jobs if job["product"] == product]
        if product not in errors:
            _check_jobs(plan, product, returned_jobs, truth[product])
        elif returned_jobs:
            raise UnexpectedResult("wrong", f"there are jobs of {product}, which is reported as failed")
    starts = [job["started_at"] or "9" for job in jobs]
    if starts != sorted(starts, reverse=True):
        raise UnexpectedResult("wrong", "the jobs are not newest first")
    return Assessment("failed", " / ".join(errors.values())) if errors else Assessment("complete")


def _check_message(message: str) -> None:
    if not 0 < len(message) < _LONGEST_MESSAGE or not message.isprintable():
        raise UnexpectedResult("unclear", f"unsuitable message: {message!r}")


def _check_files(run: TaskRun, expected: Mapping[str, str]) -> None:
    if run.files != expected:
        raise UnexpectedResult("unclear", f"these files exist: {sorted(run.files)}; expected: {sorted(expected)}")


def _check_jobs(plan: Plan, product: str, returned_jobs: Jobs, states: Sequence[Jobs]) -> None:
    """Check that each listing has exactly the jobs of one moment, each once."""
    ids = [job["id"] for job in returned_jobs]
    if len(set(ids)) != len(ids):
        raise UnexpectedResult(
            "duplicate", f"{product}: {sorted({one for one in ids if ids.count(one) > 1})} were returned twice"
        )
    split_by = _split_by(plan, product)
    returned = _by_listing([(tuple(job[f"{what}_raw"] for what in split_by), essence(job)) for job in returned_jobs])
    expected = [
        _by_listing(
            [
                (tuple(job[what] for what in split_by), essence_of_truth(job))
                for job in state
                if matches(job, product, plan.params)
            ]
        )
        for state in states
    ]
    for listing in {*returned, *(listing for state in expected for listing in state)}:
        _compare(product, returned[listing], [state[listing] for state in expected])
    _check_counts(product, returned_jobs, {job["id"]: job for state in states for job in state})


def _check_counts(product: str, returned_jobs: Jobs, true: Mapping[str, Job]) -> None:
    """Check that the counts of each job are those of the server."""
    for job in returned_jobs:
        for unit, returned in job.get("counts_by_unit", {}).items():
            counts = true[job["id"]]["counts"].get(unit, {})
            wrong = [name for name, number in returned.items() if number not in (None, counts.get(name, 0))]
            if wrong:
                raise UnexpectedResult("wrong", f"{product}: job {job['id']} has wrong counts of {unit}: {wrong}")


def _split_by(plan: Plan, product: str) -> tuple[str, ...]:
    """Return the fields that jobs do not state and that are filtered by: each value has a listing of its own."""
    not_stated = PRODUCTS[product].row_lacks(plan.server.revision)
    return tuple(what for what in not_stated if f"{what}s" in plan.params)


def _by_listing(jobs: Sequence[tuple[Hashable, tuple[Any, ...]]]) -> defaultdict[Hashable, set[tuple[Any, ...]]]:
    listings: defaultdict[Hashable, set[tuple[Any, ...]]] = defaultdict(set)
    for listing, job in jobs:
        listings[listing].add(job)
    return listings


def _compare(product: str, returned: set[tuple[Any, ...]], states: Sequence[set[tuple[Any, ...]]]) -> None:
    if returned in states:
        return
    nearest = min(states, key=lambda state: len(state ^ returned))
    missing = {job[0] for job in nearest} - {job[0] for job in returned}
    if missing:
        raise UnexpectedResult(
            "loss", f"{product}: {len(missing)} of {len(nearest)} jobs are missing: {sorted(missing)[:5]}"
        )
    raise UnexpectedResult("wrong", f"{product}: no moment has these jobs: {sorted(returned - nearest, key=str)[:5]}")
