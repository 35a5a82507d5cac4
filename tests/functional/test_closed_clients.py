# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A closed transport or client ends what other threads are waiting for, at any place of an exchange."""

from __future__ import annotations

import contextlib
import threading
import time
import typing as t
from pathlib import Path

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http.client import Client, ReadStats
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http.connection import Connection
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http.request import Request, Target
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http.retry import Stopped
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http.transport import Transport
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import ApiError
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.redaction import Redactor
from functional.helpers import Hostile, http, sends
from functional.stuck import EARLY_PLACES, PLACES, Services

# Seconds: much shorter than the timeout of the requests.
AT_ONCE = 5.0
EMPTY = http(b'{"TotalCount": 0, "Jobs": []}')


@pytest.fixture
def services(clean_environment: None, tmp_path: Path) -> t.Iterator[Services]:
    with contextlib.closing(Services(tmp_path)) as found:
        yield found


def connection(url: str, **more: t.Any) -> Connection:
    values: dict[str, t.Any] = {
        **dict.fromkeys(("certificate_path", "certificate_password", "access_token", "ca_path", "proxy")),
        "api_url": url,
        "token_url": f"{url}/connect/token",
        "client_id": "me",
        "client_secret": "hidden-secret-4711",
        "validate_certs": True,
        "timeout": 60.0,
        "retries": 3,
        "api_revision": "auto",
        "redact": Redactor(),
        **more,
    }
    return Connection(**values)


class Waiting:
    """A thread that calls a function, and what it raised."""

    def __init__(self, call: t.Callable[[], object]) -> None:
        self.error: BaseException | None = None
        self._call = call
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._call()
        except BaseException as error:
            self.error = error

    def ended(self) -> bool:
        self._thread.join(AT_ONCE)
        return not self._thread.is_alive()


@pytest.mark.parametrize("place", [*EARLY_PLACES, *PLACES])
def test_a_closed_transport_ends_a_request(services: Services, place: str) -> None:
    service = services.start(place)
    transport = Transport(connection(service.url, ca_path=services.ca_path), 2)
    waiting = Waiting(lambda: transport.send("GET", f"{service.url}/jobs"))
    assert service.reached.wait(AT_ONCE)
    time.sleep(0.3)
    assert not waiting.error
    transport.close()
    assert waiting.ended()
    # To Python's http.client, headers without an end are complete.
    assert isinstance(waiting.error, ApiError) or "headers" in place
    # Not the message of a timeout.
    assert "no complete response" not in str(waiting.error)


@pytest.mark.parametrize("place", ["http response", "https handshake", "https last body"])
def test_a_closed_transport_ends_a_request_by_a_proxy(services: Services, place: str) -> None:
    proxy = services.start(place)
    settings = connection("https://service.invalid", proxy=proxy.url, ca_path=services.ca_path)
    transport = Transport(settings, 1)
    waiting = Waiting(lambda: transport.send("GET", "https://service.invalid/jobs"))
    assert proxy.reached.wait(AT_ONCE)
    time.sleep(0.3)
    assert not waiting.error
    transport.close()
    assert waiting.ended()
    assert isinstance(waiting.error, ApiError)


def test_a_closed_transport_ends_requests_that_wait_for_another(services: Services) -> None:
    service = services.start("http response")
    transport = Transport(connection(service.url), 1)
    waiting = [Waiting(lambda: transport.send("GET", f"{service.url}/jobs")) for _request in range(4)]
    assert service.reached.wait(AT_ONCE)
    transport.close()
    assert all(one.ended() and isinstance(one.error, ApiError) for one in waiting)


def test_a_closed_transport_sends_nothing(clean_environment: None) -> None:
    with Hostile(sends(EMPTY)).up() as service:
        transport = Transport(connection(service.url), 1)
        assert transport.send("GET", f"{service.url}/jobs").status == 200
        transport.close()
        with pytest.raises(ApiError):
            transport.send("GET", f"{service.url}/jobs")
        transport.close()
    assert len(service.received) == 1


def test_a_closed_transport_has_no_connection(clean_environment: None, tmp_path: Path) -> None:
    """Neither one that is kept for the next request, nor a second handle of one."""
    kept = EMPTY.replace(b"Connection: close\r\n", b"")
    with Hostile(sends(kept)).up() as service:
        before = descriptors()
        transport = Transport(connection(service.url), 4)
        transport.send("GET", f"{service.url}/jobs")
        assert descriptors() > before
        transport.close()
        assert descriptors() == before


def descriptors() -> int:
    """Return how many connections to services this process has."""
    return sum(1 for path in Path("/proc/self/fd").iterdir() if _is_client(path))


def _is_client(path: Path) -> bool:
    try:
        inode = path.readlink().name
    except OSError:
        return False
    return inode.startswith("socket:") and inode[8:-1] in _to_a_service()


def _to_a_service() -> set[str]:
    """Return the connections whose local port is not one that this process listens on."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]]
    listening = {row[1] for row in rows if row[3] == "0A"}
    return {row[9] for row in rows if row[1] not in listening}


@pytest.mark.parametrize("place", ["http response", "https handshake", "https last body"])
@pytest.mark.parametrize("token", [False, True])
def test_a_closed_client_ends_its_requests(services: Services, place: str, token: bool) -> None:
    """For a token or a page; nothing is retried."""
    service = services.start(place, token=token)
    client = Client(connection(service.url, ca_path=services.ca_path), 2)
    request = Request(method="GET", path="/jobs")
    waiting = Waiting(lambda: client.fetch_page(Target("m365", "scope"), request, ReadStats()))
    assert service.reached.wait(AT_ONCE)
    time.sleep(0.3)
    client.close()
    assert waiting.ended()
    assert isinstance(waiting.error, Stopped)


def test_a_closed_client_ends_a_wait_for_a_retry(clean_environment: None) -> None:
    with Hostile(sends(http(b"", "503 Busy", "Retry-After: 60\r\n"))).up() as service:
        client = Client(connection(service.url), 1)
        request = Request(method="GET", path="/jobs")
        waiting = Waiting(lambda: client.fetch_page(Target("m365", "scope"), request, ReadStats()))
        end = time.monotonic() + AT_ONCE
        while len(service.received) < 2 and time.monotonic() < end:
            time.sleep(0.02)
        time.sleep(0.2)
        client.close()
        assert waiting.ended()
    assert isinstance(waiting.error, Stopped)
