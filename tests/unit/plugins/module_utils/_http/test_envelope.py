# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every known envelope, and errors inside an envelope under HTTP 200."""

from __future__ import annotations

import typing as t

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http import envelope
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http.envelope import Contents, EnvelopeError
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import MalformedResponse

ROWS: list[dict[str, t.Any]] = [{"jobId": "a"}, {"jobId": "b"}]
IDS = {"requestId": "0HNE:2", "timestamp": "2025-08-20T03:25:12.304891Z", "traceId": "00-f3"}


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        pytest.param(
            {"TotalCount": 12, "Jobs": ROWS, "NextLink": ""}, Contents(ROWS, 12, None, last=True), id="m365 2024"
        ),
        pytest.param(
            {"totalCount": 12, "jobs": ROWS, "nextLink": "/jobs?x=1"}, Contents(ROWS, 12, "/jobs?x=1"), id="m365 camel"
        ),
        pytest.param({"TotalCount": 12, "Jobs": ROWS}, Contents(ROWS, 12, None), id="m365 2024 without a link"),
        pytest.param(
            {
                "statusCode": 200,
                "message": "",
                "errors": [],
                "data": ROWS,
                "metadata": {"totalCount": 7, "nextLink": "n"},
                **IDS,
            },
            Contents(ROWS, 7, "n"),
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
            Contents(ROWS, 7, None),
            id="m365 2025 totalNumber",
        ),
        pytest.param(
            {"StatusCode": 200, "Data": ROWS, "Metadata": {"TotalNumber": "7", "NextLink": " "}},
            Contents(ROWS, 7, None, last=True),
            id="Pascal",
        ),
        pytest.param(
            {"status": 200, "message": "", "jobs": ROWS, "nextLink": "5Q%2Bx"},
            Contents(ROWS, None, "5Q%2Bx"),
            id="google",
        ),
        pytest.param({"status": 200, "message": "", "jobs": []}, Contents([], None, None), id="google empty"),
        pytest.param({"jobs": ROWS, "nextLink": ""}, Contents(ROWS, None, None, last=True), id="google, the last page"),
        pytest.param({"jobs": ROWS, "nextLink": None}, Contents(ROWS, None, None), id="google, without an empty link"),
        pytest.param({"totalNumber": 3, "result": ROWS}, Contents(ROWS, 3, None), id="dynamics365 2024"),
        pytest.param(
            {"totalCount": 3, "jobs": ROWS, "nextLink": None, "pageIndex": 1, "pageSize": 2},
            Contents(ROWS, 3, None),
            id="dynamics365 2025",
        ),
        pytest.param(
            {"statusCode": 200, "message": "", "data": {"totalCount": 1, "jobs": ROWS, "nextLink": ""}, **IDS},
            Contents(ROWS, 1, None, last=True),
            id="salesforce",
        ),
        pytest.param({"totalCount": 2, "jobs": ROWS, "nextLink": "tok"}, Contents(ROWS, 2, "tok"), id="iaas"),
        pytest.param(
            {"success": True, "code": 0, "errorCode": "", "errorMessage": None, "error": {"code": ""}, "jobs": []},
            Contents([], None, None),
            id="no error, in every member",
        ),
        pytest.param({"statusCode": "OK", "jobs": ROWS}, Contents(ROWS, None, None), id="status as a word"),
        pytest.param({"status": "success", "jobs": ROWS}, Contents(ROWS, None, None), id="status as another word"),
        pytest.param(
            {"nextLink": "", "data": {"jobs": ROWS, "nextLink": "on"}},
            Contents(ROWS, None, "on"),
            id="a link and an empty one",
        ),
    ],
)
def test_the_contents_of_every_known_envelope(payload: object, expected: Contents) -> None:
    assert envelope.read(payload) == expected


@pytest.mark.parametrize(
    ("payload", "reason"),
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
        ({"jobs": [], "Jobs": []}, "differ only in case"),
        ({"data": {"jobs": [], "JOBS": []}}, "differ only in case"),
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
def test_a_payload_without_a_list_of_jobs_is_malformed(payload: object, reason: str) -> None:
    with pytest.raises(MalformedResponse, match=reason):
        envelope.read(payload)


@pytest.mark.parametrize(
    ("payload", "status"),
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
def test_an_error_inside_an_envelope_is_an_error(payload: object, status: int) -> None:
    with pytest.raises(EnvelopeError) as error:
        envelope.read(payload)
    assert error.value.status == status


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
def test_any_json_is_a_page_or_an_error(payload: object) -> None:
    try:
        contents = envelope.read(payload)
    except (MalformedResponse, EnvelopeError):
        return
    assert all(isinstance(row, dict) for row in contents.rows)
    assert contents.total is None or contents.total >= 0
    assert contents.link is None or contents.link.strip()
