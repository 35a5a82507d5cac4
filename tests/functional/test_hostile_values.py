# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A hostile header or value is an error of its product only, and affects no other product."""

from __future__ import annotations

import json
import re
import typing as t
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from functional.helpers import Hostile, Outcome, http, run_module, sends

EMPTY = b'{"totalCount": 0, "jobs": []}'
LINKED = b'{"totalCount": 1, "jobs": [{"jobId": "a", "status": 2}], "nextLink": "/\\n/[x?a=b"}'

# The response of the service for iaas, and a word of the message.
HOSTILE: list[tuple[str, bytes, str]] = [
    ("location", http(b"", "302 Found", "Location: http://[::1\r\n"), "redirects to another URL"),
    ("location-port", http(b"", "307 Temporary", "Location: //a:b:c/\r\n"), "redirects to another URL"),
    ("location-bytes", http(b"", "301 Moved", "Location: http://\xff\u00e9[\r\n"), "redirects to another URL"),
    ("far-future", http(b"{}", "429 Busy", "Retry-After: Fri, 31 Dec 9999 23:59:59 GMT\r\n"), "429"),
    ("far-year", http(b"{}", "429 Busy", "Retry-After: Sat, 01 Jan 99999999999999999999 00:00:00 GMT\r\n"), "429"),
    ("far-offset", http(b"{}", "503 Busy", f"Retry-After: Mon, 1 Jan 2026 00:00:00 +{'9' * 400}\r\n"), "503"),
    ("far-seconds", http(b"{}", "503 Busy", f"Retry-After: {'9' * 5000}\r\n"), "503"),
    ("superscript", http(b"{}", "429 Busy", "Retry-After: \u00b2\r\n"), "429"),
    ("link", http(LINKED), "the link to the next page"),
    ("number", http(b'{"totalCount": 0, "jobs": [], "x": 1e999}'), "number"),
    ("digits", http(b'{"totalCount": 0, "jobs": [], "x": ' + b"9" * 5000 + b"}"), "JSON"),
]
NAMES = [name for name, _answer, _word in HOSTILE]


@pytest.fixture
def tmp(clean_environment: None, tmp_path: Path) -> Path:
    return tmp_path


def hostile_for_iaas(response: bytes) -> t.Callable[[t.Any, str], None]:
    """Return a responder that is correct for the other product, and for second pages."""

    def send(connection: t.Any, request: str) -> None:
        line = request.split("\r\n", 1)[0]
        second = b'{"totalCount": 1, "jobs": []}' if "PageNumber=1&" in line else None
        connection.sendall(http(second) if second else response if "/backup/vm/jobs" in line else http(EMPTY))

    return send


def run(service: Hostile, tmp: Path, module: str, _verbosity: int = 0, **more: t.Any) -> Outcome:
    options = {
        "api_url": service.url,
        "identity_url": service.url,
        "client_id": "me",
        "client_secret": "hidden-4711",
        "retries": 0,
        "timeout": 5,
        **more,
    }
    return run_module(module, options, tmp, verbosity=_verbosity)


RULES = [{"name": "vm", "product": "iaas", "max_age": "24h"}, {"name": "mail", "product": "google", "max_age": "24h"}]


@pytest.mark.parametrize(("name", "response", "word"), HOSTILE, ids=NAMES)
def test_a_hostile_value_is_an_error_of_its_product_only(tmp: Path, name: str, response: bytes, word: str) -> None:
    with Hostile(hostile_for_iaas(response)).up() as service:
        outcome = run(service, tmp, "job_info", products=["iaas", "google"], on_error="report").good()
    (error,) = outcome.result["errors"]
    assert error["product"] == "iaas"
    assert word in error["message"]
    assert [query["product"] for query in outcome.result["queries"]] == ["google"]
    assert "fault of the collection" not in outcome.output
    assert "Traceback" not in outcome.output


@pytest.mark.parametrize(("name", "response", "word"), HOSTILE, ids=NAMES)
def test_a_hostile_value_is_an_unreadable_verdict_of_a_gate(tmp: Path, name: str, response: bytes, word: str) -> None:
    with Hostile(hostile_for_iaas(response)).up() as service:
        outcome = run(service, tmp, "job_gate", rules=RULES, enforce=False).good()
    vm, mail = outcome.result["verdicts"]
    assert outcome.result["passed"] is False
    assert word in json.dumps(vm)
    assert word not in json.dumps(mail)
    assert "fault of the collection" not in outcome.output


@pytest.mark.parametrize(("name", "response", "word"), HOSTILE, ids=NAMES)
def test_a_hostile_value_ends_a_wait_with_one_sentence(tmp: Path, name: str, response: bytes, word: str) -> None:
    more = {"product": "iaas", "job_ids": ["b"], "wait_timeout": "1s", "interval": "1s"}
    with Hostile(hostile_for_iaas(response)).up() as service:
        outcome = run(service, tmp, "job_wait", **more).bad()
    assert outcome.result["outcome"] == "unreadable"


@pytest.mark.parametrize(("name", "response", "word"), HOSTILE, ids=NAMES)
def test_a_hostile_value_that_fails_the_task_is_one_sentence(tmp: Path, name: str, response: bytes, word: str) -> None:
    with Hostile(hostile_for_iaas(response)).up() as service:
        outcome = run(service, tmp, "iaas_job_info", _verbosity=3).bad()
    assert word in outcome.msg


@pytest.mark.parametrize(
    "lifetime", ["\u00b2", "9" * 5000, "\u0663\u0660", "-5", "", "1e3", "0x10", "1_000", 1e300, [3600], True, "0"]
)
def test_a_token_lifetime_that_is_not_a_number_is_an_error(tmp: Path, lifetime: object) -> None:
    with Hostile(sends(http(EMPTY)), lifetime=lifetime).up() as service:
        outcome = run(service, tmp, "google_job_info").bad()
        login = run(service, tmp, "login", products=["google"]).bad()
    assert "the response has no valid expires_in" in login.msg
    assert "the response has no valid expires_in" in outcome.msg
    assert re.match(
        r"google: POST http://\S+/connect/token returned HTTP 200: no access token was issued: ", outcome.msg
    )


def test_a_token_lifetime_as_digits_is_accepted(tmp: Path) -> None:
    with Hostile(sends(http(EMPTY)), lifetime="3600").up() as service:
        run(service, tmp, "google_job_info").good()


def test_an_endless_retry_after_is_not_waited_for(tmp: Path) -> None:
    """With the default retries, the request is not repeated after a Retry-After of years."""
    far = http(b"{}", "429 Busy", "Retry-After: Sat, 01 Jan 99999999999999999999 00:00:00 GMT\r\n")
    with Hostile(hostile_for_iaas(far)).up() as service:
        outcome = run(service, tmp, "iaas_job_info", retries=4).bad()
    assert len([request for request in service.received if "/backup/vm/jobs" in request]) == 1
    assert "the service asked to wait a year or more before the next request" in outcome.msg


@pytest.mark.parametrize("inner", [b"[%s]", b'{"a": %s}'], ids=["lists", "objects"])
@pytest.mark.parametrize("depth", [101, 600, 900])
def test_a_row_nested_too_deeply_to_be_returned_is_an_error(tmp: Path, inner: bytes, depth: int) -> None:
    """Some versions of ansible-core cannot return it."""
    deep = b"1"
    for _level in range(depth):
        deep = inner % deep
    response = http(b'{"totalCount": 1, "jobs": [{"jobId": "a", "status": 2, "x": ' + deep + b"}]}")
    with Hostile(hostile_for_iaas(response)).up() as service:
        given = {"products": ["iaas", "google"], "on_error": "report"}
        outcome = run(service, tmp, "job_info", include_raw=True, **given).good()
        # Rows that are not returned may be nested.
        assert [job["id"] for job in run(service, tmp, "job_info", **given).good().jobs] == ["a"]
    (error,) = outcome.result["errors"]
    assert "job a: it is nested more than 100 levels deep" in error["message"]


def test_a_nested_row_is_returned_unchanged(tmp: Path) -> None:
    raw = {"jobId": "a", "status": 2, "x": json.loads("[" * 90 + "]" * 90), "y": [{"a": [{}]}] * 3, "z": 1.5e300}
    response = http(json.dumps({"totalCount": 1, "jobs": [raw]}).encode())
    with Hostile(hostile_for_iaas(response)).up() as service:
        (job,) = run(service, tmp, "iaas_job_info", include_raw=True).good().jobs
    assert job["raw"] == raw


@pytest.mark.parametrize("number", ["1e999", "-1e999", "1.0e+400", "Infinity", "-Infinity", "NaN"])
@pytest.mark.parametrize("place", ['"jobs": [{"jobId": "a", "status": 2, "x": [%s]}]', '"jobs": [], "x": %s'])
def test_a_number_that_json_cannot_hold_is_malformed(tmp: Path, number: str, place: str) -> None:
    response = http(('{"totalCount": 1, ' + place % number + "}").encode())
    with Hostile(hostile_for_iaas(response)).up() as service:
        outcome = run(service, tmp, "iaas_job_info", include_raw=True).bad()
    assert "the response cannot be understood" in outcome.msg


NAMES_OF_HEADERS = "Location Retry-After Content-Type Content-Encoding Set-Cookie request-id Link Date Connection X"
MORE_NAMES = "Keep-Alive Transfer-Encoding Content-Length WWW-Authenticate Content-Range Age"
HEADERS = st.sampled_from([*NAMES_OF_HEADERS.split(), *MORE_NAMES.split()])
HOSTILE_VALUES = (
    "http://[::1",
    "//[",
    "http://a:b/",
    "gzip, gzip",
    "zstd",
    "chunked",
    "-1",
    "\u00b2",
    "9" * 5000,
    "Fri, 31 Dec 9999 23:59:59 GMT",
    "Mon, 99 Foo 2026 99:99:99 +99999999999999999999",
    "text/html; charset=nonsense",
    "a=b; expires=x; max-age=\u00b2; domain=[",
    "=;=;",
    "bytes 0-1/x",
    "\x00",
    "\t\x0b\x0c",
)
VALUES = st.sampled_from(HOSTILE_VALUES) | st.text(
    st.characters(min_codepoint=1, max_codepoint=255, exclude_characters="\r\n"), max_size=40
)


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(
    status=st.sampled_from((200, 201, 204, 206, 300, 301, 302, 304, 307, 400, 401, 403, 429, 500, 503, 599, 999)),
    headers=st.lists(st.tuples(HEADERS, VALUES), max_size=4),
)
@example(status=302, headers=[("Location", "http://[::1")])
def test_any_headers_give_jobs_or_one_error_of_the_product(
    tmp: Path, status: int, headers: list[tuple[str, str]]
) -> None:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
    head = f"HTTP/1.1 {status} What\r\nContent-Length: {len(EMPTY)}\r\nConnection: close\r\n{lines}\r\n"
    with Hostile(hostile_for_iaas(head.encode("latin-1") + EMPTY)).up() as service:
        outcome = run(service, tmp, "job_info", products=["iaas"], on_error="report", timeout=2).good()
    assert "fault of the collection" not in outcome.output
    assert len(outcome.result["errors"]) + len(outcome.result["queries"]) == 1
