# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages that are read in sequence: the newest jobs up to a limit, and listings without random access."""

from __future__ import annotations

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http.page import Page
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._read.pagination import read_newest
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._read.row_set import CompletenessError
from unit.plugins.module_utils._read.fake_listing import (
    AMOUNTS,
    Backwards,
    Event,
    Service,
    newest,
    read_complete,
    rows,
)


@pytest.mark.parametrize("total", ["none", "true", "page"])
@pytest.mark.parametrize("links", ["none", "some"])
@pytest.mark.parametrize("limit", [1, 5, 7])
def test_the_newest_jobs_keep_the_order_of_the_service(limit: int, links: str, total: str) -> None:
    row_set = newest(Service(12, total=total, links=links), 3, limit)
    assert list(rows(row_set))[:limit] == [f"row-{number}" for number in range(limit)]
    assert not row_set.complete


def test_the_newest_jobs_cost_no_needless_request() -> None:
    service = Service(1000, total="true")
    newest(service, 10, 10)
    assert service.requested == [("page", 0)]


@pytest.mark.parametrize("total", ["none", "true", "page"])
@pytest.mark.parametrize("links", ["none", "some", "marked", "empty"])
@pytest.mark.parametrize("count", [0, 1, 3, 4, 6])
def test_fewer_jobs_than_the_limit_are_complete(count: int, links: str, total: str) -> None:
    row_set = newest(Service(count, total=total, links=links), 3, 10)
    assert len(row_set) == count
    assert row_set.complete


def test_as_many_jobs_as_the_limit_are_complete_where_the_total_is_the_same() -> None:
    row_set = newest(Service(6, total="true"), 3, 6)
    assert len(row_set) == 6
    assert row_set.complete


def test_a_total_that_counts_one_page_does_not_make_the_newest_jobs_complete() -> None:
    row_set = newest(Service(8, total="page"), 5, 5)
    assert len(row_set) == 5
    assert not row_set.complete


def test_the_newest_jobs_of_a_listing_that_always_changes_are_an_error() -> None:
    events = [Event(number, "remove", 0) for number in range(1, 100)]
    with pytest.raises(CompletenessError, match="5 attempts to read the listing failed"):
        newest(Service(80, total="true", events=events), 5, 30)


@pytest.mark.parametrize("fixed_step", [False, True], ids=["index by returned size", "index by requested size"])
def test_a_cap_of_any_size_does_not_end_the_read_of_the_newest_jobs(fixed_step: bool) -> None:
    for cap in range(1, 301):
        for amount in AMOUNTS:
            service = Service(amount(cap), cap=cap, fixed_step=fixed_step, total="page")
            row_set = newest(service, 1000, 1000)
            assert (set(rows(row_set)), row_set.complete) == (set(service.rows), True), cap


def test_a_read_of_known_jobs_ends_when_all_were_returned() -> None:
    service = Service(5, total="true")
    row_set = read_newest(service, service.page(0, 10), 10, 5, known_ids=True)
    assert (len(row_set), row_set.complete) == (5, False)
    assert service.requested == [("page", 0)]
    assert newest(service, 10, 5).complete


class InSequence(Service):
    """A listing whose pages can only be requested after the page before them."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.random_access = False
        self.known = 0

    def page(self, index: int, size: int) -> Page:
        assert index <= self.known, "the page before this one was not requested"
        self.known = index + 1
        return super().page(index, size)


@pytest.mark.parametrize("total", ["none", "true", "page"])
@pytest.mark.parametrize("links", ["none", "some", "marked", "empty"])
@pytest.mark.parametrize("cap", [3, 1000])
@pytest.mark.parametrize("count", [0, 1, 6, 7, 20])
def test_pages_without_random_access_are_requested_in_sequence(count: int, cap: int, links: str, total: str) -> None:
    service = InSequence(count, cap=cap, total=total, links=links)
    row_set = read_complete(service, 6, Backwards())
    assert list(rows(row_set)) == service.rows
    assert row_set.complete


def test_an_empty_first_page_of_a_sequence_is_no_proof() -> None:
    service = InSequence(20, events=[Event(0, "empty")])
    assert set(rows(read_complete(service, 5, Backwards()))) == set(service.rows)


@pytest.mark.parametrize("total", ["none", "true"])
@pytest.mark.parametrize("what", ["insert", "remove"])
def test_a_change_during_a_sequence_hides_no_job(what: str, total: str) -> None:
    service = InSequence(12, total=total, events=[Event(1, what)])
    assert set(rows(read_complete(service, 5, Backwards()))) == set(service.rows)
