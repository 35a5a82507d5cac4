# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Discovery scans: a service without filters, with wrong totals and links, which is read only if named."""

from __future__ import annotations

import typing as t
from datetime import datetime, timedelta, timezone

import pytest

from functional.helpers import PRODUCTS, Tenant, assert_same, ids

PATH = "/aos/jobs"


def at(hours: float) -> str:
    return (datetime.now(timezone.utc) - timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")


def scan(tenant: Tenant, name: str, status: str = "succeeded", ended: float = 1, **more: t.Any) -> None:
    """Add a scan that took half an hour and ended this many hours ago."""
    job = {"id": name, "status": status, "service": 0, "job_type": 0, "start": at(ended + 0.5), "finish": at(ended)}
    tenant.put("aos_scan", **{**job, **more})


@pytest.fixture
def empty(tenant: Tenant) -> Tenant:
    tenant.clear_jobs("aos_scan")
    return tenant


def test_the_scans_of_the_window_are_returned(tenant: Tenant) -> None:
    outcome = tenant.read("aos_scan", since="7d", until="2d", page_size=20).good()
    truth = [job for job in tenant.truth("aos_scan", outcome.query) if job["start"] != outcome.query["until"]]
    assert_same(outcome.jobs, truth)
    assert len(truth) > 15
    every = len(tenant.truth("aos_scan"))
    assert outcome.query["complete"]
    assert (outcome.query["fetched"], outcome.query["total_reported"]) == (every, None)
    assert {job["job_type"] for job in outcome.jobs} == {"scan"}
    assert {job["subject"] for job in outcome.jobs} == {
        f"aos_scan {service}" for service in ("microsoft_365", "power_platform", "active_directory", "google")
    }
    assert all(job["message"] and job["counts"]["total"] is None for job in outcome.jobs)
    # Two passes over all scans, newest first, each until a page is empty.
    sent = [entry["query"] for entry in tenant.log()]
    pages = -(-every // 20) + 1
    assert [int(query["skip"]) for query in sent] == [min(20 * page, every) for page in range(pages)] * 2
    assert all(query.keys() == {"skip", "top", "orderby", "sortorder"} for query in sent)
    assert {(query["orderby"], query["sortorder"]) for query in sent} == {("StartTime", "1")}


def test_no_page_is_larger_than_the_service_accepts(tenant: Tenant) -> None:
    tenant.read("aos_scan", since="7d", page_size=5000).good()
    assert {entry["query"]["top"] for entry in tenant.log()[:1]} == {"1000"}


def test_a_scan_without_a_start_is_kept(empty: Tenant) -> None:
    scan(empty, "queued", "running", start=None, finish=None, created=at(400))
    scan(empty, "old", ended=30)
    scan(empty, "new")
    assert ids(empty.read("aos_scan").good().jobs) == {"queued", "new"}


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        ({"services": ["google"]}, {"three"}),
        ({"services": ["microsoft_365", "2"]}, {"one", "two"}),
        ({"job_types": ["scan"]}, {"one", "two", "three"}),
        ({"job_types": ["google_scan"]}, {"three"}),
        ({"statuses": ["failed"]}, {"two"}),
        ({"statuses": ["4"], "services": ["google"]}, {"three"}),
    ],
)
def test_the_client_applies_all_filters(empty: Tenant, filters: dict[str, t.Any], wanted: set[str]) -> None:
    scan(empty, "one")
    scan(empty, "two", "failed", service=2)
    scan(empty, "three", "warning", service=3, job_type=10)
    outcome = empty.read("aos_scan", **filters).good()
    assert ids(outcome.jobs) == wanted
    assert outcome.query["filters"] == filters
    assert all(entry["query"].keys() == {"skip", "top", "orderby", "sortorder"} for entry in empty.log())


def test_a_row_that_is_always_duplicated_may_hide_another(tenant: Tenant) -> None:
    tenant.fault("duplicate", product="aos_scan", times=0)
    outcome = tenant.read("aos_scan", since="7d").bad()
    assert "it is not certain that all jobs were read" in outcome.msg


def test_an_empty_first_page_is_requested_again_before_it_counts(tenant: Tenant) -> None:
    tenant.fault("empty_page", product="aos_scan", page=0, times=1)
    outcome = tenant.read("aos_scan", since="7d").good()
    assert_same(outcome.jobs, tenant.truth("aos_scan", outcome.query))
    assert outcome.jobs


def test_no_scans_at_all_take_two_requests(empty: Tenant) -> None:
    outcome = empty.read("aos_scan", since="7d").good()
    assert (outcome.jobs, outcome.query["complete"], outcome.query["requests"]) == ([], True, 2)


@pytest.mark.parametrize("link", ["https://elsewhere.example/aos/jobs?skip=1", "self", "/aos/jobs?skip=0", ""])
def test_a_link_is_ignored(tenant: Tenant, link: str) -> None:
    tenant.fault("link", product="aos_scan", value=link, times=0)
    outcome = tenant.read("aos_scan", since="7d", page_size=30).good()
    assert_same(outcome.jobs, tenant.truth("aos_scan", outcome.query))


def test_scans_are_read_only_if_they_are_named(tenant: Tenant) -> None:
    assert {query["product"] for query in tenant.run("job_info").good().result["queries"]} == set(PRODUCTS)
    named = tenant.run("job_info", products=["aos_scan", "google"]).good()
    assert [query["product"] for query in named.result["queries"]] == ["aos_scan", "google"]
    both = tenant.run("job_info", products=["aos_scan", "google"], job_types=["scan"]).good()
    assert {job["product"] for job in both.jobs} == {"aos_scan"}


RULE = {"name": "scans", "product": "aos_scan", "services": ["microsoft_365"], "max_age": "24h"}


def test_a_gate_does_not_pass_if_the_last_scan_failed(empty: Tenant) -> None:
    rule = {**RULE, "max_consecutive_failures": 0}
    scan(empty, "earlier", ended=5)
    assert empty.run("job_gate", rules=[rule]).good().result["passed"]
    scan(empty, "of another service", "failed", service=3, job_type=10)
    assert empty.run("job_gate", rules=[rule]).good().result["passed"]
    scan(empty, "last", "failed")
    failed = empty.run("job_gate", rules=[rule])
    assert failed.failed
    assert "aos_scan microsoft_365" in failed.msg
    (verdict,) = failed.result["verdicts"]
    assert {check["check"]: check["passed"] for check in verdict["checks"]} == {
        "max_age": True,
        "max_consecutive_failures": False,
    }


def test_a_gate_counts_scans_and_not_backups_by_default(empty: Tenant) -> None:
    assert "on_no_jobs" in str(empty.run("job_gate", rules=[RULE], enforce=False).good().result["verdicts"])
    refused = empty.run("job_gate", rules=[{**RULE, "job_types": ["backup"]}]).bad()
    assert "'backup' is not a job type of aos_scan" in refused.msg
    # A scan is not a backup.
    scan(empty, "one")
    empty.clear_jobs("m365")
    backup = {"name": "mail", "product": "m365", "max_age": "24h"}
    assert not empty.run("job_gate", rules=[backup], enforce=False).good().result["passed"]


def test_a_scan_can_be_waited_for_by_its_id(empty: Tenant) -> None:
    scan(empty, "one", "running", finish=None)
    wait = {"product": "aos_scan", "job_ids": ["one"], "wait_timeout": "1s", "interval": "0.2s"}
    assert empty.run("job_wait", **wait).bad().result["outcome"] == "timed_out"
    scan(empty, "one")
    assert [job["id"] for job in empty.run("job_wait", **wait).good().jobs] == ["one"]
