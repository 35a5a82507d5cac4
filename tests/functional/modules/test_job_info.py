# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules that read jobs: keys of their results, limit, raw rows, errors and bad input."""

from __future__ import annotations

import typing as t

import pytest

from functional.helpers import ALL_PRODUCTS, PRODUCTS, Tenant, assert_same

JOB_KEYS = {
    "id",
    "product",
    "status",
    "status_raw",
    "finished",
    "ok",
    "job_type",
    "job_type_raw",
    "job_type_name",
    "service",
    "service_raw",
    "started_at",
    "finished_at",
    "duration_seconds",
    "counts",
    "counts_by_unit",
    "size_bytes",
    "progress_percent",
    "organization_id",
    "organization_name",
    "subject",
    "operator",
    "message",
    "errors",
    "data_source",
    "api_calls",
}
SUMMARY_KEYS = {
    "total",
    "by_status",
    "by_product",
    "by_service",
    "by_job_type",
    "finished",
    "success_rate",
    "failed_objects",
    "last_success_at",
    "oldest_started_at",
    "newest_started_at",
}
QUERY_KEYS = {
    "product",
    "since",
    "until",
    "filters",
    "api_revision",
    "pages",
    "requests",
    "retries",
    "total_reported",
    "fetched",
    "duplicates",
    "complete",
    "elapsed_seconds",
}
COUNTS = {"total", "successful", "failed", "skipped", "warning"}


@pytest.mark.parametrize("check_mode", [False, True])
@pytest.mark.parametrize("product", ALL_PRODUCTS)
def test_the_result_has_the_documented_keys(tenant: Tenant, product: str, check_mode: bool) -> None:
    outcome = tenant.read(product, _internal={"check_mode": check_mode}, since="30d").good()
    result = outcome.result
    assert result["changed"] is False
    assert {"jobs", "summary", "queries"} <= result.keys()
    assert not {"errors", "dest", "skipped"} & result.keys()
    assert set(result["summary"]) == SUMMARY_KEYS
    assert set(outcome.query) == QUERY_KEYS
    assert outcome.jobs
    for job in outcome.jobs:
        assert set(job) == JOB_KEYS
        assert set(job["counts"]) == COUNTS
        assert all(set(counts) == COUNTS for counts in job["counts_by_unit"].values())
        assert set(job["counts_by_unit"]) <= {"objects", "records", "entities", "metadata"}
        assert job["ok"] is (job["status"] == "succeeded")
        assert job["finished"] is (job["status"] in ("succeeded", "warning", "failed", "skipped", "stopped"))
        assert all(set(error) == {"message", "count", "url", "is_error_code"} for error in job["errors"])
    assert sum(result["summary"]["by_status"].values()) == len(outcome.jobs)


def test_results_of_several_products_have_errors(tenant: Tenant) -> None:
    outcome = tenant.run("job_info", products=["google", "m365"]).good()
    assert outcome.result["errors"] == []
    assert [query["product"] for query in outcome.result["queries"]] == ["google", "m365"]


@pytest.mark.parametrize("product", ALL_PRODUCTS)
def test_raw_rows_are_returned_on_request(tenant: Tenant, product: str) -> None:
    outcome = tenant.read(product, include_raw=True).good()
    for job in outcome.jobs:
        assert job["id"] in job["raw"].values()


@pytest.mark.parametrize("product", ALL_PRODUCTS)
def test_a_limit_returns_the_newest_jobs_and_reports_that_there_are_more(tenant: Tenant, product: str) -> None:
    every = tenant.read(product, since="30d").good()
    outcome = tenant.read(product, since="30d", limit=7).good()
    assert [job["started_at"] for job in outcome.jobs] == [job["started_at"] for job in every.jobs[:7]]
    assert outcome.query["complete"] is False
    assert outcome.query["requests"] <= 2
    assert outcome.result["summary"]["total"] == 7


@pytest.mark.parametrize("product", ALL_PRODUCTS)
def test_a_read_below_its_limit_is_complete(tenant: Tenant, product: str) -> None:
    outcome = tenant.read(product, since="24h", limit=5000).good()
    assert_same(outcome.jobs, tenant.truth(product, outcome.query))
    assert outcome.query["complete"] is True


def test_a_limit_with_a_filter_reads_until_it_is_reached(tenant: Tenant) -> None:
    every = tenant.read("iaas", since="30d", statuses=["failed"]).good()
    outcome = tenant.read("iaas", since="30d", statuses=["failed"], limit=3, page_size=20).good()
    assert [job["id"] for job in outcome.jobs] == [job["id"] for job in every.jobs[:3]]


def test_a_limit_applies_to_all_products_together(tenant: Tenant) -> None:
    outcome = tenant.run("job_info", since="7d", limit=6).good()
    every = tenant.run("job_info", since="7d").good()
    assert [job["started_at"] for job in outcome.jobs] == [job["started_at"] for job in every.jobs[:6]]
    assert not any(query["complete"] for query in outcome.result["queries"])


def test_a_failed_product_is_reported_and_the_others_are_returned(tenant: Tenant) -> None:
    tenant.fault("status", product="google", status=500, times=0)
    tenant.fault("status", product="iaas", status=403, times=0)
    outcome = tenant.run("job_info", on_error="report").good()
    assert [error["product"] for error in outcome.result["errors"]] == ["google", "iaas"]
    assert [error["status"] for error in outcome.result["errors"]] == [500, 403]
    assert all(error["message"] and error["url"] and error["request_id"] for error in outcome.result["errors"])
    read = [query["product"] for query in outcome.result["queries"]]
    assert read == ["m365", "dynamics365", "salesforce"]
    for query in outcome.result["queries"]:
        jobs = [job for job in outcome.jobs if job["product"] == query["product"]]
        assert_same(jobs, tenant.truth(query["product"], query))


def test_an_incomplete_read_is_reported(tenant: Tenant) -> None:
    tenant.fault("total", product="m365", delta=4, times=0)
    outcome = tenant.run("job_info", products=["m365", "google"], on_error="report").good()
    (error,) = outcome.result["errors"]
    assert "not certain that all jobs were read" in error["message"]
    assert {job["product"] for job in outcome.jobs} == {"google"}


def test_the_failure_of_all_products_is_reported_without_jobs(tenant: Tenant) -> None:
    outcome = tenant.run("job_info", on_error="report", client_secret="wrong").good()
    assert [error["product"] for error in outcome.result["errors"]] == list(PRODUCTS)
    assert outcome.jobs == outcome.result["queries"] == []


def test_without_report_the_first_failure_fails_the_task(tenant: Tenant) -> None:
    tenant.fault("status", product="iaas", status=403, times=0)
    outcome = tenant.run("job_info").bad()
    assert outcome.result["product"] == "iaas"
    assert "jobs" not in outcome.result


def test_a_failure_does_not_wait_for_the_retries_of_the_others(tenant: Tenant) -> None:
    tenant.fault("status", product="iaas", status=403, times=0)
    tenant.fault("status", product="m365", status=429, retry_after="60", times=0)
    outcome = tenant.run("job_info", products=["m365", "iaas"], retries=5).bad()
    assert outcome.result["product"] == "iaas"


BAD: list[tuple[dict[str, t.Any], str, str]] = [
    ({"services": ["exchang_online"]}, "services", "exchange_online"),
    ({"job_types": ["bakup"]}, "job_types", "backup"),
    ({"statuses": ["suceeded"]}, "statuses", "succeeded"),
    ({"services": [""]}, "services", "exchange_online"),
    ({"services": ["9999"]}, "services", "9999"),
    ({"since": "1h", "until": "2h"}, "since", "until"),
    ({"since": "2026-01-02", "until": "2026-01-01"}, "since", "until"),
    ({"since": "tomorrow"}, "since", "ISO 8601"),
    ({"since": ""}, "since", "ISO 8601"),
    ({"since": "2026-13-01"}, "since", "ISO 8601"),
    ({"since": "99999999999999w"}, "since", "ISO 8601"),
    ({"until": "later"}, "until", "ISO 8601"),
    ({"page_size": 0}, "page_size", "at least 1"),
    ({"page_size": -5}, "page_size", "at least 1"),
    ({"page_size": 1_000_000}, "page_size", "at most"),
    ({"concurrency": 0}, "concurrency", "at least 1"),
    ({"concurrency": 1000}, "concurrency", "at most"),
    ({"limit": 0}, "limit", "at least 1"),
    ({"timeout": 0}, "timeout", "above 0"),
    ({"timeout": -1}, "timeout", "above 0"),
    ({"timeout": "nan"}, "timeout", "above 0"),
    ({"timeout": "inf"}, "timeout", "above 0"),
    ({"retries": -1}, "retries", "at least 0"),
    ({"api_url": "http://example.com"}, "api_url", "loopback"),
    ({"identity_url": "http://example.com"}, "identity_url", "loopback"),
    ({"api_url": "http://127.0.0.1.example.com"}, "api_url", "loopback"),
    ({"api_url": "ftp://127.0.0.1"}, "api_url", "https://"),
    ({"api_url": "graph.example.com"}, "api_url", "https://"),
    ({"api_url": "https://user:hidden-pw@example.com"}, "api_url", "must be a plain URL"),
    ({"api_url": "https://example.com:99999"}, "api_url", "URL"),
    ({"api_url": "https://[::1"}, "api_url", "URL"),
    ({"api_url": None, "data_center": "us/../evil"}, "data_center", "short name"),
    ({"proxy": "not a proxy"}, "proxy", "URL"),
    ({"proxy": "ftp://proxy"}, "proxy", "http://"),
    ({"ca_path": "/nowhere/ca.pem"}, "ca_path", "cannot be read"),
    ({"client_secret": None}, "credentials", "client_secret"),
    ({"access_token": "given"}, "client_secret and access_token", "one"),
    ({"client_id": None}, "client_id", "AVEPOINT_CLIENT_ID"),
    ({"client_secret": None, "access_token": "two words"}, "access_token", "bearer"),
    ({"dest": "/nowhere/at/all/jobs.jsonl"}, "dest", "folder"),
]


@pytest.mark.parametrize(("params", "option", "expected"), BAD, ids=[str(params) for params, _o, _e in BAD])
def test_bad_input_is_one_sentence_before_any_request(
    tenant: Tenant, params: dict[str, t.Any], option: str, expected: str
) -> None:
    outcome = tenant.read("m365", **params).bad()
    assert outcome.msg.startswith(f"{option}: "), outcome.msg
    assert expected in outcome.msg
    assert "hidden-pw" not in outcome.msg
    assert tenant.log() == tenant.token_log() == []


def test_an_unknown_product_suggests_the_nearest_one(tenant: Tenant) -> None:
    outcome = tenant.run("job_info", products=["m356"]).bad()
    assert outcome.msg.startswith("products: ")
    assert "did you mean m365" in outcome.msg
    for product in PRODUCTS:
        assert product in outcome.msg
    assert tenant.token_log() == []


def test_a_code_is_not_accepted_for_several_products(tenant: Tenant) -> None:
    outcome = tenant.run("job_info", statuses=["2"]).bad()
    assert "has another meaning in each product" in outcome.msg
    assert tenant.token_log() == []


def test_salesforce_has_no_services(tenant: Tenant) -> None:
    outcome = tenant.read("salesforce", services=["backup"]).bad()
    assert outcome.msg.startswith("services: ")


def test_every_connection_option_can_be_set_by_its_variable(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in tenant.sandbox.env(tenant.client_id).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AVEPOINT_TIMEOUT", "7.5")
    monkeypatch.setenv("AVEPOINT_RETRIES", "1")
    monkeypatch.setenv("AVEPOINT_API_REVISION", "2025")
    monkeypatch.setenv("AVEPOINT_VALIDATE_CERTS", "no")
    monkeypatch.setenv("AVEPOINT_ENVIRONMENT", "us_government")
    monkeypatch.setenv("AVEPOINT_DATA_CENTER", "us")
    none = dict.fromkeys(("api_url", "identity_url", "client_id", "client_secret", "timeout", "retries"))
    tenant.fault("status", product="m365", status=503)
    outcome = tenant.read("m365", **none).good()
    assert outcome.query["api_revision"] == "2025"
    assert outcome.query["retries"] == 1
    if "invocation" in outcome.result:  # newer releases of ansible-core do not return it
        arguments = outcome.result["invocation"]["module_args"]
        assert (arguments["timeout"], arguments["validate_certs"]) == (7.5, False)


def test_a_certificate_can_be_set_by_variables(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    files = tenant.sandbox.certificates
    monkeypatch.setenv("AVEPOINT_CERTIFICATE_PATH", files.pfx)
    monkeypatch.setenv("AVEPOINT_CERTIFICATE_PASSWORD", files.password)
    tenant.read("m365", client_secret=None).good()
    # An option overrides another kind of credential from the environment.
    monkeypatch.setenv("AVEPOINT_CERTIFICATE_PATH", "/nowhere")
    tenant.read("m365").good()


def test_an_option_overrides_its_variable(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AVEPOINT_CLIENT_SECRET", "wrong-secret")
    monkeypatch.setenv("AVEPOINT_API_URL", "https://nowhere.invalid")
    tenant.read("m365").good()


def test_unusual_values_never_give_a_traceback(tenant: Tenant) -> None:
    surprises: list[t.Any] = [
        "",
        " ",
        "\x00",
        "ü",
        "☃" * 500,
        "-1",
        "1e5",
        "[]",
        "{}",
        "{{ x }}",
        "../..",
        "%00",
        0,
        -1,
    ]
    names = ("since", "until", "services", "job_types", "statuses", "limit", "page_size", "location", "timeout")
    for name in names:
        for surprise in surprises:
            value = [surprise] if name in ("services", "job_types", "statuses") else surprise
            outcome = tenant.read("m365", **{name: value})
            assert "Traceback" not in outcome.output, (name, surprise)
            assert "fault of the collection" not in outcome.result.get("msg", ""), (name, surprise)


def test_unusual_connections_never_give_a_traceback(tenant: Tenant) -> None:
    surprises = [
        "\x00",
        "ü",
        "a b",
        "https://",
        "https://a\x00b",
        "http://localhost:x",
        "http://[::1",
        "//",
        "\r\nX: 1",
    ]
    for name in ("api_url", "identity_url", "data_center", "client_id", "client_secret", "proxy", "ca_path"):
        for surprise in surprises:
            more = {"api_url": None} if name == "data_center" else {}
            outcome = tenant.read("m365", **{**more, name: surprise})
            assert "Traceback" not in outcome.output, (name, surprise)
            assert "fault of the collection" not in outcome.result.get("msg", ""), (name, surprise)
    # Without NUL: with newer Pythons, the log of ansible-core rejects it before the module runs.
    for path in ("/dev/null", "ü", "/proc/self/mem"):
        outcome = tenant.read("m365", **tenant.certificate_options(path)).bad()
        assert outcome.msg.startswith("certificate_path: ")


def test_an_error_of_the_collection_itself_is_one_sentence(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    from ansible_collections.avepoint.cloud_backup.plugins.module_utils._module import job_info

    def broken(_jobs: object) -> t.NoReturn:
        raise RuntimeError(f"holds {tenant.secret}")

    monkeypatch.setattr(job_info, "summarize", broken)
    outcome = tenant.read("m365")
    assert outcome.failed
    assert "RuntimeError" in outcome.msg
    assert "fault of the collection" in outcome.msg
    assert "Traceback" not in outcome.output
    assert tenant.secret not in outcome.output


def test_verbosity_adds_no_traceback(tenant: Tenant) -> None:
    """Older versions of ansible-core add the traceback of a handled exception at -vvv."""
    outcome = tenant.read("m365", _internal={"verbosity": 4}, client_secret="wrong").bad()
    assert "line" not in outcome.result.get("exception", "")


def test_ansible_rejects_an_unknown_option(tenant: Tenant) -> None:
    outcome = tenant.read("m365", servces=["teams"])
    assert outcome.failed
    assert "servces" in outcome.msg
