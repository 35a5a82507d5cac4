# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The jobs of a compliance run, found by their product and service.

What judging needs of them is kept in a file; only the jobs of the subject that is being judged are in memory.
"""

from __future__ import annotations

import functools
import io
import typing as t
from collections import defaultdict

from .._jobs.job import Job, id_key
from .._jobs.subject import Subject
from .._jobs.summary import Summary, summarize
from .._products.base import Product
from .._products.registry import PRODUCTS
from .._read.duplicates import Key, merge
from .packed_jobs import PackedJobs


class JudgedJobs:
    """All jobs of a run; C(summary) are the figures of them.

    C(file) is where they are kept while they are judged, by default in memory; who gives it closes it.
    """

    def __init__(self, jobs: t.Iterable[Job], file: t.IO[bytes] | None = None) -> None:
        self._packed = PackedJobs(file or io.BytesIO())
        # The services of each product, None for those that are not known.
        self._services: defaultdict[str, dict[str | None, None]] = defaultdict(dict)
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
            self._services[product][known] = None
            self._packed.add((product, known), job)
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
        product = subject.product
        unknown = (None, "") if _product(product).rows_have_service else (None,)
        wanted = list(self._services[product]) if subject.service is None else [subject.service, *unknown]
        return merge(job for service in wanted for job in self._packed.read((product, service)))

    def first_start(self, product: str) -> str | None:
        """Return when the first job of a product started; None if no start is known."""
        return self._first.get(product)


@functools.cache
def _product(name: str) -> Product:
    return PRODUCTS[name]
