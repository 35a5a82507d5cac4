# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How each paging strategy requests a page."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http.request import Request
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.paging import (
    LARGEST_PAGE,
    BodyPage,
    NextLink,
    Offset,
    PageNumber,
    Paging,
)
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.registry import PRODUCTS

REQUEST = Request("GET", "/jobs", {"type": 1})


@pytest.mark.parametrize(
    ("paging", "params", "body"),
    [
        (PageNumber("page", "size"), {"type": 1, "page": 2, "size": 50}, None),
        (PageNumber("page", "size", first=1), {"type": 1, "page": 3, "size": 50}, None),
        (BodyPage("page", "size", first=1), {}, {"pageInfo": {"page": 3, "size": 50}, "type": 1}),
        (BodyPage("page", "size", member="paging"), {}, {"paging": {"page": 2, "size": 50}, "type": 1}),
        # By the rows that came, which may be fewer than were requested.
        (Offset("skip", "top"), {"type": 1, "skip": 73, "top": 50}, None),
        (Offset("start", "top", first=1), {"type": 1, "start": 74, "top": 50}, None),
        (NextLink("token", PageNumber("page", "size")), {"type": 1, "page": 2, "size": 50}, None),
        (NextLink("token", Offset("skip", "top")), {"type": 1, "skip": 73, "top": 50}, None),
    ],
)
def test_the_request_of_a_page(paging: Paging, params: dict[str, t.Any], body: dict[str, t.Any] | None) -> None:
    request = paging.page(REQUEST, 2, 50, 73)
    assert (request.method, request.path, request.params, request.body) == ("GET", "/jobs", params, body)


@pytest.mark.parametrize(
    ("paging", "params"),
    [
        (PageNumber("page", "size"), {"type": 1, "size": 50}),
        (Offset("skip", "top"), {"type": 1, "top": 50}),
        (NextLink("token", PageNumber("page", "size")), {"type": 1, "size": 50}),
        (NextLink("token", Offset("skip", "top")), {"type": 1, "top": 50}),
    ],
)
def test_a_link_chooses_the_page_itself(paging: Paging, params: dict[str, t.Any]) -> None:
    assert paging.sized(REQUEST, 50).params == params


def test_a_body_keeps_its_page_for_a_link() -> None:
    assert BodyPage("page", "size").sized(REQUEST, 50).body == {"pageInfo": {"page": 0, "size": 50}, "type": 1}


def test_only_pages_with_numbers_can_be_requested_in_any_order() -> None:
    pages, rows = PageNumber("page", "size"), Offset("skip", "top", max_page_size=30)
    assert [one.random_access for one in (pages, BodyPage("page", "size"), rows)] == [True, True, False]
    assert [NextLink("token", one).random_access for one in (pages, rows)] == [True, False]
    assert [NextLink("token", one).max_page_size for one in (pages, rows)] == [LARGEST_PAGE, 30]
    assert NextLink("token", rows).parameters == rows.parameters == ("skip", "top")
    assert [one.token for one in (pages, rows, NextLink("token", rows))] == [None, None, "token"]


@pytest.mark.parametrize("product", PRODUCTS)
def test_every_product_declares_a_page_size_that_can_be_requested(product: str) -> None:
    assert all(0 < version.paging.max_page_size <= LARGEST_PAGE for version in PRODUCTS[product].versions)
