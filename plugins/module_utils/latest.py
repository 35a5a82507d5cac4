# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Subjects, and the newest job of each."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from ansible_collections.avepoint.cloud_backup.plugins.module_utils.job import Job, recency


@dataclass(frozen=True)
class Subject:
    """What jobs and verdicts are about: a product, a service of it, an organisation of it."""

    product: str
    service: str | None = None
    organization_id: str | None = None

    @property
    def key(self) -> tuple[str, str | None, str | None]:
        """Equal for the same subject, however its organisation is written."""
        return self.product, self.service, organization_key(self.organization_id)


def organization_key(identity: str | None) -> str | None:
    """Return what the IDs of organisations are compared by: services write them in upper and in lower case."""
    return None if identity is None else identity.strip().casefold()


def subject_of(job: Job) -> Subject:
    """What a job is about, as far as it tells."""
    return Subject(job["product"], job["service"], job["organization_id"])


def latest(jobs: t.Iterable[Job]) -> list[Job]:
    """The newest job of each subject, newest first; the jobs' order does not matter."""
    newest: dict[tuple[str, str | None, str | None], Job] = {}
    for job in jobs:
        subject = subject_of(job).key
        if subject not in newest or recency(job) > recency(newest[subject]):
            newest[subject] = job
    return sorted(newest.values(), key=recency, reverse=True)
