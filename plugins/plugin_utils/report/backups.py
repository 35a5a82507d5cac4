# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The backups of a subject among the jobs that were read, and their figures."""

from __future__ import annotations

import functools
import statistics
import typing as t
from dataclasses import dataclass
from datetime import datetime, timedelta

from ...module_utils._gate.rules import Rule
from ...module_utils._jobs.job import UNFINISHED, Job
from ...module_utils._jobs.subject import Subject, subject_of
from ...module_utils._jobs.summary import Summary, summarize
from ...module_utils._policy.job_checks import failures_in_a_row
from ...module_utils._policy.key_types import LONGEST
from ...module_utils._policy.resolved import choice
from ...module_utils._policy.subject_jobs import SubjectJobs
from ...module_utils._products.registry import PRODUCTS
from .inventory import Key, covers

LATEST_RUNS = "latest runs"
# How old the last success of a subject may be that no rule or policy judges.
MAX_AGE = "48h"
_BACKUP = frozenset(("backup",))
# How many successes a median needs.
ENOUGH = 5


@functools.cache
def backup_types(product: str) -> frozenset[str]:
    """Return the normalised job types that are backups of a product."""
    if product not in PRODUCTS:
        return _BACKUP
    known = PRODUCTS[product]
    chosen = choice(known, "job_types", known.default_job_types)
    return frozenset(value.normalized for value in chosen.values) if chosen else _BACKUP


@dataclass(frozen=True)
class Backups:
    """The backups of a subject; C(doubtful) are those of an unknown job type, which never count as a success."""

    subject: Subject
    counted: SubjectJobs
    certain: list[Job]
    doubtful: list[Job]

    @functools.cached_property
    def summary(self) -> Summary:
        """The figures of the jobs."""
        return summarize(self.certain)

    @property
    def newest(self) -> Job | None:
        """The newest job, whether it has ended or not."""
        return next(iter(self.counted.every), None)

    @property
    def is_running(self) -> bool:
        """Whether the newest job has not ended."""
        return self.newest is not None and self.newest["status"] in UNFINISHED

    @functools.cached_property
    def last_failures(self) -> list[Job]:
        """The failures after the last success, newest first; a warning is one."""
        return next(failures_in_a_row(self.counted), [])

    @functools.cached_property
    def ended(self) -> list[Job]:
        """The successes and failures, newest first."""
        return [job for job in self.counted.jobs if self.counted.is_success(job) or self.counted.is_failure(job)]

    @functools.cached_property
    def typical_seconds(self) -> float | None:
        """The median duration of the successes; None for too few of them."""
        return _median(job["duration_seconds"] for job in self.counted.successes())

    @functools.cached_property
    def typical_objects(self) -> float | None:
        """The median number of objects of the successes; None for too few of them."""
        return _median(job["counts"].get("successful") for job in self.counted.successes())


def _median(values: t.Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return statistics.median(known) if len(known) >= ENOUGH else None


class BackupIndex:
    """The jobs that were read, by what they are about."""

    def __init__(self, jobs: t.Iterable[Job], since: datetime, now: datetime) -> None:
        self._since, self._now = since, now
        self._seen: dict[Key, Subject] = {}
        self._jobs: dict[Key, list[Job]] = {}
        for job in jobs:
            if job["job_type"] is None or job["job_type"] in backup_types(job["product"]):
                subject = subject_of(job)
                self._seen.setdefault(subject.key, subject)
                self._jobs.setdefault(subject.key, []).append(job)

    @property
    def subjects(self) -> list[Subject]:
        """The subjects of the jobs."""
        return list(self._seen.values())

    def of(self, subject: Subject, *, alone: bool) -> Backups:
        """Return the backups of a subject, with those of what it contains unless C(alone)."""
        keys = [key for key, seen in self._seen.items() if (key == subject.key if alone else covers(subject, seen))]
        jobs = [job for key in keys for job in self._jobs[key]]
        certain = [job for job in jobs if job["job_type"] is not None]
        doubtful = [job for job in jobs if job["job_type"] is None]
        counted = SubjectJobs(self.rule(subject), certain, self._now, self._since, doubtful=doubtful)
        return Backups(subject, counted, certain, doubtful)

    def rule(self, subject: Subject) -> Rule:
        """Return the rule for a subject that no other one judges: a recent success, and no failure after it."""
        seconds = int(min(max(timedelta(minutes=1), self._now - self._since), LONGEST).total_seconds())
        keys = {"name": LATEST_RUNS, "product": subject.product, "window": f"{seconds}s"}
        return Rule.model_validate({**keys, "max_age": MAX_AGE, "max_consecutive_failures": 0})
