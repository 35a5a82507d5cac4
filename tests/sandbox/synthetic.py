# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs made on demand, for benches: a million of them cost no memory until they are asked for."""

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
from .plans import Plan
from .products import PRODUCTS
from .questions import Generation, Question
from .store import Piece, Render, Rows, matches, window

# Attributes repeat with this period, so that a filter need look at one period alone.
_PERIOD: Final = 240
# Stands for a row that nobody asked for yet.
_NOT_YET: Final = b""


class Synthetic(Sequence[Job]):
    """So many jobs, spread evenly over the days of a setting, newest first."""

    def __init__(self, product: str, count: int, setting: Setting) -> None:
        self._count = count
        self._product = product
        self._now = setting.now
        self._step = max(1, setting.days * times.DAY // max(1, count))
        random = Random(f"{setting.seed}:{setting.client_id}:{product}:synthetic")
        plans = _plans(product)
        statuses = random.choices(("succeeded", "warning", "failed"), (95, 3, 2), k=_PERIOD)
        self.period = [
            make_job(product, plans[number % len(plans)], status, setting.now, random)
            for number, status in enumerate(statuses)
        ]
        self._durations = [job.duration or 0 for job in self.period]
        self._rows: dict[Generation, list[bytes]] = {}

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> Job:
        """One of them."""

    @overload
    def __getitem__(self, index: slice) -> list[Job]:
        """A range of them."""

    def __getitem__(self, index: int | slice) -> Job | list[Job]:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(self._count))]
        if not 0 <= index < self._count:
            raise IndexError(index)
        return replace(self._cast(index), rendered={})

    def rendered(self, indices: Sequence[int], generation: Generation, render: Render) -> list[bytes]:
        """The bytes of rows, kept once rendered; no job is made for them."""
        if generation not in self._rows:
            self._rows[generation] = [_NOT_YET] * self._count
        kept = self._rows[generation]
        if _NOT_YET in (found := _rows_of(kept, indices)):
            for index in indices:
                kept[index] = kept[index] or render(self._cast(index), generation)
            found = _rows_of(kept, indices)
        return found

    def _cast(self, index: int) -> Job:
        """The job of an index, in a mould that the next call pours anew."""
        place = index % _PERIOD
        mould = self.period[place]
        started = self._now - (index + 1) * self._step
        mould.id = f"{self._product}-{self._count - index:012d}"
        mould.created = mould.started = started
        mould.finished = started + self._durations[place]
        return mould


def _plans(product: str) -> list[Plan]:
    """The plans of a month; in every service and every type of job where all of them occur."""
    plans = [plan for plan in PRODUCTS[product].plans if not plan.since_2025]
    if not PRODUCTS[product].all_kinds:
        return plans
    pairs = itertools.product(PRODUCTS[product].services, PRODUCTS[product].job_types)
    return [
        replace(plan, service=service, job_type=job_type)
        for plan, (service, job_type) in zip(itertools.cycle(plans), pairs, strict=False)
    ]


def _rows_of(rows: list[bytes], indices: Sequence[int]) -> list[bytes]:
    """The rows of these indices; a range of them in one step, as whole pages of a bench are."""
    if isinstance(indices, range):
        return rows[indices.start : indices.stop]
    return [rows[index] for index in indices]


class Stretch:
    """A piece of a store: the synthetic jobs from ``low`` up to ``high``."""

    def __init__(self, jobs: Synthetic, low: int, high: int) -> None:
        self._jobs, self._low, self._high = jobs, low, high

    def __len__(self) -> int:
        return self._high - self._low

    def __getitem__(self, index: int, /) -> Job:
        return self._jobs[self._low + index]

    def slice(self, low: int, high: int) -> list[Job]:
        return [self._jobs[index] for index in self._range(low, high)]

    def rendered(self, low: int, high: int, generation: Generation, render: Render) -> list[bytes]:
        return self._jobs.rendered(self._range(low, high), generation, render)

    def _range(self, low: int, high: int) -> range:
        return range(self._low + low, min(self._low + high, self._high))

    def split(self, index: int) -> tuple[Piece, Piece]:
        middle = self._low + index
        return Stretch(self._jobs, self._low, middle), Stretch(self._jobs, middle, self._high)

    def select(self, question: Question) -> Rows:
        low, high = window(self._jobs, question)
        low, high = max(low, self._low), min(high, self._high)
        high = max(low, high)
        filters = question.filters
        if not filters:
            return Stretch(self._jobs, low, high)
        if any(name == "search" for name, _value in filters):
            found = [index for index in range(low, high) if matches(self._jobs[index], filters)]
            return _Picked(self._jobs, found)
        hits = [number for number, job in enumerate(self._jobs.period) if matches(job, filters)]
        return _Picked(self._jobs, _Periodic(hits, low, high))


class _Picked:
    """Synthetic jobs by their indices."""

    def __init__(self, jobs: Synthetic, indices: Sequence[int]) -> None:
        self._jobs, self._indices = jobs, indices

    def __len__(self) -> int:
        return len(self._indices)

    def slice(self, low: int, high: int) -> list[Job]:
        return [self._jobs[index] for index in self._indices[low:high]]

    def rendered(self, low: int, high: int, generation: Generation, render: Render) -> list[bytes]:
        return self._jobs.rendered(self._indices[low:high], generation, render)


class _Periodic(Sequence[int]):
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
        """One of them."""

    @overload
    def __getitem__(self, index: slice) -> list[int]:
        """A range of them."""

    def __getitem__(self, index: int | slice) -> int | list[int]:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(self._count))]
        if not 0 <= index < self._count:
            raise IndexError(index)
        periods, rest = divmod(self._first + index, len(self._hits))
        return periods * _PERIOD + self._hits[rest]
