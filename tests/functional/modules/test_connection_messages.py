# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages about wrong connection options: name, variable, value, and what was expected."""

from __future__ import annotations

import pytest

from functional.helpers import Outcome, Tenant

MODULES = ["m365_job_info", "job_info", "job_gate", "job_wait", "login"]
ARGUMENTS: dict[str, dict[str, object]] = {
    "login": {"products": ["google"]},
    "job_gate": {"rules": [{"name": "r", "product": "google", "max_age": "900h"}], "enforce": False},
    "job_wait": {"product": "google", "started_after": "30d", "fail_on": []},
}
WRONG_VARIABLES = [
    ("retries", "AVEPOINT_RETRIES", "many", "a whole number"),
    ("retries", "AVEPOINT_RETRIES", "-1", "at least 0"),
    ("timeout", "AVEPOINT_TIMEOUT", "30s", "a number"),
    ("validate_certs", "AVEPOINT_VALIDATE_CERTS", "maybe", "true or false"),
    ("environment", "AVEPOINT_ENVIRONMENT", "moon", "us_government"),
    ("api_revision", "AVEPOINT_API_REVISION", "2023", "one of auto, 2024, 2025"),
]


def run(tenant: Tenant, module: str, **params: object) -> Outcome:
    return tenant.run(module, **{**ARGUMENTS.get(module, {}), **params})


@pytest.mark.parametrize("module", MODULES)
@pytest.mark.parametrize(("option", "variable", "value", "expected"), WRONG_VARIABLES)
def test_an_invalid_variable_is_named(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch, module: str, option: str, variable: str, value: str, expected: str
) -> None:
    monkeypatch.setenv(variable, value)
    outcome = run(tenant, module, **{option: None}).bad()
    assert outcome.msg.startswith(f"{option}: ")
    for word in (variable, value, expected):
        assert word in outcome.msg
    assert "type 'str'" not in outcome.msg
    assert outcome.result["option"] == option
    assert tenant.token_log() == []


@pytest.mark.parametrize("module", MODULES)
def test_an_option_overrides_an_invalid_variable(tenant: Tenant, monkeypatch: pytest.MonkeyPatch, module: str) -> None:
    monkeypatch.setenv("AVEPOINT_RETRIES", "many")
    run(tenant, module, retries=1).good()


@pytest.mark.parametrize("proxy", ["proxy.example:3128", "proxy.example", "ftp://user:hunter2@proxy.example"])
def test_a_proxy_without_a_scheme_names_its_variable(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    monkeypatch.setenv("AVEPOINT_PROXY", proxy)
    outcome = tenant.read("m365").bad()
    assert outcome.msg.startswith("proxy: is not a URL that begins with http://, https:// or socks5://")
    assert "AVEPOINT_PROXY" in outcome.msg
    assert "hunter2" not in outcome.output


@pytest.mark.parametrize("module", ["m365_job_info", "job_wait", "login"])
def test_an_unreadable_certificate_names_its_variable(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    monkeypatch.setenv("AVEPOINT_CERTIFICATE_PATH", "/nowhere/app.pem")
    outcome = run(tenant, module, client_secret=None).bad()
    assert outcome.msg.startswith("certificate_path: '/nowhere/app.pem' cannot be read: No such file or directory")
    assert "AVEPOINT_CERTIFICATE_PATH" in outcome.msg


def test_an_error_in_an_option_does_not_name_the_variable(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AVEPOINT_RETRIES", "3")
    assert "AVEPOINT_RETRIES" not in tenant.read("m365", retries=-1).bad().msg


def test_two_kinds_of_credentials_in_variables_are_named(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AVEPOINT_CLIENT_SECRET", tenant.secret)
    monkeypatch.setenv("AVEPOINT_ACCESS_TOKEN", "eyJ.t0k3n.x")
    outcome = tenant.read("m365", client_secret=None).bad()
    assert outcome.msg.startswith("client_secret and access_token: give one of them")
    assert "AVEPOINT_CLIENT_SECRET" in outcome.msg
    assert "AVEPOINT_ACCESS_TOKEN" in outcome.msg
    assert "t0k3n" not in outcome.output
    assert tenant.secret not in outcome.msg


def test_a_client_id_alone_names_what_is_missing(tenant: Tenant) -> None:
    outcome = tenant.read("m365", client_secret=None).bad()
    assert "none are given" not in outcome.msg
    assert outcome.msg.startswith("credentials: client_id is given, but neither client_secret nor certificate_path")
    assert "AVEPOINT_CLIENT_SECRET" in outcome.msg


def test_a_certificate_password_alone_names_what_is_missing(tenant: Tenant) -> None:
    outcome = tenant.read("m365", client_secret=None, certificate_password="pw-7").bad()
    assert outcome.msg.startswith("credentials: certificate_password is given, but certificate_path is missing")
    assert "pw-7" not in outcome.msg


@pytest.mark.parametrize("module", MODULES)
def test_unverified_certificates_give_a_warning(tenant: Tenant, module: str) -> None:
    warned = [text for text in run(tenant, module, validate_certs=False).good().warnings if "validate_certs" in text]
    assert len(warned) == 1
    assert "not verified" in warned[0]
    verified = run(tenant, module).good()
    assert not [text for text in verified.warnings if "validate_certs" in text]


def test_unverified_certificates_by_a_variable_give_a_warning(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AVEPOINT_VALIDATE_CERTS", "no")
    (warned,) = [text for text in tenant.read("m365").good().warnings if "validate_certs" in text]
    assert "AVEPOINT_VALIDATE_CERTS" in warned


def test_unverified_certificates_give_a_warning_if_the_read_fails(tenant: Tenant) -> None:
    outcome = tenant.read("m365", validate_certs=False, client_secret="wrong").bad()
    assert [text for text in outcome.warnings if "validate_certs" in text]


@pytest.mark.parametrize("product", ["m365", "google", "dynamics365", "salesforce", "iaas"])
def test_an_api_url_with_a_wrong_path_is_one_short_sentence(tenant: Tenant, product: str) -> None:
    url = f"{tenant.sandbox.api_url}/api"
    outcome = tenant.read(product, api_url=url).bad()
    assert outcome.msg.startswith(f"{product}: api_url: ")
    assert url in outcome.msg
    assert len(outcome.msg) < 250
