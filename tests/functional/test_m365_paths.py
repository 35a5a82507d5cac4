# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""m365 of 2025 had other paths before October 2025, which are tried as well."""

from __future__ import annotations

import typing as t

import pytest

from functional.conftest import Tenants
from functional.helpers import Hostile, Tenant, assert_same, http, run_module, sends

OLDEST, NEWEST = "/cloudbackup/jobs", "/backup/m365/cloudbackupjobs"
FORMER = ("/backup/m365/jobs", "/backup/m365/cloudbackup/getjobs")
TRIED = {
    "auto": [OLDEST, NEWEST, *FORMER],
    "2024": [OLDEST],
    "2025": [NEWEST, *FORMER],
}


def former(tenants: Tenants, path: str) -> Tenant:
    """Return a tenant of 2025 with this path only."""
    return tenants(revision="2025", path=f"m365={path}", days=4)


@pytest.mark.parametrize("revision", ["auto", "2025"])
@pytest.mark.parametrize("path", FORMER)
def test_a_former_path_is_found(tenants: Tenants, path: str, revision: str) -> None:
    tenant = former(tenants, path)
    outcome = tenant.read("m365", since="3d", page_size=5, api_revision=revision).good()
    assert_same(outcome.jobs, tenant.truth("m365", outcome.query))
    assert outcome.query["api_revision"] == "2025"
    assert outcome.query["complete"] is True
    paths = [entry["path"] for entry in tenant.log()]
    tried = TRIED[revision]
    assert paths[: tried.index(path) + 1] == tried[: tried.index(path) + 1]
    # All other pages come from the path that was found.
    assert set(paths[tried.index(path) :]) == {path}
    assert outcome.query["requests"] == len(paths)


@pytest.mark.parametrize("path", FORMER)
def test_a_former_path_is_remembered_during_the_task(tenants: Tenants, path: str) -> None:
    tenant = former(tenants, path)
    rules: list[dict[str, t.Any]] = [
        {"name": service, "product": "m365", "services": [service], "window": window, "max_age": "30d"}
        for service, window in (("exchange_online", "1d"), ("onedrive", "2d"), ("teams", "3d"))
    ]
    tenant.run("job_gate", rules=rules, enforce=False).good()
    paths = [entry["path"] for entry in tenant.log()]
    others = [tried for tried in TRIED["auto"] if tried != path]
    assert [paths.count(tried) for tried in others] == [1 if tried in paths else 0 for tried in others]
    assert paths.count(path) >= 3


def test_a_location_is_requested_at_a_former_path(tenants: Tenants) -> None:
    tenant = former(tenants, FORMER[0])
    place = sorted({job["location"] for job in tenant.truth("m365")})[0]
    outcome = tenant.read("m365", since="3d", location=place).good()
    assert_same(outcome.jobs, [job for job in tenant.truth("m365", outcome.query) if job["location"] == place])
    assert [entry["path"] for entry in tenant.log()][:2] == [NEWEST, FORMER[0]]


@pytest.mark.parametrize("revision", TRIED)
def test_all_tried_paths_are_reported(tenants: Tenants, revision: str) -> None:
    tenant = tenants(revision="2024", days=4)
    with Hostile(sends(http(b"{}", "404 Not Found"))).up() as service:
        params = {**tenant.connection(api_url=service.url), "api_revision": revision}
        outcome = run_module("m365_job_info", params, tenant.tmp).bad()
    # The service did not issue the token, and responds to every request.
    received = [head.split()[1].split("?")[0] for head in service.received if "/connect/token" not in head]
    assert received == TRIED[revision]
    for path in TRIED[revision]:
        assert f"{service.url}{path} returned HTTP 404" in outcome.msg


@pytest.mark.parametrize("revision", ["2024", "2025"])
def test_only_one_path_is_requested_if_it_works(tenants: Tenants, revision: str) -> None:
    tenant = tenants(revision="both", days=4)
    tenant.read("m365", since="3d", api_revision=revision).good()
    assert {entry["path"] for entry in tenant.log()} == {TRIED[revision][0]}


def test_other_errors_do_not_lead_to_another_path(tenant: Tenant) -> None:
    tenant.fault("status", product="m365", status=403, times=0)
    tenant.read("m365", api_revision="2025").bad()
    assert {entry["path"] for entry in tenant.log()} == {NEWEST}
