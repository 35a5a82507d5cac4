# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Services that stop responding at one place of an exchange, and never close a connection themselves."""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import threading
import typing as t
from pathlib import Path

from functional.helpers import http
from sandbox.certificates import server_certificate

TOKEN = http(json.dumps({"access_token": "stuck-token-4711", "expires_in": 3600}).encode())
_PART = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n"
# What is sent before the service gets stuck, by the place.
BEFORE: dict[str, bytes] = {
    "response": b"",
    "headers": b"HTTP/1.1 200 OK\r\nX-Name: ",
    "body": _PART + b"\r\n{",
    "last body": _PART + b"Connection: close\r\n\r\n{",
    "chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{",
}
PLACES = tuple(f"{scheme} {place}" for scheme in ("http", "https") for place in BEFORE)
# Before any request.
EARLY_PLACES = ("http connect", "https handshake")


class Stuck:
    """A service that is stuck at a place; it issues tokens first unless C(token) is false."""

    def __init__(self, place: str, context: ssl.SSLContext | None, token: bool) -> None:
        self._place = place
        self._context = context
        self._token = token
        self._stack = contextlib.ExitStack()
        # Set by the first request that gets stuck.
        self.reached = threading.Event()
        self.url = ""

    def __enter__(self) -> Stuck:
        server = self._stack.enter_context(socket.socket())
        server.bind(("127.0.0.1", 0))
        scheme, _blank, place = self._place.partition(" ")
        self.url = f"{scheme}://127.0.0.1:{server.getsockname()[1]}"
        server.listen(0 if place == "connect" else 100)
        if place == "connect":
            # A full queue: the next client waits for it.
            for _place in range(3):
                client = self._stack.enter_context(socket.socket())
                client.setblocking(False)
                client.connect_ex(server.getsockname())
            self.reached.set()
        else:
            threading.Thread(target=self._accept, args=(server,), daemon=True).start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._stack.close()

    def _accept(self, server: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _address = server.accept()
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        scheme, _blank, place = self._place.partition(" ")
        with contextlib.suppress(OSError):
            if place != "handshake":
                if scheme == "https" and self._context is not None:
                    connection = self._context.wrap_socket(connection, server_side=True)
                request = connection.recv(65536)
                if self._token and b"/connect/token" in request.split(b"\r\n", 1)[0]:
                    connection.sendall(TOKEN)
                else:
                    connection.sendall(BEFORE[place])
                    self.reached.set()
            else:
                self.reached.set()
            # Until the client closes the connection, however much of the request is still to come.
            while connection.recv(65536):
                pass


class Services:
    """Stuck services of one test, with one certificate."""

    def __init__(self, folder: Path) -> None:
        certificate = server_certificate(folder, "127.0.0.1")
        self.ca_path = str(certificate.ca)
        self._context = certificate.context
        self._stack = contextlib.ExitStack()

    def start(self, place: str, *, token: bool = False) -> Stuck:
        """Start a service."""
        return self._stack.enter_context(Stuck(place, self._context, token))

    def options(self, service: Stuck, **more: t.Any) -> dict[str, t.Any]:
        """Return connection options."""
        return {
            "api_url": service.url,
            "identity_url": service.url,
            "client_id": "me",
            "client_secret": "hidden-secret-4711",
            "ca_path": self.ca_path,
            "retries": 0,
            "timeout": 60,
            **more,
        }

    def close(self) -> None:
        """Stop all services."""
        self._stack.close()
