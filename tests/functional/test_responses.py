# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Responses that contradict themselves or contain an error are errors, with the text of the service."""

from __future__ import annotations

import json
import typing as t
from pathlib import Path

import pytest

from functional.conftest import Tenants
from functional.helpers import ALL_PRODUCTS, PATHS, Hostile, Outcome, Tenant, http, run_module, sends

NOW = "2026-11-20T10:00:00Z"
SUCCEEDED = {"m365": 2, "google": 2, "dynamics365": 3, "salesforce": 2, "iaas": 2, "aos_scan": 2}
FAILED = {"m365": 3, "google": 3, "dynamics365": 4, "salesforce": 4, "iaas": 16, "aos_scan": 3}


@pytest.fixture
def tmp(clean_environment: None, tmp_path: Path) -> Path:
    return tmp_path


def run_against(response: bytes, tmp: Path, module: str, **more: t.Any) -> Outcome:
    """Run a module against a service that always sends this response."""
    with Hostile(sends(response)).up() as service:
        connection = {
            "api_url": service.url,
            "identity_url": service.url,
            "client_id": "me",
            "client_secret": "hidden-4711",
            "retries": 0,
            "timeout": 5,
        }
        return run_module(module, {**connection, **more}, tmp)


def body(value: object) -> bytes:
    return http(json.dumps(value).encode())


@pytest.mark.parametrize("product", ALL_PRODUCTS)
def test_a_gate_does_not_pass_on_a_job_with_two_statuses(tmp: Path, product: str) -> None:
    row = {"jobId": "a", "state": FAILED[product], "status": SUCCEEDED[product], "startTime": NOW, "finishTime": NOW}
    if product == "iaas":
        row |= {"jobType": 1}
    response = body({"totalCount": 1, "jobs": [row]})
    outcome = run_against(response, tmp, f"{product}_job_info", since="3000d").bad()
    assert "job a: " in outcome.msg
    assert "status and state disagree" in outcome.msg
    rule = {"name": "r", "product": product, "max_age": "3000d"}
    gate = run_against(response, tmp, "job_gate", rules=[rule], enforce=False).good()
    assert gate.result["passed"] is False
    assert "disagree" in json.dumps(gate.result["verdicts"])
    wait = run_against(
        response, tmp, "job_wait", product=product, job_ids=["a"], since="3000d", wait_timeout="2s"
    ).bad()
    assert wait.result["outcome"] == "unreadable"
    reported = run_against(response, tmp, "job_info", products=[product], since="3000d", on_error="report").good()
    assert "disagree" in reported.result["errors"][0]["message"]


@pytest.mark.parametrize("product", ALL_PRODUCTS)
@pytest.mark.parametrize(
    "response",
    [
        {"statusCode": 200, "status": 500, "totalCount": 0, "jobs": []},
        {"statusCode": 500, "status": 200, "totalCount": 0, "jobs": []},
        {"statusCode": 200, "data": {"totalCount": 0, "jobs": [], "error": "the database is down"}},
        {"statusCode": 200, "data": {"totalCount": 0, "jobs": [], "errors": [{"message": "the database is down"}]}},
        {"statusCode": 200, "data": [], "metadata": {"totalCount": 0, "statusCode": 503}},
        {"error": "temporarily unavailable", "totalCount": 0, "jobs": None},
        {"error": "temporarily unavailable", "traceId": "t", "totalCount": 0, "jobs": []},
        {"traceId": "t", "error": {"code": "Busy", "message": "temporarily unavailable"}, "data": []},
        {"totalCount": 0, "jobs": None},
        {"totalCount": 0, "totalNumber": 3, "jobs": []},
    ],
    ids=json.dumps,
)
def test_a_response_with_an_error_anywhere_is_never_read_as_no_jobs(tmp: Path, product: str, response: t.Any) -> None:
    outcome = run_against(body(response), tmp, f"{product}_job_info", api_revision="2024").bad()
    for text in ("the database is down", "temporarily unavailable"):
        assert (text in outcome.msg) == (text in json.dumps(response))
    rule = {"name": "r", "product": product, "max_age": "24h", "on_no_jobs": "allow"}
    gate = run_against(body(response), tmp, "job_gate", rules=[rule], enforce=False).good()
    assert gate.result["passed"] is False


@pytest.mark.parametrize("product", ALL_PRODUCTS)
@pytest.mark.parametrize("status", [201, 202, 203, 204, 206, 226, 299])
def test_only_status_200_is_accepted(tmp: Path, product: str, status: int) -> None:
    response = http(b'{"totalCount": 0, "jobs": []}', f"{status} Almost", "Content-Range: bytes 0-9/999\r\n")
    if status == 204:
        response = b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"
    outcome = run_against(response, tmp, f"{product}_job_info", api_revision="2024").bad()
    assert f"returned HTTP {status}" in outcome.msg
    assert "only HTTP 200 is accepted" in outcome.msg
    assert outcome.result["status"] == status


WORDS: list[tuple[object, tuple[str, ...]]] = [
    ({"error": "the tenant is locked"}, ("the tenant is locked",)),
    ({"error": {"code": "Locked", "message": "the tenant is locked"}}, ("Locked", "the tenant is locked")),
    ({"title": "Not allowed", "detail": "the tenant is locked"}, ("Not allowed", "the tenant is locked")),
    (
        {"title": "One or more errors.", "status": 400, "traceId": "00-abc-01"}
        | {"errors": {"PageSize": ["must be at most 500"], "Id": ["is no id"]}},
        ("One or more errors.", "PageSize: must be at most 500", "Id: is no id", "00-abc-01"),
    ),
]


@pytest.mark.parametrize("product", ALL_PRODUCTS)
@pytest.mark.parametrize(("error_body", "words"), WORDS, ids=["text", "object", "problem", "mapping"])
@pytest.mark.parametrize("status", [400, 403, 409, 422, 500])
def test_the_message_has_the_error_text_of_the_service(
    tmp: Path, product: str, error_body: object, words: tuple[str, ...], status: int
) -> None:
    response = http(json.dumps(error_body).encode(), f"{status} No", kind="application/problem+json")
    outcome = run_against(response, tmp, f"{product}_job_info", api_revision="2024").bad()
    for word in words:
        assert word in outcome.msg
    assert "the service gave no reason" not in outcome.msg


@pytest.mark.parametrize(
    "error_body",
    [
        None,
        {"title": "Unprocessable", "errors": {"StartTime": ["is no date"]}},
        {"errors": [{"field": "FinishTime", "message": "is no date"}]},
        {"title": "Unprocessable", "errors": {"PageSize": ["is too large"]}},
    ],
    ids=["without a word", "a time in a mapping", "a time in a list", "no time"],
)
@pytest.mark.parametrize("status", [400, 422])
def test_auto_tries_the_other_api_version_if_times_are_rejected(
    tenants: Tenants, status: int, error_body: t.Any
) -> None:
    tenant = tenants(revision="both")
    tenant.fault("status", product="iaas", status=status, body=error_body or {})
    outcome = tenant.read("iaas", since="2d")
    if error_body is not None and "PageSize" in error_body["errors"]:
        assert "PageSize: is too large" in outcome.bad().msg
        assert len(tenant.log("iaas")) == 1
    else:
        assert outcome.good().query["api_revision"] == "2025"


@pytest.mark.parametrize(
    ("product", "option", "value", "revision", "tenants_revision"),
    [("m365", "location", "EUR", "2025", "2024"), ("dynamics365", "object_type", 2, "2024", "2025")],
)
@pytest.mark.parametrize("pinned", ["auto", "named"])
def test_an_option_of_one_api_version_is_named_if_the_tenant_has_the_other(
    tenants: Tenants, product: str, option: str, value: object, revision: str, tenants_revision: str, pinned: str
) -> None:
    tenant = tenants(revision=tenants_revision)
    given = {option: value, "api_revision": "auto" if pinned == "auto" else revision}
    outcome = tenant.read(product, **given).bad()
    assert outcome.result["status"] == 404
    assert outcome.result["product"] == product
    assert outcome.msg.startswith(
        f"{product}: {option} needs API version {revision}, which the tenant does not have at "
    )
    assert len(outcome.msg) < 600
    wait = tenant.run("job_wait", product=product, started_after="1h", wait_timeout="2s", **given).bad()
    assert f"{option} needs API version {revision}" in wait.msg
    tenant.read(product).good()


def test_an_option_of_every_api_version_is_not_named(tenant: Tenant) -> None:
    tenant.fault("status", product="google", status=404, times=0)
    outcome = tenant.read("google", data_source="admin").bad()
    assert "data_source" not in outcome.msg


@pytest.mark.parametrize("link", ["/jobs?pageIndex=2", "/GetJobs?currentPage=2", "?currentPage=2"])
def test_a_link_never_turns_a_post_into_a_get(tmp: Path, link: str) -> None:
    path = PATHS["2024"]["dynamics365"]
    page = {"totalNumber": 2, "result": [{"jobId": "a", "status": 3}], "nextLink": link}
    with Hostile(sends(body(page))).up() as service:
        connection = {"api_url": service.url, "identity_url": service.url, "client_id": "me", "client_secret": "hid-47"}
        run_module("dynamics365_job_info", {**connection, "retries": 0, "api_revision": "2024"}, tmp).bad()
        run_module("dynamics365_job_info", {**connection, "retries": 0, "api_revision": "2024", "limit": 9}, tmp).bad()
    requested = [request.split("\r\n", 1)[0] for request in service.received]
    assert f"POST {path} HTTP/1.1" in requested
    assert all(line.startswith("POST ") for line in requested)


TOKEN_WORDS: list[tuple[object, str]] = [
    ({"error": "invalid_client", "error_description": "the secret has ended"}, "invalid_client: the secret has ended"),
    ({"error": "invalid_client"}, "invalid_client"),
    ({"error": {"code": "Locked", "message": "the app is locked"}}, "Locked: the app is locked"),
    ({"title": "Bad Request", "errors": {"scope": ["is required"]}}, "Bad Request; scope: is required"),
    ({"detail": "try later"}, "try later"),
    ({}, "the service gave no reason"),
]


@pytest.mark.parametrize(("error_body", "words"), TOKEN_WORDS, ids=[words for _error_body, words in TOKEN_WORDS])
def test_a_rejected_token_request_has_the_error_text_of_the_service(tmp: Path, error_body: object, words: str) -> None:
    rejected = http(json.dumps(error_body).encode(), "400 No")
    with Hostile(sends(body({})), token=sends(rejected)).up() as service:
        given = {"api_url": service.url, "identity_url": service.url, "client_id": "me", "client_secret": "hid-47"}
        outcome = run_module("google_job_info", {**given, "retries": 0}, tmp).bad()
    assert f"returned HTTP 400: no access token was issued: {words}" in outcome.msg
    assert "{" not in outcome.msg


def test_a_token_in_a_response_with_an_error_is_not_used(tmp: Path) -> None:
    issued = body({"access_token": "a-token", "expires_in": 3600, "error": "temporarily_unavailable"})
    with Hostile(sends(body({"jobs": []})), token=sends(issued)).up() as service:
        given = {"api_url": service.url, "identity_url": service.url, "client_id": "me", "client_secret": "hid-47"}
        outcome = run_module("google_job_info", {**given, "retries": 0}, tmp).bad()
    assert "temporarily_unavailable" in outcome.msg
    assert "a-token" not in outcome.output


def test_an_error_without_a_body_is_not_reported_as_invalid_json(tmp: Path) -> None:
    outcome = run_against(http(b"", "409 Conflict"), tmp, "google_job_info").bad()
    assert outcome.msg.endswith("returned HTTP 409: the service gave no reason")


def test_a_wait_of_years_is_shown_in_a_readable_unit(tmp: Path) -> None:
    response = http(b"{}", "429 Busy", "Retry-After: 999999999\r\n")
    assert (
        "the service asked to wait a year or more before the next request"
        in run_against(response, tmp, "google_job_info").bad().msg
    )
    response = http(b"{}", "429 Busy", "Retry-After: 1234567\r\n")
    assert (
        "the service asked to wait 1234567 s before the next request"
        in run_against(response, tmp, "google_job_info").bad().msg
    )


@pytest.mark.parametrize("status", [401, 403])
def test_a_rejected_request_hints_at_the_list_of_trusted_addresses(tenant: Tenant, status: int) -> None:
    tenant.fault("status", product="google", status=status, times=0)
    msg = tenant.read("google").bad().msg
    assert "the tenant's list of trusted addresses may not include this machine (IPv4" in msg
    assert ("the app may lack the scope gsuite.graph.read.all" in msg) is (status == 403)


def test_a_rejected_token_request_hints_at_the_list_of_trusted_addresses(tenant: Tenant) -> None:
    msg = tenant.read("google", client_secret="not the right one").bad().msg
    assert ("list of trusted addresses" in msg) is ("HTTP 401" in msg or "HTTP 403" in msg)
    tenant.fault("status", product="token", status=403, times=0)
    assert "list of trusted addresses" in tenant.read("google").bad().msg


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy", "all_proxy"])
@pytest.mark.parametrize("value", ["u:geheimnis@127.0.0.1:1", "htp://u:geheimnis@127.0.0.1:1"])
def test_a_proxy_variable_that_cannot_be_used_is_named(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    for name in (
        "HTTPS_PROXY",
        "https_proxy",
        "HTTP_PROXY",
        "http_proxy",
        "ALL_PROXY",
        "all_proxy",
        "NO_PROXY",
        "no_proxy",
    ):
        monkeypatch.delenv(name, raising=False)
    scheme = tenant.sandbox.identity_url.split(":", 1)[0]
    variable = variable.replace("http", scheme).replace("HTTP", scheme.upper())
    monkeypatch.setenv(variable, value)
    outcome = tenant.read("google").bad()
    assert f"the proxy in the environment variable {variable} is invalid" in outcome.msg
    assert "geheimnis" not in outcome.output


def test_the_hint_about_an_empty_window_does_not_name_a_default_as_a_filter(tenant: Tenant) -> None:
    window = {"since": "2020-01-01", "until": "2020-01-02"}
    (warning,) = tenant.read("google", **window).good().warnings
    assert "no jobs from" in warning
    (warning,) = tenant.read("google", data_source="recenter", **window).good().warnings
    assert "no jobs with these filters from" in warning
