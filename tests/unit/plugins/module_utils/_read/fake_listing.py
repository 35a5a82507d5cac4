# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A model of a listing that changes and fails as planned, and executors without threads, for tests of paging."""

from __future__ import annotations

import typing as t
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field

from hypothesis import strategies as st

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http.page import Page
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._read.pagination import (
    read_all,
    read_newest,
)
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._read.row_set import (
    Entry,
    RowSet,
)
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._read.row_store import MemoryStore
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import ApiError

# More than any of the reads below can need: 5 attempts with two passes over every page each, and a few to spare.
REQUESTS = 2000
# Numbers of jobs: just over one capped page, a part of a page more, and full pages.
AMOUNTS = (lambda cap: cap + 1, lambda cap: 2 * cap + cap // 2 + 1, lambda cap: 3 * cap)


@dataclass(frozen=True)
class Event:
    """Something that happens right before the response to a request; requests count from 0."""

    before: int
    what: str
    at: int = 0


@dataclass
class Service:
    """A listing of a service, newest job first, that changes and fails as its events say.

    With C(fixed_step) a page index counts pages of the requested size, else pages of the size that is returned, at
    most C(cap). C(total) is what the service reports as the total, C(links) how it links pages.
    """

    count: int
    cap: int = 1000
    fixed_step: bool = False
    total: str = "none"
    links: str = "none"
    events: t.Sequence[Event] = ()
    rows: list[str] = field(init=False)
    states: list[frozenset[str]] = field(init=False)
    requested: list[tuple[str, int]] = field(default_factory=list)
    fresh: int = 0
    size: int = 0
    random_access: bool = True

    def __post_init__(self) -> None:
        self.rows = [f"row-{number}" for number in range(self.count)]
        self.states = [frozenset(self.rows)]

    def page(self, index: int, size: int) -> Page:
        self.size = size
        step = size if self.fixed_step else min(size, self.cap)
        return self._respond(index * step, size, ("page", index))

    def linked(self, link: str) -> Page:
        return self._respond(int(link.split("@")[0]), self.size, ("link", int(link.split("@")[0])))

    def new_rowset(self, *, in_order: bool = True) -> RowSet:
        return MemoryStore().new_rowset(in_order=in_order)

    def discard(self) -> None:
        """Nothing else keeps the rows of a pass."""

    def _respond(self, offset: int, size: int, request: tuple[str, int]) -> Page:
        assert len(self.requested) < REQUESTS, "the read does not end"
        now = [event for event in self.events if event.before == len(self.requested)]
        self.requested.append(request)
        for event in now:
            self._change(event)
        sent = self.rows[offset : offset + min(size, self.cap)]
        link = self._link(offset, offset + len(sent))
        kinds = {event.what for event in now}
        if "empty" in kinds:
            sent = []
        if "repeat" in kinds:
            sent = self.rows[: min(size, self.cap)]
        if "double" in kinds:
            sent = [*sent, *sent[:1]]
        last = self.links == "marked" and link is None
        return page_of(entries(*sent), self._total(len(sent), kinds), link, last=last)

    def _change(self, event: Event) -> None:
        if event.what == "insert":
            self.fresh += 1
            self.rows.insert(0, f"new-{self.fresh}")
        elif event.what == "remove" and self.rows:
            del self.rows[event.at % len(self.rows)]
        self.states.append(frozenset(self.rows))

    def _total(self, sent: int, kinds: set[str]) -> int | None:
        real = len(self.rows) + (1 if "miscount" in kinds else 0)
        return {
            "none": None,
            "true": real,
            "page": sent,
            "low": max(0, self.count - 2),
            "high": real + 2,
            "zero": 0,
            "huge": 10**9,
        }[self.total]

    def _link(self, offset: int, after: int) -> str | None:
        more = after < len(self.rows)
        if self.links == "none":
            return None
        if self.links in ("some", "marked"):
            return f"{after}@" if more else None
        if self.links == "loop":
            return f"{after}@" if more else "0@"
        if self.links == "empty":
            # The last page with jobs has a link, the page after it has none.
            return f"{after}@" if after > offset else None
        if self.links == "same":
            return f"{after}@"
        return f"{after}@{len(self.requested)}"


class InOrder(Executor):
    """Calls each function at once, so that a plan of events has the same effect each time."""

    def submit(self, fn: t.Callable[..., t.Any], /, *args: t.Any, **kwargs: t.Any) -> Future[t.Any]:
        future: Future[t.Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except ApiError as error:
            future.set_exception(error)
        return future


class Backwards(Executor):
    """Calls the last function first: of concurrent pages, any can be the first to be returned."""

    def __init__(self) -> None:
        self._left: list[tuple[Future[t.Any], t.Callable[[], t.Any]]] = []

    def submit(self, fn: t.Callable[..., t.Any], /, *args: t.Any, **kwargs: t.Any) -> Future[t.Any]:
        future: Future[t.Any] = LazyFuture(self)
        self._left.append((future, lambda: fn(*args, **kwargs)))
        return future

    def catch_up(self) -> None:
        """Call all functions that were submitted."""
        left, self._left = self._left, []
        for future, do in reversed(left):
            if future.set_running_or_notify_cancel():
                future.set_result(do())


class LazyFuture(Future[t.Any]):
    """A future whose result is computed when it is read, after those of all functions submitted so far."""

    def __init__(self, pool: Backwards) -> None:
        super().__init__()
        self._pool = pool

    def result(self, timeout: float | None = None) -> t.Any:
        if not self.done():
            self._pool.catch_up()
        return super().result(timeout)


def entries(*ids: str) -> list[Entry]:
    """Return parsed rows with these ids."""
    return [Entry(identity, t.cast(t.Any, {"id": identity})) for identity in ids]


def page_of(sent: list[Entry], total: int | None = None, link: str | None = None, *, last: bool = False) -> Page:
    """Return a page with these entries."""
    return Page([{"id": entry.id} for entry in sent], total, link, last, parser=lambda _page: sent)


def rows(row_set: RowSet) -> dict[str, t.Any]:
    """Return the jobs of a row set by their ids, in the order in which they were returned."""
    return t.cast("dict[str, t.Any]", row_set.kept)  # type: ignore[attr-defined]  # it is kept in memory here


def read_complete(service: Service, size: int, pool: Executor | None = None) -> RowSet:
    """Read all jobs."""
    return read_all(service, service.page(0, size), size, pool or InOrder(), 8)


def newest(service: Service, size: int, limit: int) -> RowSet:
    """Read the newest jobs."""
    return read_newest(service, service.page(0, size), size, limit)


ids = st.integers(0, 14)
sizes = st.integers(1, 6)
caps = st.sampled_from([1, 2, 3, 4, 1000])


def plans(*kinds: str, most: int = 6) -> st.SearchStrategy[list[Event]]:
    """Return a strategy of lists of events of these kinds, at any of the first requests."""
    event = st.builds(Event, st.integers(0, 14), st.sampled_from(kinds), st.integers(0, 14))
    return st.lists(event, max_size=most)


WRONG_TOTALS = ["low", "high", "zero", "huge"]
services = {
    # A total that stays wrong while jobs disappear and pages are repeated could prove anything: so these are right.
    "total": st.sampled_from(["none", "true", "page"]),
    "links": st.sampled_from(["none", "some", "marked", "loop", "empty", "same", "fresh"]),
}
pools = st.sampled_from([InOrder(), Backwards()])
growing = plans("insert")
shrinking = plans("remove")
glitches = plans("repeat", "double", "miscount")
