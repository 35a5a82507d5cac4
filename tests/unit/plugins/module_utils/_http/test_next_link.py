# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Links to the next page: a token, an absolute or a relative URL, and never another origin."""

from __future__ import annotations

import typing as t

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http.next_link import follow
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http.request import Request
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import ApiError, strip_query

ENDPOINT = "https://graph-us.avepointonlineservices.com/backup/vm/jobs"
ASKED = Request("GET", "/backup/vm/jobs", {"StartTime": "2026-11-20", "JobType": 1, "PageSize": 10})


@pytest.mark.parametrize(
    ("link", "returned"),
    [
        ("5Q4W%2BxgR7%2FZ", "5Q4W+xgR7/Z"),
        ("plain-token", "plain-token"),
        ("a+b", "a+b"),
        ("once%252Bonly", "once%2Bonly"),
    ],
)
@pytest.mark.parametrize("token", ["NextLink", "SkipToken"])
def test_a_token_is_returned_decoded_once(link: str, returned: str, token: str) -> None:
    request = follow(link, ASKED, ENDPOINT, token)
    assert request == Request("GET", "/backup/vm/jobs", {**ASKED.params, token: returned})


@pytest.mark.parametrize(
    "link",
    [
        ENDPOINT + "?pageNumber=2&PageSize=10",
        "/backup/vm/jobs?pageNumber=2&PageSize=10",
        "/vm/jobs?pageNumber=2&PageSize=10",
        "/jobs?pageNumber=2&PageSize=10",
        "jobs?pageNumber=2&PageSize=10",
        "?pageNumber=2&PageSize=10",
        "https://graph-us.avepointonlineservices.com:443/backup/vm/jobs?pageNumber=2&PageSize=10",
    ],
)
@pytest.mark.parametrize("token", [None, "SkipToken"])
def test_a_link_to_the_endpoint_keeps_the_filters_that_it_omits(link: str, token: str | None) -> None:
    request = follow(link, ASKED, ENDPOINT, token)
    if request.url is None:
        assert request.params == {**ASKED.params, "pageNumber": "2", "PageSize": "10"}
    else:
        assert request.url == link


def test_the_documented_relative_link_stands_for_an_endpoint_of_another_name() -> None:
    """This holds for a request without a body only: see above."""
    request = follow(
        "/jobs?PageIndex=2", ASKED, "https://graph-us.avepointonlineservices.com/backup/cloudbackupjobs", None
    )
    assert request == Request("GET", ASKED.path, {**ASKED.params, "PageIndex": "2"})


def test_a_parameter_of_a_link_replaces_the_same_name_in_another_case() -> None:
    request = follow("?jobtype=1&pagesize=5&NEW=x&empty=", ASKED, ENDPOINT, None, ["PageNumber", "PageSize"])
    asked = {"StartTime": "2026-11-20", "JobType": "1", "PageSize": "5"}
    assert request.params == {**asked, "NEW": "x", "empty": ""}


@pytest.mark.parametrize("where", ["", ENDPOINT, "/backup/other/jobs"])
@pytest.mark.parametrize(
    "query",
    ["JobType=0", "jobtype=2", "JobType=", "JobType=1&JobType=0", "StartTime=2026-11-19", "StartTime=x", "State=2"],
)
def test_a_link_to_another_query_is_not_followed(where: str, query: str) -> None:
    with pytest.raises(ApiError, match="which differs from the request"):
        follow(f"{where}?PageNumber=2&{query}", ASKED, ENDPOINT, None, ["PageNumber", "PageSize"], ["JobType", "State"])


@pytest.mark.parametrize(
    "query",
    [
        "JobType=01",
        "StartTime=2026-11-20T00:00:00Z",
        "StartTime=2026-11-20T01:00:00.0000000%2B01:00",
        "StartTime=2026-11-20T01:00:00+01:00",
        "State=",
        "State=0",
        "cursor=7",
    ],
)
def test_a_link_may_have_the_same_value_in_another_form(query: str) -> None:
    follow(f"?PageNumber=2&{query}", ASKED, ENDPOINT, None, ["PageNumber", "PageSize"], ["JobType", "State"])


def test_a_link_to_another_path_of_the_service_is_used_unchanged() -> None:
    request = follow("/backup/other/jobs?after=7", ASKED, ENDPOINT, None)
    assert request.url == "https://graph-us.avepointonlineservices.com/backup/other/jobs?after=7"
    assert request.params == {}


POSTED = Request("POST", "/api/OpenApi/GetJobs", {}, {"pageInfo": {"pageSize": 10}, "type": 1})
POST_ENDPOINT = "https://graph-us.avepointonlineservices.com/api/OpenApi/GetJobs"


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("?currentPage=2", POST_ENDPOINT + "?currentPage=2"),
        ("/GetJobs?currentPage=2", POST_ENDPOINT + "?currentPage=2"),
        ("/openapi/getjobs?currentPage=2", POST_ENDPOINT + "?currentPage=2"),
        (POST_ENDPOINT + "?currentPage=2", POST_ENDPOINT + "?currentPage=2"),
        ("/jobs?currentPage=2", "https://graph-us.avepointonlineservices.com/jobs?currentPage=2"),
        ("/Jobs?currentPage=2", "https://graph-us.avepointonlineservices.com/Jobs?currentPage=2"),
        ("s?currentPage=2", "https://graph-us.avepointonlineservices.com/api/OpenApi/s?currentPage=2"),
    ],
)
def test_a_request_with_a_body_keeps_it(link: str, url: str) -> None:
    assert follow(link, POSTED, POST_ENDPOINT, None) == Request("POST", POSTED.path, {}, POSTED.body, url)


@pytest.mark.parametrize(
    "link", ["/obs?x=1", "/m/jobs?x=1", "/?x=1", "obs?x=1", "/backup/vm/job?x=1", "/x/vm/jobs?x=1"]
)
def test_a_path_that_ends_with_a_part_of_a_segment_is_another_path(link: str) -> None:
    request = follow(link, ASKED, ENDPOINT, None)
    assert request.url is not None
    assert request.url != ENDPOINT + "?x=1"


@pytest.mark.parametrize("link", ["/\n/[x?a=b", "/\t/[?a", "//[?a=b", "/\r\n/evil.com/?a=b"])
@pytest.mark.parametrize("token", [None, "SkipToken"])
def test_an_invalid_link_is_an_error_of_the_service(link: str, token: str | None) -> None:
    with pytest.raises(ApiError, match="the link to the next page") as wrong:
        follow(link, ASKED, ENDPOINT, token)
    assert "evil" not in str(wrong.value)


@settings(max_examples=500)
@given(
    st.text(max_size=30)
    | st.text(st.sampled_from("/\\?#[]:@.\n\t &=%;jobs"), max_size=20)
    | st.text(st.sampled_from("/?[]:@\njobs"), max_size=12).map("https://graph-us.avepointonlineservices.com".__add__)
)
@pytest.mark.parametrize("asked", [ASKED, POSTED], ids=["GET", "POST"])
@pytest.mark.parametrize("token", [None, "SkipToken"])
def test_any_link_is_a_request_to_the_same_origin_or_an_error(asked: Request, token: str | None, link: str) -> None:
    endpoint = ENDPOINT if asked is ASKED else POST_ENDPOINT
    try:
        request = follow(link, asked, endpoint, token)
    except ApiError:
        return
    assert request.method == asked.method
    assert (request.url or endpoint).startswith("https://graph-us.avepointonlineservices.com")


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.com/backup/vm/jobs?x=1",
        "http://graph-us.avepointonlineservices.com/backup/vm/jobs?x=1",
        "https://graph-us.avepointonlineservices.com:8443/backup/vm/jobs?x=1",
        "https://graph-us.avepointonlineservices.com.evil.com/?x=1",
        "https://graph-us.avepointonlineservices.com@evil.com/?x=1",
        "https://user@graph-us.avepointonlineservices.com/backup/vm/jobs?x=1",
        "//evil.com/backup/vm/jobs?x=1",
        "///evil.com/?x=1",
        "\\\\evil.com\\?x=1",
        "/\\evil.com/?x=1",
        " //evil.com/?x=1",
        "javascript:alert(1)?x=1",
        "ftp://graph-us.avepointonlineservices.com/?x=1",
        "https://graph-us.avepointonlineservices.com:port/?x=1",
        "https://[::1/?x=1",
        "https://graph-us.avepointonlineservices.com\t.evil.com/?x=1",
        "https://graph-us.avepointonlineservices.c\u043em/?x=1",
    ],
)
@pytest.mark.parametrize("token", [None, "SkipToken"])
def test_a_link_to_another_origin_is_never_followed(link: str, token: str | None) -> None:
    with pytest.raises(ApiError, match="has another origin than https://graph-us") as wrong:
        follow(link, ASKED, ENDPOINT, token)
    assert "evil" not in str(wrong.value)


@pytest.mark.parametrize(
    ("url", "shown"),
    [("https://a/b?secret=1#x", "https://a/b"), ("https://a/b#x?y", "https://a/b"), ("https://a/b", "https://a/b")],
)
def test_a_url_is_shown_without_its_query(url: t.Any, shown: str) -> None:
    assert strip_query(url) == shown
