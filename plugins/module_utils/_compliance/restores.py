# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The restore tests of a subject: the successful restore jobs of its product."""

from __future__ import annotations

import typing as t

from .. import times
from .._jobs.job import Job
from .._jobs.subject import Subject, organization_key
from .._policy.subject_jobs import SubjectJobs
from .._read.duplicates import Key
from ..errors import IncompleteRead, sanitize
from .period import Period
from .policies import RESTORE, ResolvedPolicy


def restores_of(
    resolved: ResolvedPolicy,
    subject: Subject,
    latest: t.Mapping[Key, Job],
    contradictory: t.Collection[Key],
    counted: SubjectJobs,
    period: Period,
) -> list[Job]:
    """Return the successful restores of a subject that have a start and an end, neither in the future, by their end.

    A restore that does not report its service is one of every service; one that does not report its organisation is of
    none. Raise IncompleteRead for one that was read with two different ends.
    """
    if resolved.restores is None:
        return []
    found = []
    is_known = _is_known(resolved, period)
    for key, job in latest.items():
        # First what most jobs are not.
        if job["job_type"] != RESTORE or not _is_of(subject, job) or not is_known(job):
            continue
        if not resolved.restores.has(resolved.words.product.job_type_of(job)):
            continue
        if key in contradictory:
            why = f"two queries returned different ends of job {sanitize(job['id'], 80)}"
            raise IncompleteRead(subject.product, why)
        if counted.is_success(job):
            found.append(job)
    return sorted(found, key=lambda job: (str(job["finished_at"]), job["id"]))


def _is_known(resolved: ResolvedPolicy, period: Period) -> t.Callable[[Job], bool]:
    """Return a function that returns whether the times of a job prove something, and the policy reads as far back."""
    # Compared as text, which has the same order. As far back as the policy needs, whatever other policies have read.
    since = times.format_moment(period.since - resolved.policy.look_back)
    present = times.format_moment(period.judged_at)

    def is_known(job: Job) -> bool:
        started, ended = job["started_at"], job["finished_at"]
        return started is not None and ended is not None and since <= started <= ended <= present

    return is_known


def _is_of(subject: Subject, job: Job) -> bool:
    if subject.service not in (None, job["service"]) and (job["service"] or "").strip():
        return False
    wanted = organization_key(subject.organization_id)
    return wanted is None or organization_key(job["organization_id"]) == wanted
