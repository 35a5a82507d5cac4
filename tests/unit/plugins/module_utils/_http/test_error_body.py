# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a refusal says is told, in whichever shape it comes."""

from __future__ import annotations

import typing as t

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http.response import error

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
def test_a_refusal_in_any_words(body: object, text: str) -> None:
    assert error(body).text() == text


def test_problem_details_tell_their_fields_and_trace_id() -> None:
    told = error(ASP_NET)
    assert told.fields == ("PageSize", "PageSize", "StartTime")
    assert told.trace_id == "00-abc-01"


def test_ids_are_found_inside_too() -> None:
    told = error({"error": "x", "data": {"requestId": "r", "traceId": 7}})
    assert (told.request_id, told.trace_id) == ("r", "7")


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
def test_any_body_tells_text_or_nothing(body: object) -> None:
    told = error(body)
    assert isinstance(told.text(), str)
    assert len(told.problems) <= 5
    assert all(isinstance(field, str) and field for field in told.fields)


@pytest.mark.parametrize("name", ["error", "errors", "data", "details"])
def test_a_body_that_is_nested_deeply_is_read_as_far_as_it_makes_sense(name: str) -> None:
    body: dict[str, t.Any] = {"message": "deep"}
    for _level in range(5000):
        body = {name: body}
    assert error({"message": "top", **body}).text().startswith("top")
