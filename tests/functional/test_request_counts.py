# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The number of requests of a read from a correct service: no more than the proof of completeness needs.

A single page needs the next page as well if a total is reported, because a silent page cap looks the same. Jobs that
do not state their service or type need a control page for each filter with one value.
"""

from __future__ import annotations

import typing as t
from datetime import datetime, timedelta, timezone

import pytest

from functional.helpers import Tenant

JOBS: dict[str, dict[str, t.Any]] = {
    "m365": {"service": 1, "job_type": 1},
    "google": {"service": 1, "job_type": 1},
    "dynamics365": {"module": "Power Platform", "job_type": 1},
    "salesforce": {"job_type": 1},
    "iaas": {"service": 1, "job_type": 1},
    "aos_scan": {"service": 0, "job_type": 0},
}
SERVICES: dict[str, list[str]] = {
    "m365": ["exchange_online"],
    "google": ["gmail"],
    "dynamics365": ["power_platform"],
    "salesforce": [],
    "iaas": ["vm"],
    "aos_scan": ["microsoft_365"],
}
# One page, the next one that proves it, and the control pages of the filters for service and type. Without
# a total, as google, both pages are read twice.
COSTS: dict[tuple[str, str], dict[str, int]] = {
    ("m365", "2024"): {"page": 2, "service": 1, "type": 1},
    ("m365", "2025"): {"page": 2, "service": 1, "type": 1},
    ("google", "2024"): {"page": 4, "service": 0, "type": 0},
    ("google", "2025"): {"page": 4, "service": 0, "type": 0},
    ("dynamics365", "2024"): {"page": 2, "service": 0, "type": 0},
    ("dynamics365", "2025"): {"page": 2, "service": 0, "type": 0},
    ("salesforce", "2024"): {"page": 2, "service": 0, "type": 0},
    ("salesforce", "2025"): {"page": 2, "service": 0, "type": 0},
    ("iaas", "2024"): {"page": 2, "service": 1, "type": 1},
    # Since 2025 a job states its type, which implies the service.
    ("iaas", "2025"): {"page": 2, "service": 0, "type": 0},
    ("aos_scan", "2025"): {"page": 4, "service": 0, "type": 0},
}


def counted(tenant: Tenant, product: str, **params: t.Any) -> int:
    before = len(tenant.log())
    outcome = tenant.read(product, since="24h", **params).good()
    assert outcome.query["requests"] == len(tenant.log()) - before
    return int(outcome.query["requests"])


@pytest.mark.parametrize(("product", "revision"), list(COSTS))
def test_the_requests_of_a_read(tenant: Tenant, product: str, revision: str) -> None:
    tenant.clear_jobs(product)
    requested: dict[str, t.Any] = {"api_revision": revision}
    services = {"services": SERVICES[product]} if SERVICES[product] else {}
    job_types = {"job_types": [str(JOBS[product]["job_type"])]}
    # An empty first page is complete; where every listing ends with one, it is requested twice.
    empty = 2 if product == "aos_scan" else 1
    assert counted(tenant, product, **requested) == empty
    assert counted(tenant, product, **requested, **services, **job_types) == empty
    tenant.put(product, status="succeeded", **JOBS[product])
    tenant.put(product, status="failed", **JOBS[product])
    cost = COSTS[product, revision]
    page = cost["page"]
    assert counted(tenant, product, **requested) == page
    assert counted(tenant, product, **requested, **job_types) == page + cost["type"]
    if services:
        assert counted(tenant, product, **requested, **services) == page + cost["service"]
        assert counted(tenant, product, **requested, **services, **job_types) == page + cost["service"] + cost["type"]


@pytest.mark.parametrize("product", ["m365", "dynamics365", "salesforce", "iaas"])
def test_a_full_page_and_several_pages_need_no_extra_request(tenant: Tenant, product: str) -> None:
    tenant.clear_jobs(product)
    for _number in range(5):
        tenant.put(product, status="succeeded", **JOBS[product])
    assert counted(tenant, product, page_size=5) == 2
    assert counted(tenant, product, page_size=4) == 2
    assert counted(tenant, product, page_size=2) == 3
    assert counted(tenant, product, page_size=6) == 2


@pytest.mark.parametrize("revision", ["2024", "2025"])
def test_a_gate_requests_the_control_page_once(tenant: Tenant, revision: str) -> None:
    tenant.clear_jobs("m365")
    tenant.put("m365", status="succeeded", **JOBS["m365"])
    for windows in (["24h"], ["24h", "48h"], ["24h", "48h", "7d"]):
        rules = [
            {
                "name": window,
                "product": "m365",
                "services": ["exchange_online"],
                "window": window,
                "max_failed_jobs": 0,
            }
            for window in windows
        ]
        before = len(tenant.log())
        outcome = tenant.run("job_gate", rules=rules, api_revision=revision).good()
        # The windows of one service and type are combined.
        assert len(tenant.log()) - before == 4
        assert sum(query["requests"] for query in outcome.result["queries"]) == 4


@pytest.mark.parametrize(("product", "revision"), list(COSTS))
def test_the_requests_of_a_gate_and_of_a_wait(tenant: Tenant, product: str, revision: str) -> None:
    tenant.clear_jobs(product)
    job = tenant.put(product, status="succeeded", **JOBS[product])
    services = {"services": SERVICES[product]} if SERVICES[product] else {}
    cost = COSTS[product, revision]
    # Of iaas in 2024, two types of the service vm are backups: each is a listing, and the two prove the filter.
    listings = 1 if (product, revision) == ("iaas", "2024") else 0
    proof = cost["service"] + (cost["type"] if not listings else 0)
    rules = [{"name": "backups", "product": product, "window": "24h", "max_failed_jobs": 0, **services}]
    assert requested(tenant, "job_gate", rules=rules, api_revision=revision) == cost["page"] + listings + proof
    # A job with a known ID is read until it is found.
    assert requested(tenant, "job_wait", product=product, job_ids=[job["id"]], api_revision=revision) == 1


@pytest.mark.parametrize("revision", ["2024", "2025"])
def test_a_wait_requests_the_control_pages_once(tenant: Tenant, revision: str) -> None:
    tenant.clear_jobs("m365")
    tenant.put("m365", status="running", **JOBS["m365"])
    since = (datetime.now(timezone.utc) - timedelta(hours=1)).isoformat()
    wait = {"started_after": since, "services": ["exchange_online"], "job_types": ["backup"], "interval": "0.2s"}
    before = len(tenant.log())
    outcome = tenant.run("job_wait", product="m365", api_revision=revision, wait_timeout="2s", **wait).bad()
    looks = [entry["query"] for entry in tenant.log()[before:]]
    assert outcome.result["outcome"] == "timed_out"
    assert len(looks) > 4
    controls = [run_lookup for run_lookup in looks if (run_lookup["ObjectType"], run_lookup["JobType"]) != ("1", "1")]
    assert len(controls) == 2


def requested(tenant: Tenant, module: str, **params: t.Any) -> int:
    """Return the number of requests of a successful task."""
    before = len(tenant.log())
    tenant.run(module, **params).good()
    return len(tenant.log()) - before
