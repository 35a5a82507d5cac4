# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The environment determines the hosts of tokens and of the API; an unknown data centre gives a warning."""

from __future__ import annotations

import contextlib
import re
import socket
import socketserver
import threading
import typing as t
from pathlib import Path

import pytest

from functional.helpers import Outcome, Tenant, run_module

RULE = {"name": "nightly", "product": "m365", "max_failed_jobs": 1000, "on_no_jobs": "allow"}


class Proxy(socketserver.ThreadingTCPServer):
    """A proxy that records the requested hosts, and connects to none of them."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        self.hosts: list[str] = []
        super().__init__(("127.0.0.1", 0), _RejectingHandler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"

    @contextlib.contextmanager
    def up(self) -> t.Iterator[Proxy]:
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield self
        finally:
            self.shutdown()
            self.server_close()


class _RejectingHandler(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        connection: socket.socket = self.request
        head = connection.recv(65536).decode("latin-1")
        t.cast(Proxy, self.server).hosts.append(head.split()[1])
        connection.sendall(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


def requested_hosts(tmp: Path, module: str = "m365_job_info", **params: t.Any) -> tuple[set[str], Outcome]:
    """Return the hosts that a module connects to, recorded by a proxy."""
    with Proxy().up() as proxy:
        outcome = run_module(module, {"retries": 0, "timeout": 5, "proxy": proxy.url, **params}, tmp)
    assert outcome.failed
    return {host.removesuffix(":443") for host in proxy.hosts}, outcome


@pytest.mark.parametrize(
    ("params", "api"),
    [
        ({}, "graph.avepointonlineservices.com"),
        ({"data_center": "UK"}, "graph-uk.avepointonlineservices.com"),
        ({"environment": "us_government"}, "graph-gov.avepointonlineservices.com"),
        ({"environment": "us_government", "data_center": "gov"}, "graph-gov.avepointonlineservices.com"),
        ({"environment": "aos2"}, "graph-aos2.avepointonlineservices.com"),
        ({"environment": "fedramp"}, "graphusgovapi.online15.net"),
        ({"environment": "ibm"}, "graph.sp4c.storage-defender.ibm.com"),
        ({"environment": "ibm", "data_center": "us"}, "us-graph.sp4c.storage-defender.ibm.com"),
    ],
)
def test_a_token_of_an_environment_goes_to_the_host_of_that_environment(
    tmp_path: Path, params: dict[str, str], api: str
) -> None:
    hosts, outcome = requested_hosts(tmp_path, access_token="token", **params)
    assert hosts == {api}
    assert outcome.warnings == []


@pytest.mark.parametrize(
    ("environment", "identity"),
    [
        ("commercial", "identity.avepointonlineservices.com"),
        ("us_government", "identity-gov.avepointonlineservices.com"),
        ("aos2", "identity-aos2.avepointonlineservices.com"),
        ("fedramp", "identity.online15.net"),
        ("ibm", "identity.sp4c.storage-defender.ibm.com"),
    ],
)
def test_tokens_are_requested_from_the_host_of_the_environment(tmp_path: Path, environment: str, identity: str) -> None:
    hosts, _outcome = requested_hosts(tmp_path, environment=environment, client_id="app", client_secret="secret")
    assert hosts == {identity}


def test_the_environment_can_be_set_by_its_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AVEPOINT_ENVIRONMENT", "ibm")
    hosts, _outcome = requested_hosts(tmp_path, access_token="token")
    assert hosts == {"graph.sp4c.storage-defender.ibm.com"}


@pytest.mark.parametrize(
    ("params", "api", "warning"),
    [
        (
            {"environment": "us_government", "data_center": "us"},
            "graph-gov.avepointonlineservices.com",
            "us_government .it belongs to the environment commercial.; .*graph-gov.* is used; expected one of: gov",
        ),
        ({"environment": "aos2", "data_center": "gov"}, "graph-aos2.avepointonlineservices.com", "environment aos2"),
        ({"environment": "fedramp", "data_center": "us"}, "graphusgovapi.online15.net", "it has none"),
        ({"data_center": "gov"}, "graph-gov.avepointonlineservices.com", "belongs to the environment us_government"),
        ({"data_center": "mars"}, "graph-mars.avepointonlineservices.com", "used as given; expected one of: au, ca, "),
    ],
)
def test_an_unknown_data_center_of_the_environment_gives_a_warning(
    tmp_path: Path, params: dict[str, str], api: str, warning: str
) -> None:
    """The task continues, and has the warning even if it fails."""
    hosts, outcome = requested_hosts(tmp_path, access_token="token", **params)
    assert hosts == {api}
    (stated,) = outcome.warnings
    assert re.search(f"data_center: '{params['data_center']}' is not known .*{warning}", stated)


@pytest.mark.parametrize(
    ("module", "params"),
    [
        ("m365_job_info", {}),
        ("job_info", {"products": ["m365"]}),
        ("job_gate", {"rules": [RULE]}),
        ("job_wait", {"product": "m365", "job_ids": ["none"]}),
        ("login", {"products": ["m365"]}),
    ],
)
def test_every_module_warns_of_an_unknown_data_center_and_continues(
    tenant: Tenant, module: str, params: dict[str, t.Any]
) -> None:
    outcome = tenant.run(module, {"check_mode": True}, data_center="mars", **params).good()
    assert [stated for stated in outcome.warnings if "data_center: 'mars' is not known" in stated]


@pytest.mark.parametrize("product", ["dynamics365", "salesforce", "iaas"])
@pytest.mark.parametrize("module", ["job_info", "job_gate", "job_wait", "login"])
def test_a_product_that_is_not_available_in_google_cloud_gives_a_warning(
    tenant: Tenant, module: str, product: str
) -> None:
    params: dict[str, t.Any] = {
        "job_info": {"products": ["m365", product]},
        "job_gate": {"rules": [{**RULE, "product": product}]},
        "job_wait": {"product": product, "job_ids": ["none"]},
        "login": {"products": [product]},
    }[module]
    outcome = tenant.run(module, {"check_mode": True}, data_center="gcp-jp", **params).good()
    (stated,) = [text for text in outcome.warnings if "data_center" in text]
    assert re.search(f"'gcp-jp' is a data centre of Google Cloud, where {product} is not available", stated)


def test_a_product_that_is_available_in_google_cloud_gives_no_warning(tenant: Tenant) -> None:
    outcome = tenant.run("job_info", data_center="gcp-jp", products=["m365", "google"]).good()
    assert outcome.warnings == []
