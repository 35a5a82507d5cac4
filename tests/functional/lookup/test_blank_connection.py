# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connection options that are blank, and certificate files that are empty, count as not given: as AWX renders them."""

from __future__ import annotations

import os
import typing as t
from pathlib import Path

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils import argument_spec
from functional.conftest import Tenants
from functional.helpers import Tenant
from functional.lookup.conftest import RunLookup

BLANKS = ["", "  ", "\r\n"]
VARIABLES = {option.name: str(option.env) for option in argument_spec.CONNECTION}
ARGUMENTS: dict[str, dict[str, object]] = {
    "job_compliance": {"policies": [{"name": "p", "product": "google", "rpo": "24h"}], "since": "2d"},
    "job_gate": {"rules": [{"name": "r", "product": "google", "max_age": "900h"}], "enforce": False},
    "job_info": {"products": ["google"]},
    "job_wait": {"product": "google", "started_after": "30d", "fail_on": []},
    "login": {"products": ["google"]},
    "m365_job_info": {},
}
# What connects to a tenant; all else is optional.
NEEDED = ("api_url", "identity_url", "client_id", "client_secret", "ca_path")


@pytest.fixture(params=BLANKS, ids=["empty", "blanks", "a line end"])
def blank(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def empty_file(tmp_path: Path, blank: str) -> str:
    path = tmp_path / "awx-certificate"
    path.write_text(blank, encoding="utf-8", newline="")
    return str(path)


def render(monkeypatch: pytest.MonkeyPatch, blank: str, **values: str | None) -> dict[str, None]:
    """Set the variables of a credential; return options that are left out, so that the variables are used."""
    for name, variable in VARIABLES.items():
        monkeypatch.setenv(variable, values.get(name) or blank)
    return dict.fromkeys((*NEEDED, "timeout", "retries"))


def needed(tenant: Tenant) -> dict[str, str | None]:
    return {name: tenant.connection().get(name) for name in NEEDED}


@pytest.mark.parametrize("module", ARGUMENTS)
def test_a_rendered_credential_connects_a_module(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch, module: str, blank: str, empty_file: str
) -> None:
    absent = render(monkeypatch, blank, **needed(tenant), certificate_path=empty_file)
    tenant.run(module, **ARGUMENTS[module], **absent).good()


def test_a_rendered_credential_connects_a_lookup(
    tenant: Tenant, run_lookup: RunLookup, monkeypatch: pytest.MonkeyPatch, blank: str, empty_file: str
) -> None:
    absent = render(monkeypatch, blank, **needed(tenant), certificate_path=empty_file)
    assert run_lookup("m365_jobs", since="9d", **absent).jobs


@pytest.mark.parametrize("option", sorted(VARIABLES.keys() - set(NEEDED)))
def test_a_blank_option_counts_as_not_given(
    tenant: Tenant, run_lookup: RunLookup, monkeypatch: pytest.MonkeyPatch, option: str, blank: str
) -> None:
    """Whatever its type is: text, a path, a number, a boolean or a choice."""
    tenant.run("m365_job_info", **{option: blank}).good()
    looked = run_lookup("m365_jobs", since="9d", **{option: blank})
    assert looked.error is None
    assert looked.jobs


@pytest.mark.parametrize("option", ["client_id", "client_secret", "api_url", "identity_url"])
def test_a_blank_option_leaves_the_variable(
    tenant: Tenant, run_lookup: RunLookup, monkeypatch: pytest.MonkeyPatch, option: str
) -> None:
    monkeypatch.setenv(VARIABLES[option], tenant.connection()[option])
    tenant.run("m365_job_info", **{option: " "}).good()
    assert run_lookup("m365_jobs", since="9d", **{option: " "}).jobs


def test_certificates_of_the_service_are_still_verified(
    tenants: Tenants, run_lookup: RunLookup, monkeypatch: pytest.MonkeyPatch, blank: str
) -> None:
    secured = tenants(revision="both", tls=True, days=2)
    absent = render(monkeypatch, blank, **{**needed(secured), "ca_path": None})
    outcome = secured.run("m365_job_info", **absent).bad()
    assert "TLS" in outcome.msg
    assert not [text for text in outcome.warnings if "validate_certs" in text]
    looked = run_lookup("m365_jobs", **secured.connection(ca_path="", validate_certs=blank))
    assert "TLS" in str(looked.error)


def test_the_certificate_of_the_variable_is_used_if_that_of_the_option_is_empty(
    tenant: Tenant, run_lookup: RunLookup, monkeypatch: pytest.MonkeyPatch, empty_file: str
) -> None:
    monkeypatch.setenv("HOME", str(Path(tenant.sandbox.certificates.pem).parent))
    monkeypatch.setenv("AVEPOINT_CERTIFICATE_PATH", f"~/{Path(tenant.sandbox.certificates.pem).name}")
    options = tenant.certificate_options(empty_file)
    tenant.read("m365", **options).good()
    assert run_lookup("m365_jobs", since="9d", **options).jobs


def test_an_empty_certificate_does_not_keep_a_token_from_being_used(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch, empty_file: str
) -> None:
    token = tenant.run("login", products=["m365"]).good().result["access_token"]
    monkeypatch.setenv("AVEPOINT_CERTIFICATE_PATH", empty_file)
    monkeypatch.setenv("AVEPOINT_ACCESS_TOKEN", token)
    tenant.read("m365", client_id=None, client_secret=None).good()


def test_one_of_two_kinds_in_variables_must_still_be_chosen(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AVEPOINT_CERTIFICATE_PATH", tenant.sandbox.certificates.pem)
    monkeypatch.setenv("AVEPOINT_CLIENT_SECRET", tenant.secret)
    assert "2 kinds of credentials are given" in tenant.read("m365", client_secret=None).bad().msg


@pytest.mark.parametrize(
    ("more", "begins"),
    [
        ({}, "client_id is given, but neither client_secret nor certificate_path with it"),
        ({"client_id": None}, "none are given"),
        ({"certificate_password": "pw-7"}, "certificate_password is given, but certificate_path is missing"),
    ],
)
def test_an_empty_certificate_alone_is_named(
    tenant: Tenant,
    run_lookup: RunLookup,
    monkeypatch: pytest.MonkeyPatch,
    empty_file: str,
    more: dict[str, t.Any],
    begins: str,
) -> None:
    by_option = tenant.read("m365", **{**tenant.certificate_options(empty_file), **more}).bad()
    start = f"credentials: {begins} (the certificate file {empty_file!r} of"
    assert by_option.msg.startswith(f"{start} certificate_path is empty); give ")
    monkeypatch.setenv("AVEPOINT_CERTIFICATE_PATH", empty_file)
    start += " AVEPOINT_CERTIFICATE_PATH is empty); give "
    assert tenant.read("m365", client_secret=None, **more).bad().msg.startswith(start)
    assert str(run_lookup("m365_jobs", **{"client_secret": None, **more}).error).startswith(start)
    assert tenant.token_log() == []


def test_other_files_are_no_empty_certificates(tenant: Tenant, tmp_path: Path) -> None:
    """A pipe is not read in advance, and what is missing or a folder is an error."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (tmp_path, tmp_path / "nowhere"):
        outcome = tenant.read("m365", **tenant.certificate_options(path)).bad()
        assert outcome.msg.startswith(f"certificate_path: {str(path)!r} cannot be read")
    outcome = tenant.read("m365", certificate_path=str(pipe)).bad()
    assert "2 kinds of credentials are given" in outcome.msg
