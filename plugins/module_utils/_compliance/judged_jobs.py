# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The jobs of a compliance run, reduced to what judging needs, and found by their product and service."""

from __future__ import annotations

import typing as t
from collections import defaultdict

from .._jobs.job import Counts, Job
from .._jobs.subject import Subject
from .._products.registry import PRODUCTS
from .._read.duplicates import Key, merge

_KEYS = (
    *("id", "product", "status", "status_raw", "finished", "ok"),
    *("job_type", "job_type_raw", "service", "service_raw", "organization_id"),
    *("started_at", "finished_at", "duration_seconds", "counts", "counts_by_unit"),
)


class JudgedJob:
    """A job reduced to the keys that judging needs; it is read like a job, and takes a tenth of its memory."""

    __slots__ = _KEYS

    def __init__(self, job: Job, counts: t.Callable[[Counts], Counts]) -> None:
        for key in _KEYS:
            setattr(self, key, job[key])  # type: ignore[literal-required]  # keys of a job
        self.counts = counts(job["counts"])
        # Most jobs report one unit, which is the one of their counts.
        self.counts_by_unit = {unit: counts(each) for unit, each in job["counts_by_unit"].items()} or None

    def __getitem__(self, key: str) -> t.Any:
        return getattr(self, key)

    def get(self, key: str, default: t.Any = None) -> t.Any:
        """Return the value of a key."""
        return getattr(self, key, default)


class _Shared:
    """Counts, of which equal ones are kept once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int | None, ...], Counts] = {}

    def __call__(self, counts: Counts) -> Counts:
        return self._known.setdefault(tuple(counts.values()), counts)  # type: ignore[arg-type]  # all are numbers


class JudgedJobs:
    """All jobs of a run, each once, found by the product and service of a subject.

    C(contradictory) are the keys of jobs that were read with two different ends.
    """

    def __init__(self, jobs: t.Iterable[Job]) -> None:
        shared = _Shared()
        reduced = (t.cast("Job", JudgedJob(job, shared)) for job in jobs)
        self.all, self.contradictory = merge(reduced)
        self._by_service: dict[str, dict[str | None, dict[Key, Job]]] = defaultdict(lambda: defaultdict(dict))
        for key, job in self.all.items():
            known = PRODUCTS[job["product"]].knows_service(job) and (job["service"] or "").strip()
            self._by_service[job["product"]][job["service"] if known else None][key] = job
        self._found: dict[tuple[str, str | None], dict[Key, Job]] = {}

    def of(self, subject: Subject) -> dict[Key, Job]:
        """Return the jobs that may be those of a subject: of its product, and of its service or an unknown one."""
        wanted = subject.product, subject.service
        if wanted not in self._found:
            services = self._by_service[subject.product]
            parts = services.values() if subject.service is None else (services[subject.service], services[None])
            self._found[wanted] = {key: job for part in parts for key, job in part.items()}
        return self._found[wanted]

    def first_start(self, product: str) -> str | None:
        """Return when the first job of a product started; None if no start is known."""
        starts = (job["started_at"] for part in self._by_service[product].values() for job in part.values())
        return min(filter(None, starts), default=None)
