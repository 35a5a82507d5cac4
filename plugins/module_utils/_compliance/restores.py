# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The restore tests of a subject: the successful restore jobs of its product."""

from __future__ import annotations

from .._jobs.job import Job
from .._jobs.subject import Subject, organization_key
from .._policy.subject_jobs import SubjectJobs
from ..errors import IncompleteRead, sanitize
from .judged_jobs import JudgedJobs
from .policies import ResolvedPolicy


def restores_of(resolved: ResolvedPolicy, subject: Subject, jobs: JudgedJobs, counted: SubjectJobs) -> list[Job]:
    """Return the successful restores of a subject that have a start and an end, by their end.

    A restore that does not report its service is one of every service; one that does not report its organisation is of
    none. Raise IncompleteRead for one that was read with two different ends.
    """
    if resolved.restores is None:
        return []
    found = []
    for key, job in jobs.of(subject).items():
        if not resolved.restores.has(resolved.words.product.job_type_of(job)) or not _is_of(subject, job):
            continue
        if key in jobs.contradictory:
            why = f"two queries returned different ends of job {sanitize(job['id'], 80)}"
            raise IncompleteRead(subject.product, why)
        if counted.is_success(job) and job["started_at"] and job["finished_at"]:
            found.append(job)
    return sorted(found, key=lambda job: (str(job["finished_at"]), job["id"]))


def _is_of(subject: Subject, job: Job) -> bool:
    if subject.service not in (None, job["service"]) and (job["service"] or "").strip():
        return False
    wanted = organization_key(subject.organization_id)
    return wanted is None or organization_key(job["organization_id"]) == wanted
