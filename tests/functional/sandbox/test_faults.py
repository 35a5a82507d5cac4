# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every kind of fault does what it states, for the requests that it applies to."""

from __future__ import annotations

import gzip
import http.client
import json
import time
import zlib
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import Any

import pytest

M365, SALESFORCE = "/cloudbackup/jobs", "/backup/sfbapi/jobs"
SIZE = 10


def page(wire: Any, number: int = 0) -> Any:
    return wire.get("m365", M365, PageIndex=number, PageSize=SIZE, timeout=3)


def ids(reply: Any) -> list[str]:
    return [job["Id"] for job in reply.json["Jobs"]]


def test_status_with_seconds_date_and_body(wire: Any) -> None:
    wire.sandbox.fault("status", status=429, retry_after=7)
    wire.sandbox.fault("status", status=503, retry_after="date:60", body="busy")
    first, second = page(wire), page(wire)
    assert (first.status, first.headers["Retry-After"]) == (429, "7")
    assert first.json["statusCode"] == 429
    moment = parsedate_to_datetime(second.headers["Retry-After"]).timestamp()
    assert 50 < moment - time.time() < 70
    assert (second.status, second.body) == (503, b"busy")
    assert page(wire).status == 200


def test_rules_match_product_client_page_skip_and_times(wire: Any, wire_to: Any) -> None:
    rule = {"status": 500, "product": "m365", "client_id": "tenant-1", "page": 1}
    wire.sandbox.fault("status", **rule, skip=1, times=2)
    hit = wire_to(wire.sandbox, "tenant-1")
    assert page(hit, 0).status == 200
    assert hit.get("google", "/backup/google/admin/jobs", pageIndex=1).status == 200
    assert page(wire, 1).status == 200
    assert [page(hit, 1).status for _turn in range(4)] == [200, 500, 500, 200]


def test_a_permanent_rule_ends_when_cleared(wire: Any) -> None:
    wire.sandbox.fault("status", times=0, client_id="sandbox")
    assert [page(wire).status for _turn in range(3)] == [503] * 3
    wire.sandbox.clear("tenant-1")
    assert page(wire).status == 503
    wire.sandbox.clear("sandbox")
    assert page(wire).status == 200


def test_continued_pages_are_counted_too(wire: Any) -> None:
    wire.sandbox.fault("status", product="iaas", page=1)
    link = wire.get("iaas", "/backup/vm/jobs").json["nextLink"]
    assert wire.get("iaas", f"/backup/vm/jobs?SkipToken={link}").status == 503


@pytest.mark.parametrize("kind", ["reset_before", "reset_in_headers", "reset_in_body"])
def test_resets(wire: Any, kind: str) -> None:
    page(wire)
    wire.sandbox.fault(kind)
    with pytest.raises((ConnectionResetError, http.client.RemoteDisconnected)):
        page(wire)
    assert page(wire).status == 200


def test_a_reset_after_the_body_hurts_the_next_request_alone(wire: Any) -> None:
    wire.sandbox.fault("reset_after_body")
    connection = http.client.HTTPConnection(wire.sandbox.url.removeprefix("http://"), timeout=3)
    request = ("GET", M365, None, {"Authorization": f"Bearer {wire.token('m365')}"})
    connection.request(*request)
    assert json.loads(connection.getresponse().read())["Jobs"]
    time.sleep(0.2)
    with pytest.raises(ConnectionError):
        connection.request(*request)
    connection.close()


def test_truncate(wire: Any) -> None:
    wire.sandbox.fault("truncate")
    with pytest.raises(http.client.IncompleteRead):
        page(wire)


def test_stall(wire: Any) -> None:
    wire.sandbox.fault("stall", seconds=20)
    with pytest.raises(TimeoutError):
        wire.get("m365", M365, timeout=0.4)


def test_slow(wire: Any) -> None:
    wire.sandbox.fault("slow", seconds=0.5)
    began = time.monotonic()
    assert page(wire).status == 200
    assert time.monotonic() - began >= 0.5


def test_invalid_bodies(wire: Any) -> None:
    for kind in ("truncate_json", "not_json", "html"):
        wire.sandbox.fault(kind)
        reply = page(wire)
        assert reply.status == 200
        with pytest.raises(json.JSONDecodeError):
            json.loads(reply.body)
    assert reply.headers["Content-Type"] == "text/html"
    wire.sandbox.fault("html", status=502)
    assert page(wire).status == 502


def test_envelope(wire: Any) -> None:
    wire.sandbox.fault("envelope", status=403, message="Nope", code="denied", field="scope")
    reply = page(wire)
    assert (reply.status, reply.json["statusCode"]) == (200, 403)
    assert reply.json["errors"] == [{"code": "denied", "field": "scope", "message": "Nope"}]


def test_expire_token(wire: Any, wire_to: Any) -> None:
    client = wire_to(wire.sandbox)
    wire.sandbox.fault("expire_token", product="m365")
    assert [page(client).status for _turn in range(2)] == [401, 401]
    assert page(wire_to(wire.sandbox)).status == 200


def test_cap(wire: Any) -> None:
    wire.sandbox.fault("cap", size=3, times=2)
    first, second = page(wire, 0), page(wire, 1)
    assert ids(first) + ids(second) == ids(page(wire))[:6]


@pytest.mark.parametrize("after", [False, True])
def test_insert(wire: Any, after: bool) -> None:
    before = ids(page(wire))
    wire.sandbox.fault("insert", count=2, after=after)
    hit = ids(page(wire))
    assert (hit == before) is after
    now = ids(page(wire))
    assert now[2:] == before[:-2]
    assert [job["id"] for job in wire.sandbox.truth("m365", limit=2)] == now[:2]


def test_inserted_jobs_match_the_query(wire: Any) -> None:
    query = {"ObjectType": 9, "JobState": 3, "JobType": 1}
    total = wire.get("m365", M365, **query).json["TotalCount"]
    wire.sandbox.fault("insert")
    assert wire.get("m365", M365, **query).json["TotalCount"] == total + 1


def test_remove(wire: Any) -> None:
    before = ids(wire.get("m365", M365, PageSize=200))
    wire.sandbox.fault("remove", count=2, at=4)
    after = ids(wire.get("m365", M365, PageSize=200))
    assert after[:190] == (before[:4] + before[6:])[:190]
    assert not set(before[4:6]) & {job["id"] for job in wire.sandbox.truth("m365")}


def test_faults_of_the_page(wire: Any) -> None:
    plain, next_page = page(wire), page(wire, 1)
    wire.sandbox.fault("duplicate")
    assert ids(page(wire)) == [*ids(plain), ids(plain)[0]]
    wire.sandbox.fault("repeat_page")
    assert ids(page(wire, 1)) == ids(plain)
    wire.sandbox.fault("total", delta=-5)
    assert page(wire).json["TotalCount"] == plain.json["TotalCount"] - 5
    wire.sandbox.fault("empty_page")
    assert ids(page(wire, 1)) == []
    wire.sandbox.fault("no_jobs_member")
    assert "Jobs" not in page(wire).json
    wire.sandbox.fault("extra", row={"State": "Vanished", "New": 1})
    first = page(wire).json["Jobs"][0]
    assert (first["State"], first["New"]) == ("Vanished", 1)
    assert ids(page(wire, 1)) == ids(next_page)


def test_no_jobs_member_where_it_lies_deeper(wire: Any) -> None:
    wire.sandbox.fault("no_jobs_member")
    query = {"startTime": "2020-01-01", "finishTime": "2100-01-01"}
    assert "jobs" not in wire.get("salesforce", SALESFORCE, **query).json["data"]


def test_link(wire: Any) -> None:
    wire.sandbox.fault("link", value="http://evil.example/x")
    assert page(wire).json["NextLink"] == "http://evil.example/x"
    own = page(wire).json["NextLink"].removeprefix(wire.sandbox.url)
    wire.sandbox.fault("link", value="self")
    assert wire.get("m365", own).json["NextLink"].removeprefix(wire.sandbox.url) == own


def test_faults_of_the_token_endpoint(wire: Any, wire_to: Any) -> None:
    wire.sandbox.fault("status", product="token", status=429, client_id="tenant-5")
    form = {
        "grant_type": "client_credentials",
        "client_id": "tenant-5",
        "client_secret": "sandbox-secret-tenant-5",
        "scope": "gsuite.graph.read.all",
    }
    assert [wire.ask_token(**form).status for _turn in range(2)] == [429, 200]
    wire.sandbox.fault("status")
    assert wire.ask_token(**form).status == 200


@pytest.mark.parametrize(
    "rule",
    [
        {"kind": "explode"},
        {"kind": "slow", "second": 1},
        {"kind": "slow", "seconds": "1"},
        {"kind": "slow", "times": -1},
        {"kind": "slow", "product": "m356"},
        {"kind": "insert", "product": "token"},
    ],
)
def test_misspelt_rules_are_errors(wire: Any, rule: Any) -> None:
    body = json.dumps(rule).encode()
    assert wire.send("POST", "/_sandbox/faults", body).status == 400


def test_a_cap_with_the_total_of_its_page(wire: Any) -> None:
    wire.sandbox.fault("cap", size=3, own_total=True)
    reply = page(wire)
    assert (len(reply.json["Jobs"]), reply.json["TotalCount"]) == (3, 3)
    assert page(wire).json["TotalCount"] > 3


def test_a_row_that_contradicts_another_one(wire: Any) -> None:
    complete = ids(page(wire))
    for before in (False, True):
        wire.sandbox.fault("contradict", row={"State": "Odd"}, before=before)
        jobs = page(wire).json["Jobs"]
        odd, other = (jobs[0], jobs[1]) if before else (jobs[-1], jobs[0])
        assert [job["Id"] for job in (odd, other)] == [complete[0]] * 2
        assert odd["State"] == "Odd" != other["State"]
        assert len(jobs) == len(complete) + 1


def test_ignored_filters(wire: Any) -> None:
    def requested(**filters: int) -> list[str]:
        return ids(wire.get("m365", M365, PageIndex=0, PageSize=SIZE, **filters))

    retention, every = requested(JobType=5), requested()
    assert retention != every
    wire.sandbox.fault("ignore_filter", roles=["job_type"])
    assert requested(JobType=5) == every
    wire.sandbox.fault("ignore_filter", roles=["service"])
    assert requested(JobType=5) == retention


def test_a_redirect_has_an_address_and_a_body(wire: Any) -> None:
    wire.sandbox.fault("redirect", status=307, location="/elsewhere", size=5000)
    reply = page(wire)
    assert (reply.status, reply.headers["Location"], len(reply.body)) == (307, "/elsewhere", 5000)


def test_headers_are_added_or_replaced_and_cookies_are_logged(wire: Any) -> None:
    wire.sandbox.reset()
    wire.sandbox.fault("headers", headers={"Set-Cookie": "session=1", "Content-Type": "text/html"}, times=2)
    first = page(wire)
    assert (first.headers["Set-Cookie"], first.headers["Content-Type"]) == ("session=1", "text/html")
    assert ids(first) == ids(page(wire))
    headers = {"Authorization": f"Bearer {wire.token('m365')}", "Cookie": "session=1"}
    wire.send("GET", f"{M365}?PageSize={SIZE}", headers=headers)
    assert [entry["cookie"] for entry in wire.sandbox.requests(product="m365")] == [False, False, True]


@pytest.mark.parametrize(
    ("encodings", "declared", "header"),
    [
        (["gzip"], None, "gzip"),
        (["deflate", "gzip"], None, "deflate, gzip"),
        ([], "gzip", "gzip"),
        (["gzip"], "br", "br"),
    ],
)
def test_a_body_is_encoded(wire: Any, encodings: list[str], declared: str | None, header: str) -> None:
    complete = page(wire)
    wire.sandbox.fault("encoded", encodings=encodings, declared=declared)
    reply = page(wire)
    body = reply.body
    for name in reversed(encodings):
        body = {"gzip": gzip.decompress, "deflate": zlib.decompress}[name](body)
    assert reply.headers["Content-Encoding"] == header
    assert json.loads(body)["Jobs"] == complete.json["Jobs"]


SALESFORCE_QUERY = {"startTime": "2020-01-01T00:00:00Z", "finishTime": "2030-01-01T00:00:00Z", "pageSize": SIZE}


def test_a_partial_page_looks_complete(wire: Any) -> None:
    complete = page(wire).json
    wire.sandbox.fault("partial", status=206)
    reply = page(wire)
    assert (reply.status, reply.json["Jobs"]) == (206, complete["Jobs"][: SIZE // 2])
    assert (reply.json["TotalCount"], reply.json["NextLink"]) == (SIZE // 2, "")


@pytest.mark.parametrize(
    ("member", "stated"),
    [
        ("error", lambda response: response["error"]),
        ("error_object", lambda response: response["error"]["message"]),
        ("errors", lambda response: response["errors"][0]["message"]),
        ("nested", lambda response: response["data"]["error"]),
        ("status", lambda response: (response["statusCode"], response["status"]) == (200, 500)),
    ],
)
def test_an_error_is_hidden_in_a_response_without_rows(wire: Any, member: str, stated: Callable[[Any], object]) -> None:
    for rows, expected in (("null", None), ("empty", [])):
        wire.sandbox.fault("hidden_error", member=member, rows=rows)
        reply = wire.get("salesforce", SALESFORCE, **SALESFORCE_QUERY)
        data = reply.json["data"]
        assert (reply.status, data["jobs"], data["totalCount"]) == (200, expected, 0)
        assert stated(reply.json)


def test_rows_are_null(wire: Any) -> None:
    wire.sandbox.fault("null_jobs")
    assert page(wire).json == {"TotalCount": 0, "Jobs": None, "NextLink": ""}


@pytest.mark.parametrize("page_total_first", [True, False])
def test_two_totals_disagree(wire: Any, page_total_first: bool) -> None:
    total = page(wire).json["TotalCount"]
    wire.sandbox.fault("two_totals", page_total_first=page_total_first)
    response = page(wire).json
    assert len(response["Jobs"]) == SIZE // 2
    figures = (SIZE // 2, total) if page_total_first else (total, SIZE // 2)
    assert (response["totalCount"], response["totalNumber"]) == figures
    assert "TotalCount" not in response


@pytest.mark.parametrize("wrong_first", [True, False])
def test_a_field_has_two_names_with_different_values(wire: Any, wrong_first: bool) -> None:
    row = page(wire).json["Jobs"][0]
    for of in ("status", "count", "id"):
        wire.sandbox.fault("two_names", of=of, wrong_first=wrong_first)
    status, count, identity = (page(wire).json["Jobs"][0] for _fault in range(3))
    assert status["State"] == row["State"]
    assert status["status"] in (2, 3)
    assert list(status).index("status") == (0 if wrong_first else len(status) - 1)
    assert count["BackupDetails"]["failedNumber"] != count["BackupDetails"]["FailedCount"]
    assert (identity["Id"], identity["jobId"]) == (row["Id"], f"{row['Id']}-other")


def test_times_are_exchanged(wire: Any) -> None:
    rows = page(wire).json["Jobs"]
    wire.sandbox.fault("reversed_times")
    changed = page(wire).json["Jobs"]
    (number,) = (number for number, row in enumerate(rows) if changed[number] != row)
    assert changed[number]["FinishTime"] == rows[number]["StartTime"] < rows[number]["FinishTime"]
