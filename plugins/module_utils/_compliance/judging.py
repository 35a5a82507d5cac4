# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Judge policies on their subjects; pure functions of the jobs. Source: docs/compliance.md."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field
from datetime import datetime

from .. import times
from .._jobs.job import Job, subject_text
from .._jobs.subject import Subject
from .._policy import exclusions
from .._policy.check import Check
from .._policy.exclusions import ExcludedSpan
from .._policy.reasons import reasons
from ..errors import IncompleteRead
from . import calendar, exposure, population, spans
from .checks import run_checks
from .exposure import Breach
from .facts import Facts, facts_of
from .judged_jobs import JudgedJobs
from .period import Period
from .policies import Policy, ResolvedPolicy

STATUSES = ("compliant", "non_compliant", "unknown", "not_applicable")


@dataclass(frozen=True)
class Circumstances:
    """What holds for all subjects: the period, the exclusions, and from when the history of each product is known.

    C(known_since) has the products whose history may not reach back as far as a policy needs it. C(clock_problem)
    says how the clock behind the moment of judging differs from the service's, if it does.
    """

    period: Period
    exclusions: t.Sequence[ExcludedSpan] = ()
    known_since: t.Mapping[str, datetime] = field(default_factory=dict)
    clock_problem: str | None = None


@dataclass(frozen=True)
class Judgement:
    """The judgement of a policy on a subject: its row of the result, and its part of the population as CSV.

    The facts behind it are not kept: those of a year take much memory.
    """

    policy: Policy
    row: dict[str, t.Any]
    population: str


def judge_all(policies: t.Iterable[ResolvedPolicy], jobs: JudgedJobs, around: Circumstances) -> list[Judgement]:
    """Return the judgement of each policy on each of its subjects.

    Raise IncompleteRead for a job that cannot be attributed to a subject.
    """
    return [judge(policy, subject, jobs, around) for policy in policies for subject in policy.words.subjects()]


def judge(resolved: ResolvedPolicy, subject: Subject, jobs: JudgedJobs, around: Circumstances) -> Judgement:
    """Return the judgement of a policy on a subject.

    Raise IncompleteRead with the name of the policy for a job that cannot be attributed to a subject.
    """
    period = around.period
    applying = exclusions.of_subject(around.exclusions, subject)
    try:
        facts = facts_of(resolved, subject, jobs, period, applying, around.known_since.get(subject.product))
    except IncompleteRead as error:
        raise IncompleteRead(subject.product, f"policy {resolved.policy.name!r}: {error.reason}") from None
    facts, checks = _checked(facts, around.clock_problem)
    row = {
        "policy": resolved.policy.name,
        "product": subject.product,
        "service": subject.service,
        "organization_id": subject.organization_id,
        "subject": subject_text(subject.product, subject.service, subject.organization_id),
        "job_types": resolved.words.job_type_names,
        "status": _status(facts, checks),
        **_exposure_keys(facts),
        "known_since": times.format_moment(facts.history_since or period.since),
        "unknown_seconds": facts.unknown_seconds,
        "breaches": [_breach_row(each) for each in facts.breaches],
        "runs": _run_counts(facts),
        "missed": [times.format_moment(spans.moment(each.begin)) for each in facts.missed],
        "restore_tests": [_restore_row(job) for job in facts.restores],
        "checks": checks,
        "reasons": reasons(checks),
        "days": calendar.days(period, facts.times, facts.runs, facts.missed),
    }
    return Judgement(resolved.policy, row, population.of_subject(subject, facts))


def _checked(facts: Facts, clock_problem: str | None) -> tuple[Facts, list[Check]]:
    """Return the facts that are judged, and the checks of them.

    A subject without any job has none in a history that is missing either, as far as anybody knows: what fails then is
    not unknown.
    """
    if facts.history_since is not None and not facts.has_jobs:
        whole = facts.with_whole_history()
        checks = _checks(whole, clock_problem)
        if not all(check["passed"] for check in checks):
            return whole, checks
    return facts, _checks(facts, clock_problem)


def _checks(facts: Facts, clock_problem: str | None) -> list[Check]:
    # Without any judged time there is nothing to check.
    return run_checks(facts, clock_problem) if facts.times.judged else []


def _status(facts: Facts, checks: t.Sequence[Check]) -> str:
    if facts.times.is_excluded:
        return "not_applicable"
    if not all(check["passed"] for check in checks):
        return "non_compliant"
    return "unknown" if facts.unknown_seconds else "compliant"


def _exposure_keys(facts: Facts) -> dict[str, t.Any]:
    judged = spans.length(facts.exposure_judged)
    percent = None
    if facts.policy.rpo is not None and judged:
        # Rounded down, so that 99.99999 is not 100.
        percent = 1_000_000 * facts.compliant_seconds // judged / 10_000
    return {
        "compliant_time_percent": percent,
        "judged_seconds": judged,
        "longest_exposure_seconds": exposure.longest(facts.backups, facts.exposure_judged),
    }


def _breach_row(breach: Breach) -> dict[str, t.Any]:
    return {
        "from": times.format_moment(spans.moment(breach.begin)),
        "until": None if breach.until is None else times.format_moment(spans.moment(breach.until)),
        "seconds": breach.seconds,
        "excluded_seconds": breach.excluded_seconds,
        "last_success": breach.last_success,
        "next_success": breach.next_success,
    }


def _run_counts(facts: Facts) -> dict[str, int]:
    counts = facts.runs.counts()
    return {
        "expected": len(facts.expected),
        "started": counts.total(),
        "succeeded": counts["succeeded"],
        "warning": counts["warning"],
        "failed": counts["failed"],
        "missed": len(facts.missed),
        "running": counts["running"],
    }


def _restore_row(job: Job) -> dict[str, t.Any]:
    return {"id": job["id"], "started_at": job["started_at"], "finished_at": job["finished_at"]}
