# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Listings without faults, and listings that change during the read: the returned jobs are complete."""

from __future__ import annotations

import typing as t
from concurrent.futures import ThreadPoolExecutor

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http.page import Page
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._read.pagination import (
    read_all,
    read_until_stable,
)
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._read.row_set import (
    CompletenessError,
    Entry,
)
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._read.row_store import MemoryStore
from unit.plugins.module_utils._read.fake_listing import (
    Backwards,
    Event,
    InOrder,
    Service,
    entries,
    page_of,
    read_complete,
    rows,
)


@pytest.mark.parametrize("fixed_step", [False, True], ids=["index by returned size", "index by requested size"])
@pytest.mark.parametrize("cap", [1, 2, 3, 5, 7, 1000])
@pytest.mark.parametrize("total", ["none", "true", "page"])
@pytest.mark.parametrize("links", ["none", "some", "marked", "empty"])
@pytest.mark.parametrize("count", [0, 1, 2, 6, 7, 20])
def test_every_job_is_read_once(count: int, links: str, total: str, cap: int, fixed_step: bool) -> None:
    service = Service(count, cap=cap, fixed_step=fixed_step, total=total, links=links)
    row_set = read_complete(service, 6)
    assert list(rows(row_set)) == service.rows
    assert row_set.complete
    if total == "true":
        assert row_set.total == count


def test_jobs_keep_the_order_of_the_service() -> None:
    row_set = read_complete(Service(50, total="true"), 7, ThreadPoolExecutor(4))
    assert list(rows(row_set)) == [f"row-{number}" for number in range(50)]


def test_pages_are_requested_concurrently_where_there_is_a_total() -> None:
    service = Service(25, total="true")
    read_complete(service, 10, Backwards())
    assert service.requested == [("page", 0), ("page", 2), ("page", 1)]


def test_an_empty_page_with_a_total_of_zero_is_complete() -> None:
    service = Service(0, total="true")
    row_set = read_complete(service, 10)
    assert (rows(row_set), row_set.total, row_set.complete) == ({}, 0, True)
    assert service.requested == [("page", 0)]


def test_a_page_marked_as_the_last_one_costs_one_request() -> None:
    service = Service(9, links="marked")
    assert len(read_complete(service, 10)) == 9
    assert service.requested == [("page", 0)]


def test_a_single_page_without_a_mark_is_followed_by_another_request_and_read_twice() -> None:
    service = Service(9)
    assert len(read_complete(service, 10)) == 9
    assert service.requested == [("page", 0), ("page", 1)] * 2


def test_an_empty_page_without_a_total_is_complete() -> None:
    service = Service(0)
    assert rows(read_complete(service, 10)) == {}
    assert service.requested == [("page", 0)]


def test_a_capped_page_size_is_noticed_and_no_job_is_skipped() -> None:
    service = Service(950, cap=100, fixed_step=True, total="true")
    row_set = read_complete(service, 1000)
    assert len(row_set) == 950
    assert service.size == 100
    assert service.requested == [("page", number) for number in range(10)]


def test_the_reported_total_is_the_total_of_the_row_set() -> None:
    assert read_complete(Service(23, total="true"), 10).total == 23


def test_a_total_that_counts_one_page_is_not_the_total_of_the_row_set() -> None:
    row_set = read_complete(Service(23, total="page"), 10)
    assert len(row_set) == 23
    assert row_set.total is None


def test_repeated_rows_are_counted_as_duplicates() -> None:
    row_set = read_complete(Service(4, events=[Event(0, "double")], total="true"), 10)
    assert list(rows(row_set)) == ["row-0", "row-1", "row-2", "row-3"]
    assert row_set.duplicates == 1


def test_of_two_rows_of_a_job_the_later_one_is_kept() -> None:
    row_set = MemoryStore().new_rowset()
    first, second = (t.cast(t.Any, {"id": "a", "status": status}) for status in (1, 2))
    assert row_set.add_page(page_of([Entry("a", first), *entries("b")])) == 2
    assert row_set.add_page(page_of([Entry("a", second)])) == 0
    assert rows(row_set) == {"a": second, "b": {"id": "b"}}
    assert row_set.duplicates == 1


def test_a_page_that_was_added_keeps_its_bytes_alone() -> None:
    page = page_of(entries("a", "b", "b"))
    assert MemoryStore().new_rowset().add_page(page) == 2
    assert "entries" not in vars(page)
    assert page.distinct == 2


# --- Changes during the read


@pytest.mark.parametrize("total", ["none", "true", "page"])
@pytest.mark.parametrize("links", ["none", "some"])
def test_a_job_that_appears_during_the_read_hides_no_other(links: str, total: str) -> None:
    service = Service(12, total=total, links=links, events=[Event(1, "insert")])
    assert set(rows(read_complete(service, 5))) == set(service.rows)


@pytest.mark.parametrize("total", ["none", "true", "page"])
@pytest.mark.parametrize("links", ["none", "some"])
def test_a_job_that_disappears_during_the_read_hides_no_other(links: str, total: str) -> None:
    service = Service(12, total=total, links=links, events=[Event(1, "remove", 0)])
    assert set(rows(read_complete(service, 5))) == set(service.rows)


def test_a_page_of_jobs_that_disappears_hides_no_job_behind_an_empty_page() -> None:
    service = Service(4, events=[Event(1, "remove", 0), Event(1, "remove", 0)])
    assert set(rows(read_complete(service, 2))) == {"row-2", "row-3"}


def test_a_listing_with_a_new_job_before_each_page_is_read_in_sequence() -> None:
    events = [Event(number, "insert") for number in range(1, 12)]
    service = Service(20, total="true", events=events)
    assert set(rows(read_complete(service, 5))) == set(service.rows)


def test_a_listing_that_always_changes_is_an_error() -> None:
    events = [Event(number, "remove", 0) for number in range(1, 100)]
    with pytest.raises(CompletenessError, match="5 attempts to read the listing failed"):
        read_complete(Service(80, total="true", events=events), 5)


# --- Status filters: two reads have to agree


def test_jobs_that_enter_and_leave_anywhere_are_read_until_two_reads_agree() -> None:
    """One leaves and another enters behind it: the total stays, and a third one moves to a page that was read."""

    class Shifting(Service):
        def _change(self, event: Event) -> None:
            self.rows.remove("row-2")
            self.rows.insert(4, "new")
            self.states.append(frozenset(self.rows))

    def shifting() -> Shifting:
        return Shifting(6, total="true", events=[Event(2, "shift")])

    read_once = shifting()
    assert frozenset(rows(read_complete(read_once, 2))) not in read_once.states
    service = shifting()
    row_set = read_until_stable(service, service.page(0, 2), 2, InOrder(), 8)
    assert frozenset(rows(row_set)) == service.states[-1]


def test_a_repeated_row_does_not_make_two_pages_look_like_one() -> None:
    """The first page has three rows of two jobs; with the second page there are three jobs."""

    class Doubling(Service):
        def _respond(self, offset: int, size: int, request: tuple[str, int]) -> Page:
            if offset == 0:
                self.requested.append(request)
                return page_of(entries("row-0", "row-1", "row-1"), 3, "3@")
            return super()._respond(2, size, request)

    service = Doubling(3, total="true", links="some")
    first = service.page(0, 3)
    once = read_all(service, first, 3, InOrder(), 8)
    needed = len(service.requested)
    assert (once.count, len(once)) == (4, 3)
    read_until_stable(service, service.page(0, 3), 3, InOrder(), 8)
    assert len(service.requested) == 3 * needed


def test_reads_that_never_agree_are_an_error() -> None:
    class Restless(Service):
        def _change(self, event: Event) -> None:
            self.fresh += 1
            self.rows[3] = f"new-{self.fresh}"

    service = Restless(6, total="true", events=[Event(number, "shift") for number in range(0, 300, 3)])
    with pytest.raises(CompletenessError, match="in 6 reads, the jobs changed"):
        read_until_stable(service, service.page(0, 2), 2, InOrder(), 8)


def test_one_page_is_one_moment_and_read_once() -> None:
    service = Service(5, total="true")
    assert len(read_until_stable(service, service.page(0, 9), 9, InOrder(), 8)) == 5
    assert service.requested == [("page", 0), ("page", 1)]
