# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A row store on disk, for jobs that are written to a file: a million jobs need no more memory than a page of them.

What is kept of a job is its line of JSON, made where the page is parsed.
"""

from __future__ import annotations

import itertools
import json
import re
import threading
import typing as t

from .._jobs.job import Job, recency
from .row_set import Entry, Kept, RowSet

# The database keeps this much in memory, and sorts in parts of this size; in KiB.
CACHE = 4096
# The rows of one pass, and the bytes of the pages that they were in.
MAX_ROWS_ON_DISK = 10_000_000
MAX_BYTES_ON_DISK = 16 * 1024 * 1024 * 1024
# No version of SQLite takes more parameters than this in one statement.
MAX_PARAMETERS = 500

# Made once: json.dumps makes one for each job.
_LINE = json.JSONEncoder(ensure_ascii=False, check_circular=False)
# JSON allows them in text as they are, but many readers of lines end a line at them.
_LINE_ENDS = re.compile("[\x85\u2028\u2029]")


class DiskRowSet(RowSet):
    """A row set of L(DiskStore); C(number) identifies it in the database."""

    max_rows = MAX_ROWS_ON_DISK
    max_bytes = MAX_BYTES_ON_DISK
    kept_where = "written to a file"

    def __init__(self, store: DiskStore, number: int, *, in_order: bool = True) -> None:
        super().__init__(in_order=in_order)
        self.number = number
        self._store = store
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def add(self, entries: t.Sequence[Entry]) -> int:
        new = super().add(entries)
        self._length += new
        return new

    def same_ids(self, other: t.Any) -> bool:
        missing = "SELECT id FROM row WHERE row_set = ? EXCEPT SELECT id FROM row WHERE row_set = ? LIMIT 1"
        return len(self) == len(other) and not self._store.select(missing, (self.number, other.number))

    def contradicted(self, earlier: t.Any) -> str | None:
        found = self._store.select(
            "SELECT now.id FROM row AS now JOIN row AS before ON now.id = before.id "
            "WHERE now.row_set = ? AND before.row_set = ? AND before.ended IS NOT NULL "
            "AND now.ended IS NOT before.ended LIMIT 1",
            (self.number, earlier.number),
        )
        return str(found[0][0]) if found else None

    def drop(self) -> None:
        self._store.select("DELETE FROM row WHERE row_set = ?", (self.number,))

    def _matched(self, keys: t.Iterable[str]) -> dict[str, bool]:
        return {key: bool(matched) for key, matched in self._column("line IS NOT NULL", keys)}

    def _ends(self, keys: t.Iterable[str]) -> dict[str, str | None]:
        return dict(self._column("ended", keys))

    def _column(self, column: str, keys: t.Iterable[str]) -> t.Iterator[tuple[str, t.Any]]:
        """Return each of the keys that is in this set, with a column of its row."""
        left = iter(keys)
        while some := list(itertools.islice(left, MAX_PARAMETERS)):
            marks = ",".join("?" * len(some))
            statement = f"SELECT id, {column} FROM row WHERE row_set = ? AND id IN ({marks})"
            yield from self._store.select(statement, (self.number, *some))

    def _put(self, entries: t.Iterable[Entry]) -> None:
        kept = ((entry.key, *t.cast("tuple[str, str]", entry.kept or (None, None)), entry.end) for entry in entries)
        self._store.put((self.number, *columns) for columns in kept)


class DiskStore:
    """A L(RowStore) for jobs that are written to a file; a context manager that leaves nothing behind.

    The database has no name in any folder, so nothing remains however the task ends.
    """

    frugal = True

    def __init__(self) -> None:
        import sqlite3  # only a task that writes a file needs it

        self.faults: tuple[type[Exception], ...] = (OSError, sqlite3.Error)
        self._lock = threading.Lock()
        self._numbers = itertools.count()
        self._database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        for statement in (
            f"PRAGMA cache_size = -{CACHE}",
            "PRAGMA temp_store = FILE",
            "PRAGMA journal_mode = OFF",
            "PRAGMA synchronous = OFF",
            "CREATE TABLE row "
            "(row_set INTEGER, id TEXT, recency TEXT, line TEXT, ended TEXT, PRIMARY KEY (row_set, id))",
            # Rows arrive nearly in their order: kept in it, they need not be sorted, which takes memory.
            "CREATE INDEX newest ON row (recency)",
            # Never ended: nothing else reads this database.
            "BEGIN",
        ):
            self._database.execute(statement)

    def __enter__(self) -> DiskStore:
        return self

    def __exit__(self, *_exc: object) -> None:
        # A thread that is still at work may hold the lock: then the database ends with the process.
        if self._lock.acquire(timeout=1):
            self._database.close()

    def new_rowset(self, *, in_order: bool = True) -> RowSet:
        """Return an empty row set."""
        return DiskRowSet(self, next(self._numbers), in_order=in_order)

    def pack(self, job: Job) -> Kept:
        """Return a text that sorts by age, and the job's line."""
        order, moment, not_ok, job_id = recency(job)
        return f"{order}{moment}{not_ok:d}{job_id}", to_line(job)

    def shared(self, row_sets: t.Sequence[t.Any]) -> str | None:
        """Return the id of a job that is in more than one of the row sets; None where there is none."""
        if len(row_sets) < 2:
            return None
        found = self.select(
            f"SELECT id, max(line) FROM row WHERE row_set IN ({_numbers(row_sets)}) "
            "GROUP BY id HAVING count(*) > 1 ORDER BY id LIMIT 1"
        )
        if not found:
            return None
        key, line = found[0]
        return str(key if line is None else json.loads(line)["id"])

    def lines(self, row_sets: t.Sequence[t.Any], limit: int | None = None) -> t.Iterator[str]:
        """Return the lines of the matching jobs, newest first. The store is locked until the last one is read."""
        chosen = f"row_set IN ({_numbers(row_sets)}) AND line IS NOT NULL"
        most = -1 if limit is None else limit
        with self._lock:
            for (line,) in self._database.execute(
                f"SELECT line FROM row INDEXED BY newest WHERE {chosen} ORDER BY recency DESC LIMIT {most}"
            ):
                yield line

    def jobs(self, row_sets: t.Sequence[t.Any], limit: int | None = None) -> t.Iterator[Job]:
        """Return the matching jobs, newest first."""
        return map(json.loads, self.lines(row_sets, limit))

    def select(self, statement: str, parameters: t.Sequence[t.Any] = ()) -> list[t.Any]:
        """Execute a statement and return its rows."""
        with self._lock:
            return self._database.execute(statement, parameters).fetchall()

    def put(self, rows: t.Iterable[t.Sequence[t.Any]]) -> None:
        """Keep rows of set, id, recency, line and end, in place of those with the same set and id."""
        with self._lock:
            self._database.executemany("INSERT OR REPLACE INTO row VALUES (?, ?, ?, ?, ?)", rows)


def to_line(job: Job) -> str:
    """Return a job as one line of JSON, without any character that some readers take for the end of a line."""
    line = _LINE.encode(job)
    return line if line.isascii() else _LINE_ENDS.sub(lambda end: f"\\u{ord(end[0]):04x}", line)


def _numbers(row_sets: t.Sequence[t.Any]) -> str:
    return ",".join(str(int(row_set.number)) for row_set in row_sets)
