# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults of the service: temporary ones are retried and lose no job, permanent ones are reported."""

from __future__ import annotations

import itertools
import time
import typing as t

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http import retry
from functional.conftest import Tenants
from functional.helpers import ALL_PRODUCTS, PATHS, PRODUCTS, TIMEOUT, Tenant, assert_same, ids
from sandbox.products import PRODUCTS as SERVED

PASSING: list[tuple[str, dict[str, t.Any]]] = [
    ("status", {"status": 503}),
    ("status", {"status": 500, "retry_after": "0"}),
    ("status", {"status": 502, "body": "bad gateway"}),
    ("status", {"status": 504}),
    ("status", {"status": 408}),
    ("status", {"status": 429, "retry_after": "0"}),
    ("html", {"status": 200}),
    ("html", {"status": 502}),
    ("envelope", {"status": 503}),
    ("not_json", {}),
    ("reset_before", {}),
    ("reset_in_headers", {}),
    ("truncate", {}),
    ("truncate_json", {}),
    ("no_jobs_member", {}),
]
NAMES = [f"{kind}-{rule.get('status', '')}".rstrip("-") for kind, rule in PASSING]


@pytest.mark.parametrize(("kind", "rule"), PASSING, ids=NAMES)
def test_a_temporary_fault_is_retried_and_loses_no_job(tenant: Tenant, kind: str, rule: dict[str, t.Any]) -> None:
    """Once on the first page, once on a later one."""
    tenant.fault(kind, product="m365", page=0, **rule)
    tenant.fault(kind, product="m365", page=2, **rule)
    outcome = tenant.read("m365", since="30d", page_size=90, retries=1).good()
    assert_same(outcome.jobs, tenant.truth("m365", outcome.query))
    assert outcome.query["retries"] == 2
    assert outcome.query["requests"] == outcome.query["pages"] + 2 == len(tenant.log())


@pytest.mark.parametrize("product", ALL_PRODUCTS)
def test_every_product_retries(tenant: Tenant, product: str) -> None:
    tenant.fault("status", product=product, status=503)
    outcome = tenant.read(product, retries=1).good()
    assert_same(outcome.jobs, tenant.truth(product, outcome.query))
    assert outcome.query["retries"] == 1


@pytest.mark.parametrize(("kind", "rule"), PASSING, ids=NAMES)
def test_a_permanent_fault_is_reported(tenant: Tenant, kind: str, rule: dict[str, t.Any]) -> None:
    """The message has product, URL without its query, status and request id; there are never fewer jobs."""
    tenant.fault(kind, product="salesforce", page=2, times=0, **rule)
    outcome = tenant.read("salesforce", since="30d", page_size=100, retries=1, organization_id=None).bad()
    url = tenant.sandbox.api_url + PATHS["2024"]["salesforce"]
    assert outcome.msg.startswith("salesforce: ")
    assert url in outcome.msg
    assert "?" not in outcome.msg
    assert outcome.result["product"] == "salesforce"
    assert outcome.result["url"] == url
    assert "jobs" not in outcome.result
    assert tenant.secret not in outcome.output
    hit = [entry for entry in tenant.log() if entry["fault"] == kind]
    assert len(hit) == 2
    if kind in ("reset_before", "reset_in_headers", "truncate"):
        assert "status" not in outcome.result
    else:
        assert outcome.result["status"] == rule.get("status", 200)
        assert str(outcome.result["status"]) in outcome.msg
        assert outcome.result["request_id"] == hit[-1]["request_id"]
        assert outcome.result["request_id"] in outcome.msg


@pytest.mark.parametrize("product", ALL_PRODUCTS)
@pytest.mark.parametrize("status", [400, 403, 404, 409, 501])
def test_a_client_error_is_never_retried(tenant: Tenant, product: str, status: int) -> None:
    tenant.fault("status", product=product, status=status, times=0)
    outcome = tenant.read(product, retries=3, api_revision="2024").bad()
    assert len(tenant.log()) == 1
    assert outcome.result["status"] == status
    assert outcome.result["request_id"] == tenant.log()[0]["request_id"]


@pytest.mark.parametrize("product", ALL_PRODUCTS)
def test_a_missing_scope_is_named(tenants: Tenants, product: str) -> None:
    tenant = tenants(revision="both")
    tenant.client_id = f"no-scope-{product}"
    outcome = tenant.read(product, retries=3).bad()
    assert SERVED[product].scope in outcome.msg
    assert outcome.result["status"] == 403
    assert len([entry for entry in tenant.log() if entry["product"] == product]) == 1


@pytest.mark.parametrize("product", ["m365", "salesforce"])
def test_a_400_shows_the_field_errors_of_the_vendor(tenant: Tenant, product: str) -> None:
    body = {
        "statusCode": 400,
        "message": "The request is invalid.",
        "errors": [
            {"code": "invalidParameter", "field": "startTime", "message": "must not be in the future"},
            {"code": "tooLong", "field": "pageSize", "message": "at most 500"},
        ],
        "requestId": "REQ-1234",
        "traceId": "00-trace-01",
    }
    tenant.fault("status", product=product, status=400, body=body)
    outcome = tenant.read(product, retries=3).bad()
    for text in ("The request is invalid.", "startTime", "must not be in the future", "pageSize", "at most 500"):
        assert text in outcome.msg
    assert outcome.result["request_id"] == "REQ-1234"
    assert outcome.result["trace_id"] == "00-trace-01"
    assert "REQ-1234" in outcome.msg
    assert "00-trace-01" in outcome.msg
    assert len(tenant.log()) == 1


@pytest.mark.parametrize("product", ALL_PRODUCTS)
def test_an_error_in_the_body_of_a_200_is_reported(tenant: Tenant, product: str) -> None:
    tenant.fault("envelope", product=product, status=400, message="No such window.", field="startTime", times=0)
    outcome = tenant.read(product, retries=3, api_revision="2024").bad()
    assert "No such window." in outcome.msg
    assert outcome.result["status"] == 400
    assert outcome.result["trace_id"]
    assert len(tenant.log()) == 1


@pytest.mark.parametrize("product", ALL_PRODUCTS)
def test_a_redirect_with_a_body_is_an_immediate_error(tenant: Tenant, product: str) -> None:
    tenant.fault("redirect", product=product, status=307, size=100_000)
    outcome = tenant.read(product, retries=3).bad()
    assert "redirects to another URL" in outcome.msg
    assert outcome.result["status"] == 307
    assert len(tenant.log()) == 1


def test_remote_text_has_no_control_characters(tenant: Tenant) -> None:
    text = "bad\x1b[2J\r\nnews \u202e" + "x" * 2000
    tenant.fault("envelope", product="m365", status=400, message=text, code="\x07")
    outcome = tenant.read("m365").bad()
    assert not any(char in outcome.msg for char in "\x1b\r\n\x07\u202e")
    assert len(outcome.msg) < 1500


@pytest.mark.parametrize("form", ["1", "date:2"])
def test_retry_after_is_respected(tenant: Tenant, form: str) -> None:
    tenant.fault("status", product="m365", status=429, retry_after=form)
    began = time.monotonic()
    outcome = tenant.read("m365", retries=1).good()
    first, second, _next_page = tenant.log()
    # An HTTP date has no fractions of seconds, so up to one of the two is lost.
    assert second["started"] - first["finished"] >= 0.9
    assert time.monotonic() - began < 20
    assert outcome.query["retries"] == 1


def test_a_retry_after_beyond_the_limit_fails_at_once(tenant: Tenant) -> None:
    tenant.fault("status", product="m365", status=429, retry_after="86400", times=0)
    began = time.monotonic()
    outcome = tenant.read("m365", retries=5).bad()
    assert time.monotonic() - began < 20
    assert "86400" in outcome.msg
    assert len(tenant.log()) == 1


def test_an_invalid_retry_after_is_ignored(tenant: Tenant) -> None:
    tenant.fault("status", product="m365", status=503, retry_after="soon")
    tenant.read("m365", retries=1).good()


def test_waits_grow_with_each_retry(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retry, "FIRST_WAIT", 0.1)
    tenant.fault("status", product="m365", status=503, times=3)
    tenant.read("m365", retries=3).good()
    log = [entry for entry in tenant.log() if entry["page"] == 0]
    waits = [after["started"] - before["finished"] for before, after in itertools.pairwise(log)]
    assert len(waits) == 3
    assert all(wait > least for wait, least in zip(waits, (0.09, 0.19, 0.39), strict=True))


def test_retries_of_0_send_one_request(tenant: Tenant) -> None:
    tenant.fault("status", product="m365", status=503, times=0)
    tenant.read("m365", retries=0).bad()
    assert len(tenant.log()) == 1


@pytest.mark.parametrize("kind", ["slow", "stall"])
def test_a_single_timeout_is_retried(tenant: Tenant, kind: str) -> None:
    tenant.fault(kind, product="m365", seconds=6)
    outcome = tenant.read("m365", retries=1, timeout=2).good()
    assert_same(outcome.jobs, tenant.truth("m365", outcome.query))
    assert outcome.query["retries"] == 1


@pytest.mark.parametrize("kind", ["slow", "stall"])
def test_a_permanent_timeout_is_reported(tenant: Tenant, kind: str) -> None:
    tenant.fault(kind, product="m365", seconds=3, times=0)
    began = time.monotonic()
    outcome = tenant.read("m365", retries=1, timeout=0.4).bad()
    assert time.monotonic() - began < 20
    assert "0.4 s" in outcome.msg
    assert PATHS["2024"]["m365"] in outcome.msg


@pytest.mark.parametrize("product", ALL_PRODUCTS)
def test_truncated_pages_are_detected(tenant: Tenant, product: str) -> None:
    tenant.fault("cap", product=product, size=9, times=0)
    outcome = tenant.read(product, since="5d", page_size=50).good()
    assert_same(outcome.jobs, tenant.truth(product, outcome.query))


@pytest.mark.parametrize("limit", [None, 1000])
@pytest.mark.parametrize("page", [0, 1, 3])
@pytest.mark.parametrize("product", ALL_PRODUCTS)
def test_a_job_added_during_the_read_hides_no_other(tenant: Tenant, product: str, page: int, limit: int | None) -> None:
    """Every later page shifts by one: no job may be lost or returned twice."""
    tenant.fault("insert", product=product, page=page)
    outcome = tenant.read(product, since="6d", until="1d", page_size=12, limit=limit).good()
    assert_same(outcome.jobs, tenant.truth(product, outcome.query))
    assert outcome.query["complete"] is True
    assert len(ids(outcome.jobs)) == len(outcome.jobs)


@pytest.mark.parametrize("limit", [None, 1000])
@pytest.mark.parametrize("page", [0, 2])
@pytest.mark.parametrize("product", ALL_PRODUCTS)
def test_a_job_removed_during_the_read_hides_no_other(
    tenant: Tenant, product: str, page: int, limit: int | None
) -> None:
    """Every later page shifts back by one: the job at its boundary must not be lost."""
    tenant.fault("remove", product=product, page=page, at=3)
    outcome = tenant.read(product, since="6d", until="1d", page_size=12, limit=limit).good()
    assert_same(outcome.jobs, tenant.truth(product, outcome.query))


@pytest.mark.parametrize("kind", ["duplicate", "repeat_page"])
@pytest.mark.parametrize("product", ALL_PRODUCTS)
def test_duplicate_rows_are_returned_once(tenant: Tenant, product: str, kind: str) -> None:
    tenant.fault(kind, product=product, page=1)
    outcome = tenant.read(product, since="6d", page_size=12)
    if (product, kind) == ("google", "repeat_page"):
        # Its link leads back: a loop, which may be an error but is never the end.
        assert not outcome.failed or "form a loop" in outcome.bad().msg
    if outcome.failed and not SERVED[product].has_total:
        return
    outcome.good()
    assert_same(outcome.jobs, tenant.truth(product, outcome.query))
    # Pages read again after an inconclusive pass are not counted.
    if kind == "duplicate" and SERVED[product].has_total:
        assert outcome.query["duplicates"] == 1


@pytest.mark.parametrize("product", ALL_PRODUCTS)
def test_an_endlessly_repeated_page_is_not_the_end(tenant: Tenant, product: str) -> None:
    tenant.fault("repeat_page", product=product, times=0)
    outcome = tenant.read(product, since="6d", page_size=12)
    assert len(tenant.log()) < 200
    if outcome.failed:
        assert "not certain that all jobs were read" in outcome.bad().msg
        assert "jobs" not in outcome.result
    else:
        # The page after the last one has the remaining jobs.
        assert_same(outcome.good().jobs, tenant.truth(product, outcome.query))


@pytest.mark.parametrize("product", ["google", "salesforce", "iaas"])
def test_a_link_to_its_own_page_is_an_error(tenant: Tenant, product: str) -> None:
    tenant.fault("link", product=product, value="self", times=0)
    outcome = tenant.read(product, since="6d", page_size=12, limit=1000)
    assert len(tenant.log()) < 100
    if outcome.failed:
        assert "jobs" not in outcome.bad().result
    else:
        assert_same(outcome.jobs, tenant.truth(product, outcome.query))


@pytest.mark.parametrize("delta", [-3, 3])
def test_a_wrong_total_proves_nothing(tenant: Tenant, delta: int) -> None:
    tenant.fault("total", product="m365", delta=delta, times=0)
    outcome = tenant.read("m365", since="6d", page_size=1000).bad()
    assert "not certain that all jobs were read" in outcome.msg
    assert "jobs" not in outcome.result


def test_a_total_that_is_wrong_once_is_read_again(tenant: Tenant) -> None:
    tenant.fault("total", product="m365", delta=2)
    outcome = tenant.read("m365", since="6d", page_size=12).good()
    assert_same(outcome.jobs, tenant.truth("m365", outcome.query))


@pytest.mark.parametrize("product", ALL_PRODUCTS)
def test_an_empty_page_in_the_middle_loses_no_job(tenant: Tenant, product: str) -> None:
    tenant.fault("empty_page", product=product, page=1)
    outcome = tenant.read(product, since="6d", page_size=12).good()
    assert_same(outcome.jobs, tenant.truth(product, outcome.query))


def test_a_tenant_without_jobs_has_an_empty_result(tenant: Tenant) -> None:
    for product in PRODUCTS:
        tenant.clear_jobs(product)
    outcome = tenant.run("job_info").good()
    assert outcome.jobs == []
    assert all(query["complete"] for query in outcome.result["queries"])
    assert outcome.result["summary"]["success_rate"] is None


ROWS: list[tuple[dict[str, t.Any], str]] = [
    ({"StartTime": "yesterday"}, "starttime"),
    ({"StartTime": 12}, "starttime"),
    ({"StartTime": [1]}, "starttime"),
    ({"BackupDetails": {"TotalCount": "many"}}, "totalcount"),
    ({"BackupDetails": {"TotalCount": -1}}, "totalcount"),
    ({"BackupDetails": 7}, "backupdetails"),
    ({"Id": None}, "id"),
    ({"Id": {"a": 1}}, "id"),
    ({"Duration": "long"}, "duration"),
    ({"id": "another"}, "case"),
]


@pytest.mark.parametrize(("row", "word"), ROWS, ids=[str(row) for row, _word in ROWS])
@pytest.mark.parametrize("limit", [None, 1000])
def test_a_malformed_row_fails_the_task(tenant: Tenant, row: dict[str, t.Any], word: str, limit: int | None) -> None:
    tenant.fault("extra", product="m365", times=0, row=row)
    outcome = tenant.read("m365", limit=limit).bad()
    assert word in outcome.msg.lower()
    assert PATHS["2024"]["m365"] in outcome.msg


@pytest.mark.parametrize(
    "row",
    [
        {"State": "Pausiert"},
        {"State": None},
        {"State": {"x": 1}},
        {"State": True},
        {"State": 10**30},
        {"State": "9" * 5000},
        {"State": "\ud800"},
        {"BackupDetails": None},
        {"New": {"deep": [[[]]]}},
    ],
    ids=lambda row: str(row)[:40],
)
def test_a_row_with_new_fields_is_accepted(tenant: Tenant, row: dict[str, t.Any]) -> None:
    tenant.fault("extra", product="m365", times=0, row=row)
    outcome = tenant.read("m365", api_revision="2024", include_raw=True).good()
    truth = tenant.truth("m365", outcome.query)
    assert ids(outcome.jobs) == ids(truth)
    if "State" in row:
        job = next(job for job in outcome.jobs if job["id"] == truth[0]["id"])
        assert (job["status"], job["finished"], job["ok"]) == ("unknown", False, False)
        assert len(outcome.warnings) == 1


def test_a_read_ends_at_its_read_timeout(tenant: Tenant) -> None:
    tenant.fault("stall", product="m365", seconds=TIMEOUT, times=0)
    outcome = tenant.read("m365", read_timeout="1s", retries=5).bad()
    assert "read_timeout (1s) leaves no time to retry" in outcome.msg
    assert len(tenant.log()) == 1


def test_no_retry_waits_beyond_the_read_timeout(tenant: Tenant) -> None:
    tenant.fault("status", product="m365", status=429, retry_after="60", times=0)
    outcome = tenant.read("m365", read_timeout="5s", retries=5).bad()
    assert "returned HTTP 429" in outcome.msg
    assert "read_timeout (5s) leaves no time to retry" in outcome.msg


@pytest.mark.parametrize("given", ["", "0", "0s", "soon", "-1h"])
def test_a_read_timeout_that_is_not_a_duration_is_an_error(tenant: Tenant, given: str) -> None:
    outcome = tenant.read("m365", read_timeout=given).bad()
    assert outcome.msg.startswith("read_timeout: ")
    assert tenant.log() == []


def test_a_burst_of_429_reduces_the_concurrency(tenant: Tenant) -> None:
    """The first eight requests are rejected: later ones have a lower concurrency, until they succeed for a while."""
    tenant.fault("status", product="m365", status=429, retry_after="1", skip=1, times=8)
    outcome = tenant.read("m365", since="30d", page_size=5, retries=3).good()
    assert outcome.query["retries"] == 8
    log = tenant.log("m365")
    after = [entry for entry in log if entry["started"] > max(one["started"] for one in log if one["status"] == 429)]
    first = sorted(after, key=lambda entry: entry["started"])[:8]
    assert most_at_once(first) <= 5


def most_at_once(entries: list[dict[str, t.Any]]) -> int:
    """Return how many of these requests were concurrent."""
    moments = sorted([(entry["started"], 1) for entry in entries] + [(entry["finished"], -1) for entry in entries])
    return max(itertools.accumulate(step for _moment, step in moments))


def test_google_is_read_ahead_but_not_far_beyond_its_last_page(tenant: Tenant) -> None:
    tenant.fault("slow", product="google", seconds=0.1, times=0)
    outcome = tenant.read("google", since="30d", page_size=10, concurrency=4).good()
    pages = -(-outcome.query["fetched"] // 10)
    assert pages > 8
    requested = [entry["page"] for entry in tenant.log("google")]
    assert max(requested) < pages + 4
    assert len(requested) <= 2 * pages + 4
    assert 2 <= tenant.most_in_flight() <= 4


def test_duplicate_rows_prove_nothing_without_a_total(tenants: Tenants) -> None:
    """A page shortened in every pass shifts the later ones: each pass misses the same jobs, and sees others twice."""
    tenant = tenants(link_style="none")
    tenant.fault("cap", product="google", page=3, size=12, times=6)
    outcome = tenant.read("google", since="30d", page_size=15, retries=0)
    assert outcome.failed or len(outcome.jobs) == len(tenant.truth("google", outcome.query))


def test_a_failed_read_sends_no_more_requests(tenant: Tenant) -> None:
    """A listing of m365 fails while google is still being read."""
    tenant.fault("status", product="m365", status=400, page=0, skip=1)
    tenant.fault("slow", product="google", seconds=1.5)
    outcome = tenant.run(
        "job_info",
        products=["m365", "google"],
        job_types=["backup", "restore"],
        since="30d",
        page_size=1,
        api_revision="2024",
        on_error="report",
    ).good()
    assert [error["product"] for error in outcome.result["errors"]] == ["m365"]
    assert len(tenant.log("m365")) < 100
