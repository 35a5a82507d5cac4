# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which of the jobs that were read belong to a subject, and how far back a rule looks."""

from __future__ import annotations

import typing as t
from datetime import datetime

from .. import times
from .._jobs.job import UNFINISHED, Job
from .._jobs.subject import Subject, organization_key
from .._read.duplicates import Key
from ..errors import IncompleteRead, sanitize
from .resolved_rules import ResolvedRule


def select_jobs(
    resolved: ResolvedRule,
    subject: Subject,
    latest: t.Mapping[Key, Job],
    contradictory: t.Collection[Key],
    now: datetime,
) -> tuple[list[Job], list[Job]]:
    """Return the subject's jobs within the rule's horizon, and those that may be the subject's.

    Raise IncompleteRead for a job that does not report its service or organisation, or was read with two ends.
    """
    certain: list[Job] = []
    doubtful: list[Job] = []
    since = _horizon(resolved, now)
    for key, job in latest.items():
        belongs = _belongs(resolved, subject, job) if _is_judged(resolved, job, since) else False
        if belongs is False:
            continue
        if key in contradictory:
            name = resolved.product.name
            raise IncompleteRead(name, f"two queries returned different ends of job {sanitize(job['id'], 80)}")
        (certain if belongs else doubtful).append(job)
    return certain, doubtful


def older_jobs(resolved: ResolvedRule, subject: Subject, latest: t.Iterable[Job], now: datetime) -> list[Job]:
    """Return the subject's jobs that were read but ended before the rule's horizon; they decide nothing."""
    older: list[Job] = []
    since = _horizon(resolved, now)
    for job in latest:
        try:
            if not _is_judged(resolved, job, since) and _belongs(resolved, subject, job):
                older.append(job)
        except IncompleteRead:
            continue
    return older


def _horizon(resolved: ResolvedRule, now: datetime) -> str:
    return times.format_moment(now - resolved.rule.horizon)


def _is_judged(resolved: ResolvedRule, job: Job, since: str) -> bool:
    """Return whether a rule looks at a job: by its end, or by its start if its end is unknown.

    A rule that judges running jobs looks at every unfinished job.
    """
    if resolved.judges_running and job["status"] in UNFINISHED:
        return True
    moment = job["finished_at"] or job["started_at"]
    return moment is None or moment >= since


def _belongs(resolved: ResolvedRule, subject: Subject, job: Job) -> bool | None:
    """Return whether a job is one of the subject's; None if its type or service is unknown, so that it may be.

    Raise IncompleteRead if the job does not report its service or organisation and the subject has one.
    """
    product = resolved.product
    job_type = product.job_type_of(job)
    certain = resolved.job_types.has(job_type)
    if not certain and job_type is not None:
        return False
    if subject.service is not None and not (job["service"] or "").strip():
        raise IncompleteRead(product.name, f"job {sanitize(job['id'], 80)} does not report its service")
    if subject.service not in (None, job["service"]):
        if product.knows_service(job):
            return False
        certain = False
    if subject.organization_id is not None:
        if not (job["organization_id"] or "").strip():
            raise IncompleteRead(product.name, f"job {sanitize(job['id'], 80)} does not report its organisation")
        if organization_key(job["organization_id"]) != organization_key(subject.organization_id):
            return False
    return certain or None
