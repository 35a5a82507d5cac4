# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Listings with faults of the service: the returned jobs are complete, or the read is an error."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http.page import Page
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._read.row_set import (
    CompletenessError,
    Entry,
)
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import ApiError
from unit.plugins.module_utils._read.fake_listing import (
    AMOUNTS,
    REQUESTS,
    WRONG_TOTALS,
    Event,
    Service,
    page_of,
    read_complete,
    rows,
)


@pytest.mark.parametrize("total", WRONG_TOTALS)
@pytest.mark.parametrize("count", [3, 5, 6, 7, 12, 20])
@pytest.mark.parametrize("size", [1, 2, 3, 5, 10, 30])
def test_a_wrong_total_never_shortens_the_read(total: str, count: int, size: int) -> None:
    service = Service(count, total=total)
    try:
        row_set = read_complete(service, size)
    except CompletenessError:
        return
    assert set(rows(row_set)) == set(service.rows)


def test_a_total_that_counts_one_page_does_not_end_the_read() -> None:
    service = Service(8, total="page")
    assert len(read_complete(service, 5)) == 8


def test_a_total_above_the_number_of_jobs_is_an_error() -> None:
    with pytest.raises(CompletenessError, match="reported a total of 9 but returned 7 different jobs"):
        read_complete(Service(7, total="high"), 5)


def test_a_total_without_any_job_is_an_error() -> None:
    class Empty(Service):
        def _respond(self, offset: int, size: int, request: tuple[str, int]) -> Page:
            self.requested.append(request)
            return page_of([], 7)

    with pytest.raises(CompletenessError, match="reported a total of 7 but returned none"):
        read_complete(Empty(0), 5)


def test_a_huge_total_does_not_fill_the_memory_with_requests() -> None:
    service = Service(7, total="huge")
    with pytest.raises(CompletenessError, match="1000000000"):
        read_complete(service, 5)
    assert len(service.requested) < REQUESTS


def test_links_that_form_a_loop_end_the_read() -> None:
    with pytest.raises(CompletenessError, match="form a loop"):
        read_complete(Service(12, links="loop"), 5)


def test_a_last_page_that_links_to_itself_ends_the_read() -> None:
    with pytest.raises(CompletenessError, match="form a loop"):
        read_complete(Service(12, links="same"), 5)


def test_a_last_page_that_links_to_itself_is_accepted_where_a_total_proves_the_rest() -> None:
    assert len(read_complete(Service(12, links="same", total="true"), 5)) == 12


def test_a_last_page_whose_link_always_changes_ends_the_read() -> None:
    service = Service(12, links="fresh")
    with pytest.raises(CompletenessError, match="had no new jobs"):
        read_complete(service, 5)
    assert len(service.requested) < 15


def test_the_same_page_for_every_index_is_an_error() -> None:
    events = [Event(number, "repeat") for number in range(REQUESTS)]
    for total in ("none", "true"):
        with pytest.raises(CompletenessError):
            read_complete(Service(12, total=total, events=events), 5)


def test_jobs_behind_the_link_of_the_last_page_are_not_left_out() -> None:
    service = Service(12, total="low", links="some")
    with pytest.raises(CompletenessError):
        read_complete(service, 5)


@pytest.mark.parametrize("at", range(1, 8))
@pytest.mark.parametrize("total", ["none", "true"])
@pytest.mark.parametrize("links", ["none", "some"])
def test_an_empty_page_in_the_middle_is_not_the_end(links: str, total: str, at: int) -> None:
    service = Service(12, total=total, links=links, events=[Event(at, "empty")])
    assert set(rows(read_complete(service, 5))) == set(service.rows)


@pytest.mark.parametrize("total", ["none", "true"])
def test_a_page_that_always_replaces_another_is_an_error(total: str) -> None:
    class Cached(Service):
        def page(self, index: int, size: int) -> Page:
            return super().page(0 if index == 1 else index, size)

    with pytest.raises(CompletenessError):
        read_complete(Cached(12, total=total), 3)


def test_a_last_page_that_is_repeated_is_read_where_there_is_a_total() -> None:
    class Clamped(Service):
        def page(self, index: int, size: int) -> Page:
            return super().page(min(index, 3), size)

    service = Clamped(12, total="true")
    assert list(rows(read_complete(service, 3))) == service.rows


@pytest.mark.parametrize("fixed_step", [False, True], ids=["index by returned size", "index by requested size"])
@pytest.mark.parametrize("total", ["page", "low"])
def test_a_cap_of_any_size_is_noticed_where_the_total_counts_one_page(total: str, fixed_step: bool) -> None:
    """Any cap is possible: 7, 16, 25, 32, 64, 75, 128 and 256 have been seen."""
    for cap in range(1, 301):
        for amount in (*AMOUNTS, lambda cap: cap + 2):
            service = Service(amount(cap), cap=cap, fixed_step=fixed_step, total=total)
            try:
                row_set = read_complete(service, 1000)
            except CompletenessError:
                assert total == "low", cap
                continue
            assert set(rows(row_set)) == set(service.rows), cap


@pytest.mark.parametrize("count", [1, 7, 16, 20, 99])
@pytest.mark.parametrize("links", ["none", "marked"])
def test_a_single_page_whose_total_is_its_number_of_rows_costs_one_more_request(count: int, links: str) -> None:
    """It looks like a capped page, and an empty link proves nothing about a cap."""
    service = Service(count, total="true", links=links)
    assert len(read_complete(service, 100)) == count
    assert service.requested == [("page", 0), ("page", 1)]


@pytest.mark.parametrize("total", ["none", "true"])
def test_the_first_page_is_parsed_while_the_next_one_is_requested(total: str) -> None:
    requested_when_parsed: list[int] = []

    class Recording(Service):
        def _respond(self, offset: int, size: int, request: tuple[str, int]) -> Page:
            page = super()._respond(offset, size, request)
            parse = page.parser

            def parser(page: Page) -> t.Sequence[Entry]:
                requested_when_parsed.append(len(self.requested))
                return parse(page)

            page.parser = parser
            return page

    assert len(read_complete(Recording(6, total=total), 2)) == 6
    assert requested_when_parsed[0] > 1


@pytest.mark.parametrize("count", [*range(1, 30, 2), 10, 20, 30, 95])
def test_a_service_that_refuses_pages_after_the_last_one_is_read_completely(count: int) -> None:
    class Strict(Service):
        def _respond(self, offset: int, size: int, request: tuple[str, int]) -> Page:
            if offset >= len(self.rows):
                self.requested.append(request)
                raise ApiError("google: page not found", status=404)
            return super()._respond(offset, size, request)

    assert len(read_complete(Strict(count, links="marked"), 10)) == count


def test_a_rejected_page_before_the_last_one_is_an_error() -> None:
    class Broken(Service):
        def _respond(self, offset: int, size: int, request: tuple[str, int]) -> Page:
            if offset == 20:
                raise ApiError("google: no")
            return super()._respond(offset, size, request)

    with pytest.raises(ApiError):
        read_complete(Broken(40, links="marked"), 10)
