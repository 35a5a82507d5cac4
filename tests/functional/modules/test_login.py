# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module that requests a token for others."""

from __future__ import annotations

import pytest

from functional.helpers import PRODUCTS, Tenant, assert_same

WITHOUT_DYNAMICS = [product for product in PRODUCTS if product != "dynamics365"]


def test_one_token_works_for_all_requested_products(tenant: Tenant) -> None:
    login = tenant.run("login", products=WITHOUT_DYNAMICS).good()
    assert {"access_token", "expires_at", "changed"} <= login.result.keys()
    assert login.result["changed"] is False
    given = {"client_id": None, "client_secret": None, "access_token": login.result["access_token"]}
    outcome = tenant.run("job_info", products=WITHOUT_DYNAMICS, **given).good()
    for query in outcome.result["queries"]:
        jobs = [job for job in outcome.jobs if job["product"] == query["product"]]
        assert_same(jobs, tenant.truth(query["product"], query))
    assert len(tenant.token_log()) == 1
    tenant.run("job_info", products=["dynamics365"], **given).bad()


def test_scopes_that_grant_writing_give_a_warning(tenant: Tenant) -> None:
    outcome = tenant.run("login", products=["iaas", "m365"]).good()
    (warning,) = outcome.warnings
    assert "PlatformBackup.ReadWrite.All" in warning
    outcome = tenant.run("login", products=["dynamics365"]).good()
    assert "Dynamics.ReadWrite.All" in outcome.warnings[0]
    assert tenant.run("login", products=["m365"]).good().warnings == []


def test_scopes_that_cannot_be_combined_are_an_error(tenant: Tenant) -> None:
    outcome = tenant.run("login").bad()
    assert "invalid_scope" in outcome.msg
    assert outcome.result["status"] == 400


@pytest.mark.parametrize("form", ["pem", "pfx"])
def test_a_certificate_works(tenant: Tenant, form: str) -> None:
    files = tenant.sandbox.certificates
    path, password = getattr(files, form), files.password if form == "pfx" else None
    outcome = tenant.run("login", products=["m365"], **tenant.certificate_options(path, password)).good()
    assert outcome.result["access_token"]


def test_a_token_cannot_be_requested_with_a_token(tenant: Tenant) -> None:
    outcome = tenant.run("login", client_id=None, client_secret=None, access_token="given-token-12").bad()
    assert outcome.msg.startswith("access_token: ")
    assert "given-token-12" not in outcome.output
    assert tenant.token_log() == []


def test_check_mode_requests_a_token(tenant: Tenant) -> None:
    """It changes nothing, and later tasks need the token."""
    outcome = tenant.run("login", _internal={"check_mode": True}, products=["google"]).good()
    assert outcome.result["access_token"]


def test_a_wrong_product_and_a_wrong_secret_are_errors(tenant: Tenant) -> None:
    assert tenant.run("login", products=["exchange"]).bad().msg.startswith("products: ")
    outcome = tenant.run("login", products=["m365"], client_secret="wrong").bad()
    assert "no access token was issued" in outcome.msg
    assert "access_token" not in outcome.result
