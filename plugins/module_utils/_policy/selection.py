# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which of the jobs that were read belong to a subject."""

from __future__ import annotations

import typing as t

from .._jobs.job import Job
from .._jobs.subject import Subject, organization_key
from .._products.base import Product
from .._read.duplicates import Key
from ..errors import IncompleteRead, sanitize
from .resolved import Resolved


def select_jobs(
    words: Resolved,
    subject: Subject,
    latest: t.Mapping[Key, Job],
    contradictory: t.Collection[Key],
    is_judged: t.Callable[[Job], bool],
) -> tuple[list[Job], list[Job]]:
    """Return the subject's jobs that are judged, and those of them that may be the subject's.

    Raise IncompleteRead for a job that does not report its service or organisation, or was read with two ends.
    """
    certain: list[Job] = []
    doubtful: list[Job] = []
    for key, job in latest.items():
        belongs = _belongs(words, subject, job) if is_judged(job) else False
        if belongs is False:
            continue
        if key in contradictory:
            name = words.product.name
            raise IncompleteRead(name, f"two queries returned different ends of job {sanitize(job['id'], 80)}")
        (certain if belongs else doubtful).append(job)
    return certain, doubtful


def older_jobs(
    words: Resolved, subject: Subject, latest: t.Iterable[Job], is_judged: t.Callable[[Job], bool]
) -> list[Job]:
    """Return the subject's jobs that were read but are not judged."""
    older: list[Job] = []
    for job in latest:
        try:
            if not is_judged(job) and _belongs(words, subject, job):
                older.append(job)
        except IncompleteRead:
            continue
    return older


def _belongs(words: Resolved, subject: Subject, job: Job) -> bool | None:
    """Return whether a job is one of the subject's; None if its type or service is unknown, so that it may be.

    Raise IncompleteRead if the job does not report its service or organisation and the subject has one.
    """
    product = words.product
    job_type = product.job_type_of(job)
    certain = words.job_types.has(job_type)
    if not certain and job_type is not None:
        return False
    if subject.service is not None and not (job["service"] or "").strip():
        raise _not_attributable(product, job, "service", "services")
    if subject.service not in (None, job["service"]):
        if product.knows_service(job):
            return False
        certain = False
    if subject.organization_id is not None:
        if not (job["organization_id"] or "").strip():
            raise _not_attributable(product, job, "organisation", "organization_ids")
        if organization_key(job["organization_id"]) != organization_key(subject.organization_id):
            return False
    return certain or None


def _not_attributable(product: Product, job: Job, what: str, key: str) -> IncompleteRead:
    """Return the error about a job that may be any subject's, because it does not report C(what) the C(key) chooses."""
    name = sanitize(job["id"], 80)
    return IncompleteRead(
        product.name,
        f"job {name} does not report its {what}, so it may be of any; to judge all of them together, leave {key} out",
    )
