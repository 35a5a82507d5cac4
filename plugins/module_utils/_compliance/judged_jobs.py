# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The jobs of a compliance run, reduced to what judging needs, packed, and found by their product and service.

A year of jobs takes a few hundred bytes for each; only those of the subject that is being judged are unpacked.
"""

from __future__ import annotations

import functools
import marshal
import typing as t
from collections import defaultdict

from .._jobs.job import Job, id_key
from .._jobs.subject import Subject
from .._jobs.summary import Summary, summarize
from .._products.base import Product
from .._products.registry import PRODUCTS
from .._read.duplicates import Key, merge

_KEYS = (
    *("id", "product", "status", "status_raw", "finished", "ok"),
    *("job_type", "job_type_raw", "service", "service_raw", "organization_id"),
    *("started_at", "finished_at", "duration_seconds", "counts", "counts_by_unit"),
)


class JudgedJobs:
    """All jobs of a run; C(summary) are the figures of them."""

    def __init__(self, jobs: t.Iterable[Job]) -> None:
        self._packed: defaultdict[str, defaultdict[str | None, list[bytes]]] = defaultdict(lambda: defaultdict(list))
        self._first: dict[str, str] = {}
        self.summary: Summary = summarize(self._pack(jobs))

    def _pack(self, jobs: t.Iterable[Job]) -> t.Iterator[Job]:
        """Keep the jobs, and yield each that was not read before."""
        # Hashes, which take less memory than names; the summary alone depends on them.
        seen: set[int] = set()
        for job in jobs:
            product = job["product"]
            # None for one that is not known.
            service = (job["service"] or "").strip()
            known = service if not service or _product(product).knows_service(job) else None
            values = tuple(job[key] for key in _KEYS)  # type: ignore[literal-required]  # keys of a job
            self._packed[product][known].append(marshal.dumps(values))
            started = job["started_at"]
            if started is not None:
                self._first[product] = min(started, self._first.get(product, started))
            key = hash((product, id_key(job["id"])))
            if key not in seen:
                seen.add(key)
                yield job

    def of(self, subject: Subject) -> tuple[dict[Key, Job], set[Key]]:
        """Return the jobs that may be those of a subject: of its product, and of its service or an unknown one.

        Where rows do not have their service, it is known of all jobs that were read for the subject: one without it
        was read for another. Each is returned once, with the keys of those that were read with two different ends.
        """
        services = self._packed[subject.product]
        unknown = (None, "") if _product(subject.product).rows_have_service else (None,)
        wanted = list(services) if subject.service is None else [subject.service, *unknown]
        return merge(_unpack(packed) for service in wanted for packed in services.get(service, ()))

    def first_start(self, product: str) -> str | None:
        """Return when the first job of a product started; None if no start is known."""
        return self._first.get(product)


def _unpack(packed: bytes) -> Job:
    return t.cast("Job", dict(zip(_KEYS, marshal.loads(packed), strict=True)))


@functools.cache
def _product(name: str) -> Product:
    return PRODUCTS[name]
