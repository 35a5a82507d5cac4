# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The jobs of one product of one tenant, newest first, and what a question sees of them."""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from .history import History
from .model import Job
from .paging import Tokens
from .questions import Generation, Question

_VIEWS_KEPT = 64
Render = Callable[[Job, Generation], bytes]
# Where a question looks: its window and its filters.
Seen = tuple[int | None, int | None, tuple[tuple[str, object], ...]]


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


def window(jobs: Sequence[Job], question: Question) -> tuple[int, int]:
    """The slice of a newest-first sequence whose jobs lie in [start, finish]."""
    low, high = 0, len(jobs)
    if question.finish is not None:
        low = bisect_left(jobs, -question.finish, key=lambda job: -job.when)
    if question.start is not None:
        high = bisect_right(jobs, -question.start, low, key=lambda job: -job.when)
    return low, high


class Piece(Protocol):
    """A run of jobs, newest first."""

    def __len__(self) -> int:
        """How many there are."""

    def __getitem__(self, index: int, /) -> Job:
        """One of them."""

    def select(self, question: Question) -> Rows:
        """Those that a question asks for."""

    def split(self, index: int) -> tuple[Piece, Piece]:
        """One of them."""


class Rows(Protocol):
    """What a view needs of a sequence: length and slices, both without making every row."""

    def __len__(self) -> int:
        """How many there are."""

    def slice(self, low: int, high: int) -> list[Job]:
        """The jobs of a range."""

    def rendered(self, low: int, high: int, generation: Generation, render: Render) -> list[bytes]:
        """The bytes of a range, one row each."""


class Listed:
    """Jobs kept in memory: the month of a tenant."""

    def __init__(self, jobs: list[Job]) -> None:
        self.jobs = jobs

    def __len__(self) -> int:
        return len(self.jobs)

    def __getitem__(self, index: int, /) -> Job:
        return self.jobs[index]

    def select(self, question: Question) -> Rows:
        low, high = window(self.jobs, question)
        return Listed([job for job in self.jobs[low:high] if matches(job, question.filters)])

    def slice(self, low: int, high: int) -> list[Job]:
        return self.jobs[low:high]

    def rendered(self, low: int, high: int, generation: Generation, render: Render) -> list[bytes]:
        jobs = self.jobs[low:high]
        for job in jobs:
            if generation not in job.rendered:
                job.rendered[generation] = render(job, generation)
        return [job.rendered[generation] for job in jobs]

    def split(self, index: int) -> tuple[Piece, Piece]:
        return Listed(self.jobs[:index]), Listed(self.jobs[index:])


class Chain:
    """Several sequences, one after the other."""

    def __init__(self, parts: Sequence[Rows]) -> None:
        self._parts = parts

    def __len__(self) -> int:
        return sum(len(part) for part in self._parts)

    def slice(self, low: int, high: int) -> list[Job]:
        return [job for part, first, end in self._reach(low, high) for job in part.slice(first, end)]

    def rendered(self, low: int, high: int, generation: Generation, render: Render) -> list[bytes]:
        return [
            row for part, first, end in self._reach(low, high) for row in part.rendered(first, end, generation, render)
        ]

    def _reach(self, low: int, high: int) -> Iterator[tuple[Rows, int, int]]:
        """The parts that a slice touches, with the bounds inside of each."""
        for part in self._parts:
            length = len(part)
            if low < length and high > 0:
                yield part, max(low, 0), min(high, length)
            low, high = low - length, high - length


@dataclass(frozen=True)
class View:
    """What one question sees; the digest tells views, and so tokens, apart."""

    rows: Rows
    total: int
    digest: bytes


class Store:
    """Jobs in pieces, so that a million made on demand can be added to and removed from."""

    def __init__(self, pieces: list[Piece]) -> None:
        self.tokens = Tokens()
        self.history = History()
        self._pieces = pieces
        self._views: dict[Seen, View] = {}

    def __len__(self) -> int:
        return sum(len(piece) for piece in self._pieces)

    def view(self, question: Question) -> View:
        key = (question.start, question.finish, question.filters)
        if key not in self._views:
            if len(self._views) >= _VIEWS_KEPT:
                self._views.pop(next(iter(self._views)))
            parts = [piece.select(question) for piece in self._pieces]
            rows = parts[0] if len(parts) == 1 else Chain(parts)
            digest = hashlib.blake2b(repr(key).encode(), digest_size=8).digest()
            self._views[key] = View(rows, len(rows), digest)
        return self._views[key]

    def find(self, job_id: str) -> Job | None:
        return next((job for job in self._walk() if job.id == job_id), None)

    def add(self, job: Job) -> None:
        """Put a job where its time belongs; of equals, the one added last comes first."""
        self._views.clear()
        self.history.added(job)
        for number, piece in enumerate(self._pieces):
            if len(piece) == 0 or piece[len(piece) - 1].when > job.when:
                continue
            index = bisect_left(range(len(piece)), -job.when, key=_minus_when(piece))
            newer, older = piece.split(index)
            self._pieces[number : number + 1] = [newer, Listed([job]), older]
            break
        else:
            self._pieces.append(Listed([job]))
        self._tidy()

    def remove(self, job: Job) -> None:
        self._views.clear()
        for number, piece in enumerate(self._pieces):
            low = bisect_left(range(len(piece)), -job.when, key=_minus_when(piece))
            for index in range(low, len(piece)):
                if piece[index].when != job.when:
                    break
                if piece[index].id == job.id:
                    newer, rest = piece.split(index)
                    self._pieces[number : number + 1] = [newer, rest.split(1)[1]]
                    self.history.removed(job)
                    self._tidy()
                    return

    def clear(self) -> None:
        self._views.clear()
        self._pieces = [Listed([])]
        self.history = History()

    def _walk(self) -> Iterator[Job]:
        for piece in self._pieces:
            for index in range(len(piece)):
                yield piece[index]

    def _tidy(self) -> None:
        """Drop empty pieces and join neighbours that are lists."""
        tidy: list[Piece] = []
        for piece in self._pieces:
            last = tidy[-1] if tidy else None
            if isinstance(piece, Listed) and isinstance(last, Listed):
                tidy[-1] = Listed(last.jobs + piece.jobs)
            elif len(piece):
                tidy.append(piece)
        self._pieces = tidy or [Listed([])]


def _minus_when(piece: Piece) -> Callable[[int], int]:
    return lambda index: -piece[index].when
