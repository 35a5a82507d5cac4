# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the rows of a read are kept until they are proved to be complete; this file keeps them in memory."""

from __future__ import annotations

import itertools
import typing as t

from .._jobs.job import Job, recency
from .row_set import Entry, Kept, RowSet

# The rows of one pass, and the bytes of the pages that they were in.
MAX_ROWS_IN_MEMORY = 500_000
MAX_BYTES_IN_MEMORY = 512 * 1024 * 1024


class RowStore(t.Protocol):
    """A store for the rows of many passes.

    C(frugal) is true where pages that wait to be parsed should take little memory. C(faults) are the exceptions that
    mean that the store itself failed, which is no failure of a product.
    """

    frugal: bool
    faults: tuple[type[Exception], ...]

    def new_rowset(self, *, in_order: bool = True) -> RowSet:
        """Return an empty row set."""

    def pack(self, job: Job) -> Kept:
        """Return what is kept of a job."""

    def shared(self, row_sets: t.Sequence[t.Any]) -> str | None:
        """Return the id of a job that is in more than one of the row sets; None where there is none."""

    def jobs(self, row_sets: t.Sequence[t.Any], limit: int | None = None) -> t.Iterator[Job]:
        """Return the matching jobs of all row sets, newest first."""


class MemoryRowSet(RowSet):
    """A row set of L(MemoryStore)."""

    max_rows = MAX_ROWS_IN_MEMORY
    max_bytes = MAX_BYTES_IN_MEMORY
    kept_where = "kept in memory; write them to a file with dest, or narrow the query"

    def __init__(self, *, in_order: bool = True) -> None:
        super().__init__(in_order=in_order)
        self.kept: dict[str, Kept] = {}
        self.ends: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self.kept)

    def same_ids(self, other: t.Any) -> bool:
        return bool(self.kept.keys() == other.kept.keys())

    def contradicted(self, earlier: t.Any) -> str | None:
        for key, end in earlier.ends.items():
            if key in self.kept and self.ends.get(key) != end:
                return str(key)
        return None

    def drop(self) -> None:
        self.kept.clear()
        self.ends.clear()

    def _ends(self, keys: t.Iterable[str]) -> dict[str, str | None]:
        return {key: self.ends.get(key) for key in keys}

    def _matched(self, keys: t.Iterable[str]) -> dict[str, bool]:
        return {key: self.kept[key] is not None for key in keys if key in self.kept}

    def _put(self, entries: t.Iterable[Entry]) -> None:
        for entry in entries:
            self.kept[entry.key] = entry.kept
            if entry.end is not None:
                self.ends[entry.key] = entry.end


class MemoryStore:
    """A L(RowStore) for jobs that are returned."""

    frugal = False
    faults: tuple[type[Exception], ...] = ()

    def new_rowset(self, *, in_order: bool = True) -> RowSet:
        """Return an empty row set."""
        return MemoryRowSet(in_order=in_order)

    def pack(self, job: Job) -> Kept:
        """Return the job itself."""
        return job

    def shared(self, row_sets: t.Sequence[t.Any]) -> str | None:
        """Return the id of a job that is in more than one of the row sets; None where there is none."""
        seen: set[str] = set()
        for row_set in row_sets:
            twice = seen & row_set.kept.keys()
            if twice:
                key = min(twice)
                return str((row_set.kept[key] or {"id": key})["id"])
            seen.update(row_set.kept)
        return None

    def jobs(self, row_sets: t.Sequence[t.Any], limit: int | None = None) -> t.Iterator[Job]:
        """Return the matching jobs, newest first."""
        matching = [job for row_set in row_sets for job in row_set.kept.values() if job is not None]
        matching.sort(key=recency, reverse=True)
        return itertools.islice(matching, limit)
