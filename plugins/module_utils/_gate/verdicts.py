# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The verdicts of a gate, and its message. Source: the documentation of the module job_gate."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from .. import times
from .._jobs.job import UNFINISHED, Job, subject_text
from .._jobs.subject import Subject
from .._policy import exclusions
from .._policy.check import Check, unreadable_check
from .._policy.exclusions import ExcludedSpan
from .._policy.queries import JobQuery
from .._policy.reasons import reasons
from .._policy.selection import older_jobs, select_jobs
from .._policy.subject_jobs import SubjectJobs, end_or_start, last_ended
from .._policy.wording import count
from .._read.duplicates import merge
from .._read.result import Failure
from ..errors import IncompleteRead, sanitize
from .as_of import state_at
from .checks import run_checks
from .resolved_rules import ResolvedRule
from .rules import Rule


class Verdict(t.TypedDict):
    """The result of a rule for one subject; F(judge_all) fills in the job types."""

    rule: str
    product: str
    service: str | None
    organization_id: str | None
    subject: str
    job_types: list[str]
    passed: bool
    last_success_at: str | None
    jobs_judged: int
    checks: list[Check]
    reasons: list[str]
    exclusions: list[dict[str, t.Any]]


@dataclass(frozen=True)
class JudgingMoment:
    """The moment of judging, and what holds for all verdicts.

    C(in_the_past) states that later jobs and later ends of jobs are to be ignored. C(clock_problem) says how the clock
    behind C(now) differs from the service's, if it does.
    """

    now: datetime
    in_the_past: bool = False
    clock_problem: str | None = None
    exclusions: t.Sequence[ExcludedSpan] = field(default_factory=tuple)


def judge_all(rules: t.Sequence[ResolvedRule], queries: t.Sequence[JobQuery], moment: JudgingMoment) -> list[Verdict]:
    """Return the verdict of each rule on each of its subjects, once C(queries) have been read."""
    verdicts = []
    for rule in rules:
        for subject in rule.words.subjects():
            verdict = _judge_subject(rule, subject, queries, moment)
            verdict["job_types"] = rule.words.job_type_names
            verdicts.append(verdict)
    return verdicts


def _judge_subject(
    resolved: ResolvedRule, subject: Subject, queries: t.Sequence[JobQuery], moment: JudgingMoment
) -> Verdict:
    selection, is_judged = resolved.selection, _is_judged(resolved, moment.now)
    serving = [query for query in queries if query.serves(selection, subject.service)]
    for query in serving:
        if isinstance(query.result, Failure):
            return unreadable(resolved.rule, subject, str(query.result.error))
    try:
        latest, contradictory = merge(job for query in serving for job in query.jobs)
        if moment.in_the_past:
            then = {key: state_at(job, moment.now) for key, job in latest.items()}
            latest = {key: job for key, job in then.items() if job is not None}
        jobs, doubtful = select_jobs(resolved.words, subject, latest, contradictory, is_judged)
    except IncompleteRead as error:
        return unreadable(resolved.rule, subject, str(error))
    older = older_jobs(resolved.words, subject, latest.values(), is_judged)
    return judge(resolved.rule, subject, jobs, moment, doubtful, older)


def _is_judged(resolved: ResolvedRule, now: datetime) -> t.Callable[[Job], bool]:
    """Return a function that returns whether a rule looks at a job: by its end, or by its start if it has no end.

    A rule that judges running jobs looks at every unfinished job.
    """
    since = times.format_moment(now - resolved.rule.horizon)

    def is_judged(job: Job) -> bool:
        if resolved.judges_running and job["status"] in UNFINISHED:
            return True
        moment = job["finished_at"] or job["started_at"]
        return moment is None or moment >= since

    return is_judged


def judge(
    rule: Rule,
    subject: Subject,
    jobs: t.Sequence[Job],
    moment: JudgingMoment,
    doubtful: t.Sequence[Job] = (),
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
    applying = exclusions.of_subject(moment.exclusions, subject)
    subject_jobs = SubjectJobs(
        rule,
        jobs,
        moment.now,
        since=moment.now - rule.horizon,
        window_since=moment.now - t.cast(timedelta, rule.window),
        doubtful=doubtful,
        older=older,
        is_excluded=exclusions.starts_inside(applying),
    )
    checks = run_checks(subject_jobs, moment.clock_problem)
    last = subject_jobs.last_success() or last_ended(subject_jobs.older_successes)
    ended = None if last is None else end_or_start(last)
    judged = {job["id"] for job in (*subject_jobs.jobs, *subject_jobs.unknown())}
    shown = [each.row() for each in applying if each.until > subject_jobs.since and each.since < moment.now]
    return _verdict(rule, subject, checks, None if ended is None else times.format_moment(ended), len(judged), shown)


def unreadable(rule: Rule, subject: Subject, problem: str) -> Verdict:
    """Return the verdict on a subject whose jobs could not be read: never a pass."""
    return _verdict(rule, subject, [unreadable_check(problem)], None, 0, [])


def _verdict(
    rule: Rule, subject: Subject, checks: list[Check], last: str | None, judged: int, excluded: list[dict[str, t.Any]]
) -> Verdict:
    return Verdict(
        rule=rule.name,
        product=subject.product,
        service=subject.service,
        organization_id=subject.organization_id,
        subject=subject_text(subject.product, subject.service, subject.organization_id),
        job_types=[],
        passed=all(check["passed"] for check in checks),
        last_success_at=last,
        jobs_judged=judged,
        checks=checks,
        reasons=reasons(checks),
        exclusions=excluded,
    )


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
