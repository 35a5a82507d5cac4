# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One job on two pages that are requested concurrently."""

from __future__ import annotations

import typing as t
from concurrent.futures import Executor

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http.page import Page
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._read.row_set import (
    CompletenessError,
    Entry,
)
from unit.plugins.module_utils._read.fake_listing import Backwards, InOrder, Service, page_of, read_complete, rows


class Overlapping(Service):
    """Each page has one more row, the first one of the next page; each row has the number of its request."""

    def _respond(self, offset: int, size: int, request: tuple[str, int]) -> Page:
        page = super()._respond(offset, size, request)
        request_number = len(self.requested)
        sent = self.rows[offset : offset + size + 1]
        kept = [Entry(identity, t.cast(t.Any, {"id": identity, "request_number": request_number})) for identity in sent]
        return page_of(kept, page.total, page.link, last=page.last)


@pytest.mark.parametrize("pool", [InOrder(), Backwards()], ids=["in order", "backwards"])
@pytest.mark.parametrize("count", range(1, 20))
@pytest.mark.parametrize("size", [2, 3, 5])
def test_the_later_row_of_a_job_is_kept_whatever_page_it_is_on(count: int, size: int, pool: Executor) -> None:
    service = Overlapping(count, total="true")
    latest: dict[str, int] = {}
    try:
        row_set = read_complete(service, size, pool)
    except CompletenessError:
        return
    assert list(rows(row_set)) == service.rows
    for number, (_kind, index) in enumerate(service.requested, 1):
        latest.update((identity, number) for identity in service.rows[index * size : index * size + size + 1])
    assert {identity: job["request_number"] for identity, job in rows(row_set).items()} == latest


@pytest.mark.parametrize("pool", [InOrder(), Backwards()], ids=["in order", "backwards"])
def test_a_job_on_two_concurrent_pages_is_read_again_in_sequence(pool: Executor) -> None:
    """Of two concurrent responses it is not known which one is newer."""
    service = Overlapping(6, total="true")
    row_set = read_complete(service, 2, pool)
    pages = {index: number for number, (_kind, index) in enumerate(service.requested, 1)}
    assert rows(row_set)["row-2"]["request_number"] == pages[1]
    assert rows(row_set)["row-4"]["request_number"] == pages[2]
    assert pages[1] < pages[2]
