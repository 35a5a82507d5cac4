# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The verdicts of a gate, and the texts that people read about them: subject, reasons, message.

The only place that composes these texts: roles and playbooks print them.
Source: the documentation of the module job_gate.
"""

from __future__ import annotations

import typing as t
from datetime import datetime

from .. import times
from .._jobs.job import UNFINISHED, Job, subject_text
from .._jobs.subject import Subject
from .._read.duplicates import merge
from .._read.result import Failure
from ..errors import IncompleteRead, sanitize
from .checks import Check, run_checks, unreadable_check
from .queries import GateQuery
from .resolved_rules import ResolvedRule
from .rules import Rule
from .selection import older_jobs, select_jobs
from .subject_jobs import SubjectJobs, end_or_start
from .wording import count

MAX_IDS_IN_REASON = 3
# These checks cannot pass without a success.
_NEED_A_SUCCESS = frozenset(
    ("max_age", "min_success_rate", "max_failed_jobs", "max_failed_ratio", "max_consecutive_failures")
)


class Verdict(t.TypedDict):
    """The result of a rule for one subject."""

    rule: str
    product: str
    service: str | None
    organization_id: str | None
    subject: str
    passed: bool
    last_success_at: str | None
    jobs_judged: int
    checks: list[Check]
    reasons: list[str]


def judge_all(
    rules: t.Sequence[ResolvedRule], queries: t.Sequence[GateQuery], now: datetime, clock_problem: str | None = None
) -> list[Verdict]:
    """Return the verdict of each rule on each of its subjects, once C(queries) have been read.

    C(clock_problem) says how the clock behind C(now) differs from the service's, if it does.
    """
    return [_judge_subject(rule, subject, queries, now, clock_problem) for rule in rules for subject in rule.subjects()]


def _judge_subject(
    resolved: ResolvedRule, subject: Subject, queries: t.Sequence[GateQuery], now: datetime, clock_problem: str | None
) -> Verdict:
    serving = [query for query in queries if query.serves(resolved, subject.service)]
    for query in serving:
        if isinstance(query.result, Failure):
            return unreadable(resolved.rule, subject, str(query.result.error))
    try:
        latest, contradictory = merge(job for query in serving for job in query.jobs)
        jobs, doubtful = select_jobs(resolved, subject, latest, contradictory, now)
    except IncompleteRead as error:
        return unreadable(resolved.rule, subject, str(error))
    older = older_jobs(resolved, subject, latest.values(), now)
    return judge(resolved.rule, subject, jobs, now, doubtful, clock_problem, older)


def judge(
    rule: Rule,
    subject: Subject,
    jobs: t.Sequence[Job],
    now: datetime,
    doubtful: t.Sequence[Job] = (),
    clock_problem: str | None = None,
    older: t.Sequence[Job] = (),
) -> Verdict:
    """Return the verdict of a rule on a subject's jobs, which reach back as far as the rule's horizon.

    C(doubtful) jobs may belong to the subject: their job type or service is unknown. C(on_unknown) decides whether
    they fail the rule; they are never a success. C(older) jobs ended before the horizon; they decide nothing, but the
    last success among them is reported.
    """
    if rule.on_unknown == "deny":
        # An unfinished job can only fail a check.
        jobs = [*jobs, *(job for job in doubtful if job["status"] in UNFINISHED)]
    subject_jobs = SubjectJobs(rule, jobs, now, doubtful, older)
    checks = run_checks(subject_jobs, clock_problem)
    last = subject_jobs.last_success() or subject_jobs.older_success
    ended = None if last is None else end_or_start(last)
    judged = {job["id"] for job in (*subject_jobs.jobs, *subject_jobs.unknown())}
    return _verdict(rule, subject, checks, None if ended is None else times.format_moment(ended), len(judged))


def unreadable(rule: Rule, subject: Subject, problem: str) -> Verdict:
    """Return the verdict on a subject whose jobs could not be read: never a pass."""
    return _verdict(rule, subject, [unreadable_check(problem)], None, 0)


def _verdict(rule: Rule, subject: Subject, checks: list[Check], last: str | None, judged: int) -> Verdict:
    return Verdict(
        rule=rule.name,
        product=subject.product,
        service=subject.service,
        organization_id=subject.organization_id,
        subject=subject_text(subject.product, subject.service, subject.organization_id),
        passed=all(check["passed"] for check in checks),
        last_success_at=last,
        jobs_judged=judged,
        checks=checks,
        reasons=reasons(checks),
    )


def reasons(checks: t.Sequence[Check]) -> list[str]:
    """Return one line of safe text for each check that failed.

    If the check C(success) failed, the checks that cannot pass without a success are left out.
    """
    failed = [check for check in checks if not check["passed"]]
    if any(check["check"] == "success" for check in failed):
        failed = [check for check in failed if check["check"] not in _NEED_A_SUCCESS]
    return [_reason(check) for check in failed]


def _reason(check: Check) -> str:
    ids = ", ".join(sanitize(identity, 80) for identity in check["job_ids"][:MAX_IDS_IN_REASON])
    jobs = f" ({ids})" if ids else ""
    return f"{check['check']}: expected {check['expected']}, found {sanitize(check['actual'], 1000)}{jobs}"


def message(verdicts: t.Sequence[Verdict]) -> str:
    """Return whether the gate passed, and one line for each subject that did not pass."""
    failed = [verdict for verdict in verdicts if not verdict["passed"]]
    total = count(len(verdicts), "subject")
    if not failed:
        return f"Gate passed: {total if len(verdicts) == 1 else f'all {total}'} passed"
    lines = [f"Gate failed: {len(failed)} of {total} did not pass"]
    for verdict in failed:
        lines.append(f"- {sanitize(verdict['rule'])}: {verdict['subject']}: {'; '.join(verdict['reasons'])}")
    return "\n".join(lines)
