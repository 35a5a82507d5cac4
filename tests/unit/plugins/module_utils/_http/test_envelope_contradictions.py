# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Envelopes that contradict themselves or contain an error."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http import envelope
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http.envelope import EnvelopeError
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import MalformedResponse

ROWS = [{"jobId": "a"}]
TWO_WAYS: list[tuple[dict[str, t.Any], str]] = [
    ({"jobs": ROWS, "totalCount": 1, "totalNumber": 5}, "totalcount and totalnumber disagree"),
    ({"jobs": ROWS, "totalCount": 1, "TotalNumber": 0}, "totalcount and totalnumber disagree"),
    ({"totalCount": 1, "data": {"jobs": ROWS, "totalCount": 5}}, "two totals that differ"),
    ({"totalCount": 1, "data": ROWS, "metadata": {"totalNumber": 5}}, "two totals that differ"),
    ({"data": {"jobs": ROWS, "totalCount": 1}, "metadata": {"totalCount": 5}}, "two totals that differ"),
    ({"nextLink": "a", "data": ROWS, "metadata": {"nextLink": "b"}}, "two links to the next page that differ"),
    ({"nextLink": "a", "data": {"jobs": ROWS, "nextLink": "b"}}, "two links to the next page that differ"),
    ({"jobs": [], "result": ROWS}, "two lists of jobs"),
    ({"jobs": [], "data": ROWS}, "two lists of jobs"),
    ({"jobs": ROWS, "data": {"jobs": []}}, "two lists of jobs"),
    ({"jobs": ROWS, "result": "none"}, "no list of jobs"),
    ({"jobs": ROWS, "result": {"jobs": ROWS}}, "no list of jobs"),
    ({"jobs": ROWS, "data": {"jobs": {}}}, "no list of jobs"),
]


@pytest.mark.parametrize(("payload", "reason"), TWO_WAYS, ids=[str(payload) for payload, _reason in TWO_WAYS])
def test_an_envelope_that_contradicts_itself_is_malformed(payload: dict[str, t.Any], reason: str) -> None:
    with pytest.raises(MalformedResponse, match=reason):
        envelope.read(payload)


@pytest.mark.parametrize(
    "payload",
    [
        {"jobs": ROWS, "totalCount": 5, "totalNumber": "5", "nextLink": "a"},
        {"jobs": ROWS, "totalCount": 5, "totalNumber": None, "nextLink": "a"},
        {"jobs": ROWS, "totalCount": None, "totalNumber": 5, "nextLink": "a"},
        {"totalCount": 5, "data": {"jobs": ROWS, "totalNumber": 5, "nextLink": "a"}, "nextLink": "a"},
        {"totalCount": None, "nextLink": "", "jobs": None, "result": None, "data": ROWS}
        | {"metadata": {"totalCount": 5, "nextLink": "a"}},
    ],
)
def test_members_that_agree_are_read(payload: object) -> None:
    contents = envelope.read(payload)
    assert (contents.rows, contents.total, contents.link) == (ROWS, 5, "a")


@pytest.mark.parametrize(
    "inside", [{"statusCode": 500}, {"status": 503}, {"errors": ["e"]}, {"error": "e"}, {"status": "x"}]
)
@pytest.mark.parametrize(
    "around",
    [
        lambda error: {"jobs": [], "totalCount": 0, **error},
        lambda error: {"statusCode": 200, "jobs": [], "totalCount": 0, **error} if "statusCode" not in error else error,
        lambda error: {"status": 200, "jobs": [], **error} if "status" not in error else error,
        lambda error: {"statusCode": 200, "data": {"jobs": [], "totalCount": 0, **error}},
        lambda error: {"statusCode": 200, "data": [], "metadata": {"totalCount": 0, **error}},
        lambda error: {"statusCode": 200, "data": {"jobs": [], "metadata": {"totalCount": 0, **error}}},
        lambda error: {"jobs": [], "data": {"data": {"data": error}}},
    ],
    ids=["alone", "beside statusCode", "beside status", "in data", "in metadata", "in data's metadata", "deep"],
)
def test_an_error_anywhere_in_an_envelope_is_an_error(around: t.Any, inside: dict[str, t.Any]) -> None:
    with pytest.raises(EnvelopeError) as error:
        envelope.read(around(inside))
    assert error.value.status in (200, 500, 503)


@pytest.mark.parametrize("status", [201, 202, 203, 204, 206, "206", 299, 100, 0])
@pytest.mark.parametrize("name", ["status", "statusCode"])
def test_only_the_status_200_is_accepted(name: str, status: object) -> None:
    with pytest.raises(EnvelopeError):
        envelope.read({name: status, "jobs": []})


@pytest.mark.parametrize("error", [None, "", " ", {}, [], False, 0, {"code": None, "message": ""}, {"code": 0}])
def test_an_empty_error_is_no_error(error: object) -> None:
    assert envelope.read({"error": error, "traceId": "t", "jobs": [], "totalCount": 0}).rows == []


@pytest.mark.parametrize(
    "error", ["unavailable", {"code": "x"}, {"message": "m", "code": None}, ["m"], [{}], True, 1, {"inner": {"a": 1}}]
)
def test_an_error_is_an_error_whatever_else_is_there(error: object) -> None:
    with pytest.raises(EnvelopeError):
        envelope.read({"error": error, "traceId": "t", "jobs": ROWS, "totalCount": 1})


@pytest.mark.parametrize("total", [{}, {"totalCount": 0}, {"totalNumber": "0"}])
@pytest.mark.parametrize(
    "payload", [{"jobs": None}, {"result": None}, {"data": None}, {"data": {"jobs": None}}, {"data": {}}, {}]
)
def test_null_is_not_a_list_of_jobs_even_with_a_total_of_zero(
    payload: dict[str, t.Any], total: dict[str, t.Any]
) -> None:
    with pytest.raises(MalformedResponse, match="no list of jobs"):
        envelope.read({**payload, **total})
