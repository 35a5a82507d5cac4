# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs that are reduced to what judging needs and kept in a file, in groups that are read one at a time."""

from __future__ import annotations

import marshal
import operator
import os
import typing as t
from collections import defaultdict

from .._jobs.job import Job

Group = t.Hashable

# Many jobs have the same words.
_WORDS = ("product", "status", "job_type", "service")
_KEYS = (
    *("id", "status_raw", "finished", "ok", "job_type_raw", "service_raw", "organization_id"),
    *("started_at", "finished_at", "duration_seconds"),
)
_ALL_KEYS = (*_KEYS, *_WORDS, "counts", "counts_by_unit")
_values = operator.itemgetter(*_KEYS)
_words = operator.itemgetter(*_WORDS)
# So many jobs of a group are written at once, which takes less time than one by one.
_AT_ONCE = 100


class PackedJobs:
    """Jobs in groups. C(file) is theirs alone; who gives it closes it."""

    def __init__(self, file: t.IO[bytes]) -> None:
        self._file = file
        # The values of the jobs that are not written yet, and where the others are: their position and length.
        self._waiting: defaultdict[Group, list[tuple[t.Any, ...]]] = defaultdict(list)
        self._written: defaultdict[Group, list[tuple[int, int]]] = defaultdict(list)
        self._known_words: dict[str | None, str | None] = {}

    def add(self, group: Group, job: Job) -> None:
        """Keep a job."""
        waiting = self._waiting[group]
        waiting.append(self._reduced(job))
        if len(waiting) == _AT_ONCE:
            data = marshal.dumps(waiting)
            self._written[group].append((self._file.seek(0, os.SEEK_END), len(data)))
            self._file.write(data)
            waiting.clear()

    def _reduced(self, job: Job) -> tuple[t.Any, ...]:
        """Return the values of a job, equal ones as one object, so that they take less space."""
        words = [self._known_words.setdefault(word, word) for word in _words(job)]
        counts = job["counts"]
        by_unit = {unit: counts if own == counts else own for unit, own in job["counts_by_unit"].items()}
        return (*_values(job), *words, counts, by_unit)

    def read(self, group: Group) -> t.Iterator[Job]:
        """Yield the jobs of a group in the order in which they were added."""
        for position, length in self._written.get(group, ()):
            self._file.seek(position)
            yield from map(_job, marshal.loads(self._file.read(length)))
        yield from map(_job, self._waiting.get(group, ()))


def _job(values: tuple[t.Any, ...]) -> Job:
    return t.cast("Job", dict(zip(_ALL_KEYS, values, strict=True)))
