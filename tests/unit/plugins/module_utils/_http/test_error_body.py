# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a refusal says is told, in whichever shape it comes."""

from __future__ import annotations

import typing as t

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http.error_body import parse

ASP_NET = {
    "type": "https://tools.ietf.org/html/rfc9110#section-15.5.1",
    "title": "One or more validation errors occurred.",
    "status": 400,
    "errors": {"PageSize": ["must be at most 500", "must be a number"], "StartTime": ["is required"]},
    "traceId": "00-abc-01",
}


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({"error": "the service is unavailable"}, "the service is unavailable"),
        ({"error": {"code": "Locked", "message": "the tenant is locked"}}, "Locked: the tenant is locked"),
        ({"error": {"Code": 17, "Message": "no"}}, "17: no"),
        (
            {"error": {"code": "Bad", "message": "no", "details": [{"target": "PageSize", "message": "too large"}]}},
            "Bad: no; PageSize: too large",
        ),
        ({"error": "invalid_request", "error_description": "no such window"}, "invalid_request: no such window"),
        ({"title": "Too many", "status": 400}, "Too many"),
        ({"title": "Bad Request", "detail": "the window is too long"}, "Bad Request; the window is too long"),
        ({"Title": "Bad Request", "Detail": "Bad Request"}, "Bad Request"),
        (
            ASP_NET,
            "One or more validation errors occurred.; PageSize: must be at most 500; PageSize: must be a number; "
            "StartTime: is required",
        ),
        ({"errors": {"PageSize": "must be small"}}, "PageSize: must be small"),
        ({"errors": {"": ["a body is required"]}}, "a body is required"),
        ({"errors": {"code": "c", "field": "f", "message": "m"}}, "f: c: m"),
        ({"errors": "all wrong"}, "all wrong"),
        ({"errors": [{"detail": "too old", "pointer": "#/startTime"}]}, "#/startTime: too old"),
        ({"message": "m", "error": "m", "errors": [{"message": "m"}]}, "m"),
        ({"data": {"error": "inside"}}, "inside"),
        ({"message": "outside", "metadata": {"errors": [{"message": "inside"}]}}, "outside; inside"),
        ({"error": {"type": "about:blank", "title": "Gone", "detail": "moved"}}, "Gone"),
    ],
)
def test_the_text_of_each_shape(body: object, text: str) -> None:
    assert parse(body).text() == text


def test_problem_details_have_fields_and_a_trace_id() -> None:
    content = parse(ASP_NET)
    assert content.fields == ("PageSize", "PageSize", "StartTime")
    assert content.trace_id == "00-abc-01"


def test_ids_are_also_found_in_inner_objects() -> None:
    content = parse({"error": "x", "data": {"requestId": "r", "traceId": 7}})
    assert (content.request_id, content.trace_id) == ("r", "7")


NAMES = st.sampled_from(
    [
        "message",
        "error",
        "errors",
        "title",
        "detail",
        "details",
        "data",
        "metadata",
        "code",
        "field",
        "requestId",
        "Errors",
    ]
)
ANYTHING: st.SearchStrategy[t.Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES | st.text(max_size=3), inner, max_size=4),
    max_leaves=15,
)


@settings(max_examples=500)
@given(ANYTHING)
def test_any_body_is_read(body: object) -> None:
    content = parse(body)
    assert isinstance(content.text(), str)
    assert len(content.problems) <= 5
    assert all(isinstance(field, str) and field for field in content.fields)


@pytest.mark.parametrize("name", ["error", "errors", "data", "details"])
def test_a_deeply_nested_body_is_read_as_far_as_possible(name: str) -> None:
    body: dict[str, t.Any] = {"message": "deep"}
    for _level in range(5000):
        body = {name: body}
    assert parse({"message": "top", **body}).text().startswith("top")


def test_message_and_errors_of_the_vendors_envelope() -> None:
    payload = {
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
    content = parse(payload)
    assert content.text() == "Bad request; startTime: InvalidTime: is required; more"
    assert content.fields == ("startTime",)
    assert (content.request_id, content.trace_id) == ("r-1", "t-1")


@pytest.mark.parametrize(
    "payload", [None, [], "x", 1, {}, {"message": {}}, {"message": "a", "Message": "b"}, {"errors": "x" * 9}]
)
def test_anything_else_has_no_text(payload: object) -> None:
    content = parse(payload)
    assert content.text() in ("", "xxxxxxxxx")


def test_at_most_five_errors_are_kept() -> None:
    content = parse({"message": "bad", "errors": [{"message": f"e{number}"} for number in range(50)]})
    assert content.text() == "bad; e0; e1; e2; e3; e4"
