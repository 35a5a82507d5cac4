# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A service that ignores the filter for services or job types, while its rows state neither."""

from __future__ import annotations

import itertools
import json
import socket
import typing as t
from pathlib import Path

import pytest

from functional.helpers import Hostile, Outcome, Tenant, assert_same, http

IGNORED = ("service", "job_type")
PARAMETERS = {"m365": {"service": "ObjectType", "job_type": "JobType"}, "iaas": {"service": "ServiceType"}}
ONE: dict[str, dict[str, t.Any]] = {
    "m365": {"services": ["exchange_online"], "job_types": ["backup"]},
    "iaas": {"services": ["vm"], "job_types": ["1"]},
}
TWO: dict[str, dict[str, t.Any]] = {
    "m365": {"services": ["exchange_online", "onedrive"], "job_types": ["backup", "retention"]},
    "iaas": {"services": ["vm", "aad"], "job_types": ["1", "2"]},
}
# The jobs of iaas state their type since 2025.
UNTOLD = [
    ("m365", "2024", "service"),
    ("m365", "2024", "job_type"),
    ("m365", "2025", "service"),
    ("m365", "2025", "job_type"),
    ("iaas", "2024", "service"),
    ("iaas", "2024", "job_type"),
    ("iaas", "2025", "service"),
]
NAMES = {"service": "services", "job_type": "job_types"}


def ignore(tenant: Tenant, product: str, *roles: str) -> None:
    tenant.fault("ignore_filter", product=product, roles=list(roles), times=0)


def filters(product: str, services: int, job_types: int) -> dict[str, t.Any]:
    """Return filters with this many services and job types; 0 means no filter."""
    some = ({}, ONE[product], TWO[product])
    chosen = {"services": some[services].get("services"), "job_types": some[job_types].get("job_types")}
    return {name: words for name, words in chosen.items() if words}


def controls(tenant: Tenant) -> list[dict[str, t.Any]]:
    """Return the requests for a service or a job type that the test did not request."""
    usual = {
        "m365": {"ObjectType": {"1", "3"}, "JobType": {"1", "5"}},
        "iaas": {"ServiceType": {"1"}, "JobType": {"1", "64"}},
    }
    return [
        entry
        for entry in tenant.log()
        if any(entry["query"].get(name, next(iter(own))) not in own for name, own in usual[entry["product"]].items())
    ]


@pytest.mark.parametrize(("services", "job_types"), [(0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (2, 0), (2, 1), (2, 2)])
@pytest.mark.parametrize(("product", "revision", "role"), UNTOLD)
def test_a_read_fails_if_the_service_ignores_its_filter(
    tenant: Tenant, product: str, revision: str, role: str, services: int, job_types: int
) -> None:
    requested = filters(product, services, job_types)
    ignore(tenant, product, role)
    params = {"since": "30d", "api_revision": revision, **requested}
    # The requested types of iaas belong to one service each, and its jobs state them since 2025.
    if NAMES[role] not in requested or (product, revision, job_types) == ("iaas", "2025", 1):
        outcome = tenant.read(product, **params).good()
        truth = {job["id"]: job for job in tenant.truth(product, outcome.query)}
        stated = {"service": "service_name", "job_type_name": "job_type_name"}
        for job in outcome.jobs:
            assert {job[key] for key in stated} <= {None, *(truth[job["id"]][key] for key in stated.values())}
        return
    outcome = tenant.read(product, **params).bad()
    # A type that implies its service shows that it is not of the requested service.
    assert "does not apply the filter" in outcome.msg or "it came for the service" in outcome.msg
    assert outcome.result["product"] == product


@pytest.mark.parametrize("product", ["m365", "iaas"])
def test_a_read_fails_if_the_service_ignores_both_filters(tenant: Tenant, product: str) -> None:
    ignore(tenant, product, *IGNORED)
    for services, job_types in itertools.product((1, 2), repeat=2):
        requested = filters(product, services, job_types)
        assert "does not apply" in tenant.read(product, since="30d", api_revision="2024", **requested).bad().msg


@pytest.mark.parametrize(("services", "job_types"), [(0, 0), (0, 1), (1, 0), (1, 1), (1, 2), (2, 1), (2, 2)])
@pytest.mark.parametrize("revision", ["2024", "2025"])
@pytest.mark.parametrize("product", ["m365", "iaas"])
def test_a_service_that_applies_its_filters_is_read(
    tenant: Tenant, product: str, revision: str, services: int, job_types: int
) -> None:
    requested = filters(product, services, job_types)
    outcome = tenant.read(product, since="30d", api_revision=revision, **requested).good()
    words = {"1": "backup", "2": "restore"}
    wanted = {name: [words.get(word, word) for word in given] for name, given in requested.items()}
    truth = [
        job
        for job in tenant.truth(product, outcome.query)
        if job["service_name"] in wanted.get("services", [job["service_name"]])
        and job["job_type_name"] in wanted.get("job_types", [job["job_type_name"]])
    ]
    assert truth
    assert_same(outcome.jobs, truth)
    assert outcome.query["requests"] == len(tenant.log())


@pytest.mark.parametrize("more", [{"limit": 3}, {"page_size": 5}, {"statuses": ["succeeded"]}], ids=repr)
@pytest.mark.parametrize("role", IGNORED)
def test_an_ignored_filter_fails_every_way_of_reading(
    tenant: Tenant, tmp_path: Path, role: str, more: dict[str, t.Any]
) -> None:
    ignore(tenant, "m365", role)
    params = {"since": "30d", "api_revision": "2024", **ONE["m365"], **more}
    assert "does not apply" in tenant.read("m365", **params).bad().msg
    dest = tmp_path / "jobs.jsonl"
    assert "does not apply" in tenant.read("m365", dest=str(dest), **params).bad().msg
    assert not dest.exists()


def test_an_ignored_filter_is_an_error_of_its_product_only(tenant: Tenant) -> None:
    ignore(tenant, "m365", "service")
    outcome = tenant.run(
        "job_info", products=["m365", "google"], services=["exchange_online", "gmail"], on_error="report", since="7d"
    ).good()
    (error,) = outcome.result["errors"]
    assert (error["product"], "does not apply" in error["message"]) == ("m365", True)
    assert {job["product"] for job in outcome.jobs} == {"google"}


@pytest.mark.parametrize("ignored", [False, True])
def test_a_job_type_of_several_services_does_not_imply_the_service(tenant: Tenant, ignored: bool) -> None:
    tenant.clear_jobs("iaas")
    tenant.put("iaas", service="common" if ignored else "vm", job_type="retention", status="succeeded")
    if ignored:
        ignore(tenant, "iaas", "service")
    outcome = tenant.read("iaas", since="24h", api_revision="2025", services=["vm"], job_types=["retention"])
    assert outcome.failed is ignored
    assert len(controls(tenant)) == 1


# --- The control page


def test_one_control_page_for_each_filter_with_one_value(tenant: Tenant) -> None:
    """It has the window and size of the first page: with an ignored filter it has the same jobs."""
    tenant.read("m365", since="7d", page_size=9, api_revision="2024", **ONE["m365"]).good()
    first = tenant.log()[0]["query"]
    requested = [entry["query"] for entry in controls(tenant)]
    assert [query.keys() ^ first.keys() for query in requested] == [set(), set()]
    changed = [{name for name in first if query[name] != first[name]} for query in requested]
    assert changed == [{"ObjectType"}, {"JobType"}]


@pytest.mark.parametrize(("services", "job_types", "expected"), [(2, 2, 0), (2, 1, 1), (1, 2, 1), (1, 0, 1), (0, 1, 1)])
def test_requested_values_serve_as_control_pages_of_each_other(
    tenant: Tenant, services: int, job_types: int, expected: int
) -> None:
    tenant.read("m365", since="30d", api_revision="2024", **filters("m365", services, job_types)).good()
    assert len(controls(tenant)) == expected


def test_no_jobs_need_no_control(tenant: Tenant) -> None:
    tenant.clear_jobs("m365")
    assert tenant.read("m365", since="7d", **ONE["m365"]).good().query["requests"] == 1


def test_jobs_that_state_their_type_need_no_control_page(tenant: Tenant) -> None:
    tenant.read("iaas", since="30d", api_revision="2025", job_types=["1"]).good()
    assert controls(tenant) == []
    for product, service in (("google", "gmail"), ("dynamics365", "customer_engagement")):
        requested = {"services": [service], "job_types": ["backup"]}
        outcome = tenant.read(product, since="24h", **requested).good()
        assert outcome.jobs
        parameters = [{**entry["query"], **(entry["json"] or {})} for entry in tenant.log(product)]
        assert len({(one.get("appType"), one.get("jobType"), one.get("type")) for one in parameters}) == 1


def test_a_job_that_lacks_its_type_needs_a_control_page(tenant: Tenant, tmp_path: Path) -> None:
    """Its type is as unknown as in products whose jobs never state it."""
    job = {"jobId": "a", "appType": 1, "status": 2, "startTime": "2026-01-01T00:00:00Z"}

    def response(connection: socket.socket, request: str) -> None:
        jobs = [job] if "pageIndex=0" in request else []
        connection.sendall(http(json.dumps({"jobs": jobs, "nextLink": ""}).encode()))

    with Hostile(response).up() as service:
        where = {"api_url": service.url, "identity_url": service.url}
        outcome = tenant.read("google", services=["gmail"], job_types=["backup"], **where).bad()
        assert "does not apply the filter" in outcome.msg
        job["jobType"] = 1
        assert tenant.read("google", services=["gmail"], job_types=["backup"], **where).good().jobs[0]["id"] == "a"


def test_an_empty_control_page_proves_that_the_filter_is_applied(tenant: Tenant) -> None:
    tenant.clear_jobs("m365")
    job = tenant.put("m365", service=1, job_type=1, status="succeeded")
    outcome = tenant.read("m365", since="24h", api_revision="2024", **ONE["m365"]).good()
    assert [one["id"] for one in outcome.jobs] == [job["id"]]


@pytest.mark.parametrize("skip", [2, 3], ids=["service", "job type"])
@pytest.mark.parametrize("rule", [{"kind": "status", "status": 400}, {"kind": "envelope", "status": 422}], ids=repr)
def test_a_rejected_value_proves_that_the_filter_is_applied(tenant: Tenant, rule: dict[str, t.Any], skip: int) -> None:
    tenant.fault(**rule, product="m365", skip=skip)
    outcome = tenant.read("m365", since="7d", api_revision="2024", **ONE["m365"]).good()
    assert outcome.jobs
    assert sum(entry["fault"] is not None for entry in tenant.log()) == 1


@pytest.mark.parametrize("skip", [2, 3], ids=["service", "job type"])
@pytest.mark.parametrize("status", [403, 404, 500, 503])
def test_a_failed_control_page_proves_nothing(tenant: Tenant, status: int, skip: int) -> None:
    tenant.fault("status", status=status, product="m365", skip=skip)
    outcome = tenant.read("m365", since="7d", api_revision="2024", **ONE["m365"]).bad()
    assert str(status) in outcome.msg
    assert "whether the service applies the filter" in outcome.msg
    assert outcome.result["status"] == status


def test_a_control_page_is_retried_like_any_request(tenant: Tenant) -> None:
    tenant.fault("status", status=503, product="m365", skip=2)
    outcome = tenant.read("m365", since="7d", api_revision="2024", retries=2, **ONE["m365"]).good()
    assert outcome.query["retries"] == 1
    assert outcome.query["requests"] == len(tenant.log()) == 5


def test_new_jobs_do_not_hide_an_ignored_filter(tenant: Tenant) -> None:
    tenant.fault("insert", product="m365", count=3, after=True)
    ignore(tenant, "m365", "service")
    assert "does not apply" in tenant.read("m365", since="7d", page_size=50, **ONE["m365"]).bad().msg


# --- Several queries of one task


def rule(*services: str, **more: t.Any) -> dict[str, t.Any]:
    name = " ".join([*services, *map(str, more.values())])
    return {"name": name, "product": "m365", "services": list(services), "max_failed_jobs": 0, **more}


def evaluate(tenant: Tenant, *rules: dict[str, t.Any], **params: t.Any) -> Outcome:
    return tenant.run("job_gate", rules=list(rules), enforce=False, api_revision="2024", **params).good()


def test_two_rules_with_different_windows_do_not_pass_on_the_same_job(tenant: Tenant) -> None:
    tenant.clear_jobs("m365")
    tenant.put("m365", service=1, job_type=1, status="succeeded")
    rules = rule("exchange_online", max_age="24h"), rule("onedrive", max_age="24h", window="7d")
    healthy = evaluate(tenant, *rules)
    assert [verdict["passed"] for verdict in healthy.result["verdicts"]] == [True, False]
    ignore(tenant, "m365", "service")
    outcome = evaluate(tenant, *rules)
    assert [verdict["passed"] for verdict in outcome.result["verdicts"]] == [False, False]
    for verdict in outcome.result["verdicts"]:
        (check,) = verdict["checks"]
        assert check["check"] == "read"
        assert "does not apply the filter" in check["actual"]
    assert outcome.result["queries"] == []


@pytest.mark.parametrize("role", IGNORED)
def test_another_job_does_not_count_as_a_backup(tenant: Tenant, role: str) -> None:
    """One service and one type, as in the first example of the README."""
    tenant.clear_jobs("m365")
    other = {"service": {"service": 3, "job_type": 1}, "job_type": {"service": 1, "job_type": 5}}[role]
    tenant.put("m365", status="succeeded", **other)
    assert evaluate(tenant, rule("exchange_online", max_age="24h")).result["passed"] is False
    ignore(tenant, "m365", role)
    outcome = evaluate(tenant, rule("exchange_online", max_age="24h"))
    assert outcome.result["passed"] is False
    assert "does not apply" in json.dumps(outcome.result["verdicts"])


def test_the_control_page_is_requested_once_in_a_task(tenant: Tenant) -> None:
    """However many queries there are: here six, for three windows and for running jobs."""
    windows = ("24h", "48h", "7d")
    rules = [rule("exchange_online", window=window, max_running="8h") for window in windows]
    rules += [rule("exchange_online", window="9d", job_types=["backup"], max_age="24h")]
    evaluate(tenant, *rules)
    assert len(controls(tenant)) == 2


def test_rules_for_several_services_need_no_control_page(tenant: Tenant) -> None:
    evaluate(tenant, rule("exchange_online"), rule("onedrive", window="48h"))
    assert [sorted(entry["query"]["JobType"] for entry in controls(tenant))] == [["2"]]


def test_a_job_may_match_the_product_and_one_of_its_services(tenant: Tenant) -> None:
    """Queries whose labels are compatible may return the same job."""
    tenant.clear_jobs("m365")
    tenant.put("m365", service=1, job_type=1, status="succeeded")
    complete = {"name": "whole", "product": "m365", "max_age": "24h"}
    outcome = evaluate(tenant, rule("exchange_online", max_age="24h"), complete)
    assert outcome.result["passed"] is True


@pytest.mark.parametrize("role", IGNORED)
def test_a_wait_does_not_end_with_a_job_of_another_service_or_type(tenant: Tenant, role: str) -> None:
    tenant.clear_jobs("m365")
    other = {"service": {"service": 3, "job_type": 1}, "job_type": {"service": 1, "job_type": 5}}[role]
    tenant.put("m365", status="succeeded", **other)
    ignore(tenant, "m365", role)
    outcome = tenant.run(
        "job_wait",
        product="m365",
        started_after="1h",
        api_revision="2024",
        wait_timeout="5s",
        interval="1s",
        **ONE["m365"],
    ).bad()
    assert "does not apply" in outcome.msg
    assert outcome.result["jobs"] == []


def test_a_wait_requests_the_control_page_once(tenant: Tenant) -> None:
    tenant.clear_jobs("m365")
    tenant.put("m365", service=1, job_type=1, status="running")
    tenant.run(
        "job_wait",
        product="m365",
        started_after="1h",
        api_revision="2024",
        wait_timeout="4s",
        interval="1s",
        **ONE["m365"],
    ).bad()
    looks = [entry for entry in tenant.log() if entry["page"] == 0 and entry not in controls(tenant)]
    assert len(looks) > 2
    assert len(controls(tenant)) == 2
