# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one reader of answers: every envelope of the contract, and errors under an HTTP 200."""

from __future__ import annotations

import typing as t

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http import response
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http.response import Page, Refusal
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.base import Label
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.registry import PRODUCTS
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import MalformedResponse

ROWS: list[dict[str, t.Any]] = [{"jobId": "a"}, {"jobId": "b"}]
IDS = {"requestId": "0HNE:2", "timestamp": "2025-08-20T03:25:12.304891Z", "traceId": "00-f3"}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        pytest.param({"TotalCount": 12, "Jobs": ROWS, "NextLink": ""}, Page(ROWS, 12, None, last=True), id="m365 2024"),
        pytest.param(
            {"totalCount": 12, "jobs": ROWS, "nextLink": "/jobs?x=1"}, Page(ROWS, 12, "/jobs?x=1"), id="m365 camel"
        ),
        pytest.param({"TotalCount": 12, "Jobs": ROWS}, Page(ROWS, 12, None), id="m365 2024 without a link"),
        pytest.param(
            {
                "statusCode": 200,
                "message": "",
                "errors": [],
                "data": ROWS,
                "metadata": {"totalCount": 7, "nextLink": "n"},
                **IDS,
            },
            Page(ROWS, 7, "n"),
            id="m365 2025",
        ),
        pytest.param(
            {
                "statusCode": 200,
                "message": None,
                "errors": None,
                "data": ROWS,
                "metadata": {"totalNumber": 7, "nextLink": None},
            },
            Page(ROWS, 7, None),
            id="m365 2025 totalNumber",
        ),
        pytest.param(
            {"StatusCode": 200, "Data": ROWS, "Metadata": {"TotalNumber": "7", "NextLink": " "}},
            Page(ROWS, 7, None, last=True),
            id="Pascal",
        ),
        pytest.param(
            {"status": 200, "message": "", "jobs": ROWS, "nextLink": "5Q%2Bx"}, Page(ROWS, None, "5Q%2Bx"), id="google"
        ),
        pytest.param({"status": 200, "message": "", "jobs": []}, Page([], None, None), id="google empty"),
        pytest.param({"jobs": ROWS, "nextLink": ""}, Page(ROWS, None, None, last=True), id="google, the last page"),
        pytest.param({"jobs": ROWS, "nextLink": None}, Page(ROWS, None, None), id="google, no word on more"),
        pytest.param({"totalNumber": 3, "result": ROWS}, Page(ROWS, 3, None), id="dynamics365 2024"),
        pytest.param(
            {"totalCount": 3, "jobs": ROWS, "nextLink": None, "pageIndex": 1, "pageSize": 2},
            Page(ROWS, 3, None),
            id="dynamics365 2025",
        ),
        pytest.param(
            {"statusCode": 200, "message": "", "data": {"totalCount": 1, "jobs": ROWS, "nextLink": ""}, **IDS},
            Page(ROWS, 1, None, last=True),
            id="salesforce",
        ),
        pytest.param({"totalCount": 2, "jobs": ROWS, "nextLink": "tok"}, Page(ROWS, 2, "tok"), id="iaas"),
        pytest.param(
            {"success": True, "code": 0, "errorCode": "", "errorMessage": None, "error": {"code": ""}, "jobs": []},
            Page([], None, None),
            id="no error, told in every way",
        ),
        pytest.param({"statusCode": "OK", "jobs": ROWS}, Page(ROWS, None, None), id="status as a word"),
        pytest.param({"status": "success", "jobs": ROWS}, Page(ROWS, None, None), id="status as another word"),
        pytest.param(
            {"nextLink": "", "data": {"jobs": ROWS, "nextLink": "on"}},
            Page(ROWS, None, "on"),
            id="a link beside a blank",
        ),
    ],
)
def test_every_envelope_of_the_contract(answer: object, expected: Page) -> None:
    assert response.read(answer) == expected


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (None, "object is expected"),
        ([], "object is expected"),
        ("jobs", "object is expected"),
        (7, "object is expected"),
        ({}, "no list of jobs"),
        ({"jobs": ROWS, "result": ROWS}, "two lists of jobs"),
        ({"jobs": None}, "no list of jobs"),
        ({"totalCount": 3}, "no list of jobs"),
        ({"totalCount": 3, "jobs": None}, "no list of jobs"),
        ({"totalCount": 0, "jobs": {}}, "no list of jobs"),
        ({"totalCount": 0, "data": {"jobs": "none"}}, "no list of jobs"),
        ({"jobs": {"a": 1}}, "no list of jobs"),
        ({"jobs": [1]}, "is no object"),
        ({"jobs": [{}, None]}, "is no object"),
        ({"jobs": [], "Jobs": []}, "differ in case alone"),
        ({"data": {"jobs": [], "JOBS": []}}, "differ in case alone"),
        ({"jobs": [], "totalCount": -1}, "totalcount"),
        ({"jobs": [], "totalCount": "many"}, "totalcount"),
        ({"jobs": [], "totalCount": True}, "totalcount"),
        ({"jobs": [], "totalCount": 1.5}, "totalcount"),
        ({"jobs": None, "result": []}, "jobs that is null"),
        ({"jobs": None, "data": []}, "jobs that is null"),
        ({"jobs": [], "data": {"jobs": None}}, "jobs that is null"),
        ({"jobs": [], "data": {"items": ROWS}}, "another list"),
        ({"jobs": [], "value": ROWS}, "another list"),
        ({"data": [], "metadata": []}, "metadata is no object"),
        ({"data": ROWS, "metadata": [{"error": "x"}]}, "metadata is no object"),
        ({"jobs": [], **{f"a{number}": {} for number in range(1001)}}, "more than 1000 objects"),
        ({"jobs": [], "nextLink": {}}, "nextlink"),
        ({"jobs": [], "nextLink": ["x"]}, "nextlink"),
    ],
)
def test_what_is_no_list_of_jobs_is_never_read_as_none(answer: object, why: str) -> None:
    with pytest.raises(MalformedResponse, match=why):
        response.read(answer)


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ({"statusCode": 400, "jobs": ROWS}, 400),
        ({"statusCode": 403, "message": "no", "data": None}, 403),
        ({"statusCode": "429", "data": {"jobs": []}}, 429),
        ({"status": 500, "jobs": []}, 500),
        ({"status": "Error", "jobs": []}, 500),
        ({"statusCode": 0, "jobs": []}, 500),
        ({"statusCode": "", "jobs": []}, 500),
        ({"statusCode": True, "jobs": []}, 500),
        ({"statusCode": 302, "jobs": []}, 302),
        ({"requestId": "r", "date": "2024", "statusCode": 500}, 500),
        ({"statusCode": 200, "errors": [{"message": "half"}], "data": {"jobs": [], "totalCount": 0}}, 200),
        ({"errorCode": 500, "errorMessage": "down", "jobs": []}, 500),
        ({"errorCode": "InternalError", "jobs": []}, 500),
        ({"errorMessage": "down", "jobs": []}, 200),
        ({"title": "Bad", "detail": "no", "jobs": []}, 200),
        ({"title": "Bad", "detail": "no", "status": 503, "jobs": []}, 503),
        ({"success": False, "jobs": []}, 200),
        ({"isSuccess": False, "data": []}, 200),
        ({"success": "false", "jobs": ROWS}, 200),
        ({"success": {}, "jobs": []}, 200),
        ({"code": 500, "jobs": []}, 500),
        ({"code": "Failure", "jobs": []}, 500),
        ({"data": [], "metadata": {"page": {"error": "lost"}}}, 200),
        ({"data": [], "metadata": {"a": {"b": {"statusCode": 500}}}}, 500),
    ],
)
def test_an_error_under_an_http_200_is_a_refusal(answer: object, status: int) -> None:
    with pytest.raises(Refusal) as refusal:
        response.read(answer)
    assert refusal.value.status == status


def test_an_error_tells_what_the_vendor_says() -> None:
    answer = {
        "statusCode": 400,
        "message": "Bad request",
        "errors": [
            {"code": "InvalidTime", "field": "startTime", "message": "is required"},
            "more",
            None,
            7,
            {"code": {}},
        ],
        "requestId": "r-1",
        "traceId": "t-1",
    }
    error = response.error(answer)
    assert error.text() == "Bad request; startTime: InvalidTime: is required; more"
    assert error.fields == ("startTime",)
    assert (error.request_id, error.trace_id) == ("r-1", "t-1")


@pytest.mark.parametrize(
    "answer", [None, [], "x", 1, {}, {"message": {}}, {"message": "a", "Message": "b"}, {"errors": "x" * 9}]
)
def test_an_error_is_read_as_far_as_it_can_be(answer: object) -> None:
    error = response.error(answer)
    assert error.text() in ("", "xxxxxxxxx")


def test_no_more_than_five_errors_of_the_vendor_are_told() -> None:
    error = response.error({"message": "bad", "errors": [{"message": f"e{number}"} for number in range(50)]})
    assert error.text() == "bad; e0; e1; e2; e3; e4"


MEMBERS = (
    "jobs Jobs result data metadata totalCount TotalNumber nextLink status statusCode errors "
    "jobId Id state type jobType appType module startTime FinishTime duration durationHours "
    "backupDetails jobErrors dataSize progress totalRecords failedCount message comments"
)
names = st.sampled_from(MEMBERS.split())
leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([0, 2, 3, 200, 400, 638597664705763668, 10**400, -(10**400), 2**63])
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["Finished", "N/A", "2024-12-02T07:52:25Z", "00:04:01", "0.011", "1e400", "٣"])
)
anything = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names | st.text(max_size=4), inner, max_size=6),
    max_leaves=20,
)


@settings(max_examples=500, deadline=None)
@given(anything)
def test_any_json_is_a_page_or_an_error_that_can_be_told(answer: object) -> None:
    try:
        page = response.read(answer)
    except (MalformedResponse, Refusal):
        return
    assert all(isinstance(row, dict) for row in page.rows)
    assert page.total is None or page.total >= 0
    assert page.link is None or page.link.strip()


@settings(max_examples=500, deadline=None)
@given(
    st.sampled_from(sorted(PRODUCTS)),
    anything
    | st.fixed_dictionaries(
        {"jobId": st.just("x")}, optional={str(name): leaves for name in ("state", "status", "startTime")}
    ),
)
def test_any_row_is_a_job_that_says_what_the_bytes_said(name: str, row: t.Any) -> None:
    product = PRODUCTS[name]
    noticed: list[tuple[str, object]] = []
    try:
        job = product.job(row, Label(), lambda what, raw: noticed.append((what, raw)))
    except MalformedResponse:
        return
    told = {key.lower(): value for key, value in row.items()}
    said = [told.get("state"), told.get("status")]
    raw = job["status_raw"]
    assert raw in said or raw in [str(value) for value in said]
    if job["status"] == "unknown":
        assert ("status", raw) in noticed
    else:
        member = product.statuses.read(raw)
        assert member is not None
        assert member.normalized == job["status"]
        assert raw is not None
    assert job["ok"] == (job["status"] == "succeeded")
    assert job["id"]


@pytest.mark.parametrize("name", sorted(PRODUCTS))
@pytest.mark.parametrize(
    "status", [None, "", " ", True, False, 2.0, 2.5, [2], {"value": 2}, "٢", "-2", -2, 99, "Fin", "Ended well"]
)
def test_a_status_that_is_not_the_vendors_is_unknown(name: str, status: object) -> None:
    job = PRODUCTS[name].job({"jobId": "x", "status": status}, Label(), lambda _what, _raw: None)
    assert (job["status"], job["ok"], job["finished"]) == ("unknown", False, False)


def test_a_page_that_dropped_its_rows_reads_them_again_from_its_bytes() -> None:
    page = response.read_page(b'{"jobs": [{"jobId": "a"}, {"jobId": "b"}], "totalCount": 2}')
    held = page.read_rows()
    assert page.read_rows() is held
    page.drop_rows()
    assert page.read_rows() is not held
    assert (page.read_rows(), page.count, page.total) == (ROWS, 2, 2)


@pytest.mark.parametrize("body", [b'{"jobs": [], "jobs": []}', b'{"jobs": [{"a": {"b": 1, "b": 1}}]}'])
def test_a_member_that_is_there_twice_is_an_error(body: bytes) -> None:
    with pytest.raises(MalformedResponse, match="member twice"):
        response.read_page(body)
