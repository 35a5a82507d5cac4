# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Store the jobs of one product of one tenant, newest first, and select those of a query."""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from .history import History
from .model import Job
from .paging import Tokens
from .query import ApiVersion, Query

_VIEWS_KEPT = 64
Render = Callable[[Job, ApiVersion], bytes]
# What a view depends on: the window and the filters of a query.
ViewKey = tuple[int | None, int | None, tuple[tuple[str, object], ...]]


def matches(job: Job, filters: Sequence[tuple[str, object]]) -> bool:
    for name, value in filters:
        if name == "search":
            text = str(value).lower()
            if text not in job.id.lower() and text not in job.message.lower():
                return False
        elif isinstance(value, frozenset):
            if getattr(job, name) not in value:
                return False
        elif getattr(job, name) != value:
            return False
    return True


def window(jobs: Sequence[Job], query: Query) -> tuple[int, int]:
    """Return the slice of a newest-first sequence with the jobs in [start, finish]."""
    low, high = 0, len(jobs)
    if query.finish is not None:
        low = bisect_left(jobs, -query.finish, key=lambda job: -job.when)
    if query.start is not None:
        high = bisect_right(jobs, -query.start, low, key=lambda job: -job.when)
    return low, high


class Segment(Protocol):
    """A contiguous part of the jobs, newest first."""

    def __len__(self) -> int:
        """Return the number of jobs."""

    def __getitem__(self, index: int, /) -> Job:
        """Return one."""

    def select(self, query: Query) -> Rows:
        """Return the jobs that match a query."""

    def split(self, index: int) -> tuple[Segment, Segment]:
        """Return the parts before and from an index."""


class Rows(Protocol):
    """The jobs of a view: length and slices, without creating every row."""

    def __len__(self) -> int:
        """Return the number of jobs."""

    def slice(self, low: int, high: int) -> list[Job]:
        """Return the jobs of a range."""

    def rendered(self, low: int, high: int, api_version: ApiVersion, render: Render) -> list[bytes]:
        """Return the rendered rows of a range."""


class JobList:
    """Jobs kept in memory."""

    def __init__(self, jobs: list[Job]) -> None:
        self.jobs = jobs

    def __len__(self) -> int:
        return len(self.jobs)

    def __getitem__(self, index: int, /) -> Job:
        return self.jobs[index]

    def select(self, query: Query) -> Rows:
        low, high = window(self.jobs, query)
        return JobList([job for job in self.jobs[low:high] if matches(job, query.filters)])

    def slice(self, low: int, high: int) -> list[Job]:
        return self.jobs[low:high]

    def rendered(self, low: int, high: int, api_version: ApiVersion, render: Render) -> list[bytes]:
        jobs = self.jobs[low:high]
        for job in jobs:
            if api_version not in job.rendered:
                job.rendered[api_version] = render(job, api_version)
        return [job.rendered[api_version] for job in jobs]

    def split(self, index: int) -> tuple[Segment, Segment]:
        return JobList(self.jobs[:index]), JobList(self.jobs[index:])


class ChainedRows:
    """Several sequences, concatenated."""

    def __init__(self, parts: Sequence[Rows]) -> None:
        self._parts = parts

    def __len__(self) -> int:
        return sum(len(part) for part in self._parts)

    def slice(self, low: int, high: int) -> list[Job]:
        return [job for part, first, end in self._overlaps(low, high) for job in part.slice(first, end)]

    def rendered(self, low: int, high: int, api_version: ApiVersion, render: Render) -> list[bytes]:
        return [
            row
            for part, first, end in self._overlaps(low, high)
            for row in part.rendered(first, end, api_version, render)
        ]

    def _overlaps(self, low: int, high: int) -> Iterator[tuple[Rows, int, int]]:
        """Yield the parts that a slice overlaps, with the bounds in each."""
        for part in self._parts:
            length = len(part)
            if low < length and high > 0:
                yield part, max(low, 0), min(high, length)
            low, high = low - length, high - length


@dataclass(frozen=True)
class View:
    """The jobs that match a query; the digest identifies the view in tokens."""

    rows: Rows
    total: int
    digest: bytes


class Store:
    """Jobs in segments, so that jobs can be added to and removed from a million that are made on demand."""

    def __init__(self, segments: list[Segment]) -> None:
        self.tokens = Tokens()
        self.history = History()
        self._segments = segments
        self._views: dict[ViewKey, View] = {}

    def __len__(self) -> int:
        return sum(len(segment) for segment in self._segments)

    def view(self, query: Query) -> View:
        key = (query.start, query.finish, query.filters)
        if key not in self._views:
            if len(self._views) >= _VIEWS_KEPT:
                self._views.pop(next(iter(self._views)))
            parts = [segment.select(query) for segment in self._segments]
            rows = parts[0] if len(parts) == 1 else ChainedRows(parts)
            digest = hashlib.blake2b(repr(key).encode(), digest_size=8).digest()
            self._views[key] = View(rows, len(rows), digest)
        return self._views[key]

    def find(self, job_id: str) -> Job | None:
        return next((job for job in self._all_jobs() if job.id == job_id), None)

    def add(self, job: Job) -> None:
        """Insert a job by its time; of jobs with equal times, the last one added comes first."""
        self._views.clear()
        self.history.added(job)
        for number, segment in enumerate(self._segments):
            if len(segment) == 0 or segment[len(segment) - 1].when > job.when:
                continue
            index = bisect_left(range(len(segment)), -job.when, key=_sort_key(segment))
            newer, older = segment.split(index)
            self._segments[number : number + 1] = [newer, JobList([job]), older]
            break
        else:
            self._segments.append(JobList([job]))
        self._merge()

    def remove(self, job: Job) -> None:
        self._views.clear()
        for number, segment in enumerate(self._segments):
            low = bisect_left(range(len(segment)), -job.when, key=_sort_key(segment))
            for index in range(low, len(segment)):
                if segment[index].when != job.when:
                    break
                if segment[index].id == job.id:
                    newer, rest = segment.split(index)
                    self._segments[number : number + 1] = [newer, rest.split(1)[1]]
                    self.history.removed(job)
                    self._merge()
                    return

    def clear(self) -> None:
        self._views.clear()
        self._segments = [JobList([])]
        self.history = History()

    def _all_jobs(self) -> Iterator[Job]:
        for segment in self._segments:
            for index in range(len(segment)):
                yield segment[index]

    def _merge(self) -> None:
        """Remove empty segments, and join adjacent lists."""
        tidy: list[Segment] = []
        for segment in self._segments:
            last = tidy[-1] if tidy else None
            if isinstance(segment, JobList) and isinstance(last, JobList):
                tidy[-1] = JobList(last.jobs + segment.jobs)
            elif len(segment):
                tidy.append(segment)
        self._segments = tidy or [JobList([])]


def _sort_key(segment: Segment) -> Callable[[int], int]:
    return lambda index: -segment[index].when
