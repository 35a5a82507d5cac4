# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a task ended as it may: with exactly what was true at some moment, or failed and told why."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Final, Literal

from faults.filters import lets_through
from faults.plan import Plan
from functional.helpers import Outcome, essence, essence_of_truth

Job = Mapping[str, Any]
Jobs = Sequence[Job]
End = Literal["well", "told", "loss", "duplicate", "wrong", "unclear", "hang"]
# What no plan may end in.
FAULTS: Final[tuple[End, ...]] = ("loss", "duplicate", "wrong", "unclear", "hang")
_LONGEST_MESSAGE: Final = 2000


@dataclass(frozen=True)
class Verdict:
    """How a plan ended; the reason is the task's own message, or what is wrong with its end."""

    end: End
    reason: str = ""


class Wrong(Exception):
    """The task ended as it may not."""

    def __init__(self, end: End, reason: str) -> None:
        super().__init__(reason)
        self.verdict = Verdict(end, reason)


@dataclass(frozen=True)
class Ended:
    """All that a task left: its result, how long it took, the jobs that it gave, and the files that lie about."""

    outcome: Outcome
    seconds: float
    jobs: Jobs | None
    files: Mapping[str, str]
    # Whether every answer had a date that is wrong by more than is tolerated.
    clock_is_wrong: bool = False


def moments(before: Jobs, changes: Sequence[Mapping[str, Any]]) -> list[Jobs]:
    """The jobs of a server before the read, and after each moment at which some came or went."""
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


def judge(plan: Plan, ended: Ended, truth: Mapping[str, Sequence[Jobs]]) -> Verdict:
    """The verdict on a plan; C(truth) are the moments of each of its products."""
    try:
        if ended.seconds > plan.longest:
            raise Wrong("hang", f"it took {ended.seconds:.1f} s in spite of its read_timeout")
        if ended.outcome.failed:
            return _told(plan, ended)
        return _answered(plan, ended, truth)
    except Wrong as wrong:
        return wrong.verdict


def _told(plan: Plan, ended: Ended) -> Verdict:
    """A task that failed: one clear message, and nothing that could be taken for an answer."""
    try:
        ended.outcome.bad()
    except AssertionError as unclear:
        raise Wrong("unclear", f"{unclear}: {ended.outcome.output}") from None
    _check_message(ended.outcome.msg)
    if ended.jobs is not None:
        raise Wrong("unclear", "it failed and gave jobs")
    _check_files(ended, {"jobs.jsonl": "old\n"} if plan.dest == "old" else {})
    return Verdict("told", ended.outcome.msg)


def _answered(plan: Plan, ended: Ended, truth: Mapping[str, Sequence[Jobs]]) -> Verdict:
    """A task that ended well; with C(on_error=report) some products may have failed, and are told."""
    result = ended.outcome.result
    errors = {row["product"]: row["message"] for row in result.get("errors", ())}
    for message in errors.values():
        _check_message(message)
    # A file is replaced by the jobs of all products or stays as it was.
    kept = bool(plan.dest and errors)
    if "Traceback" in ended.outcome.output or (ended.jobs is None) != kept:
        raise Wrong("unclear", f"it ended well without jobs, or not well: {ended.outcome.output}")
    if kept:
        _check_files(ended, {"jobs.jsonl": "old\n"} if plan.dest == "old" else {})
    else:
        _check_files(ended, {"jobs.jsonl": ended.files.get("jobs.jsonl", "missing")} if plan.dest else {})
    told = {row["product"]: row["complete"] for row in result["queries"]}
    if told != {product: True for product in plan.products if product not in errors}:
        raise Wrong("unclear", f"it tells of these reads and whether they are complete: {told}; errors: {errors}")
    if ended.clock_is_wrong and not any("clock" in warning for warning in ended.outcome.warnings):
        raise Wrong("wrong", "the service's clock is wrong, and no warning says so")
    jobs = ended.jobs or ()
    for product in plan.products if not kept else ():
        came = [job for job in jobs if job["product"] == product]
        if product not in errors:
            _check_jobs(plan, product, came, truth[product])
        elif came:
            raise Wrong("wrong", f"jobs of {product} came although it is said to have failed")
    starts = [job["started_at"] or "9" for job in jobs]
    if starts != sorted(starts, reverse=True):
        raise Wrong("wrong", "the jobs are not newest first")
    return Verdict("told", " / ".join(errors.values())) if errors else Verdict("well")


def _check_message(message: str) -> None:
    if not 0 < len(message) < _LONGEST_MESSAGE or not message.isprintable():
        raise Wrong("unclear", f"this is no message for a person: {message!r}")


def _check_files(ended: Ended, expected: Mapping[str, str]) -> None:
    if ended.files != expected:
        raise Wrong("unclear", f"these files lie about: {sorted(ended.files)}; expected: {sorted(expected)}")


def _check_jobs(plan: Plan, product: str, came: Jobs, states: Sequence[Jobs]) -> None:
    """Just the jobs of one moment came, each once; where legs are asked one by one, of one moment each."""
    ids = [job["id"] for job in came]
    if len(set(ids)) != len(ids):
        raise Wrong("duplicate", f"{product}: {sorted({one for one in ids if ids.count(one) > 1})} came twice")
    apart = _asked_apart(plan, product)
    got = _legs([(tuple(job[f"{what}_raw"] for what in apart), essence(job)) for job in came])
    wanted = [
        _legs(
            [
                (tuple(job[what] for what in apart), essence_of_truth(job))
                for job in state
                if lets_through(job, product, plan.params)
            ]
        )
        for state in states
    ]
    for leg in {*got, *(leg for state in wanted for leg in state)}:
        _compare(product, got[leg], [state[leg] for state in wanted])
    _check_counts(product, came, {job["id"]: job for state in states for job in state})


def _check_counts(product: str, came: Jobs, true: Mapping[str, Job]) -> None:
    """No job tells other figures than it has."""
    for job in came:
        for unit, told in job.get("counts_by_unit", {}).items():
            counts = true[job["id"]]["counts"].get(unit, {})
            wrong = [name for name, number in told.items() if number not in (None, counts.get(name, 0))]
            if wrong:
                raise Wrong("wrong", f"{product}: job {job['id']} has other {unit} than it is told to have: {wrong}")


def _asked_apart(plan: Plan, product: str) -> tuple[str, ...]:
    """What jobs do not tell and were asked for by one by one: each of the values is a read of its own."""
    untold = {
        "m365": ("service", "job_type"),
        "iaas": ("service", "job_type")[: 2 if plan.server.revision == "2024" else 1],
    }
    return tuple(what for what in untold.get(product, ()) if f"{what}s" in plan.params)


def _legs(jobs: Sequence[tuple[Hashable, tuple[Any, ...]]]) -> defaultdict[Hashable, set[tuple[Any, ...]]]:
    legs: defaultdict[Hashable, set[tuple[Any, ...]]] = defaultdict(set)
    for leg, job in jobs:
        legs[leg].add(job)
    return legs


def _compare(product: str, got: set[tuple[Any, ...]], states: Sequence[set[tuple[Any, ...]]]) -> None:
    if got in states:
        return
    nearest = min(states, key=lambda state: len(state ^ got))
    missing = {job[0] for job in nearest} - {job[0] for job in got}
    if missing:
        raise Wrong("loss", f"{product}: of {len(nearest)} jobs {len(missing)} did not come: {sorted(missing)[:5]}")
    raise Wrong("wrong", f"{product}: these are not so at any one moment: {sorted(got - nearest, key=str)[:5]}")
