# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS, concurrency, and environment variables that must have no effect."""

from __future__ import annotations

from pathlib import Path

import pytest

from functional.conftest import Tenants
from functional.helpers import Tenant, assert_same


@pytest.fixture
def secured(tenants: Tenants) -> Tenant:
    return tenants(revision="both", tls=True, days=2)


def test_an_unknown_certificate_authority_names_the_option_that_helps(secured: Tenant) -> None:
    outcome = secured.read("m365", ca_path=None, retries=3).bad()
    assert "TLS" in outcome.msg
    assert "ca_path" in outcome.msg
    assert "connect/token" in outcome.msg
    assert secured.token_log() == secured.log() == []


def test_a_given_certificate_authority_is_trusted(secured: Tenant) -> None:
    assert secured.sandbox.ca_path
    outcome = secured.read("m365").good()
    assert_same(outcome.jobs, secured.truth("m365", outcome.query))


def test_certificates_need_not_be_verified(secured: Tenant) -> None:
    outcome = secured.read("m365", ca_path=None, validate_certs=False).good()
    assert_same(outcome.jobs, secured.truth("m365", outcome.query))
    assert "InsecureRequestWarning" not in outcome.output


def test_a_certificate_of_another_host_is_an_error(secured: Tenant) -> None:
    elsewhere = secured.sandbox.api_url.replace("127.0.0.1", "127.0.0.2")
    outcome = secured.read("m365", api_url=elsewhere).bad()
    assert "TLS" in outcome.msg or "reached" in outcome.msg


def test_https_to_an_http_service_is_an_error(tenant: Tenant) -> None:
    outcome = tenant.read("m365", api_url=tenant.sandbox.api_url.replace("http://", "https://")).bad()
    assert "TLS" in outcome.msg


def test_an_invalid_certificate_authority_is_an_error(secured: Tenant, tmp_path: Path) -> None:
    path = tmp_path / "ca.pem"
    path.write_text("garbage", encoding="utf-8")
    outcome = secured.read("m365", ca_path=str(path)).bad()
    assert "ca_path" in outcome.msg
    outcome = secured.read("m365", ca_path=str(tmp_path / "nowhere.pem")).bad()
    assert outcome.msg.startswith("ca_path: ")


def test_a_netrc_file_does_not_replace_the_token(
    tenant: Tenant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "home" / ".netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\ndefault login a password b\n", encoding="utf-8")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    outcome = tenant.read("m365").good()
    assert_same(outcome.jobs, tenant.truth("m365", outcome.query))
    assert all(entry["status"] == 200 for entry in tenant.log())


@pytest.mark.parametrize("name", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_a_ca_bundle_of_the_environment_does_not_override_the_options(
    secured: Tenant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """It names another authority, then a missing file."""
    bundle = tmp_path / "bundle.pem"
    bundle.write_text("", encoding="utf-8")
    for path in (bundle, tmp_path / "nowhere.pem"):
        monkeypatch.setenv(name, str(path))
        secured.read("m365").good()
        secured.read("m365", ca_path=None, validate_certs=False).good()


@pytest.mark.parametrize("concurrency", [1, 3, 8])
def test_the_number_of_concurrent_requests_is_limited(tenants: Tenants, concurrency: int) -> None:
    tenant = tenants(revision="both", latency=0.05)
    outcome = tenant.read("salesforce", since="30d", page_size=20, concurrency=concurrency).good()
    assert_same(outcome.jobs, tenant.truth("salesforce", outcome.query))
    # A busy machine may not reach all eight.
    assert min(concurrency, 3) <= tenant.most_in_flight() <= concurrency


def test_the_limit_applies_to_all_products_and_services_together(tenants: Tenants) -> None:
    tenant = tenants(revision="both", latency=0.05)
    tenant.run("job_info", since="20d", page_size=30, concurrency=4, job_types=["backup", "restore"]).good()
    assert 1 < tenant.most_in_flight() <= 4


def test_concurrency_needs_no_extra_request(tenants: Tenants) -> None:
    tenant = tenants(revision="both", latency=0.05)
    one_by_one = tenant.read("m365", since="30d", page_size=30, concurrency=1).good().query
    side_by_side = tenant.read("m365", since="30d", page_size=30, concurrency=8).good().query
    assert one_by_one["requests"] == side_by_side["requests"] >= 12


@pytest.mark.parametrize("product", ["m365", "google"])
def test_a_thousand_jobs_in_small_pages_are_read(tenants: Tenants, product: str) -> None:
    tenant = tenants(revision="both", jobs=["m365=1100", "google=1100"], page_cap=100)
    outcome = tenant.read(product, since="60d", page_size=1000).good()
    assert len({job["id"] for job in outcome.jobs}) == len(outcome.jobs) > 900
    assert outcome.query["complete"] is True
    assert outcome.query["fetched"] == len(tenant.truth(product, outcome.query))
