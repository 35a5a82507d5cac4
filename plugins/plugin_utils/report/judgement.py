# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The verdicts on a subject, and the state that follows from them.

The verdicts of rules are those of job_gate, and a subject that no rule or policy judges is judged by the same engine
with a rule of its own: a success that is not old, and no failure after it.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from ...module_utils._gate import verdicts as gate
from ...module_utils._gate.rules import Rule
from ...module_utils._jobs.job import Job
from ...module_utils._jobs.subject import Subject
from ...module_utils._policy.check import Check as JudgedCheck
from ...module_utils._policy.check import found_no_jobs, make_check, unreadable_check
from ...module_utils._policy.reasons import reasons
from ...module_utils._policy.wording import count
from .backups import LATEST_RUNS, Backups, backup_types
from .inventory import identity_of
from .models import Check, Verdict
from .result_rows import Row
from .states import State
from .text import clean

_OF_LATEST_RUNS = "max_consecutive_failures"


@dataclass(frozen=True)
class Judgement:
    """A verdict with the state that follows from it, and the last success that it knows of.

    C(of_backups) is whether it is about backups: a rule for tests of restores says nothing of them. C(has_success) is
    whether it knows of a success whose time it does not tell.
    """

    verdict: Verdict
    state: State
    last_success_at: str | None = None
    of_backups: bool = True
    has_success: bool = False


def by_rule(row: Row, subject: Subject, jobs: t.Mapping[str, Job]) -> Judgement:
    """Return the judgement of a verdict of job_gate; C(jobs) are the known ones by their IDs."""
    failed = [check for check in row["checks"] if not check["passed"]]
    last = row["last_success_at"]
    state = _state(failed, passed=bool(row["passed"]), last=last, judged=row.get("jobs_judged", 0), jobs=jobs)
    outcome = "unreadable" if state == "unreadable" else "passed" if row["passed"] else "failed"
    lines = [clean(reason) for reason in row.get("reasons") or reasons(row["checks"])]
    verdict = _verdict("rule", clean(row["rule"]), subject, outcome, row["checks"], lines)
    return Judgement(verdict, state, last if is_of_backups(row) else None, is_of_backups(row))


def is_of_backups(row: Row) -> bool:
    """Return whether a verdict or a subject of a result is about backups, as one that does not say it is."""
    types = row.get("job_types")
    return types is None or not backup_types(str(row["product"])).isdisjoint(map(str, types))


def _state(failed: t.Sequence[Row], *, passed: bool, last: str | None, judged: int, jobs: t.Mapping[str, Job]) -> State:
    """Return the state that the failed checks of a verdict stand for."""
    names = {check["check"] for check in failed}
    if "read" in names:
        return "unreadable"
    if last is None:
        # Whatever a rule allows: what was never backed up must not look as if it were.
        return "never_succeeded"
    if passed:
        return "ok"
    if "max_age" in names:
        return "stale"
    if not judged or all(found_no_jobs(check) for check in failed):
        return "no_result"
    return "warning" if all(_are_warnings(check["job_ids"], jobs) for check in failed) else "failed"


def _are_warnings(identities: t.Sequence[str], jobs: t.Mapping[str, Job]) -> bool:
    """Return whether all jobs that decided a check are warnings."""
    decided = [jobs.get(identity) for identity in identities]
    return bool(decided) and all(job is not None and job["status"] == "warning" for job in decided)


def by_latest_runs(backups: Backups, moment: gate.JudgingMoment) -> Judgement:
    """Return the judgement of a subject by its last runs alone."""
    counted = backups.counted
    rule = t.cast(Rule, counted.criteria)
    row = gate.judge(rule, backups.subject, backups.certain, moment, backups.doubtful)
    checks = [_latest_run(backups) if check["check"] == _OF_LATEST_RUNS else check for check in row["checks"]]
    if any(check["check"] == "success" for check in checks):
        # That there is no success at all says it already.
        checks = [check for check in checks if check["check"] not in ("latest_run", "max_age")]
    if backups.doubtful and row["last_success_at"] is None:
        actual = f"{count(len(backups.doubtful), 'job')} of an unknown type; read with job_types to know it"
        checks.append(make_check("job_type", "jobs of a known type", actual, False, backups.doubtful))
    passed = all(check["passed"] for check in checks)
    known = {job["id"]: job for job in backups.certain}
    failed = [check for check in checks if not check["passed"]]
    state = _state(failed, passed=passed, last=row["last_success_at"], judged=row["jobs_judged"], jobs=known)
    outcome = "passed" if state == "ok" else "failed"
    verdict = _verdict("latest", LATEST_RUNS, backups.subject, outcome, checks, reasons(checks))
    return Judgement(verdict, state, row["last_success_at"])


def _latest_run(backups: Backups) -> JudgedCheck:
    """Return the check of the last run in the words of someone who gave no rule."""
    failures = backups.last_failures
    if not backups.ended:
        return make_check("latest_run", "a run that succeeded", "no run that ended", False, [])
    actual = f"{count(len(failures), 'run')} in a row that did not" if failures else "it succeeded"
    return make_check("latest_run", "the last run succeeded", actual, not failures, failures)


def unreadable(subject: Subject, name: str, kind: t.Literal["rule", "policy", "latest"], message: str) -> Judgement:
    """Return the judgement of a subject whose jobs could not be read."""
    checks = [unreadable_check(clean(message))]
    return Judgement(_verdict(kind, name, subject, "unreadable", checks, reasons(checks)), "unreadable")


def not_assessed(subject: Subject, reason: str, last_success_at: str | None) -> Judgement:
    """Return the judgement of a subject that nothing judges."""
    verdict = _verdict("latest", LATEST_RUNS, subject, "not_assessed", [], [reason])
    return Judgement(verdict, "not_assessed", last_success_at)


def by_policy(row: Row, subject: Subject) -> Judgement:
    """Return the judgement of a subject of job_compliance."""
    status = row["status"]
    lines = [clean(reason) for reason in row.get("reasons", [])]
    if status == "not_applicable":
        lines = lines or ["the whole period is excluded"]
        outcome = "not_assessed"
    else:
        outcome = "passed" if status == "compliant" else "failed"
    verdict = _verdict("policy", clean(row["policy"]), subject, outcome, row.get("checks", []), lines)
    of_backups = is_of_backups(row)
    counted = bool(row["runs"].get("succeeded")) or (row.get("compliant_time_percent") or 0) > 0
    return Judgement(verdict, _policy_state(row), of_backups=of_backups, has_success=of_backups and counted)


def _policy_state(row: Row) -> State:
    if row["status"] == "compliant":
        return "ok"
    if row["status"] == "not_applicable":
        return "not_assessed"
    if row["status"] == "unknown":
        return "no_result"
    # A breach that lasts: the last success is older than the objective.
    return "stale" if any(breach["until"] is None for breach in row["breaches"]) else "failed"


def _verdict(
    kind: t.Literal["rule", "policy", "latest"],
    name: str,
    subject: Subject,
    outcome: str,
    checks: t.Iterable[t.Any],
    lines: list[str],
) -> Verdict:
    return Verdict(
        kind=kind,
        name=name,
        **identity_of(subject),
        outcome=t.cast("t.Any", outcome),
        checks=[_check(check) for check in checks],
        reasons=lines,
    )


def _check(row: Row) -> Check:
    return Check(
        check=clean(row["check"]),
        expected=clean(row["expected"]),
        actual=clean(row["actual"]),
        passed=bool(row["passed"]),
        job_ids=[clean(identity) for identity in row["job_ids"]],
    )
