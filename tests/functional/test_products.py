# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The jobs read from each product, in both API versions, are those of the service."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.api_version import UNVERSIONED
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.registry import PRODUCTS as REGISTRY
from functional.conftest import Tenants
from functional.helpers import ALL_PRODUCTS, PATHS, PRODUCTS, Tenant, assert_same, essence, ids
from sandbox.products import PRODUCTS as SERVED

GENERATIONS = ("2024", "2025")
SWITCHING = ("m365", "dynamics365", "iaas")


@pytest.mark.parametrize("since", ["24h", "30d"])
@pytest.mark.parametrize("revision", GENERATIONS)
@pytest.mark.parametrize("product", ALL_PRODUCTS)
def test_the_jobs_are_those_of_the_service(tenant: Tenant, product: str, revision: str, since: str) -> None:
    outcome = tenant.read(product, since=since, api_revision=revision, page_size=40).good()
    truth = tenant.truth(product, outcome.query)
    assert len(truth) > (4 if since == "24h" else 140)
    assert_same(outcome.jobs, truth)
    assert outcome.query["complete"] is True
    known = REGISTRY[product].api_versions
    assert outcome.query["api_revision"] == (revision if revision in known else UNVERSIONED)
    assert outcome.query["fetched"] == tenant.fetched(product, outcome.query)
    assert outcome.query["total_reported"] == (len(truth) if SERVED[product].has_total else None)
    assert outcome.query["pages"] == outcome.query["requests"] == len(tenant.log())
    assert {entry["path"] for entry in tenant.log()} == {PATHS[revision][product]}
    assert outcome.result["summary"]["total"] == len(truth)


def expected_type(server_job: dict[str, t.Any], stated: bool) -> tuple[t.Any, ...]:
    """Return code and name of a job type; an unknown one has only a code."""
    return (server_job["job_type"], server_job["job_type_name"] or None) if stated else (None, None)


def expected_service(server_job: dict[str, t.Any], product: str) -> str | None:
    if product in ("google", "aos_scan"):
        return server_job["service_name"] or "other"
    return server_job["module"].lower().replace(" ", "_") if product == "dynamics365" else None


@pytest.mark.parametrize("revision", GENERATIONS)
@pytest.mark.parametrize("product", ALL_PRODUCTS)
def test_service_job_type_and_counts_are_returned(tenant: Tenant, product: str, revision: str) -> None:
    outcome = tenant.read(product, since="30d", api_revision=revision, page_size=200).good()
    truth = {job["id"]: job for job in tenant.truth(product, outcome.query)}
    stated = "job_type" not in SERVED[product].row_lacks(revision)
    finest = {"m365": "objects", "iaas": "objects", "dynamics365": "records", "salesforce": "records"}.get(product)
    for job in outcome.jobs:
        server_job = truth[job["id"]]
        number, name = expected_type(server_job, stated)
        assert job["job_type_name"] == name
        assert isinstance(job["job_type_raw"], str) or job["job_type_raw"] == number
        assert (job["job_type"] is None) is (number is None)
        assert name is not None or job["job_type"] in (None, "other")
        if product != "iaas":
            assert job["service"] == expected_service(server_job, product)
        for key in ("total", "successful", "failed", "skipped"):
            assert job["counts"][key] == (server_job["counts"][finest][key] if finest else None)


def test_the_other_fields_are_returned(tenant: Tenant) -> None:
    """Fields that only some products have."""
    outcome = tenant.run("job_info", since="30d", api_revision="2025", page_size=200).good()
    truth = {query["product"]: tenant.truth(query["product"], query) for query in outcome.result["queries"]}
    server_job = {(name, job["id"]): job for name, jobs in truth.items() for job in jobs}
    stated: dict[str, list[tuple[t.Any, t.Any]]] = {name: [] for name in PRODUCTS}
    for job in outcome.jobs:
        other = server_job[job["product"], job["id"]]
        stated[job["product"]].append((job, other))
    assert all(job["operator"] == other["operator"] for job, other in stated["google"])
    assert all(job["progress_percent"] == other["progress"] for job, other in stated["google"])
    assert all(job["organization_name"] == other["organization_name"] for job, other in stated["dynamics365"])
    for product in ("dynamics365", "salesforce"):
        assert all(job["organization_id"] == other["organization_id"] for job, other in stated[product])
        assert all(abs(job["size_bytes"] - other["size_bytes"]) < 1024 for job, other in stated[product])
    assert all(job["message"] == (other["message"] or None) for job, other in stated["iaas"])
    assert all(job["errors"] for job, other in stated["m365"] if other["status"] == "failed")


@pytest.mark.parametrize(("source", "number"), [("admin", 1), ("recenter", 2)])
def test_the_data_source_of_google_has_the_values_of_its_option(tenant: Tenant, source: str, number: int) -> None:
    outcome = tenant.read("google", since="30d", data_source=source).good()
    assert {job["data_source"] for job in outcome.jobs} == {source}
    tenant.fault("extra", product="google", row={"dataSource": 7})
    odd = tenant.read("google", since="30d", data_source=source, limit=5).good()
    assert [job["data_source"] for job in odd.jobs].count("other") == 1
    assert any("the data source '7' of 1 job" in text for text in odd.warnings)
    tenant.fault("extra", product="google", row={"dataSource": None})
    silent = tenant.read("google", since="30d", data_source=source, limit=5).good()
    assert [job["data_source"] for job in silent.jobs].count(None) == 1


@pytest.mark.parametrize(
    ("stated", "calls"), [("17", 17), (0, 0), (None, None), ("", None), (-1, None), ("many", None)]
)
def test_the_api_calls_of_salesforce_are_returned(tenant: Tenant, stated: object, calls: int | None) -> None:
    tenant.fault("extra", product="salesforce", row={"apiCalls": stated, "jobId": "odd"})
    jobs = tenant.read("salesforce", since="7d", limit=50).good().jobs
    assert [job["api_calls"] for job in jobs if job["id"] == "odd"] == [calls]
    assert all(job["api_calls"] >= 12 for job in jobs if job["id"] != "odd")


@pytest.mark.parametrize(
    ("stated", "flag"), [(True, True), (False, False), ("false", False), (None, None), ("?", None)]
)
def test_errors_of_m365_state_whether_they_are_codes(tenant: Tenant, stated: object, flag: bool | None) -> None:
    errors = [{"isErrorCode": stated, "value": "0x80040115", "url": "", "number": 2}]
    tenant.fault("extra", product="m365", row={"jobErrors": errors, "id": "odd"})
    jobs = tenant.read("m365", since="7d", api_revision="2025", limit=50).good().jobs
    assert [job["errors"][0]["is_error_code"] for job in jobs if job["id"] == "odd"] == [flag]


def test_every_job_has_the_same_keys(tenant: Tenant) -> None:
    outcome = tenant.run("job_info", since="7d", api_revision="2025").good()
    assert len({tuple(job) for job in outcome.jobs}) == 1
    for job in outcome.jobs:
        assert (job["data_source"] is None) is (job["product"] != "google")
        assert (job["api_calls"] is None) is (job["product"] != "salesforce")


@pytest.mark.parametrize("product", ALL_PRODUCTS)
def test_an_unknown_value_is_kept_and_gives_one_warning(tenant: Tenant, product: str) -> None:
    """The data of each product has one job with an unknown status, type or service."""
    outcome = tenant.read(product, since="30d", api_revision="2025").good()
    odd = [
        job
        for job in outcome.jobs
        if job["status"] == "unknown"
        or (job["service"] == "other" and job["service_raw"] is not None)
        or (job["job_type"] == "other" and job["job_type_name"] is None)
    ]
    # The data of Salesforce has no unknown value.
    assert len(odd) == len(outcome.warnings) == (0 if product == "salesforce" else 1)
    for job in odd:
        raws = [str(job[key]) for key in ("status_raw", "service_raw", "job_type_raw") if job[key] is not None]
        assert any(raw in outcome.warnings[0] for raw in raws)
        assert not job["ok"] or job["status"] == "succeeded"


@pytest.mark.parametrize("style", ["token", "absolute", "relative", "none"])
@pytest.mark.parametrize("revision", GENERATIONS)
@pytest.mark.parametrize("product", ALL_PRODUCTS)
def test_every_link_style_and_a_silent_page_cap_are_read(
    tenants: Tenants, product: str, revision: str, style: str
) -> None:
    """Without a total the pages are walked by their links, or by their numbers where there are none."""
    tenant = tenants(revision="both", link_style=style, page_cap=7, days=4)
    outcome = tenant.read(product, since="3d", api_revision=revision, page_size=1000).good()
    truth = tenant.truth(product, outcome.query)
    assert len(truth) > 14
    assert_same(outcome.jobs, truth)
    assert outcome.query["complete"] is True
    # With a limit all products are read page after page, by links if there are any.
    some = tenant.read(product, since="3d", api_revision=revision, page_size=1000, limit=15).good()
    assert [job["started_at"] for job in some.jobs] == [job["started_at"] for job in outcome.jobs[:15]]
    assert some.query["complete"] is False


@pytest.mark.parametrize("product", ALL_PRODUCTS)
def test_auto_finds_the_api_version_with_one_more_request(tenants: Tenants, product: str) -> None:
    tenant = tenants(revision="2025", days=4)
    outcome = tenant.read(product, since="24h").good()
    assert_same(outcome.jobs, tenant.truth(product, outcome.query))
    known = REGISTRY[product].versions[0].names[0]
    assert outcome.query["api_revision"] == ("2025" if product in SWITCHING else known)
    rejected = [entry for entry in tenant.log() if entry["status"] in (400, 404, 405, 410)]
    assert len(rejected) == (1 if product in SWITCHING else 0)
    assert outcome.query["requests"] == outcome.query["pages"] + len(rejected) == len(tenant.log())


@pytest.mark.parametrize("product", ALL_PRODUCTS)
def test_auto_keeps_the_first_api_version_that_responds(tenants: Tenants, product: str) -> None:
    tenant = tenants(revision="2024", days=4)
    outcome = tenant.read(product, since="24h").good()
    assert_same(outcome.jobs, tenant.truth(product, outcome.query))
    assert outcome.query["api_revision"] == REGISTRY[product].versions[0].names[0]
    assert all(entry["status"] == 200 for entry in tenant.log())


@pytest.mark.parametrize("status", [404, 405, 410])
def test_each_status_that_means_another_api_version_switches(tenant: Tenant, status: int) -> None:
    tenant.fault("status", product="m365", status=status)
    outcome = tenant.read("m365").good()
    assert outcome.query["api_revision"] == "2025"
    assert [entry["status"] for entry in tenant.log()][:2] == [status, 200]


@pytest.mark.parametrize("product", ["m365", "dynamics365", "salesforce", "google"])
def test_a_400_switches_only_for_iaas(tenant: Tenant, product: str) -> None:
    tenant.fault("status", product=product, status=400)
    outcome = tenant.read(product).bad()
    assert outcome.result["status"] == 400
    assert len(tenant.log()) == 1


def test_a_400_of_iaas_switches(tenant: Tenant) -> None:
    tenant.fault("status", product="iaas", status=400)
    outcome = tenant.read("iaas").good()
    assert outcome.query["api_revision"] == "2025"
    assert_same(outcome.jobs, tenant.truth("iaas", outcome.query))


def test_a_fault_later_in_the_read_does_not_switch(tenant: Tenant) -> None:
    tenant.fault("status", product="m365", status=404, skip=1, times=0)
    outcome = tenant.read("m365", since="30d", page_size=50).bad()
    assert {entry["path"] for entry in tenant.log()} == {PATHS["2024"]["m365"]}
    assert "neither" not in outcome.msg


@pytest.mark.parametrize("product", SWITCHING)
def test_errors_of_both_api_versions_are_reported(tenant: Tenant, product: str) -> None:
    first = 400 if product == "iaas" else 404
    tenant.fault("status", product=product, status=first)
    tenant.fault("status", product=product, status=410, skip=0)
    outcome = tenant.read(product).bad()
    assert "2024" in outcome.msg
    assert "2025" in outcome.msg
    assert str(first) in outcome.msg
    assert "410" in outcome.msg
    # The newer API version of m365 has two former paths, which this tenant does not have.
    assert len(tenant.log()) == (4 if product == "m365" else 2)
    for entry in tenant.log():
        assert entry["request_id"] in outcome.msg
        assert entry["path"] in outcome.msg


@pytest.mark.parametrize("product", ["google", "salesforce"])
def test_a_product_with_equal_api_versions_is_requested_once(tenant: Tenant, product: str) -> None:
    tenant.fault("status", product=product, status=404, times=0)
    outcome = tenant.read(product).bad()
    assert len(tenant.log()) == 1
    assert outcome.result["status"] == 404


def test_a_given_api_version_is_not_changed(tenants: Tenants) -> None:
    tenant = tenants(revision="2025", days=4)
    outcome = tenant.read("m365", api_revision="2024").bad()
    assert len(tenant.log()) == 1
    assert outcome.result["status"] == 404
    assert PATHS["2024"]["m365"] in outcome.msg


def test_the_api_version_is_found_once_for_all_listings(tenants: Tenants) -> None:
    tenant = tenants(revision="2025", days=4)
    outcome = tenant.read("m365", since="3d", services=["teams", "onedrive", "power_bi"], job_types=["backup"]).good()
    assert len([entry for entry in tenant.log() if entry["status"] == 404]) == 1
    assert ids(outcome.jobs) == {
        job["id"]
        for job in tenant.truth("m365", outcome.query)
        if job["service"] in (3, 7, 10) and job["job_type"] == 1
    }


def test_five_products_are_read_concurrently(tenants: Tenants) -> None:
    tenant = tenants(revision="both")
    outcome = tenant.run("job_info", since="7d").good()
    assert [query["product"] for query in outcome.result["queries"]] == list(PRODUCTS)
    for query in outcome.result["queries"]:
        jobs = [job for job in outcome.jobs if job["product"] == query["product"]]
        assert_same(jobs, tenant.truth(query["product"], query))
    assert outcome.result["errors"] == []
    assert outcome.jobs == sorted(outcome.jobs, key=lambda job: job["started_at"] or "9", reverse=True)
    assert len(tenant.token_log()) == 5


def test_a_past_window_is_sent_correctly(tenant: Tenant) -> None:
    complete = {product: tenant.truth(product) for product in PRODUCTS}
    for product in PRODUCTS:
        for revision in GENERATIONS:
            outcome = tenant.read(product, since="9d", until="8d", api_revision=revision).good()
            since, until = outcome.query["since"], outcome.query["until"]
            expected = [job for job in complete[product] if since <= (job["start"] or job["created"]) <= until]
            assert expected
            assert [essence(job)[0] for job in outcome.jobs] == [job["id"] for job in expected]
