# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which queries a gate plans for its rules."""

from __future__ import annotations

import typing as t
from datetime import timedelta

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._policy.queries import (
    AHEAD,
    JobQuery,
    to_query,
)
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.registry import PRODUCTS
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._read.query import labels
from unit.plugins.module_utils._gate.gate_jobs import NOW, plan, resolve

HOUR = timedelta(hours=1)


def planned(
    *given: dict[str, t.Any], in_the_past: bool = False
) -> list[tuple[str, int, set[str] | None, set[str], bool]]:
    return [
        (
            query.product.name,
            query.look_back // HOUR,
            None if query.services is None else set(query.services),
            set(query.job_types),
            bool(query.statuses),
        )
        for query in plan(resolve(*given), in_the_past=in_the_past)
    ]


def test_one_rule_is_one_query() -> None:
    assert planned({"services": ["teams"]}) == [("m365", 192, {"teams"}, {"backup"}, False)]
    assert planned({"product": "google"}) == [("google", 192, None, {"backup"}, False)]


def test_several_rules_share_a_query() -> None:
    """Services by name or by number, with different checks."""
    queries = planned(
        {"services": ["teams", "onedrive"]}, {"services": ["7"], "max_failed_jobs": 2}, {"services": ["3"]}
    )
    assert queries == [("m365", 192, {"teams", "onedrive"}, {"backup"}, False)]


def test_services_with_different_windows_have_queries_of_their_own() -> None:
    queries = planned({"services": ["teams", "onedrive"]}, {"services": ["teams"], "window": "7d"})
    assert queries == [
        ("m365", 336, {"teams"}, {"backup"}, False),
        ("m365", 192, {"onedrive"}, {"backup"}, False),
    ]


def test_one_query_is_enough_if_rows_have_their_service_and_type() -> None:
    queries = planned(
        {"product": "google", "services": ["gmail"]},
        {"product": "google", "services": ["drive"], "window": "7d", "job_types": ["restore"]},
    )
    assert queries == [("google", 336, {"gmail", "drive"}, {"backup", "restore"}, False)]
    # All services are among them.
    queries = planned({"product": "google", "services": ["gmail"]}, {"product": "google"})
    assert queries == [("google", 192, None, {"backup"}, False)]


@pytest.mark.parametrize("product", PRODUCTS)
@pytest.mark.parametrize(
    ("keys", "hours"),
    [
        # What ended in the window may have started seven days before it.
        ({}, 192),
        ({"max_age": "48h"}, 216),
        ({"max_age": "48h", "window": "30d"}, 888),
        ({"window": "30h"}, 198),
    ],
)
def test_the_window_is_wide_enough(product: str, keys: dict[str, str], hours: int) -> None:
    assert [query[1] for query in planned({"product": product, **keys})] == [hours]


@pytest.mark.parametrize("product", PRODUCTS)
def test_max_duration_also_reads_running_jobs(product: str) -> None:
    queries = [(query[1], query[4]) for query in planned({"product": product, "max_duration": "30h"})]
    # Salesforce filters by one status at a time, and has running and paused jobs.
    assert queries == [(198, False), (2190, True), *([(2190, True)] if product == "salesforce" else [])]


def test_every_unfinished_status_is_read() -> None:
    def statuses(product: str) -> list[tuple[str, ...]]:
        return [query.statuses for query in plan(resolve({"product": product, "max_running": "8h"}))]

    assert statuses("salesforce") == [(), ("running",), ("paused",)]
    # It does not filter by status, so one query returns all of them.
    assert statuses("iaas") == [(), ("running", "pending")]
    for product in ("m365", "google", "dynamics365"):
        assert statuses(product) == [(), ("running",)]


@pytest.mark.parametrize("product", PRODUCTS)
def test_running_jobs_are_read_from_before_every_window(product: str) -> None:
    queries = planned({"product": product, "max_running": "60d"}, {"product": product, "window": "90d"})
    assert sorted({(query[1] // 24, query[4]) for query in queries}) == [(97, False), (150, True)]


@pytest.mark.parametrize("product", PRODUCTS)
@pytest.mark.parametrize(
    ("keys", "hours"),
    [({}, 192), ({"max_age": "48h"}, 216), ({"max_running": "8h"}, 2184), ({"max_duration": "30h"}, 2190)],
)
def test_in_the_past_jobs_of_every_status_are_read_as_far_back(product: str, keys: dict[str, str], hours: int) -> None:
    """What has ended now was running then."""
    queries = planned({"product": product, **keys}, in_the_past=True)
    assert [(query[1], query[4]) for query in queries] == [(hours, False)]


def test_in_the_past_each_service_is_read_as_far_back_as_it_needs() -> None:
    queries = planned({"services": ["teams"], "max_running": "8h"}, {"services": ["onedrive"]}, in_the_past=True)
    assert queries == [
        ("m365", 2184, {"teams"}, {"backup"}, False),
        ("m365", 192, {"onedrive"}, {"backup"}, False),
    ]


def test_a_type_that_a_service_cannot_have_is_not_read() -> None:
    """Alone it would be a query without a single request."""
    given = (
        {"product": "iaas", "services": ["aad"], "job_types": ["aad_backup"], "window": "48h"},
        {"product": "iaas", "services": ["aad", "vm"], "job_types": ["aad_backup", "backup"]},
        {"product": "iaas", "services": ["vm"], "job_types": ["backup"], "window": "72h"},
    )
    for query in plan(resolve(*given)):
        sent = to_query(query, NOW, NOW + AHEAD, 100)
        assert labels(sent.services, sent.job_types)


def test_each_query_reaches_into_the_future() -> None:
    """A failure with a wrong time zone would not be read otherwise."""
    (query,) = plan(resolve({}))
    sent = to_query(query, NOW, NOW + AHEAD, 100)
    assert sent.until - NOW >= timedelta(hours=14)
    assert NOW - sent.since == timedelta(days=8)


def test_a_query_serves_rules_of_its_product_only() -> None:
    google, m365 = resolve({"product": "google"}, {"product": "m365"})
    query = JobQuery(google.words.product, HOUR, None, frozenset({"backup"}))
    assert query.serves(google.selection, None)
    assert not query.serves(m365.selection, None)
