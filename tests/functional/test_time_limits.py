# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The option timeout limits a complete request, and read_timeout a complete task."""

from __future__ import annotations

import contextlib
import itertools
import socket
import threading
import time
import typing as t
from pathlib import Path

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http import timed
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http.open_connections import OpenConnections
from functional.helpers import TIMEOUT, Hostile, Outcome, Responder, http, run_module, sends
from sandbox.certificates import server_certificate

EMPTY = http(b'{"TotalCount": 0, "Jobs": []}')
# Seconds: much longer than the timeout of one second, much shorter than these services would take.
SOON = 8.0


def send_slowly(*parts: bytes, before: bytes = b"", every: float = 0.1) -> Responder:
    """Return a responder that repeatedly sends parts, for longer than any timeout."""

    def response(connection: socket.socket, _request: str) -> None:
        with contextlib.suppress(OSError):
            connection.sendall(before)
            end = time.monotonic() + TIMEOUT
            for part in itertools.cycle(parts):
                connection.sendall(part)
                time.sleep(every)
                if time.monotonic() > end:
                    return

    return response


SLOW: dict[str, Responder] = {
    "status line": send_slowly(b"x", before=b"HTTP/1.1 200 O"),
    "one header": send_slowly(b"x", before=b"HTTP/1.1 200 OK\r\nX-Slow: "),
    "headers": send_slowly(b"X-Slow: x\r\n", before=b"HTTP/1.1 200 OK\r\n", every=0.3),
    "100 Continue": send_slowly(b"HTTP/1.1 100 Continue\r\n\r\n"),
    "a flood of 100 Continue": send_slowly(b"HTTP/1.1 100 Continue\r\n\r\n" * 100, every=0),
    "body": send_slowly(b" ", before=b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"),
    "chunks": send_slowly(b"1\r\n \r\n", before=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"),
    "trailers": send_slowly(b"X: y\r\n", before=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"),
    "a body without end": send_slowly(b" ", before=b"HTTP/1.1 200 OK\r\n\r\n"),
    "a refusal's body": send_slowly(b"x", before=b"HTTP/1.1 500 Oops\r\nContent-Length: 100000\r\n\r\n"),
}


@pytest.fixture
def tmp(clean_environment: None, tmp_path: Path) -> Path:
    return tmp_path


def run(module: str, service: str, tmp: Path, **more: t.Any) -> Outcome:
    options = {
        "api_url": service,
        "identity_url": service,
        "client_id": "me",
        "client_secret": "hidden-4711",
        "retries": 0,
        "timeout": 1,
        **({"products": ["m365"]} if module == "login" else {}),
        **more,
    }
    began = time.monotonic()
    outcome = run_module(module, options, tmp)
    assert time.monotonic() - began < SOON
    return outcome


@pytest.mark.parametrize("slow", SLOW)
def test_a_login_ends_at_its_timeout(tmp: Path, slow: str) -> None:
    with Hostile(sends(EMPTY), token=SLOW[slow]).up() as service:
        outcome = run("login", service.url, tmp).bad()
    assert "no complete response came within 1 s" in outcome.msg


@pytest.mark.parametrize("slow", SLOW)
def test_a_read_ends_at_its_timeout(tmp: Path, slow: str) -> None:
    with Hostile(SLOW[slow]).up() as service:
        outcome = run("m365_job_info", service.url, tmp).bad()
    assert "no complete response came within 1 s" in outcome.msg


def test_a_wait_ends_at_its_timeout(tmp: Path) -> None:
    with Hostile(SLOW["100 Continue"]).up() as service:
        more = {"product": "m365", "job_ids": ["a"], "wait_timeout": "1s", "interval": "1s"}
        run("job_wait", service.url, tmp, **more).bad()


def test_a_slow_response_is_retried(tmp: Path) -> None:
    turns = iter([SLOW["headers"], sends(EMPTY), sends(EMPTY)])

    def response(connection: socket.socket, request: str) -> None:
        next(turns)(connection, request)

    with Hostile(response).up() as service:
        outcome = run("m365_job_info", service.url, tmp, retries=1, api_revision="2024").good()
    assert outcome.query["retries"] == 1


def test_all_requests_of_a_login_end_at_its_read_timeout(tmp: Path) -> None:
    with Hostile(sends(EMPTY), token=SLOW["one header"]).up() as service:
        outcome = run("login", service.url, tmp, timeout=30, retries=5, read_timeout="1s").bad()
        assert "the time left of read_timeout (1s)" in outcome.msg
        assert len(service.received) == 1


def test_a_login_does_not_retry_beyond_its_read_timeout(tmp: Path) -> None:
    rejected = sends(http(b"", "503 Busy", "Retry-After: 60\r\n"))
    with Hostile(sends(EMPTY), token=rejected).up() as service:
        outcome = run("login", service.url, tmp, timeout=30, retries=5, read_timeout="2s").bad()
    assert "read_timeout (2s) leaves no time to retry" in outcome.msg


@pytest.mark.parametrize("given", ["", "0", "soon"])
def test_a_read_timeout_of_a_login_that_is_not_a_duration_is_an_error(tmp: Path, given: str) -> None:
    with Hostile(sends(EMPTY)).up() as service:
        outcome = run("login", service.url, tmp, read_timeout=given).bad()
        assert outcome.msg.startswith("read_timeout: ")
        assert service.received == []


def slow_tls_in_a_tunnel(connection: socket.socket, request: str) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    # Separate from the response, or it would be read as a part of it.
    time.sleep(0.3)
    send_slowly(b"\x02", before=b"\x16\x03\x03\x40\x00")(connection, request)


@pytest.mark.parametrize(
    "response",
    [
        SLOW["status line"],
        SLOW["one header"],
        SLOW["headers"],
        slow_tls_in_a_tunnel,
    ],
    ids=["status line", "one header", "headers", "TLS handshake"],
)
def test_a_slow_proxy_ends_at_the_timeout(tmp: Path, response: Responder) -> None:
    with Hostile(response, token=response).up() as proxy:
        outcome = run("login", "https://identity.invalid", tmp, proxy=proxy.url).bad()
    assert proxy.received[0].startswith("CONNECT identity.invalid:443")
    assert "no complete response came within 1 s" in outcome.msg


def test_a_slow_tls_handshake_ends_at_the_timeout(tmp: Path) -> None:
    def handshake(connection: socket.socket) -> None:
        send_slowly(b"\x02", before=b"\x16\x03\x03\x40\x00")(connection, "")

    with listening(handshake) as port:
        outcome = run("login", f"https://127.0.0.1:{port}", tmp).bad()
    assert "no complete response came within 1 s" in outcome.msg


def test_tls_within_the_tls_of_a_slow_proxy_ends_at_the_timeout(tmp: Path) -> None:
    context = server_certificate(tmp, "127.0.0.1").context

    def tunnel(connection: socket.socket) -> None:
        with contextlib.suppress(OSError), context.wrap_socket(connection, server_side=True) as encrypted:
            encrypted.recv(65536)
            encrypted.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            send_slowly(b"\x02", before=b"\x16\x03\x03\x40\x00")(encrypted, "")

    with listening(tunnel) as port:
        proxy = f"https://127.0.0.1:{port}"
        outcome = run("login", "https://identity.invalid", tmp, proxy=proxy, validate_certs=False).bad()
    assert "no complete response came within 1 s" in outcome.msg


@contextlib.contextmanager
def listening(serve: t.Callable[[socket.socket], None]) -> t.Iterator[int]:
    """Serve connections on a port without HTTP."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _address = server.accept()
                    threading.Thread(target=serve, args=(connection,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield server.getsockname()[1]


@contextlib.contextmanager
def silent(places: int) -> t.Iterator[list[int]]:
    """Return ports that neither accept nor reject connections, because their queues are full."""
    with contextlib.ExitStack() as stack:
        ports = []
        for _place in range(places):
            server = stack.enter_context(socket.socket())
            server.bind(("127.0.0.1", 0))
            server.listen(0)
            for _turn in range(3):
                filler = stack.enter_context(socket.socket())
                filler.setblocking(False)
                filler.connect_ex(server.getsockname())
            ports.append(server.getsockname()[1])
        yield ports


def resolve_to(monkeypatch: pytest.MonkeyPatch, *ports: int, seconds: float = 0.0) -> None:
    """Resolve every name to these ports of this machine, after a delay."""

    def lookup(_host: str, _port: int, *_args: t.Any, flags: int = 0, **_more: t.Any) -> list[t.Any]:
        if flags:
            raise socket.gaierror("a name is no address")
        time.sleep(seconds)
        return [(socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", port)) for port in ports]

    monkeypatch.setattr(socket, "getaddrinfo", lookup)


def test_slow_connects_to_several_addresses_end_at_one_timeout(tmp: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with silent(12) as ports:
        resolve_to(monkeypatch, *ports)
        outcome = run("login", "https://identity.invalid", tmp).bad()
    assert "no complete response came within 1 s" in outcome.msg


def test_an_unresponsive_address_leaves_time_for_the_next(tmp: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Hostile(sends(EMPTY)).up() as service, silent(1) as ports:
        resolve_to(monkeypatch, *ports, service.server_address[1])
        run("login", "http://localhost:1", tmp, timeout=4).good()


def test_a_slow_lookup_of_a_name_ends_at_the_timeout(tmp: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    resolve_to(monkeypatch, 1, seconds=TIMEOUT)
    outcome = run("login", "https://identity.invalid", tmp).bad()
    assert "no complete response came within 1 s" in outcome.msg


def test_no_thread_is_left_when_requests_end_at_their_timeout(tmp: Path) -> None:
    before = set(threading.enumerate())
    with Hostile(SLOW["100 Continue"]).up() as service:
        run("m365_job_info", service.url, tmp).bad()
        end = time.monotonic() + SOON
        while left := [one for one in threading.enumerate() if one not in before and one.name.startswith(THREAD_NAMES)]:
            assert time.monotonic() < end, left
            time.sleep(0.05)


# The names of the threads of the collection.
THREAD_NAMES = ("page", "listing", "product", "filters", "connect")


def test_every_wait_is_limited_to_the_remaining_time() -> None:
    with timed.ending(time.monotonic() + 5, OpenConnections()):
        assert 0 < timed.left() <= 5
    with timed.ending(time.monotonic() - 1, OpenConnections()), pytest.raises(TimeoutError):
        timed.left()
