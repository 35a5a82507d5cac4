# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the rows of a read are kept until they prove to be all: in memory, or on disk.

On disk is for what is written to a file: a million jobs then need no more memory than a page of them.
What is kept of a row is the job itself or its line of JSON, made where the page is read.
"""

from __future__ import annotations

import itertools
import json
import re
import threading
import typing as t
from collections import Counter

from .._jobs.job import Job, id_key, recency

# The database of jobs keeps this much in memory, and sorts in parts of this size; in KiB.
CACHE = 4096
# The rows of one walk, and the bytes of the answers that they came in.
MOST_IN_MEMORY = 500_000
LARGEST_IN_MEMORY = 512 * 1024 * 1024
MOST_ON_DISK = 10_000_000
LARGEST_ON_DISK = 16 * 1024 * 1024 * 1024
# No version of SQLite takes more parameters than this in one statement.
MOST_PARAMETERS = 500

# Made once: json.dumps makes one for each job.
_LINE = json.JSONEncoder(ensure_ascii=False, check_circular=False)
# JSON allows them in text as they are, but many readers of lines end a line at them.
_LINE_ENDS = re.compile("[\x85\u2028\u2029]")

# Not written with |: the linter of ansible-core takes that for an operation of the running program.
Kept = t.Union[Job, tuple[str, str], None]


class Entry(t.NamedTuple):
    """One row: its id and what is kept of it, None where no filter lets it through.

    C(unknown) tells of each value that is not known what it is and how it came. C(end) is how the job ended, None
    where it has not.
    """

    id: str
    kept: Kept
    unknown: tuple[tuple[str, str], ...] = ()
    end: t.Optional[str] = None

    @property
    def key(self) -> str:
        """What the id is compared by."""
        return id_key(self.id)


class Rows:
    """The rows of one walk by their id, each once; the last to be added holds.

    Pages are added in the order in which they were read: where that is not known, no row may come with two of them.
    C(changed_end) is the id of a job that came with two different ends, C(reopened) of one that had ended and was
    added again as one that has not: only where rows are added in the order of their readings is that a contradiction.
    C(most) rows from C(largest) bytes of answers are kept, which bounds the memory or the disk that they take.
    """

    most: int
    largest: int
    kept_where: str

    def __init__(self) -> None:
        self.wanted = 0
        self.unknown: Counter[tuple[str, str]] = Counter()
        self.changed_end: str | None = None
        self.reopened: str | None = None

    def __len__(self) -> int:
        raise NotImplementedError

    def add(self, entries: t.Sequence[Entry]) -> int:
        """Take a page in; says how many of its rows are new."""
        latest = {entry.key: entry for entry in entries}
        before = self._known(latest)
        if before:
            self._compare_ends([latest[key] for key in before])
        self._put(latest.values())
        self.wanted += sum(entry.kept is not None for entry in latest.values()) - sum(before.values())
        for entry in latest.values():
            if entry.unknown and entry.key not in before:
                self.unknown.update(entry.unknown)
        return len(latest) - len(before)

    def knows_all(self, entries: t.Sequence[Entry]) -> bool:
        """Whether all of a page's rows have come before."""
        ids = {entry.key for entry in entries}
        return len(self._known(ids)) == len(ids)

    def first_known(self, entries: t.Sequence[Entry]) -> str | None:
        """Return the id of the first of these rows that has come before; None where none has."""
        known = self._known([entry.key for entry in entries])
        return next((entry.id for entry in entries if entry.key in known), None)

    def same_ids(self, other: t.Any) -> bool:
        """Whether another walk, kept in the same place, brought just the same rows."""
        raise NotImplementedError

    def contradicted(self, earlier: t.Any) -> str | None:
        """Return the id of a job that had ended in an earlier walk and has not, or not so, in this one."""
        raise NotImplementedError

    def _compare_ends(self, entries: t.Sequence[Entry]) -> None:
        """Note the jobs among these, which have all come before, whose end is not what it was."""
        before = self._ends([entry.key for entry in entries])
        for entry in entries:
            if before[entry.key] in (None, entry.end):
                continue
            if entry.end is None:
                self.reopened = self.reopened or entry.id
            else:
                self.changed_end = self.changed_end or entry.id

    def drop(self) -> None:
        """Give the place free; the rows are of no use any more."""
        raise NotImplementedError

    def _known(self, ids: t.Iterable[str]) -> dict[str, bool]:
        """Those of the ids that have come, with whether they were wanted."""
        raise NotImplementedError

    def _ends(self, keys: t.Iterable[str]) -> dict[str, str | None]:
        """Return the ends of rows that have come."""
        raise NotImplementedError

    def _put(self, entries: t.Iterable[Entry]) -> None:
        raise NotImplementedError


class RowStore(t.Protocol):
    """A place for the rows of many walks; C(frugal) where pages that wait for their turn are to take little memory.

    C(faults) are the exceptions that say that the place itself failed, which is no failure of a product.
    """

    frugal: bool
    faults: tuple[type[Exception], ...]

    def new_rowset(self) -> Rows:
        """Place for a walk, still empty."""

    def pack(self, job: Job) -> Kept:
        """What is kept of a job."""

    def shared(self, walks: t.Sequence[t.Any]) -> str | None:
        """The id of a row that more than one of the walks brought, None where there is none."""

    def jobs(self, walks: t.Sequence[t.Any], limit: int | None = None) -> t.Iterator[Job]:
        """The wanted jobs of all walks, the newest first."""


class _RowsInMemory(Rows):
    most = MOST_IN_MEMORY
    largest = LARGEST_IN_MEMORY
    kept_where = "kept in memory; write more to a file with dest, or narrow the question"

    def __init__(self) -> None:
        super().__init__()
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

    def _known(self, ids: t.Iterable[str]) -> dict[str, bool]:
        return {identity: self.kept[identity] is not None for identity in ids if identity in self.kept}

    def _put(self, entries: t.Iterable[Entry]) -> None:
        for entry in entries:
            self.kept[entry.key] = entry.kept
            if entry.end is not None:
                self.ends[entry.key] = entry.end


class InMemory:
    """A L(Shelf) for what is returned."""

    frugal = False
    faults: tuple[type[Exception], ...] = ()

    def new_rowset(self) -> Rows:
        """Place for a walk."""
        return _RowsInMemory()

    def pack(self, job: Job) -> Kept:
        """The job itself."""
        return job

    def shared(self, walks: t.Sequence[t.Any]) -> str | None:
        """The id of a row of more than one walk."""
        seen: set[str] = set()
        for walk in walks:
            twice = seen & walk.kept.keys()
            if twice:
                key = min(twice)
                return str((walk.kept[key] or {"id": key})["id"])
            seen.update(walk.kept)
        return None

    def jobs(self, walks: t.Sequence[t.Any], limit: int | None = None) -> t.Iterator[Job]:
        """The wanted jobs, the newest first."""
        wanted = [job for walk in walks for job in walk.kept.values() if job is not None]
        wanted.sort(key=recency, reverse=True)
        return itertools.islice(wanted, limit)


class _RowsOnDisk(Rows):
    most = MOST_ON_DISK
    largest = LARGEST_ON_DISK
    kept_where = "written to a file"

    def __init__(self, shelf: OnDisk, number: int) -> None:
        super().__init__()
        self.number = number
        self._shelf = shelf
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, entries: t.Sequence[Entry]) -> int:
        fresh = super().add(entries)
        self._count += fresh
        return fresh

    def same_ids(self, other: t.Any) -> bool:
        missing = "SELECT id FROM row WHERE walk = ? EXCEPT SELECT id FROM row WHERE walk = ? LIMIT 1"
        return len(self) == len(other) and not self._shelf.ask(missing, (self.number, other.number))

    def contradicted(self, earlier: t.Any) -> str | None:
        found = self._shelf.ask(
            "SELECT now.id FROM row AS now JOIN row AS before ON now.id = before.id "
            "WHERE now.walk = ? AND before.walk = ? AND before.ended IS NOT NULL AND now.ended IS NOT before.ended "
            "LIMIT 1",
            (self.number, earlier.number),
        )
        return str(found[0][0]) if found else None

    def drop(self) -> None:
        self._shelf.ask("DELETE FROM row WHERE walk = ?", (self.number,))

    def _known(self, ids: t.Iterable[str]) -> dict[str, bool]:
        return {key: bool(wanted) for key, wanted in self._select("line IS NOT NULL", ids)}

    def _ends(self, keys: t.Iterable[str]) -> dict[str, str | None]:
        return dict(self._select("ended", keys))

    def _select(self, column: str, keys: t.Iterable[str]) -> t.Iterator[tuple[str, t.Any]]:
        """Each of the keys that has come, with what is asked for of its row."""
        left = iter(keys)
        while some := list(itertools.islice(left, MOST_PARAMETERS)):
            marks = ",".join("?" * len(some))
            which = f"SELECT id, {column} FROM row WHERE walk = ? AND id IN ({marks})"
            yield from self._shelf.ask(which, (self.number, *some))

    def _put(self, entries: t.Iterable[Entry]) -> None:
        kept = ((entry.key, *t.cast("tuple[str, str]", entry.kept or (None, None)), entry.end) for entry in entries)
        self._shelf.put((self.number, *columns) for columns in kept)


class OnDisk:
    """A L(Shelf) for what is written to a file; a context manager, at whose end nothing is left.

    The database has no name in any folder, so that nothing stays behind however the task ends.
    """

    frugal = True

    def __init__(self) -> None:
        import sqlite3  # only who writes a file needs it

        self.faults: tuple[type[Exception], ...] = (OSError, sqlite3.Error)
        self._lock = threading.Lock()
        self._numbers = itertools.count()
        self._database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        for statement in (
            f"PRAGMA cache_size = -{CACHE}",
            "PRAGMA temp_store = FILE",
            "PRAGMA journal_mode = OFF",
            "PRAGMA synchronous = OFF",
            "CREATE TABLE row (walk INTEGER, id TEXT, recency TEXT, line TEXT, ended TEXT, PRIMARY KEY (walk, id))",
            # Rows come nearly in their order: kept in it, they need not be sorted, which takes memory.
            "CREATE INDEX newest ON row (recency)",
            # Never ended: what it holds is of use to nobody else.
            "BEGIN",
        ):
            self._database.execute(statement)

    def __enter__(self) -> OnDisk:
        return self

    def __exit__(self, *_exc: object) -> None:
        # A thread that is still at work may hold it: then it ends with the process.
        if self._lock.acquire(timeout=1):
            self._database.close()

    def new_rowset(self) -> Rows:
        """Place for a walk."""
        return _RowsOnDisk(self, next(self._numbers))

    def pack(self, job: Job) -> Kept:
        """A text that sorts by age, and the job's line."""
        order, moment, not_ok, identity = recency(job)
        return f"{order}{moment}{not_ok:d}{identity}", _line(job)

    def shared(self, walks: t.Sequence[t.Any]) -> str | None:
        """The id of a row of more than one walk."""
        if len(walks) < 2:
            return None
        found = self.ask(
            f"SELECT id, max(line) FROM row WHERE walk IN ({_numbers(walks)}) "
            "GROUP BY id HAVING count(*) > 1 ORDER BY id LIMIT 1"
        )
        if not found:
            return None
        key, line = found[0]
        return str(key if line is None else json.loads(line)["id"])

    def lines(self, walks: t.Sequence[t.Any], limit: int | None = None) -> t.Iterator[str]:
        """The lines of the wanted jobs, the newest first. Nothing else is asked until it is done."""
        which = f"SELECT line FROM row INDEXED BY newest WHERE walk IN ({_numbers(walks)}) AND line IS NOT NULL"
        with self._lock:
            for (line,) in self._database.execute(
                f"{which} ORDER BY recency DESC LIMIT {-1 if limit is None else limit}"
            ):
                yield line

    def jobs(self, walks: t.Sequence[t.Any], limit: int | None = None) -> t.Iterator[Job]:
        """The wanted jobs, the newest first."""
        return map(json.loads, self.lines(walks, limit))

    def ask(self, statement: str, parameters: t.Sequence[t.Any] = ()) -> list[t.Any]:
        """The rows of an answer."""
        with self._lock:
            return self._database.execute(statement, parameters).fetchall()

    def put(self, rows: t.Iterable[t.Sequence[t.Any]]) -> None:
        """Take in rows of walk, id, recency, line and end; one with the same walk and id is replaced."""
        with self._lock:
            self._database.executemany("INSERT OR REPLACE INTO row VALUES (?, ?, ?, ?, ?)", rows)


def _line(job: Job) -> str:
    """Return a job as one line of JSON, by anybody's notion of a line."""
    line = _LINE.encode(job)
    return line if line.isascii() else _LINE_ENDS.sub(lambda end: f"\\u{ord(end[0]):04x}", line)


def _numbers(walks: t.Sequence[t.Any]) -> str:
    return ",".join(str(int(walk.number)) for walk in walks)
