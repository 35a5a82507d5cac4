# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Paging against a small model of a service: what is returned is whole, or the read is refused."""

from __future__ import annotations

import typing as t
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http.response import Page
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._read.pagination import (
    read_all,
    read_newest,
    read_until_stable,
)
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._read.row_set import (
    CompletenessError,
    Entry,
    RowSet,
)
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._read.row_store import InMemory
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import ApiError

# More than any of the reads below can need: 5 walks, each twice over every page and a few to spare.
REQUESTS = 2000


@dataclass(frozen=True)
class Event:
    """Something that happens right before a request is answered; requests count from 0."""

    before: int
    what: str
    at: int = 0


@dataclass
class Service:
    """A service that holds rows, newest first, and may do to its pages whatever events say.

    C(by_asked) says what a page number counts: pages of the size asked, or of the size that is
    sent where C(cap) cuts it. C(total) is how it tells of its rows, C(links) how it links pages.
    """

    count: int
    cap: int = 1000
    by_asked: bool = False
    total: str = "none"
    links: str = "none"
    events: t.Sequence[Event] = ()
    rows: list[str] = field(init=False)
    states: list[frozenset[str]] = field(init=False)
    asked: list[tuple[str, int]] = field(default_factory=list)
    fresh: int = 0
    size: int = 0
    random_access: bool = True

    def __post_init__(self) -> None:
        self.rows = [f"row-{number}" for number in range(self.count)]
        self.states = [frozenset(self.rows)]

    def page(self, index: int, size: int) -> Page:
        self.size = size
        step = size if self.by_asked else min(size, self.cap)
        return self._answer(index * step, size, ("page", index))

    def linked(self, link: str) -> Page:
        return self._answer(int(link.split("@")[0]), self.size, ("link", int(link.split("@")[0])))

    def new_rowset(self, *, in_order: bool = True) -> RowSet:
        return InMemory().new_rowset(in_order=in_order)

    def discard(self) -> None:
        """The rows of a pass are kept nowhere else."""

    def _answer(self, offset: int, size: int, asked: tuple[str, int]) -> Page:
        assert len(self.asked) < REQUESTS, "the read does not come to an end"
        now = [event for event in self.events if event.before == len(self.asked)]
        self.asked.append(asked)
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
        last = self.links == "told" and link is None
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
        if self.links in ("some", "told"):
            return f"{after}@" if more else None
        if self.links == "loop":
            return f"{after}@" if more else "0@"
        if self.links == "empty":
            # The last page of rows links on, the page after it does not.
            return f"{after}@" if after > offset else None
        if self.links == "same":
            return f"{after}@"
        return f"{after}@{len(self.asked)}"


class InTurn(Executor):
    """Does what it is given one after the other, so that a plan of events means the same each time."""

    def submit(self, fn: t.Callable[..., t.Any], /, *args: t.Any, **kwargs: t.Any) -> Future[t.Any]:
        future: Future[t.Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except ApiError as error:
            future.set_exception(error)
        return future


class Backwards(Executor):
    """Does the last first: side by side, nothing says which page is answered first."""

    def __init__(self) -> None:
        self._left: list[tuple[Future[t.Any], t.Callable[[], t.Any]]] = []

    def submit(self, fn: t.Callable[..., t.Any], /, *args: t.Any, **kwargs: t.Any) -> Future[t.Any]:
        future: Future[t.Any] = Waited(self)
        self._left.append((future, lambda: fn(*args, **kwargs)))
        return future

    def catch_up(self) -> None:
        """Do all that was given."""
        left, self._left = self._left, []
        for future, do in reversed(left):
            if future.set_running_or_notify_cancel():
                future.set_result(do())


class Waited(Future[t.Any]):
    """A result for which all is done that was given so far."""

    def __init__(self, pool: Backwards) -> None:
        super().__init__()
        self._pool = pool

    def result(self, timeout: float | None = None) -> t.Any:
        if not self.done():
            self._pool.catch_up()
        return super().result(timeout)


def entries(*ids: str) -> list[Entry]:
    """Rows with these ids, as they are kept."""
    return [Entry(identity, t.cast(t.Any, {"id": identity})) for identity in ids]


def page_of(sent: list[Entry], total: int | None = None, link: str | None = None, *, last: bool = False) -> Page:
    """Return a page with these entries."""
    return Page([{"id": entry.id} for entry in sent], total, link, last, parser=lambda _page: sent)


def rows(harvest: RowSet) -> dict[str, t.Any]:
    """What a walk brought, by its id, in the order in which it came."""
    return t.cast("dict[str, t.Any]", harvest.kept)  # type: ignore[attr-defined]  # it is kept in memory here


def whole(service: Service, size: int, pool: Executor | None = None) -> RowSet:
    """Read all that the service has."""
    return read_all(service, service.page(0, size), size, pool or InTurn(), 8)


def newest(service: Service, size: int, limit: int) -> RowSet:
    """Read no more than the newest rows."""
    return read_newest(service, service.page(0, size), size, limit)


ids = st.integers(0, 14)
sizes = st.integers(1, 6)
caps = st.sampled_from([1, 2, 3, 4, 1000])


def plans(*kinds: str, most: int = 6) -> st.SearchStrategy[list[Event]]:
    """Events of these kinds, at any of the first requests."""
    event = st.builds(Event, st.integers(0, 14), st.sampled_from(kinds), st.integers(0, 14))
    return st.lists(event, max_size=most)


lies = ["low", "high", "zero", "huge"]
services = {
    # A total that stays wrong while rows go and pages come twice proves anything: lies are for a service at rest.
    "total": st.sampled_from(["none", "true", "page"]),
    "links": st.sampled_from(["none", "some", "told", "loop", "empty", "same", "fresh"]),
}
pools = st.sampled_from([InTurn(), Backwards()])


# --- What is read without anything going wrong


@pytest.mark.parametrize("by_asked", [False, True], ids=["offset by size sent", "offset by size asked"])
@pytest.mark.parametrize("cap", [1, 2, 3, 5, 7, 1000])
@pytest.mark.parametrize("total", ["none", "true", "page"])
@pytest.mark.parametrize("links", ["none", "some", "told", "empty"])
@pytest.mark.parametrize("count", [0, 1, 2, 6, 7, 20])
def test_every_row_is_read_once(count: int, links: str, total: str, cap: int, by_asked: bool) -> None:
    service = Service(count, cap=cap, by_asked=by_asked, total=total, links=links)
    harvest = whole(service, 6)
    assert list(rows(harvest)) == service.rows
    assert harvest.complete
    if total == "true":
        assert harvest.total == count


def test_rows_keep_the_order_of_the_service() -> None:
    harvest = whole(Service(50, total="true"), 7, ThreadPoolExecutor(4))
    assert list(rows(harvest)) == [f"row-{number}" for number in range(50)]


def test_pages_are_asked_for_side_by_side_where_a_total_is_known() -> None:
    service = Service(25, total="true")
    whole(service, 10, Backwards())
    assert service.asked == [("page", 0), ("page", 2), ("page", 1)]


def test_no_rows_and_a_total_of_none_is_an_answer() -> None:
    service = Service(0, total="true")
    harvest = whole(service, 10)
    assert (rows(harvest), harvest.total, harvest.complete) == ({}, 0, True)
    assert service.asked == [("page", 0)]


def test_a_page_that_says_that_it_is_the_last_costs_one_request() -> None:
    service = Service(9, links="told")
    assert len(whole(service, 10)) == 9
    assert service.asked == [("page", 0)]


def test_a_page_that_does_not_say_so_is_asked_for_its_next_and_read_twice() -> None:
    service = Service(9)
    assert len(whole(service, 10)) == 9
    assert service.asked == [("page", 0), ("page", 1)] * 2


def test_no_rows_and_no_total_is_an_answer() -> None:
    service = Service(0)
    assert rows(whole(service, 10)) == {}
    assert service.asked == [("page", 0)]


def test_a_silent_cap_is_noticed_and_no_row_is_skipped() -> None:
    service = Service(950, cap=100, by_asked=True, total="true")
    harvest = whole(service, 1000)
    assert len(harvest) == 950
    assert service.size == 100
    assert service.asked == [("page", number) for number in range(10)]


def test_a_total_that_is_told_is_the_total_of_the_harvest() -> None:
    assert whole(Service(23, total="true"), 10).total == 23


def test_the_total_of_a_single_page_is_no_total_of_all() -> None:
    harvest = whole(Service(23, total="page"), 10)
    assert len(harvest) == 23
    assert harvest.total is None


def test_rows_that_come_twice_are_counted_as_duplicates() -> None:
    harvest = whole(Service(4, events=[Event(0, "double")], total="true"), 10)
    assert list(rows(harvest)) == ["row-0", "row-1", "row-2", "row-3"]
    assert harvest.duplicates == 1


def test_a_row_that_comes_again_holds_as_it_came_last() -> None:
    harvest = InMemory().new_rowset()
    first, second = (t.cast(t.Any, {"id": "a", "status": status}) for status in (1, 2))
    assert harvest.add_page(page_of([Entry("a", first), *entries("b")])) == 2
    assert harvest.add_page(page_of([Entry("a", second)])) == 0
    assert rows(harvest) == {"a": second, "b": {"id": "b"}}
    assert harvest.duplicates == 1


# --- What moves while it is read


@pytest.mark.parametrize("total", ["none", "true", "page"])
@pytest.mark.parametrize("links", ["none", "some"])
def test_a_job_that_arrives_mid_read_pushes_none_out(links: str, total: str) -> None:
    service = Service(12, total=total, links=links, events=[Event(1, "insert")])
    assert set(rows(whole(service, 5))) == set(service.rows)


@pytest.mark.parametrize("total", ["none", "true", "page"])
@pytest.mark.parametrize("links", ["none", "some"])
def test_a_job_that_goes_mid_read_pulls_none_past_the_reader(links: str, total: str) -> None:
    service = Service(12, total=total, links=links, events=[Event(1, "remove", 0)])
    assert set(rows(whole(service, 5))) == set(service.rows)


def test_a_whole_page_that_goes_hides_no_other_behind_an_empty_one() -> None:
    service = Service(4, events=[Event(1, "remove", 0), Event(1, "remove", 0)])
    assert set(rows(whole(service, 2))) == {"row-2", "row-3"}


def test_a_service_with_a_new_job_before_each_page_is_read_one_after_the_other() -> None:
    events = [Event(number, "insert") for number in range(1, 12)]
    service = Service(20, total="true", events=events)
    assert set(rows(whole(service, 5))) == set(service.rows)


def test_a_service_that_never_rests_is_refused() -> None:
    events = [Event(number, "remove", 0) for number in range(1, 100)]
    with pytest.raises(CompletenessError, match="5 attempts to read the listing failed"):
        whole(Service(80, total="true", events=events), 5)


# --- What is wrong with the service


@pytest.mark.parametrize("total", lies)
@pytest.mark.parametrize("count", [3, 5, 6, 7, 12, 20])
@pytest.mark.parametrize("size", [1, 2, 3, 5, 10, 30])
def test_a_total_that_lies_never_makes_the_read_shorter(total: str, count: int, size: int) -> None:
    service = Service(count, total=total)
    try:
        harvest = whole(service, size)
    except CompletenessError:
        return
    assert set(rows(harvest)) == set(service.rows)


def test_a_total_that_counts_its_own_page_does_not_end_the_read() -> None:
    service = Service(8, total="page")
    assert len(whole(service, 5)) == 8


def test_a_total_that_promises_too_much_is_told() -> None:
    with pytest.raises(CompletenessError, match="reported a total of 9 but returned 7 different jobs"):
        whole(Service(7, total="high"), 5)


def test_a_total_without_any_row_is_told() -> None:
    class Hollow(Service):
        def _answer(self, offset: int, size: int, asked: tuple[str, int]) -> Page:
            self.asked.append(asked)
            return page_of([], 7)

    with pytest.raises(CompletenessError, match="reported a total of 7 but returned none"):
        whole(Hollow(0), 5)


def test_a_huge_total_does_not_fill_the_memory_with_questions() -> None:
    service = Service(7, total="huge")
    with pytest.raises(CompletenessError, match="1000000000"):
        whole(service, 5)
    assert len(service.asked) < REQUESTS


def test_a_link_that_leads_in_a_circle_ends_the_read() -> None:
    with pytest.raises(CompletenessError, match="form a loop"):
        whole(Service(12, links="loop"), 5)


def test_a_last_page_that_links_to_itself_ends_the_read() -> None:
    with pytest.raises(CompletenessError, match="form a loop"):
        whole(Service(12, links="same"), 5)


def test_a_last_page_that_links_to_itself_is_whole_where_a_total_proves_it() -> None:
    assert len(whole(Service(12, links="same", total="true"), 5)) == 12


def test_a_last_page_with_ever_new_links_ends_the_read() -> None:
    service = Service(12, links="fresh")
    with pytest.raises(CompletenessError, match="had no new jobs"):
        whole(service, 5)
    assert len(service.asked) < 15


def test_a_service_that_sends_the_same_page_for_every_number_is_refused() -> None:
    events = [Event(number, "repeat") for number in range(REQUESTS)]
    for total in ("none", "true"):
        with pytest.raises(CompletenessError):
            whole(Service(12, total=total, events=events), 5)


def test_more_jobs_behind_the_link_of_the_last_page_are_not_left_out() -> None:
    service = Service(12, total="low", links="some")
    with pytest.raises(CompletenessError):
        whole(service, 5)


@pytest.mark.parametrize("at", range(1, 8))
@pytest.mark.parametrize("total", ["none", "true"])
@pytest.mark.parametrize("links", ["none", "some"])
def test_an_empty_page_in_the_middle_is_not_taken_for_the_end(links: str, total: str, at: int) -> None:
    service = Service(12, total=total, links=links, events=[Event(at, "empty")])
    assert set(rows(whole(service, 5))) == set(service.rows)


@pytest.mark.parametrize("total", ["none", "true"])
def test_a_page_that_always_stands_in_the_place_of_another_is_not_believed(total: str) -> None:
    class Cached(Service):
        def page(self, index: int, size: int) -> Page:
            return super().page(0 if index == 1 else index, size)

    with pytest.raises(CompletenessError):
        whole(Cached(12, total=total), 3)


def test_a_service_that_sends_its_last_page_again_and_again_is_read_where_it_tells_a_total() -> None:
    class Clamped(Service):
        def page(self, index: int, size: int) -> Page:
            return super().page(min(index, 3), size)

    service = Clamped(12, total="true")
    assert list(rows(whole(service, 3))) == service.rows


# Of the service's data: just over one capped page, a part of a page more, and whole pages.
AMOUNTS = (lambda cap: cap + 1, lambda cap: 2 * cap + cap // 2 + 1, lambda cap: 3 * cap)


@pytest.mark.parametrize("by_asked", [False, True], ids=["offset by size sent", "offset by size asked"])
@pytest.mark.parametrize("total", ["page", "low"])
def test_a_cap_of_any_size_with_a_total_of_its_own_page_is_seen_through(total: str, by_asked: bool) -> None:
    """No caps are common enough to be expected: 7, 16, 25, 32, 64, 75, 128 and 256 have been seen."""
    for cap in range(1, 301):
        for amount in (*AMOUNTS, lambda cap: cap + 2):
            service = Service(amount(cap), cap=cap, by_asked=by_asked, total=total)
            try:
                harvest = whole(service, 1000)
            except CompletenessError:
                assert total == "low", cap
                continue
            assert set(rows(harvest)) == set(service.rows), cap


@pytest.mark.parametrize("by_asked", [False, True], ids=["offset by size sent", "offset by size asked"])
def test_a_cap_of_any_size_is_no_end_of_the_newest_either(by_asked: bool) -> None:
    for cap in range(1, 301):
        for amount in AMOUNTS:
            service = Service(amount(cap), cap=cap, by_asked=by_asked, total="page")
            harvest = newest(service, 1000, 1000)
            assert (set(rows(harvest)), harvest.complete) == (set(service.rows), True), cap


@given(st.integers(1, 300), st.integers(0, 900), st.integers(1, 1000), st.booleans(), pools)
def test_no_cap_with_a_total_of_its_own_page_loses_a_row(
    cap: int, count: int, size: int, by_asked: bool, pool: Executor
) -> None:
    assume(count <= 300 * min(cap, size))
    service = Service(count, cap=cap, by_asked=by_asked, total="page")
    assert set(rows(whole(service, size, pool))) == set(service.rows)


@pytest.mark.parametrize("count", [1, 7, 16, 20, 99])
@pytest.mark.parametrize("links", ["none", "told"])
def test_a_single_page_whose_total_counts_its_rows_costs_one_more_request(count: int, links: str) -> None:
    """It cannot be told from one that was cut; a place for the link that is empty proves nothing about a cap."""
    service = Service(count, total="true", links=links)
    assert len(whole(service, 100)) == count
    assert service.asked == [("page", 0), ("page", 1)]


@pytest.mark.parametrize("total", ["none", "true"])
def test_the_rows_of_the_first_page_are_read_while_the_next_is_on_its_way(total: str) -> None:
    asked_when_read: list[int] = []

    class Watched(Service):
        def _answer(self, offset: int, size: int, asked: tuple[str, int]) -> Page:
            page = super()._answer(offset, size, asked)
            parse = page.parser

            def parser(page: Page) -> t.Sequence[Entry]:
                asked_when_read.append(len(self.asked))
                return parse(page)

            page.parser = parser
            return page

    assert len(whole(Watched(6, total=total), 2)) == 6
    assert asked_when_read[0] > 1


@pytest.mark.parametrize("count", [*range(1, 30, 2), 10, 20, 30, 95])
def test_a_service_that_refuses_pages_behind_the_last_one_is_read_whole(count: int) -> None:
    class Strict(Service):
        def _answer(self, offset: int, size: int, asked: tuple[str, int]) -> Page:
            if offset >= len(self.rows):
                self.asked.append(asked)
                raise ApiError("google: there is no such page", status=404)
            return super()._answer(offset, size, asked)

    assert len(whole(Strict(count, links="told"), 10)) == count


def test_a_page_that_is_refused_before_the_last_one_fails_the_read() -> None:
    class Broken(Service):
        def _answer(self, offset: int, size: int, asked: tuple[str, int]) -> Page:
            if offset == 20:
                raise ApiError("google: no")
            return super()._answer(offset, size, asked)

    with pytest.raises(ApiError):
        whole(Broken(40, links="told"), 10)


def test_rows_that_come_and_go_amid_the_others_are_read_until_they_hold_still() -> None:
    """One goes and another comes behind it, between two pages: the total is as it was, and a third is pushed past."""

    class Shifting(Service):
        def _change(self, event: Event) -> None:
            self.rows.remove("row-2")
            self.rows.insert(4, "new")
            self.states.append(frozenset(self.rows))

    def shifting() -> Shifting:
        return Shifting(6, total="true", events=[Event(2, "shift")])

    blind = shifting()
    assert frozenset(rows(whole(blind, 2))) not in blind.states
    service = shifting()
    harvest = read_until_stable(service, service.page(0, 2), 2, InTurn(), 8)
    assert frozenset(rows(harvest)) == service.states[-1]


def test_a_row_that_comes_twice_does_not_make_two_pages_look_like_one() -> None:
    """Three rows came with the first page, one of them twice; with the other page they are three as well."""

    class Doubling(Service):
        def _answer(self, offset: int, size: int, asked: tuple[str, int]) -> Page:
            if offset == 0:
                self.asked.append(asked)
                return page_of(entries("row-0", "row-1", "row-1"), 3, "3@")
            return super()._answer(2, size, asked)

    service = Doubling(3, total="true", links="some")
    first = service.page(0, 3)
    once = read_all(service, first, 3, InTurn(), 8)
    needed = len(service.asked)
    assert (once.count, len(once)) == (4, 3)
    read_until_stable(service, service.page(0, 3), 3, InTurn(), 8)
    assert len(service.asked) == 3 * needed


def test_rows_that_never_hold_still_are_refused() -> None:
    class Restless(Service):
        def _change(self, event: Event) -> None:
            self.fresh += 1
            self.rows[3] = f"new-{self.fresh}"

    service = Restless(6, total="true", events=[Event(number, "shift") for number in range(0, 300, 3)])
    with pytest.raises(CompletenessError, match="in 6 reads, the jobs changed"):
        read_until_stable(service, service.page(0, 2), 2, InTurn(), 8)


def test_one_page_is_one_moment_and_read_once() -> None:
    service = Service(5, total="true")
    assert len(read_until_stable(service, service.page(0, 9), 9, InTurn(), 8)) == 5
    assert service.asked == [("page", 0), ("page", 1)]


# --- The property: whole, or refused

growing = plans("insert")
shrinking = plans("remove")
glitches = plans("repeat", "double", "miscount")


@settings(max_examples=500, deadline=None)
@given(ids, sizes, caps, st.booleans(), services["total"], services["links"], growing | shrinking, pools)
@example(4, 2, 1000, False, "none", "none", [Event(1, "remove", 0), Event(1, "remove", 0)], InTurn())
@example(8, 5, 1000, False, "page", "none", [], InTurn())
def test_what_is_returned_was_all_there_was_at_some_moment(
    count: int, size: int, cap: int, by_asked: bool, total: str, links: str, events: list[Event], pool: Executor
) -> None:
    service = Service(count, cap=cap, by_asked=by_asked, total=total, links=links, events=events)
    try:
        harvest = whole(service, size, pool)
    except CompletenessError:
        return
    assert frozenset(rows(harvest)) in service.states
    assert harvest.complete
    assert harvest.count == len(harvest) + harvest.duplicates


@settings(max_examples=500, deadline=None)
@given(ids, sizes, caps, st.booleans(), services["total"], services["links"], plans("insert", "remove"))
def test_no_job_that_was_there_all_the_time_is_lost_however_others_come_and_go(
    count: int, size: int, cap: int, by_asked: bool, total: str, links: str, events: list[Event]
) -> None:
    service = Service(count, cap=cap, by_asked=by_asked, total=total, links=links, events=events)
    try:
        harvest = whole(service, size)
    except CompletenessError:
        return
    assert frozenset.intersection(*service.states) <= rows(harvest).keys() <= frozenset.union(*service.states)


@settings(max_examples=500, deadline=None)
@given(ids, sizes, caps, st.booleans(), services["total"], services["links"], glitches, pools)
def test_pages_that_come_wrong_once_neither_lose_nor_invent_a_job(
    count: int, size: int, cap: int, by_asked: bool, total: str, links: str, events: list[Event], pool: Executor
) -> None:
    service = Service(count, cap=cap, by_asked=by_asked, total=total, links=links, events=events)
    try:
        harvest = whole(service, size, pool)
    except CompletenessError:
        return
    assert set(rows(harvest)) == set(service.rows)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 40), sizes, caps, st.booleans(), st.sampled_from(["none", "true"]), growing | shrinking)
def test_once_the_service_rests_it_is_read_whole(
    count: int, size: int, cap: int, by_asked: bool, total: str, events: list[Event]
) -> None:
    """One change is no reason to refuse: it is read again."""
    service = Service(count, cap=cap, by_asked=by_asked, total=total, events=events[:1])
    harvest = whole(service, size)
    assert frozenset(rows(harvest)) in service.states


# --- The newest ones


@pytest.mark.parametrize("total", ["none", "true", "page"])
@pytest.mark.parametrize("links", ["none", "some"])
@pytest.mark.parametrize("limit", [1, 5, 7])
def test_the_newest_come_in_the_order_of_the_service(limit: int, links: str, total: str) -> None:
    harvest = newest(Service(12, total=total, links=links), 3, limit)
    assert list(rows(harvest))[:limit] == [f"row-{number}" for number in range(limit)]
    assert not harvest.complete


def test_no_more_pages_are_asked_for_than_the_newest_need() -> None:
    service = Service(1000, total="true")
    newest(service, 10, 10)
    assert service.asked == [("page", 0)]


@pytest.mark.parametrize("total", ["none", "true", "page"])
@pytest.mark.parametrize("links", ["none", "some", "told", "empty"])
@pytest.mark.parametrize("count", [0, 1, 3, 4, 6])
def test_fewer_than_the_limit_are_complete(count: int, links: str, total: str) -> None:
    harvest = newest(Service(count, total=total, links=links), 3, 10)
    assert len(harvest) == count
    assert harvest.complete


def test_exactly_the_limit_is_complete_where_a_total_says_so() -> None:
    harvest = newest(Service(6, total="true"), 3, 6)
    assert len(harvest) == 6
    assert harvest.complete


def test_a_page_that_counts_itself_alone_does_not_make_the_newest_complete() -> None:
    harvest = newest(Service(8, total="page"), 5, 5)
    assert len(harvest) == 5
    assert not harvest.complete


def test_a_service_that_never_rests_has_no_newest() -> None:
    events = [Event(number, "remove", 0) for number in range(1, 100)]
    with pytest.raises(CompletenessError, match="5 attempts to read the listing failed"):
        newest(Service(80, total="true", events=events), 5, 30)


@settings(max_examples=500, deadline=None)
@given(ids, sizes, st.integers(1, 16), caps, st.booleans(), services["total"], services["links"], growing | shrinking)
@example(8, 5, 10, 1000, False, "page", "none", [])
@example(6, 2, 3, 1000, False, "true", "none", [Event(1, "remove", 0)])
@example(6, 2, 3, 1000, False, "none", "none", [Event(1, "remove", 0)])
@example(2, 1, 1, 1, False, "page", "none", [Event(3, "insert")])
def test_the_newest_have_no_gap_and_are_complete_only_if_whole(
    count: int, size: int, limit: int, cap: int, by_asked: bool, total: str, links: str, events: list[Event]
) -> None:
    service = Service(count, cap=cap, by_asked=by_asked, total=total, links=links, events=events)
    try:
        harvest = newest(service, size, limit)
    except CompletenessError:
        return
    if harvest.complete:
        assert frozenset(rows(harvest)) in service.states
    else:
        assert len(harvest) >= limit
        kept = frozenset.intersection(*service.states)
        order = [row for row in (f"row-{number}" for number in range(count)) if row in kept]
        came = [row in rows(harvest) for row in order]
        # Of the rows that were there all the time, an older one is never told without a newer one.
        assert came == sorted(came, reverse=True)
    assert harvest.count == len(harvest) + harvest.duplicates


# --- One row on two pages


class Overlapping(Service):
    """Pages of one row more than is asked for, the first of the page that follows; each reading has its number."""

    def _answer(self, offset: int, size: int, asked: tuple[str, int]) -> Page:
        page = super()._answer(offset, size, asked)
        reading = len(self.asked)
        sent = self.rows[offset : offset + size + 1]
        kept = [Entry(identity, t.cast(t.Any, {"id": identity, "reading": reading})) for identity in sent]
        return page_of(kept, page.total, page.link, last=page.last)


@pytest.mark.parametrize("pool", [InTurn(), Backwards()], ids=["in turn", "backwards"])
@pytest.mark.parametrize("count", range(1, 20))
@pytest.mark.parametrize("size", [2, 3, 5])
def test_the_later_reading_of_a_row_holds_whatever_page_it_is_on(count: int, size: int, pool: Executor) -> None:
    service = Overlapping(count, total="true")
    latest: dict[str, int] = {}
    try:
        harvest = whole(service, size, pool)
    except CompletenessError:
        return
    assert list(rows(harvest)) == service.rows
    for number, (_kind, index) in enumerate(service.asked, 1):
        latest.update((identity, number) for identity in service.rows[index * size : index * size + size + 1])
    assert {identity: job["reading"] for identity, job in rows(harvest).items()} == latest


@pytest.mark.parametrize("pool", [InTurn(), Backwards()], ids=["in turn", "backwards"])
def test_a_row_on_two_pages_read_side_by_side_is_read_again_one_after_the_other(pool: Executor) -> None:
    """Of two answers under way at once nobody knows which is the later reading."""
    service = Overlapping(6, total="true")
    harvest = whole(service, 2, pool)
    pages = {index: number for number, (_kind, index) in enumerate(service.asked, 1)}
    assert rows(harvest)["row-2"]["reading"] == pages[1]
    assert rows(harvest)["row-4"]["reading"] == pages[2]
    assert pages[1] < pages[2]


def test_a_read_for_known_rows_ends_once_all_have_come() -> None:
    service = Service(5, total="true")
    harvest = read_newest(service, service.page(0, 10), 10, 5, known_ids=True)
    assert (len(harvest), harvest.complete) == (5, False)
    assert service.asked == [("page", 0)]
    assert newest(service, 10, 5).complete
