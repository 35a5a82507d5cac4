# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make jobs on demand, for benchmarks: a million of them need no memory until they are requested."""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import Final, overload

from . import times
from .dataset import Setting, make_job
from .model import Job
from .products import PRODUCTS
from .query import ApiVersion, Query
from .schedules import Schedule
from .store import Render, Rows, Segment, matches, window

# Attributes repeat with this period, so that a filter has to check only one period.
_PERIOD: Final = 240
# A row that was not requested yet.
_NOT_RENDERED: Final = b""


class Synthetic(Sequence[Job]):
    """A number of jobs, distributed evenly over the days of a setting, newest first."""

    def __init__(self, product: str, count: int, setting: Setting) -> None:
        self._count = count
        self._product = product
        self._now = setting.now
        self._step = max(1, setting.days * times.DAY // max(1, count))
        random = Random(f"{setting.seed}:{setting.client_id}:{product}:synthetic")
        schedules = _schedules(product)
        statuses = random.choices(("succeeded", "warning", "failed"), (95, 3, 2), k=_PERIOD)
        self.period = [
            make_job(product, schedules[number % len(schedules)], status, setting.now, random)
            for number, status in enumerate(statuses)
        ]
        self._durations = [job.duration or 0 for job in self.period]
        self._rows: dict[ApiVersion, list[bytes]] = {}

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> Job:
        """Return one."""

    @overload
    def __getitem__(self, index: slice) -> list[Job]:
        """Return a range."""

    def __getitem__(self, index: int | slice) -> Job | list[Job]:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(self._count))]
        if not 0 <= index < self._count:
            raise IndexError(index)
        return replace(self._shared_job(index), rendered={})

    def rendered(self, indices: Sequence[int], api_version: ApiVersion, render: Render) -> list[bytes]:
        """Return the bytes of rows, which are cached; no Job is created for them."""
        if api_version not in self._rows:
            self._rows[api_version] = [_NOT_RENDERED] * self._count
        kept = self._rows[api_version]
        if _NOT_RENDERED in (found := _rows_of(kept, indices)):
            for index in indices:
                kept[index] = kept[index] or render(self._shared_job(index), api_version)
            found = _rows_of(kept, indices)
        return found

    def _shared_job(self, index: int) -> Job:
        """Return the job of an index, as an object that the next call changes."""
        place = index % _PERIOD
        shared = self.period[place]
        started = self._now - (index + 1) * self._step
        shared.id = f"{self._product}-{self._count - index:012d}"
        shared.created = shared.started = started
        shared.finished = started + self._durations[place]
        return shared


def _schedules(product: str) -> list[Schedule]:
    """Return the schedules of a month, optionally in every service and job type."""
    schedules = [schedule for schedule in PRODUCTS[product].schedules if not schedule.since_2025]
    if not PRODUCTS[product].all_kinds:
        return schedules
    pairs = itertools.product(PRODUCTS[product].services, PRODUCTS[product].job_types)
    return [
        replace(schedule, service=service, job_type=job_type)
        for schedule, (service, job_type) in zip(itertools.cycle(schedules), pairs, strict=False)
    ]


def _rows_of(rows: list[bytes], indices: Sequence[int]) -> list[bytes]:
    """Return the rows of these indices; a range in one step, for speed."""
    if isinstance(indices, range):
        return rows[indices.start : indices.stop]
    return [rows[index] for index in indices]


class SyntheticSegment:
    """A segment of a store: the synthetic jobs from ``low`` up to ``high``."""

    def __init__(self, jobs: Synthetic, low: int, high: int) -> None:
        self._jobs, self._low, self._high = jobs, low, high

    def __len__(self) -> int:
        return self._high - self._low

    def __getitem__(self, index: int, /) -> Job:
        return self._jobs[self._low + index]

    def slice(self, low: int, high: int) -> list[Job]:
        return [self._jobs[index] for index in self._range(low, high)]

    def rendered(self, low: int, high: int, api_version: ApiVersion, render: Render) -> list[bytes]:
        return self._jobs.rendered(self._range(low, high), api_version, render)

    def _range(self, low: int, high: int) -> range:
        return range(self._low + low, min(self._low + high, self._high))

    def split(self, index: int) -> tuple[Segment, Segment]:
        middle = self._low + index
        return SyntheticSegment(self._jobs, self._low, middle), SyntheticSegment(self._jobs, middle, self._high)

    def select(self, query: Query) -> Rows:
        low, high = window(self._jobs, query)
        low, high = max(low, self._low), min(high, self._high)
        high = max(low, high)
        filters = query.filters
        if not filters:
            return SyntheticSegment(self._jobs, low, high)
        if any(name == "search" for name, _value in filters):
            found = [index for index in range(low, high) if matches(self._jobs[index], filters)]
            return SelectedRows(self._jobs, found)
        hits = [number for number, job in enumerate(self._jobs.period) if matches(job, filters)]
        return SelectedRows(self._jobs, PeriodicIndices(hits, low, high))


class SelectedRows:
    """Synthetic jobs selected by their indices."""

    def __init__(self, jobs: Synthetic, indices: Sequence[int]) -> None:
        self._jobs, self._indices = jobs, indices

    def __len__(self) -> int:
        return len(self._indices)

    def slice(self, low: int, high: int) -> list[Job]:
        return [self._jobs[index] for index in self._indices[low:high]]

    def rendered(self, low: int, high: int, api_version: ApiVersion, render: Render) -> list[bytes]:
        return self._jobs.rendered(self._indices[low:high], api_version, render)


class PeriodicIndices(Sequence[int]):
    """All indices in [low, high) whose remainder by the period is one of the hits, in order."""

    def __init__(self, hits: list[int], low: int, high: int) -> None:
        self._hits = hits
        self._first = self._before(low)
        self._count = self._before(high) - self._first

    def _before(self, index: int) -> int:
        periods, rest = divmod(index, _PERIOD)
        return periods * len(self._hits) + bisect_left(self._hits, rest)

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> int:
        """Return one."""

    @overload
    def __getitem__(self, index: slice) -> list[int]:
        """Return a range."""

    def __getitem__(self, index: int | slice) -> int | list[int]:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(self._count))]
        if not 0 <= index < self._count:
            raise IndexError(index)
        periods, rest = divmod(self._first + index, len(self._hits))
        return periods * _PERIOD + self._hits[rest]
