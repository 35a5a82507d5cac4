# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No output contains a secret, password or token, whether the task succeeds or fails."""

from __future__ import annotations

import logging
import traceback
import typing as t

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http import oauth
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._module import job_info
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products import registry
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import CloudBackupError
from functional.helpers import Hostile, Tenant, http, run_module

FAULTS: list[tuple[str, dict[str, t.Any]]] = [
    ("status", {"status": 400}),
    ("status", {"status": 401}),
    ("status", {"status": 403}),
    ("status", {"status": 404}),
    ("status", {"status": 500}),
    ("html", {"status": 502}),
    ("envelope", {"status": 500}),
    ("not_json", {}),
    ("reset_before", {}),
    ("truncate", {}),
    ("no_jobs_member", {}),
    ("expire_token", {}),
    ("link", {"value": "https://elsewhere.invalid/jobs?x=1"}),
    ("total", {"delta": 5}),
]


@pytest.fixture
def issued(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Record every access token and assertion during a test."""
    received: set[str] = set()
    token, form = oauth.Tokens._request, oauth.Tokens._form

    def request(self: t.Any, scope: str) -> t.Any:
        got = token(self, scope)
        received.add(got.value)
        return got

    def fill(self: t.Any, scope: str) -> dict[str, str]:
        made = form(self, scope)
        received.update(value for name, value in made.items() if name in ("client_secret", "client_assertion"))
        return made

    monkeypatch.setattr(oauth.Tokens, "_request", request)
    monkeypatch.setattr(oauth.Tokens, "_form", fill)
    return received


def ways_to_sign_in(tenant: Tenant) -> dict[str, dict[str, t.Any]]:
    files = tenant.sandbox.certificates
    token = tenant.run("login", products=["m365"]).good().result["access_token"]
    return {
        "secret": {},
        "pem": tenant.certificate_options(files.pem_encrypted, files.password),
        "pfx": tenant.certificate_options(files.pfx, files.password),
        "token": {"client_id": None, "client_secret": None, "access_token": token},
    }


def faults_for(way: str) -> list[tuple[str, dict[str, t.Any]]]:
    """Return all faults, or every fourth for certificates, whose files are slow to open."""
    return FAULTS[::4] if way in ("pem", "pfx") else FAULTS


def search(tenant: Tenant, issued: set[str], *texts: str) -> None:
    secrets = {tenant.secret, tenant.sandbox.certificates.password, *issued}
    assert len(secrets) >= 2
    for text in texts:
        for secret in secrets:
            assert secret not in text, text[:2000]


@pytest.mark.parametrize("way", ["secret", "pem", "pfx", "token"])
def test_modules_leak_no_secret(tenant: Tenant, issued: set[str], caplog: pytest.LogCaptureFixture, way: str) -> None:
    """With the highest verbosity, and the logs of all libraries."""
    credentials = ways_to_sign_in(tenant)[way]
    with caplog.at_level(logging.DEBUG):
        good = tenant.read("m365", _internal={"verbosity": 4, "debug": True}, include_raw=True, **credentials).good()
        search(tenant, issued, good.output, repr(good.result))
        for kind, rule in faults_for(way):
            tenant.fault(kind, product="m365", times=0, **rule)
            outcome = tenant.read("m365", _internal={"verbosity": 4}, limit=1000, page_size=3, **credentials)
            search(tenant, issued, outcome.output, repr(outcome.result))
            tenant.sandbox.clear()
    search(tenant, issued, caplog.text)


@pytest.mark.parametrize("way", ["secret", "pem", "token"])
def test_results_have_no_secret_before_ansible_filters_them(tenant: Tenant, issued: set[str], way: str) -> None:
    """ansible-core also removes secrets from results: this test checks them before that."""
    defaults = {
        "environment": "commercial",
        "validate_certs": True,
        "api_revision": "2024",
        "since": "24h",
        "concurrency": 4,
        "page_size": 3,
        "include_raw": True,
        "read_timeout": "5m",
    }
    names = ("data_center", "proxy", "ca_path", "until", "services", "job_types", "statuses", "limit", "location")
    base = {**dict.fromkeys((*names, "client_id", *auth_options())), **defaults}
    params = {**base, **tenant.connection(**ways_to_sign_in(tenant)[way])}
    texts: list[str] = []
    texts.append(repr(job_info.read(registry.named(["m365"]), params, texts.append)))
    for kind, rule in faults_for(way):
        tenant.fault(kind, product="m365", times=0, **rule)
        try:
            texts.append(repr(job_info.read(registry.named(["m365"]), {**params, "limit": 1000}, texts.append)))
        except CloudBackupError as error:
            # Also the traceback, which -vvv could show.
            texts += [str(error), repr(error.details), "".join(traceback.format_exception(error))]
        tenant.sandbox.clear()
    search(tenant, issued, *texts)


def auth_options() -> tuple[str, ...]:
    return ("client_secret", "certificate_path", "certificate_password", "access_token")


def test_secrets_sent_back_by_the_service_are_redacted(clean_environment: None, tmp_path: t.Any) -> None:
    def echo(connection: t.Any, _request: str) -> None:
        body = '{"message": "you sent hidden-4711 and hostile-token", "errors": ["hostile-token"]}'
        connection.sendall(http(body.encode(), "400 Bad", "request-id: hostile-token\r\n"))

    with Hostile(echo).up() as service:
        options = {"api_url": service.url, "identity_url": service.url, "client_id": "me", "retries": 0}
        outcome = run_module("m365_job_info", {**options, "client_secret": "hidden-4711"}, tmp_path).bad()
    assert "hidden-4711" not in outcome.output
    assert "hostile-token" not in outcome.output


def test_no_url_contains_a_secret(tenant: Tenant) -> None:
    tenant.read("m365", since="7d", page_size=5).good()
    assert all(tenant.secret not in str(entry["query"]) + entry["path"] for entry in tenant.sandbox.requests())


def test_a_secret_in_a_message_about_an_option_is_redacted(tenant: Tenant) -> None:
    for option in ("api_url", "identity_url", "proxy"):
        for url in ("http://u:pw-secret-1@h o s t", "ftp://u:pw-secret-1@host", "https://u:pw-secret-1@host:x"):
            outcome = tenant.read("m365", **{option: url}).bad()
            assert "pw-secret-1" not in outcome.msg
    outcome = tenant.read("m365", client_secret=None, access_token="pw-secret-1 with blanks").bad()
    assert "pw-secret-1" not in outcome.output
