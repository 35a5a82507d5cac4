# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds for every product: rows that cannot be parsed, requests for pages, own options."""

from __future__ import annotations

import typing as t
from datetime import datetime, timezone

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.api_version import ApiVersion
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.base import Product
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.enums import Enumeration, EnumValue
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.paging import PageNumber
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.registry import PRODUCTS
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import MalformedResponse
from unit.plugins.module_utils._products.product_rows import normalise

UTC = timezone.utc


@pytest.mark.parametrize("product", sorted(PRODUCTS))
@pytest.mark.parametrize("row", [{}, {"jobId": None}, {"jobId": ""}, {"status": 2}])
def test_a_job_without_an_id_is_an_error(product: str, row: object) -> None:
    with pytest.raises(MalformedResponse, match="a job has no id"):
        normalise(product, row)


@pytest.mark.parametrize(
    ("product", "member", "value"),
    [
        ("m365", "StartTime", 1724169670),
        ("m365", "FinishTime", "soon"),
        ("m365", "Duration", "long"),
        ("m365", "Duration", 10**400),
        ("m365", "BackupDetails", "3 of 4"),
        ("m365", "BackupDetails", {"FailedCount": "some"}),
        ("m365", "JobErrors", {"value": "x"}),
        ("google", "progress", "most"),
        ("google", "jobId", {"a": 1}),
        ("dynamics365", "durationHours", "long"),
        ("dynamics365", "durationHours", 10**400),
        ("dynamics365", "failedRecord", -1),
        ("salesforce", "dataSize", "big"),
        ("iaas", "failedCount", 1.5),
    ],
)
def test_a_malformed_field_is_named_in_the_error(product: str, member: str, value: object) -> None:
    with pytest.raises(MalformedResponse, match=f"^{member.lower()}"):
        normalise(product, {"jobId": "x", "status": 2, member: value})


SINCE = datetime(2026, 11, 20, 8, tzinfo=UTC)
UNTIL = datetime(2026, 11, 21, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("product", "revision", "method", "path", "params", "body"),
    [
        (
            "m365",
            "2024",
            "GET",
            "/cloudbackup/jobs",
            {"StartTime": 639307584000000000, "FinishTime": 639308448000000000, "PageIndex": 2, "PageSize": 50},
            None,
        ),
        (
            "m365",
            "2025",
            "GET",
            "/backup/m365/cloudbackupjobs",
            {"StartTime": "2026-11-20T08:00:00Z", "FinishTime": "2026-11-21T08:00:00Z", "PageIndex": 2, "PageSize": 50},
            None,
        ),
        (
            "google",
            "2024",
            "GET",
            "/backup/google/admin/jobs",
            {"startTime": "2026-11-20T08:00:00Z", "finishTime": "2026-11-21T08:00:00Z", "pageIndex": 2, "pageSize": 50},
            None,
        ),
        (
            "dynamics365",
            "2024",
            "POST",
            "/api/OpenApi/GetJobs",
            {},
            {
                "pageInfo": {"currentPage": 3, "pageSize": 50},
                "type": 0,
                "startTime": "2026-11-20T08:00:00Z",
                "endTime": "2026-11-21T08:00:00Z",
            },
        ),
        (
            "dynamics365",
            "2025",
            "GET",
            "/dynamicsbackup/jobs",
            {
                "type": 0,
                "startTime": "2026-11-20T08:00:00Z",
                "finishTime": "2026-11-21T08:00:00Z",
                "pageIndex": 3,
                "pageSize": 50,
            },
            None,
        ),
        (
            "salesforce",
            "2024",
            "GET",
            "/backup/sfbapi/jobs",
            {"startTime": "2026-11-20T08:00:00Z", "finishTime": "2026-11-21T08:00:00Z", "pageIndex": 2, "pageSize": 50},
            None,
        ),
        (
            "iaas",
            "2024",
            "GET",
            "/backup/vm/jobs",
            {"StartTime": 639307584000000000, "FinishTime": 639308448000000000, "PageNumber": 2, "PageSize": 50},
            None,
        ),
        (
            "iaas",
            "2025",
            "GET",
            "/backup/vm/jobs",
            {
                "StartTime": "2026-11-20T08:00:00Z",
                "FinishTime": "2026-11-21T08:00:00Z",
                "PageNumber": 2,
                "PageSize": 50,
            },
            None,
        ),
    ],
)
def test_the_request_for_a_page(
    product: str, revision: str, method: str, path: str, params: dict[str, t.Any], body: dict[str, t.Any] | None
) -> None:
    version = PRODUCTS[product].api_versions[revision]
    assert version.window is not None
    request = version.paging.page(version.request(version.window.params(SINCE, UNTIL)), 2, 50, 100)
    assert (request.method, request.path, request.params, request.body) == (method, path, params, body)


def test_own_options_are_converted_to_values_of_the_api() -> None:
    assert [PRODUCTS["google"].option_value("data_source", word) for word in ("admin", "recenter")] == [1, 2]
    levels = ("organization", "object", "record", "field", "metadata", "not_applicable")
    assert [PRODUCTS["salesforce"].option_value("level", word) for word in levels] == [1, 2, 3, 4, 5, 6]
    assert PRODUCTS["salesforce"].option_value("organization_id", "00D") == "00D"
    assert PRODUCTS["m365"].option_value("location", "EUR") == "EUR"


def test_the_base_class_parses_no_row() -> None:
    with pytest.raises(NotImplementedError):
        Product().parse_row({})


@pytest.mark.parametrize("product", PRODUCTS.values(), ids=list(PRODUCTS))
def test_values_name_declared_api_versions(product: Product) -> None:
    values = [
        value for each in (product.services, product.job_types, product.statuses) if each for value in each.values
    ]
    named = {name for value in values for name in (value.since, value.until) if name is not None}
    assert named <= product.api_versions.keys()


def test_api_versions_are_ordered_as_declared_whatever_their_names() -> None:
    class Several(Product):
        versions = tuple(
            ApiVersion(names=names, path="/jobs", paging=PageNumber("page", "size"))
            for names in (("z",), ("beta", "b"), ("2030",))
        )

    product = Several()
    assert list(product.api_versions) == ["z", "beta", "b", "2030"]
    known = {
        (since, until): [
            name
            for name in product.api_versions
            if product.knows(EnumValue(1, "x", "x", since=since, until=until), name)
        ]
        for since, until in ((None, None), ("beta", None), (None, "z"), ("beta", "b"))
    }
    assert known == {
        (None, None): ["z", "beta", "b", "2030"],
        ("beta", None): ["beta", "b", "2030"],
        (None, "z"): ["z"],
        ("beta", "b"): ["beta", "b"],
    }


def test_a_value_with_two_meanings_has_that_of_its_api_version() -> None:
    first, second = EnumValue(7, "x", "backup", until="z"), EnumValue(7, "x", "other", since="a")
    values = Enumeration("type", (first, second))
    assert values.read(7, lambda value: value.since == "a") is second
    assert values.read(7) is first
