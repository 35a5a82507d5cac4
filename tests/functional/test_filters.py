# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filters and options of each product: what is sent, what the client filters, and how jobs are labelled."""

from __future__ import annotations

import itertools
import typing as t

import pytest

from functional.helpers import ALL_PRODUCTS, PRODUCTS, Tenant, assert_same, ids

STATUS_PARAMETER = {"m365": "JobState", "google": "jobStatus", "dynamics365": "status", "salesforce": "status"}
RUNNING = {"m365": "1", "google": "0", "dynamics365": "2", "salesforce": "1"}


def sent(entry: dict[str, t.Any]) -> dict[str, str]:
    """Return the parameters of a request, from the URL or the body."""
    body = entry["json"] or {}
    return {**entry["query"], **{name: str(value) for name, value in body.items()}}


@pytest.mark.parametrize("revision", ["2024", "2025"])
@pytest.mark.parametrize("product", ["m365", "iaas"])
def test_services_and_job_types_are_listed_one_by_one_and_labelled(tenant: Tenant, product: str, revision: str) -> None:
    services = {"m365": ["exchange_online", "onedrive"], "iaas": ["vm", "aad", "amazon_ec2"]}[product]
    outcome = tenant.read(
        product, since="30d", services=services, job_types=["backup", "restore"], api_revision=revision
    ).good()
    truth = {job["id"]: job for job in tenant.truth(product, outcome.query)}
    backups = {"m365": ("backup",), "iaas": ("backup", "aad_backup", "ec2_backup")}[product]
    restores = {"m365": ("restore",), "iaas": ("restore", "aad_restore", "ec2_restore")}[product]
    expected = {
        name
        for name, job in truth.items()
        if job["service_name"] in services and job["job_type_name"] in (*backups, *restores)
    }
    assert expected
    assert ids(outcome.jobs) == expected
    for job in outcome.jobs:
        server_job = truth[job["id"]]
        assert (job["service"], job["service_raw"]) == (server_job["service_name"], server_job["service"])
        assert (job["job_type_name"], job["job_type_raw"]) == (server_job["job_type_name"], server_job["job_type"])
        assert job["job_type"] in ("backup", "restore")
    pairs = [tuple(sorted(sent(entry).items())) for entry in tenant.log()]
    assert len(pairs) == len(set(pairs)), "a request was sent twice"
    assert outcome.query["duplicates"] == 0


def test_m365_lists_each_service_with_each_job_type_once(tenant: Tenant) -> None:
    tenant.read("m365", services=["teams", "7", "Exchange Online"], job_types=["backup", "1", "export"]).good()
    requested = [(sent(entry)["ObjectType"], sent(entry)["JobType"]) for entry in tenant.log() if entry["page"] == 0]
    assert sorted(requested) == sorted(itertools.product(("7", "1"), ("1", "3")))


def test_iaas_job_types_of_one_service_are_not_listed_for_others(tenant: Tenant) -> None:
    tenant.read("iaas", services=["vm", "aks"], job_types=["backup"], api_revision="2024").good()
    requested = {(sent(entry)["ServiceType"], sent(entry)["JobType"]) for entry in tenant.log()}
    assert ("32", "20000") in requested
    assert ("1", "20000") not in requested
    assert ("32", "20009") not in requested


def test_without_filters_there_is_one_listing(tenant: Tenant) -> None:
    for product in PRODUCTS:
        tenant.read(product).good()
        names = {"ObjectType", "JobType", "appType", "jobType", "ServiceType", "type"}
        for entry in tenant.log(product):
            requested = sent(entry)
            assert {name: value for name, value in requested.items() if name in names and value != "0"} == {}


@pytest.mark.parametrize("product", sorted(STATUS_PARAMETER))
def test_one_status_is_sent_to_the_service(tenant: Tenant, product: str) -> None:
    outcome = tenant.read(product, since="30d", statuses=["running"]).good()
    truth = [job for job in tenant.truth(product, outcome.query) if job["status"] == "running"]
    assert truth
    assert_same(outcome.jobs, truth)
    assert {sent(entry)[STATUS_PARAMETER[product]] for entry in tenant.log()} == {RUNNING[product]}


@pytest.mark.parametrize("product", sorted(STATUS_PARAMETER))
def test_several_statuses_are_filtered_by_the_client(tenant: Tenant, product: str) -> None:
    outcome = tenant.read(product, since="30d", statuses=["failed", "running", "unknown"]).good()
    truth = [job for job in tenant.truth(product, outcome.query) if job["status"] in ("failed", "running", "?")]
    assert_same(outcome.jobs, truth)
    assert not any(STATUS_PARAMETER[product] in sent(entry) for entry in tenant.log())
    assert outcome.query["filters"]["statuses"] == ["failed", "running", "unknown"]


@pytest.mark.parametrize("revision", ["2024", "2025"])
def test_statuses_of_iaas_are_always_filtered_by_the_client(tenant: Tenant, revision: str) -> None:
    """The service has no such filter, and would reject it."""
    for statuses, server_job in ((["failed"], ["failed"]), (["pending", "8"], ["pending", "warning"])):
        outcome = tenant.read("iaas", since="30d", statuses=statuses, api_revision=revision).good()
        truth = [job for job in tenant.truth("iaas", outcome.query) if job["status"] in server_job]
        assert truth
        assert_same(outcome.jobs, truth)


@pytest.mark.parametrize("product", ALL_PRODUCTS)
def test_a_status_that_a_product_does_not_have_matches_nothing(tenant: Tenant, product: str) -> None:
    status = "paused" if product != "salesforce" else "pending"
    outcome = tenant.read(product, since="7d", statuses=[status]).good()
    assert outcome.jobs == []
    assert outcome.query["fetched"] == tenant.fetched(product, outcome.query)


@pytest.mark.parametrize("product", ["google", "dynamics365", "salesforce"])
@pytest.mark.parametrize("job_types", [["restore"], ["backup", "restore"]])
def test_job_types_of_products_that_state_them(tenant: Tenant, product: str, job_types: list[str]) -> None:
    outcome = tenant.read(product, since="30d", job_types=job_types).good()
    names = {"backup": ("backup", "on_demand_backup"), "restore": ("restore",)}
    wanted = [name for word in job_types for name in names[word]]
    assert_same(outcome.jobs, [job for job in tenant.truth(product, outcome.query) if job["job_type_name"] in wanted])
    assert {job["job_type"] for job in outcome.jobs} == set(job_types)
    # Without a total, several pages are read twice; otherwise no request is repeated.
    requested = len({tuple(sorted(sent(entry).items())) for entry in tenant.log()})
    assert len(tenant.log()) <= requested * (2 if product == "google" else 1)


@pytest.mark.parametrize("services", [["gmail"], ["gmail", "drive"], ["1", "Drive"]])
def test_services_of_google_are_filtered(tenant: Tenant, services: list[str]) -> None:
    outcome = tenant.read("google", since="30d", services=services).good()
    wanted = (1,) if services == ["gmail"] else (1, 2)
    assert_same(outcome.jobs, [job for job in tenant.truth("google", outcome.query) if job["service"] in wanted])


@pytest.mark.parametrize("revision", ["2024", "2025"])
def test_services_of_dynamics365_are_filtered_by_the_client(tenant: Tenant, revision: str) -> None:
    outcome = tenant.read("dynamics365", since="30d", services=["power platform"], api_revision=revision).good()
    truth = [job for job in tenant.truth("dynamics365", outcome.query) if job["module"] == "Power Platform"]
    assert truth
    assert_same(outcome.jobs, truth)
    assert {job["service"] for job in outcome.jobs} == {"power_platform"}


def test_location_selects_the_api_version_that_has_it(tenant: Tenant) -> None:
    places = {job["location"] for job in tenant.truth("m365")}
    place = sorted(places)[0]
    outcome = tenant.read("m365", since="30d", location=place).good()
    assert_same(outcome.jobs, [job for job in tenant.truth("m365", outcome.query) if job["location"] == place])
    assert outcome.query["api_revision"] == "2025"
    assert outcome.query["filters"] == {"location": place}
    assert {sent(entry)["location"] for entry in tenant.log()} == {place}


@pytest.mark.parametrize("module", ["m365_job_info", "job_wait"])
def test_an_empty_result_for_a_location_gives_a_warning(tenant: Tenant, module: str) -> None:
    own: dict[str, t.Any] = {"m365_job_info": {}, "job_wait": {"product": "m365", "job_ids": ["none"]}}[module]
    outcome = tenant.run(module, {"check_mode": True}, location="ITA", **own).good()
    (stated,) = [text for text in outcome.warnings if "location" in text]
    assert "no jobs came for the location 'ITA'; a tenant without multi-geo is said to return none" in stated


def test_there_is_no_warning_for_a_location_with_jobs_or_without_a_location(tenant: Tenant) -> None:
    place = sorted({job["location"] for job in tenant.truth("m365")})[0]
    assert tenant.read("m365", since="7d", location=place).good().jobs
    for params in ({"since": "7d", "location": place}, {"since": "1s"}):
        assert not [text for text in tenant.read("m365", **params).good().warnings if "location" in text]


def test_location_with_the_older_api_version_is_an_error_before_any_request(tenant: Tenant) -> None:
    outcome = tenant.read("m365", location="NAM", api_revision="2024").bad()
    assert "location" in outcome.msg
    assert tenant.log() == []


@pytest.mark.parametrize(("source", "number"), [("admin", 1), ("recenter", 2)])
def test_data_source_of_google_is_filtered(tenant: Tenant, source: str, number: int) -> None:
    outcome = tenant.read("google", since="30d", data_source=source).good()
    jobs = tenant.sandbox.truth("google", client_id=tenant.client_id)
    assert_same(outcome.jobs, [job for job in jobs if job["data_source"] == number])
    assert {sent(entry)["dataSource"] for entry in tenant.log()} == {str(number)}


@pytest.mark.parametrize("revision", ["2024", "2025"])
@pytest.mark.parametrize("product", ["dynamics365", "salesforce"])
def test_organization_id_is_filtered(tenant: Tenant, product: str, revision: str) -> None:
    organization = sorted({job["organization_id"] for job in tenant.truth(product)})[0]
    outcome = tenant.read(product, since="30d", organization_id=organization, api_revision=revision).good()
    truth = [job for job in tenant.truth(product, outcome.query) if job["organization_id"] == organization]
    assert 0 < len(truth) < len(tenant.truth(product, outcome.query))
    assert_same(outcome.jobs, truth)


def test_object_type_selects_the_api_version_that_has_it(tenant: Tenant) -> None:
    outcome = tenant.read("dynamics365", since="30d", object_type=2).good()
    truth = [job for job in tenant.truth("dynamics365", outcome.query) if job["object_type"] == 2]
    assert truth
    assert_same(outcome.jobs, truth)
    assert outcome.query["api_revision"] == "2024"
    rejected = tenant.read("dynamics365", object_type=2, api_revision="2025").bad()
    assert "object_type" in rejected.msg


@pytest.mark.parametrize("stated", [None, "", "  "], ids=repr)
@pytest.mark.parametrize("revision", ["2024", "2025"])
@pytest.mark.parametrize("product", ["dynamics365", "salesforce"])
def test_a_job_without_an_organisation_does_not_match_the_requested_one(
    tenant: Tenant, product: str, revision: str, stated: str | None
) -> None:
    organization = sorted({job["organization_id"] for job in tenant.truth(product)})[0]
    tenant.fault("extra", product=product, row={"organizationId": stated}, times=0)
    requested = {"since": "30d", "api_revision": revision}
    outcome = tenant.read(product, organization_id=organization, **requested).bad()
    assert "has no organisation" in outcome.msg
    # Without a requested organisation, it is returned like any other job.
    tenant.read(product, **requested).good()


@pytest.mark.parametrize(("level", "number"), [("organization", 1), ("object", 2), ("record", 3)])
def test_level_of_salesforce_is_filtered(tenant: Tenant, level: str, number: int) -> None:
    outcome = tenant.read("salesforce", since="30d", level=level).good()
    truth = [job for job in tenant.truth("salesforce", outcome.query) if job["level"] == number]
    assert truth
    assert_same(outcome.jobs, truth)


@pytest.mark.parametrize("revision", ["2024", "2025"])
def test_search_text_of_iaas_is_filtered(tenant: Tenant, revision: str) -> None:
    job = tenant.truth("iaas")[30]
    outcome = tenant.read("iaas", since="30d", search_text=job["id"], api_revision=revision).good()
    assert ids(outcome.jobs) == {job["id"]}
    text = "Agent & co. = ?"
    put = tenant.put("iaas", message=f"waits for {text}")
    outcome = tenant.read("iaas", search_text=text, api_revision=revision, until="2100-01-01").good()
    assert ids(outcome.jobs) == {put["id"]}
    assert text not in outcome.query.get("url", "")


def test_job_info_skips_products_without_any_of_the_services(tenant: Tenant) -> None:
    outcome = tenant.run("job_info", services=["gmail", "teams"], since="7d").good()
    # Salesforce has no services, so the filter does not apply to it.
    assert [query["product"] for query in outcome.result["queries"]] == ["m365", "google", "salesforce"]
    assert {job["service"] for job in outcome.jobs} == {"teams", "gmail", None}


def test_a_service_that_ignores_the_filter_is_noticed(tenant: Tenant) -> None:
    """Labels from the query must not be added to jobs that do not match it."""
    put = tenant.put("m365", service=3)
    tenant.put("m365", service=7)
    tenant.fault("extra", product="m365", times=0, row={"Id": put["id"], "State": "Finished"})
    outcome = tenant.read("m365", services=["teams", "onedrive"], until="2100-01-01", api_revision="2024").bad()
    assert put["id"] in outcome.msg
    assert "jobs" not in outcome.result


@pytest.mark.parametrize("revision", ["2024", "2025"])
@pytest.mark.parametrize("product", PRODUCTS)
def test_all_services_keeps_every_job_and_labels_it(tenant: Tenant, product: str, revision: str) -> None:
    window = {"since": "30d", "job_types": ["backup"], "api_revision": revision}
    outcome = tenant.read(product, services=["all"], **window).good()
    every = tenant.read(product, **window).good().jobs
    # API version 2025 of iaas no longer accepts aks, whose jobs it still returns.
    retired = {job["id"] for job in every if job["job_type_name"] == "aks_backup" and revision == "2025"}
    assert outcome.jobs
    assert ids(outcome.jobs) == ids(every) - retired
    if product != "salesforce":
        assert all(job["service"] for job in outcome.jobs)


def test_all_services_is_not_mixed_with_names(tenant: Tenant) -> None:
    assert "'all' is not a service of m365" in tenant.read("m365", services=["all", "teams"]).bad().msg
