# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sandboxes shared by the tests, and a plain HTTP client."""

from __future__ import annotations

import http.client
import json
import urllib.parse
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from sandbox.control import Sandbox

SCOPES = {
    "m365": "microsoft365backup.jobInfo.read.all",
    "google": "gsuite.graph.read.all",
    "dynamics365": "Dynamics.ReadWrite.All",
    "salesforce": "salesforce.public.read.all",
    "iaas": "PlatformBackup.ReadWrite.All",
}


@dataclass
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Wire:
    """A client of one tenant; every call opens a connection."""

    def __init__(self, sandbox: Sandbox, client_id: str = "sandbox") -> None:
        self.sandbox, self.client_id = sandbox, client_id
        self._tokens: dict[str, str] = {}

    def send(
        self,
        method: str,
        target: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float = 10,
    ) -> Reply:
        where = urllib.parse.urlsplit(self.sandbox.url)
        connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=timeout)
        try:
            connection.request(method, target, body, dict(headers or {}))
            response = connection.getresponse()
            return Reply(response.status, dict(response.getheaders()), response.read())
        finally:
            connection.close()

    def ask_token(self, **form: str) -> Reply:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        body = urllib.parse.urlencode(form).encode()
        return self.send("POST", "/connect/token", body, headers)

    def token(self, product: str) -> str:
        if product not in self._tokens:
            reply = self.ask_token(
                grant_type="client_credentials",
                client_id=self.client_id,
                client_secret=self.sandbox.secret_of(self.client_id),
                scope=SCOPES[product],
            )
            assert reply.status == 200, reply.body
            self._tokens[product] = reply.json["access_token"]
        return self._tokens[product]

    def get(self, product: str, target: str, *, timeout: float = 10, **query: object) -> Reply:
        if query:
            target += "?" + urllib.parse.urlencode(query)
        headers = {"Authorization": f"Bearer {self.token(product)}"}
        return self.send("GET", target, headers=headers, timeout=timeout)

    def post(self, product: str, target: str, body: object) -> Reply:
        headers = {
            "Authorization": f"Bearer {self.token(product)}",
            "Content-Type": "application/json",
        }
        return self.send("POST", target, json.dumps(body).encode(), headers)


@pytest.fixture(scope="session")
def sandboxes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Sandbox]]:
    """Return sandboxes by their settings, each started once."""
    running: dict[str, Sandbox] = {}
    # Creating keys is slow, so all sandboxes share them.
    state_dir = tmp_path_factory.mktemp("certificates")

    def get(**settings: Any) -> Sandbox:
        key = json.dumps(settings, sort_keys=True)
        if key not in running:
            running[key] = Sandbox.start(state_dir=state_dir, **settings)
        return running[key]

    yield get
    for sandbox in running.values():
        sandbox.stop()


@pytest.fixture
def wire(sandboxes: Callable[..., Sandbox]) -> Iterator[Wire]:
    """Return a client of a sandbox with both API versions; faults are cleared after the test."""
    sandbox = sandboxes(revision="both")
    yield Wire(sandbox)
    sandbox.clear()


@pytest.fixture
def wire_to() -> type[Wire]:
    return Wire
