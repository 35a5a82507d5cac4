# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows of one pass over the pages of a listing, the checks that every pass shares, and how a pass fails.

Source: docs/api/paging.md.
"""

from __future__ import annotations

import typing as t
from collections import Counter

from .._http.page import Page
from .._jobs.job import Job, id_key
from ..errors import CloudBackupError, sanitize

# New rows that may appear during a read, beyond twice the total that the service reports.
SPARE_ROWS = 10_000
# A listing that has no last page must not keep the task busy without end.
MAX_PAGES = 100_000

# Not written with |: the linter of ansible-core takes that for an operation of the running program.
Kept = t.Union[Job, tuple[str, str], None]


class Entry(t.NamedTuple):
    """One parsed row: the id of its job, and what is kept of it; None where the job does not match the filters.

    C(unknown) has the kind and the raw value of each value that the collection does not know. C(end) is the end of
    the job as L(duplicates.end_fingerprint) returns it; None where the job has not ended.
    """

    id: str
    kept: Kept
    unknown: tuple[tuple[str, str], ...] = ()
    end: t.Optional[str] = None

    @property
    def key(self) -> str:
        """Return what ids are compared by."""
        return id_key(self.id)


class Pages(t.Protocol):
    """The pages of a listing; the first one has the index 0."""

    @property
    def random_access(self) -> bool:
        """Return whether a page can be requested before those in front of it; if not, pages are read in sequence."""

    def page(self, index: int, size: int) -> Page:
        """Request a page by its index."""

    def linked(self, link: str) -> Page:
        """Request the page that the link of another page leads to."""

    def new_rowset(self, *, in_order: bool = True) -> RowSet:
        """Return an empty row set, for one more pass."""

    def discard(self) -> None:
        """Drop the rows of all passes so far."""


class CompletenessError(CloudBackupError):
    """The pages arrived, but do not prove that they are all."""


class ListingChanged(Exception):
    """This pass proves nothing; the next attempt should request C(size) rows per page."""

    def __init__(self, reason: str, size: int) -> None:
        super().__init__(reason)
        self.size = size


class RowSet:
    """The rows of one pass over the pages of a listing, each job once: the row that was added last is kept.

    C(count) is the number of rows including repeated ones, C(matched) the number of jobs that match the filters,
    C(total) the total that the service reported, C(byte_count) the number of bytes that the pages had. C(complete) is
    false where the pass stopped before the end. C(in_order) is false where pages are not added in the order in which
    they were requested: then an unfinished row after a finished one of the same job is no contradiction.

    A row set holds at most C(max_rows) rows from C(max_bytes) of pages, which bounds the memory or disk space.
    """

    max_rows: int
    max_bytes: int
    kept_where: str

    def __init__(self, *, in_order: bool = True) -> None:
        self.in_order = in_order
        self.complete = True
        self.total: int | None = None
        self.count = 0
        self.matched = 0
        self.byte_count = 0
        self.unknown: Counter[tuple[str, str]] = Counter()
        # The id of a job that was returned with two different ends, and of one that had ended and then had not.
        self.changed_end: str | None = None
        self.reopened: str | None = None

    def __len__(self) -> int:
        """Return the number of different jobs."""
        raise NotImplementedError

    @property
    def duplicates(self) -> int:
        """Return how many rows repeat a job."""
        return self.count - len(self)

    def add_page(self, page: Page) -> int:
        """Add the rows of a page and return how many of its jobs are new.

        Raise CompletenessError where rows contradict each other or are more than can be kept.
        """
        self.count += page.count
        self.byte_count += page.byte_count
        new = self.add(page.entries)
        page.drop_entries()
        changed = self.changed_end or (self.reopened if self.in_order else None)
        if changed is not None:
            raise _contradiction(changed)
        self._check_bounds(page)
        return new

    def add(self, entries: t.Sequence[Entry]) -> int:
        """Add rows and return how many of their jobs are new."""
        latest = {entry.key: entry for entry in entries}
        known = self._matched(latest)
        if known:
            self._compare_ends([latest[key] for key in known])
        self._put(latest.values())
        self.matched += sum(entry.kept is not None for entry in latest.values()) - sum(known.values())
        for entry in latest.values():
            if entry.unknown and entry.key not in known:
                self.unknown.update(entry.unknown)
        return len(latest) - len(known)

    def has_all(self, entries: t.Sequence[Entry]) -> bool:
        """Return whether the jobs of all these rows are in this set."""
        keys = {entry.key for entry in entries}
        return len(self._matched(keys)) == len(keys)

    def first_known(self, entries: t.Sequence[Entry]) -> str | None:
        """Return the id of the first of these rows whose job is in this set; None where there is none."""
        known = self._matched([entry.key for entry in entries])
        return next((entry.id for entry in entries if entry.key in known), None)

    def check_after(self, earlier: t.Any) -> None:
        """Raise CompletenessError where a job that had ended in an earlier pass has another end, or none, in this one.

        C(earlier) is a row set of the same store.
        """
        changed = self.contradicted(earlier)
        if changed is not None:
            raise _contradiction(changed)

    def mismatch(self) -> str:
        """Return how the reported total differs from the jobs of this set, as text."""
        return total_mismatch(self.total, len(self))

    def same_ids(self, other: t.Any) -> bool:
        """Return whether another row set of the same store has exactly the same jobs."""
        raise NotImplementedError

    def contradicted(self, earlier: t.Any) -> str | None:
        """Return the id of a job that had ended in an earlier pass and has another end, or none, in this one."""
        raise NotImplementedError

    def drop(self) -> None:
        """Free the memory or disk space of the rows, which are not needed any more."""
        raise NotImplementedError

    def _matched(self, keys: t.Iterable[str]) -> dict[str, bool]:
        """Return those of the keys that are in this set, with whether their jobs match the filters."""
        raise NotImplementedError

    def _ends(self, keys: t.Iterable[str]) -> dict[str, str | None]:
        """Return the ends of jobs of this set."""
        raise NotImplementedError

    def _put(self, entries: t.Iterable[Entry]) -> None:
        """Keep rows, in place of those with the same key."""
        raise NotImplementedError

    def _compare_ends(self, entries: t.Sequence[Entry]) -> None:
        """Note those of these rows, whose jobs are all in this set, that contradict the end of the job."""
        before = self._ends([entry.key for entry in entries])
        for entry in entries:
            if before[entry.key] in (None, entry.end):
                continue
            if entry.end is None:
                self.reopened = self.reopened or entry.id
            else:
                self.changed_end = self.changed_end or entry.id

    def _check_bounds(self, page: Page) -> None:
        """Raise CompletenessError where new rows do not end, or are more than can be kept."""
        jobs = len(self)
        # A total that is the number of rows of its own page says nothing about the other pages.
        if page.total is not None and page.total != page.count and jobs > 2 * page.total + SPARE_ROWS:
            raise CompletenessError(f"{total_mismatch(page.total, jobs)}, and there was no last page")
        if jobs > self.max_rows or self.byte_count > self.max_bytes:
            raise CompletenessError(
                f"the service returned more than {self.max_rows} jobs or {self.max_bytes >> 20} MiB for one listing, "
                f"the most that can be {self.kept_where}"
            )


def total_mismatch(total: int | None, jobs: int) -> str:
    """Return how a reported total differs from the number of different jobs, as text."""
    returned = f"{jobs} different jobs" if jobs else "none"
    return f"the service reported a total of {total} but returned {returned}"


def _contradiction(job_id: str) -> CompletenessError:
    return CompletenessError(
        f"the service returned job {sanitize(job_id, 80)} twice with contradicting data: "
        "a job that has ended does not change"
    )
