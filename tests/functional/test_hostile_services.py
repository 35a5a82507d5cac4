# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hostile and broken services: other origins, redirects, slow and endless data, garbage, closed ports."""

from __future__ import annotations

import contextlib
import json
import socket
import time
import typing as t
from pathlib import Path

import pytest

from functional.helpers import ALL_PRODUCTS, TIMEOUT, Hostile, Outcome, Tenant, assert_same, http, run_module, sends

EMPTY = b'{"TotalCount": 0, "Jobs": []}'


def run_against(service: Hostile, tmp: Path, product: str = "m365", **more: t.Any) -> Outcome:
    options = {
        "api_url": service.url,
        "identity_url": service.url,
        "client_id": "me",
        "client_secret": "hidden-4711",
        "retries": 0,
        "timeout": 5,
        "api_revision": "2024",
        **more,
    }
    return run_module(f"{product}_job_info", {k: v for k, v in options.items() if v is not None}, tmp)


@pytest.fixture
def tmp(clean_environment: None, tmp_path: Path) -> Path:
    return tmp_path


def links_to(listener: Hostile) -> list[str]:
    port = listener.server_address[1]
    return [
        f"{listener.url}/cloudbackup/jobs?PageIndex=1",
        f"//127.0.0.1:{port}/jobs?PageIndex=1",
        f"HTTP://127.0.0.1:{port}/jobs?PageIndex=1",
        f"http:\\\\127.0.0.1:{port}\\jobs?PageIndex=1",
        f"\\\\127.0.0.1:{port}\\jobs?PageIndex=1",
        f"http://me:secret@127.0.0.1:{port}/jobs?PageIndex=1",
        "https://127.0.0.1/jobs?PageIndex=1",
        "http://127.0.0.1.evil.test/jobs?PageIndex=1",
        "http://[/jobs?PageIndex=1",
        "http://127.0.0.1:notaport/jobs?PageIndex=1",
        "file:///etc/passwd?PageIndex=1",
    ]


@pytest.mark.parametrize("number", range(11))
@pytest.mark.parametrize("product", ["m365", "google", "salesforce", "iaas"])
def test_a_link_to_another_origin_is_an_error_and_never_followed(tenant: Tenant, product: str, number: int) -> None:
    with Hostile(sends(http(EMPTY))).up() as listener:
        link = links_to(listener)[number]
        tenant.fault("link", product=product, value=link, times=0)
        outcome = tenant.read(product, since="6d", page_size=12, limit=1000, retries=2).bad()
    assert listener.received == []
    assert "another origin" in outcome.msg
    assert "secret@" not in outcome.output
    assert outcome.result["product"] == product


@pytest.mark.parametrize("product", ALL_PRODUCTS)
@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"])
def test_a_redirect_of_the_api_is_not_followed(tmp: Path, product: str, status: str) -> None:
    with Hostile(sends(http(EMPTY))).up() as elsewhere:
        redirected = http(b"", status, f"Location: {elsewhere.url}/cloudbackup/jobs\r\nrequest-id: REQ-7\r\n")
        with Hostile(sends(redirected)).up() as service:
            outcome = run_against(service, tmp, product, retries=2).bad()
    assert elsewhere.received == []
    assert "redirect" in outcome.msg
    assert outcome.result["status"] == int(status[:3])
    assert outcome.result["request_id"] == "REQ-7"


def test_a_redirect_of_the_token_endpoint_is_not_followed(tmp: Path) -> None:
    with Hostile(sends(http(EMPTY))).up() as elsewhere:
        redirected = http(b"", "307 Temporary", f"Location: {elsewhere.url}/connect/token\r\n")
        with Hostile(
            sends(http(EMPTY)), token=lambda connection, _text: connection.sendall(redirected)
        ).up() as service:
            outcome = run_against(service, tmp, retries=2).bad()
    assert elsewhere.received == []
    assert outcome.result["status"] == 307


def test_cookies_are_not_kept_for_other_requests(tmp: Path) -> None:
    """Only the token identifies a client."""
    response = http(b'{"TotalCount": 0, "Jobs": []}', headers="Set-Cookie: session=stolen; Path=/\r\n")
    with Hostile(sends(response)).up() as service:
        run_against(service, tmp).good()
    assert "cookie:" not in service.received[-1].lower()


def send_slowly(connection: socket.socket, _request: str) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n")
    with contextlib.suppress(OSError):
        for _turn in range(100):
            connection.sendall(b" ")
            time.sleep(0.05)


def send_headers_slowly(connection: socket.socket, _request: str) -> None:
    with contextlib.suppress(OSError):
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        for turn in range(60):
            connection.sendall(f"X-{turn}: x\r\n".encode())
            time.sleep(0.05)


def test_a_service_that_sends_slowly_cannot_block_the_task(tmp: Path) -> None:
    with Hostile(send_slowly).up() as service:
        began = time.monotonic()
        outcome = run_against(service, tmp, timeout=0.5).bad()
    assert time.monotonic() - began < 20
    assert "0.5 s" in outcome.msg


def test_slowly_sent_headers_end_in_time(tmp: Path) -> None:
    with Hostile(send_headers_slowly).up() as service:
        began = time.monotonic()
        run_against(service, tmp, timeout=0.5).bad()
    assert time.monotonic() - began < 20


GARBAGE = [
    b"",
    b"\r\n\r\n",
    b"garbage\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n{}",
    b"HTTP/1.1 200 OK\r\nContent-Length: ten\r\n\r\n{}",
    b"HTTP/1.1 999 What\r\nContent-Length: 2\r\n\r\n{}",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
    b"HTTP/1.1 204 No Content\r\n\r\n",
    b"HTTP/1.1 200 OK\r\n" + b"X: " + b"x" * 100_000 + b"\r\n\r\n{}",
    b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 300 + b"\r\n{}",
    b"\x16\x03\x01\x02\x00\x01\x00",
]


@pytest.mark.parametrize("response", GARBAGE, ids=[repr(response[:30]) for response in GARBAGE])
def test_a_response_that_is_not_http_is_an_error(tmp: Path, response: bytes) -> None:
    with Hostile(sends(response)).up() as service:
        outcome = run_against(service, tmp, timeout=2).bad()
    assert outcome.msg.startswith("m365: ")
    assert f"{service.url}/cloudbackup/jobs" in outcome.msg


BODIES = [
    b"null",
    b"[]",
    b"7",
    b'"text"',
    b"{}",
    b"\xff\xfe",
    b"[" * 100_000,
    b'{"TotalCount": NaN, "Jobs": []}',
    b'{"TotalCount": -1, "Jobs": []}',
    b'{"TotalCount": true, "Jobs": []}',
    b'{"TotalCount": 1e400, "Jobs": []}',
    b'{"TotalCount": ' + b"9" * 5000 + b', "Jobs": []}',
    b'{"TotalCount": 5, "Jobs": []}',
    b'{"TotalCount": 1, "Jobs": null}',
    b'{"TotalCount": 1, "Jobs": {}}',
    b'{"TotalCount": 1, "Jobs": [7]}',
    b'{"TotalCount": 1, "Jobs": [[]]}',
    b'{"TotalCount": 1, "Jobs": [{}]}',
    b'{"TotalCount": 1, "Jobs": [{"Id": " "}]}',
    b'{"TotalCount": 1, "Jobs": [{"Id": true}]}',
    b'{"TotalCount": 1, "Jobs": [], "jobs": []}',
    b'{"TotalCount": 1, "Jobs": [], "Jobs": [{"Id": "a", "State": 2}]}',
    b'{"TotalCount": 1, "Jobs": [{"Id": "a", "State": 3, "State": 2}]}',
    b'{"TotalCount": 0, "Jobs": [], "statusCode": 500}',
    b'{"TotalCount": 0, "Jobs": [], "statusCode": "bad"}',
    b'{"TotalCount": 0, "Jobs": [], "errors": ["no"]}',
    b'{"TotalCount": 0, "Jobs": [], "errors": {"code": [1]}}',
    b'{"TotalCount": 0, "Jobs": [], "NextLink": {"a": 1}}',
    b'{"TotalCount": 9999999999, "Jobs": [{"Id": "a", "State": 2}]}',
]


@pytest.mark.parametrize("body", BODIES, ids=[repr(body[:60]) for body in BODIES])
@pytest.mark.parametrize("limit", [None, 5])
def test_json_of_another_shape_is_an_error(tmp: Path, body: bytes, limit: int | None) -> None:
    with Hostile(sends(http(body))).up() as service:
        outcome = run_against(service, tmp, limit=limit).bad()
    assert outcome.msg.startswith("m365: ")
    assert "jobs" not in outcome.result
    assert len(service.received) < 1000


ERRORS = [b"", b"null", b"[1]", b'{"message": {"a": 1}}', b'{"errors": 7, "message": 3}', b"<html>", b"\x00\xff"]


@pytest.mark.parametrize("body", ERRORS, ids=[repr(body) for body in ERRORS])
@pytest.mark.parametrize("status", ["400 Bad", "401 No", "403 No", "418 Teapot", "500 Oops"])
def test_error_responses_may_have_any_body(tmp: Path, body: bytes, status: str) -> None:
    with Hostile(sends(http(body, status, "request-id: REQ-\x07-1\r\n"))).up() as service:
        outcome = run_against(service, tmp).bad()
    assert outcome.result["status"] == int(status[:3])
    assert "REQ-" in outcome.result["request_id"]
    assert "\x07" not in outcome.msg


def test_an_error_response_with_a_duplicate_field_is_reported(tmp: Path) -> None:
    body = b'{"message": "one", "message": "the window is too long", "requestId": "REQ-2"}'
    with Hostile(sends(http(body, "400 Bad"))).up() as service:
        outcome = run_against(service, tmp).bad()
    assert "the window is too long" in outcome.msg
    assert outcome.result["request_id"] == "REQ-2"


def test_an_endless_response_is_cut_off(tmp: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http import transport

    monkeypatch.setattr(transport, "LARGEST_BODY", 100_000)
    with Hostile(sends(http(b" " * 200_000))).up() as service:
        outcome = run_against(service, tmp, retries=2).bad()
    assert "larger than 100000 bytes" in outcome.msg
    assert len(service.received) == 2


def test_half_a_surrogate_pair_can_be_written(tmp: Path) -> None:
    job, after = b'[{"Id": "a\\ud800b", "State": "Finished"}]', b"[]"

    def response(connection: socket.socket, request: str) -> None:
        jobs = job if "PageIndex=0" in request else after
        connection.sendall(http(b'{"TotalCount": 1, "Jobs": %s}' % jobs))

    with Hostile(response).up() as service:
        outcome = run_against(service, tmp, include_raw=True).good()
    outcome.jobs[0]["id"].encode()


def test_a_closed_port_is_an_error(tmp: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
    with Hostile(sends(http(EMPTY))).up() as service:
        outcome = run_against(service, tmp, api_url=url).bad()
        assert "refused" in outcome.msg.lower()
        assert url in outcome.msg
        outcome = run_against(service, tmp, identity_url=url).bad()
        assert "no access token was issued" in outcome.msg
        assert outcome.msg.startswith("m365: ")


def test_an_unknown_host_is_an_error(tmp: Path) -> None:
    with Hostile(sends(http(EMPTY))).up() as service:
        outcome = run_against(service, tmp, api_url="https://nowhere.invalid", timeout=5).bad()
    assert "could not be reached" in outcome.msg


def test_an_invalid_host_is_an_error(tmp: Path) -> None:
    for url in (f"https://{'a' * 70}.test", "https://a..b", "https://\u00df\u2603.invalid"):
        with Hostile(sends(http(EMPTY))).up() as service:
            run_against(service, tmp, api_url=url).bad()


def test_a_proxy_is_used_and_its_password_is_hidden(tenant: Tenant) -> None:
    with Hostile(sends(http(b"no", "407 Proxy Authentication Required"))).up() as proxy:
        url = proxy.url.replace("http://", "http://me:proxy-password-77@")
        outcome = tenant.read("m365", proxy=url).bad()
    assert proxy.received
    assert "proxy-password-77" not in outcome.output
    assert tenant.log() == tenant.token_log() == []


def test_an_unreachable_proxy_is_an_error(tmp: Path) -> None:
    with Hostile(sends(http(EMPTY))).up() as service:
        outcome = run_against(service, tmp, proxy="http://me:proxy-password-77@127.0.0.1:1").bad()
    assert "proxy" in outcome.msg
    assert "proxy-password-77" not in outcome.output
    assert service.received == []


def test_the_usual_proxy_variables_are_used(tmp: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Hostile(sends(http(EMPTY)), token=lambda connection, _text: connection.sendall(http(b"{}"))).up() as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("http_proxy", proxy.url)
        with Hostile(sends(http(EMPTY))).up() as service:
            run_against(service, tmp).bad()
    assert proxy.received
    assert service.received == []


def test_a_body_in_small_pieces_is_read_correctly(tenant: Tenant) -> None:
    """The same query against a correct service, as a control."""
    outcome = tenant.read("m365", timeout=5).good()
    assert_same(outcome.jobs, tenant.truth("m365", outcome.query))


@pytest.mark.parametrize("module", ["m365_job_info", "job_gate"])
def test_slowly_sent_headers_do_not_block_the_task(tmp: Path, module: str) -> None:
    def send_slowly(connection: socket.socket, _request: str) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        with contextlib.suppress(OSError):
            for _byte in range(TIMEOUT * 10):
                connection.sendall(b"x")
                time.sleep(0.1)

    rule = {"name": "mail", "product": "m365", "max_age": "24h"}
    with Hostile(send_slowly).up() as service:
        params = {
            "api_url": service.url,
            "identity_url": service.url,
            "client_id": "me",
            "client_secret": "hidden-4711",
        }
        more = {"rules": [rule]} if module == "job_gate" else {}
        began = time.monotonic()
        outcome = run_module(module, {**params, **more, "timeout": 5, "read_timeout": "1s"}, tmp)
    assert time.monotonic() - began < TIMEOUT
    assert outcome.failed
    assert "no complete response came within the time left of read_timeout (1s)" in json.dumps(outcome.result)


@pytest.mark.parametrize(
    "body", [EMPTY.decode().encode("utf-16"), b'{"TotalCount": 1, "Jobs": [{"Id": "\xed\xa0\x80"}]}']
)
def test_invalid_utf_8_is_an_error(tmp: Path, body: bytes) -> None:
    with Hostile(sends(http(body))).up() as service:
        outcome = run_against(service, tmp).bad()
    assert "it is not complete JSON" in outcome.msg
