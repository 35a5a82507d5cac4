# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens: secrets, given tokens, scopes, renewal, and faults of the token endpoint."""

from __future__ import annotations

import json
import time
import typing as t

import pytest

from functional.conftest import Tenants
from functional.helpers import Hostile, Tenant, assert_same, http, run_module, sends


def login(tenant: Tenant, products: list[str]) -> str:
    token = tenant.run("login", products=products).good().result["access_token"]
    assert isinstance(token, str)
    tenant.sandbox.reset()
    return token


def given(token: str) -> dict[str, t.Any]:
    return {"access_token": token, "client_id": None, "client_secret": None}


def test_one_token_serves_all_pages_of_a_scope(tenant: Tenant) -> None:
    tenant.read("m365", since="30d", page_size=20).good()
    assert len(tenant.log()) > 15
    assert len(tenant.token_log()) == 1


def test_each_scope_has_its_own_token(tenant: Tenant) -> None:
    """The service rejects the scope of Dynamics 365 together with another; here all five work."""
    outcome = tenant.run("job_info").good()
    assert len(outcome.result["queries"]) == 5
    assert len(tenant.token_log()) == 5


def test_a_wrong_secret_names_the_endpoint_and_is_not_retried(tenant: Tenant) -> None:
    outcome = tenant.read("m365", client_secret="wrong-secret-9431", retries=3).bad()
    assert f"{tenant.sandbox.identity_url}/connect/token" in outcome.msg
    assert "invalid_client" in outcome.msg
    assert outcome.result["status"] == 401
    assert "wrong-secret-9431" not in outcome.output
    assert len(tenant.token_log()) == 1
    assert tenant.log() == []


def test_a_given_token_is_used_unchanged(tenant: Tenant) -> None:
    token = login(tenant, ["m365"])
    outcome = tenant.read("m365", **given(token)).good()
    assert_same(outcome.jobs, tenant.truth("m365", outcome.query))
    assert tenant.token_log() == []


def test_an_expired_given_token_is_reported_and_not_renewed(tenant: Tenant) -> None:
    outcome = tenant.read("m365", **given("dead-token-7711"), retries=3).bad()
    assert outcome.result["status"] == 401
    assert "the access token is invalid or expired" in outcome.msg
    assert "dead-token-7711" not in outcome.output
    assert len(tenant.log()) == 1
    assert tenant.token_log() == []


def test_a_given_token_without_the_scope_names_the_scope(tenant: Tenant) -> None:
    outcome = tenant.read("google", **given(login(tenant, ["m365"])), retries=3).bad()
    assert outcome.result["status"] == 403
    assert "gsuite.graph.read.all" in outcome.msg
    assert len(tenant.log()) == 1


def test_a_token_is_renewed_once_after_a_401(tenant: Tenant) -> None:
    tenant.fault("expire_token", product="m365", skip=2)
    outcome = tenant.read("m365", since="30d", page_size=50, concurrency=1).good()
    assert_same(outcome.jobs, tenant.truth("m365", outcome.query))
    assert len(tenant.token_log()) == 2
    assert [entry["status"] for entry in tenant.log()].count(401) == 1


def test_concurrent_pages_renew_an_expired_token_once(tenants: Tenants) -> None:
    tenant = tenants(revision="both", latency=0.05)
    tenant.fault("expire_token", product="m365", skip=1)
    outcome = tenant.read("m365", since="30d", page_size=20, concurrency=8).good()
    assert_same(outcome.jobs, tenant.truth("m365", outcome.query))
    assert len(tenant.token_log()) == 2


def test_a_second_401_fails_without_a_third_token(tenant: Tenant) -> None:
    tenant.fault("expire_token", product="m365", times=0)
    outcome = tenant.read("m365", retries=3).bad()
    assert outcome.result["status"] == 401
    assert "renewed" in outcome.msg
    assert len(tenant.log()) == 2
    assert len(tenant.token_log()) == 2


def test_a_token_is_renewed_before_it_expires(tenants: Tenants) -> None:
    """With a token of two seconds and a read of three, no request is rejected."""
    tenant = tenants(revision="both", token_lifetime=2.0, latency=0.2)
    outcome = tenant.read("m365", since="30d", page_size=33, concurrency=1).good()
    assert_same(outcome.jobs, tenant.truth("m365", outcome.query))
    assert len(tenant.token_log()) > 1
    assert all(entry["status"] == 200 for entry in tenant.log())


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_temporary_fault_of_the_token_endpoint_is_retried(tenant: Tenant, status: int) -> None:
    tenant.fault("status", product="token", status=status, retry_after="0", times=2)
    outcome = tenant.read("m365", retries=2).good()
    assert_same(outcome.jobs, tenant.truth("m365", outcome.query))
    assert len(tenant.token_log()) == 3


@pytest.mark.parametrize("kind", ["html", "not_json", "reset_before", "truncate", "truncate_json"])
def test_an_invalid_token_response_is_retried(tenant: Tenant, kind: str) -> None:
    tenant.fault(kind, product="token")
    tenant.read("m365", retries=1).good()
    assert len(tenant.token_log()) >= 1


@pytest.mark.parametrize(
    ("kind", "rule", "tries"),
    [
        ("status", {"status": 400, "body": {"error": "invalid_scope", "error_description": "no such scope"}}, 1),
        ("status", {"status": 400, "body": "plain text"}, 1),
        ("status", {"status": 302}, 1),
        ("status", {"status": 500, "retry_after": "0"}, 2),
        ("html", {"status": 200}, 2),
        ("html", {"status": 502}, 2),
        ("not_json", {}, 2),
    ],
)
def test_a_permanent_fault_of_the_token_endpoint_is_reported(
    tenant: Tenant, kind: str, rule: dict[str, t.Any], tries: int
) -> None:
    tenant.fault(kind, product="token", times=0, **rule)
    outcome = tenant.read("m365", retries=1).bad()
    assert "no access token was issued" in outcome.msg
    assert "/connect/token" in outcome.msg
    assert tenant.secret not in outcome.output
    assert len(tenant.token_log()) == tries
    assert tenant.log() == []
    if rule.get("status") == 400 and isinstance(rule["body"], dict):
        assert "invalid_scope: no such scope" in outcome.msg
    assert outcome.result["request_id"] == tenant.token_log()[-1]["request_id"]


def test_a_secret_sent_back_by_the_token_endpoint_is_not_shown(tenant: Tenant) -> None:
    for stated in (
        {"error": "invalid_client", "error_description": f"wrong: {tenant.secret}"},
        {"error": tenant.secret},
        {"error": "invalid_client", "error_description": [tenant.secret]},
        {"error": "invalid_client", "error_description": "x" * 290 + tenant.secret},
    ):
        tenant.fault("status", product="token", status=400, body=stated)
        outcome = tenant.read("m365").bad()
        assert tenant.secret not in outcome.output
        assert tenant.secret[:9] not in outcome.msg


@pytest.mark.parametrize(
    "response",
    [
        {},
        [],
        {"access_token": ""},
        {"access_token": 7, "expires_in": 3600},
        {"access_token": "two words", "expires_in": 3600},
        {"access_token": "line\r\nX-Evil: 1", "expires_in": 3600},
        {"access_token": "nön-ascii", "expires_in": 3600},
        {"access_token": "fine", "expires_in": -1},
        {"access_token": "fine", "expires_in": "soon"},
        {"access_token": "fine", "expires_in": None},
        {"access_token": "fine", "expires_in": True},
        {"access_token": "fine", "expires_in": [3600]},
        {"access_token": "fine", "expires_in": 1e300},
    ],
)
def test_an_invalid_token_response_is_one_sentence(clean_environment: None, tmp_path: t.Any, response: t.Any) -> None:
    complete = http(json.dumps(response).encode())
    with Hostile(sends(complete), token=lambda connection, _request: connection.sendall(complete)).up() as service:
        outcome = run_module("m365_job_info", _at(service), tmp_path).bad()
    assert "no access token was issued" in outcome.msg
    assert not any("/cloudbackup" in request for request in service.received)


def test_a_lifetime_as_text_is_accepted(clean_environment: None, tmp_path: t.Any) -> None:
    with Hostile(sends(http(b'{"TotalCount": 0, "Jobs": []}')), lifetime="3600").up() as service:
        outcome = run_module("m365_job_info", _at(service), tmp_path).good()
    assert outcome.jobs == []
    assert "Authorization: Bearer hostile-token\r\n" in service.received[1]


def test_the_times_of_a_token_are_returned(tenant: Tenant) -> None:
    before = time.time()
    outcome = tenant.run("login", products=["m365"]).good()
    ends = time.strptime(outcome.result["expires_at"], "%Y-%m-%dT%H:%M:%SZ")
    assert abs(time.mktime(ends) - time.timezone - before - 3600) < 10


def _at(service: Hostile) -> dict[str, t.Any]:
    return {
        "api_url": service.url,
        "identity_url": service.url,
        "client_id": "me",
        "client_secret": "hidden-4711",
        "retries": 0,
        "timeout": 5,
    }
