# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A job that is returned twice: in one page both rows must be equal, in several pages the later one counts."""

from __future__ import annotations

import json
import typing as t
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from functional.helpers import ALL_PRODUCTS, Tenant, assert_same
from sandbox.products import PRODUCTS as SERVED

REVISIONS = ("2024", "2025")
WINDOW = {"since": "30d"}
# The fields of a failed and of a successful job; a row of iaas has one of the two names.
FAILED: dict[str, dict[str, dict[str, t.Any]]] = {
    "m365": {"2024": {"State": "Failed"}, "2025": {"state": "Failed"}},
    "google": {"2024": {"status": 3}, "2025": {"status": 3}},
    "dynamics365": {"2024": {"status": 4}, "2025": {"status": 4}},
    "salesforce": {"2024": {"totalRecords": 7}, "2025": {"totalRecords": 7}},
    "iaas": {"2024": {"state": 16}, "2025": {"status": 16}},
    "aos_scan": {"2024": {"state": 3}, "2025": {"state": 3}},
}
ID = {"m365": {"2024": "Id", "2025": "id"}, "aos_scan": {"2024": "id", "2025": "id"}}


def contradict(tenant: Tenant, product: str, row: dict[str, t.Any], before: bool) -> None:
    tenant.fault("contradict", product=product, row=row, before=before, times=0)


@pytest.mark.parametrize("before", [False, True], ids=["the other row last", "the other row first"])
@pytest.mark.parametrize("revision", REVISIONS)
@pytest.mark.parametrize("product", ALL_PRODUCTS)
def test_two_different_rows_of_a_job_in_one_page_are_malformed(
    tenant: Tenant, product: str, revision: str, before: bool
) -> None:
    tenant.put(product, status="succeeded")
    contradict(tenant, product, FAILED[product][revision], before)
    outcome = tenant.read(product, api_revision=revision, **WINDOW).bad()
    assert outcome.msg.startswith(f"{product}: ")
    assert "the response cannot be understood" in outcome.msg
    assert "twice in one page" in outcome.msg
    assert outcome.result["product"] == product


@pytest.mark.parametrize("more", [{"limit": 5}, {"statuses": ["running"]}, {"page_size": 7}], ids=repr)
def test_they_are_malformed_in_every_way_of_reading(tenant: Tenant, tmp_path: Path, more: dict[str, t.Any]) -> None:
    tenant.put("m365", status="succeeded")
    contradict(tenant, "m365", {"State": "Failed"}, False)
    assert "twice in one page" in tenant.read("m365", api_revision="2024", **WINDOW, **more).bad().msg
    dest = tmp_path / "jobs.jsonl"
    assert "twice in one page" in tenant.read("m365", api_revision="2024", dest=str(dest), **WINDOW, **more).bad().msg
    assert not dest.exists()


def test_a_gate_does_not_pass_on_them(tenant: Tenant) -> None:
    tenant.put("m365", service=7, status="failed")
    tenant.fault("contradict", product="m365", row={"State": "Finished"}, times=0)
    rule = {"name": "teams", "product": "m365", "services": ["teams"], "max_failed_jobs": 100, "on_no_jobs": "allow"}
    outcome = tenant.run("job_gate", rules=[rule], api_revision="2024", enforce=False).good()
    assert outcome.result["passed"] is False
    assert "twice in one page" in json.dumps(outcome.result["verdicts"])


def test_a_wait_does_not_end_with_them(tenant: Tenant) -> None:
    job = tenant.put("m365", service=7, status="failed")
    tenant.fault("contradict", product="m365", row={"State": "Finished"}, times=0)
    outcome = tenant.run(
        "job_wait", product="m365", job_ids=[job["id"]], api_revision="2024", wait_timeout="2s", interval="1s"
    )
    assert outcome.failed
    assert "twice in one page" in outcome.msg


@pytest.mark.parametrize("product", ["m365", "iaas"])
def test_ids_are_compared_without_regard_to_case(tenant: Tenant, product: str) -> None:
    job = tenant.put(product, id="fb-Abc", status="failed")
    member = ID.get(product, {"2024": "jobId"})["2024"]
    contradict(tenant, product, {member: job["id"].upper(), "State" if product == "m365" else "state": 2}, False)
    assert "twice in one page" in tenant.read(product, api_revision="2024", **WINDOW).bad().msg


@pytest.mark.parametrize("revision", REVISIONS)
@pytest.mark.parametrize("product", ALL_PRODUCTS)
def test_the_same_row_twice_is_harmless(tenant: Tenant, product: str, revision: str) -> None:
    # Without a total, a row that is always duplicated could replace another one.
    tenant.fault("duplicate", product=product, times=0 if SERVED[product].has_total else 1)
    outcome = tenant.read(product, api_revision=revision, since="7d").good()
    assert_same(outcome.jobs, tenant.truth(product, outcome.query))
    assert (outcome.query["duplicates"] > 0) == SERVED[product].has_total


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(["State", "StartTime", "FinishTime", "Duration", "more"]), st.integers(0, 5), min_size=1
    ),
    st.booleans(),
)
def test_rows_of_one_id_that_differ_in_any_field_are_an_error(
    tenant: Tenant, row: dict[str, t.Any], before: bool
) -> None:
    tenant.sandbox.clear(tenant.client_id)
    tenant.put("m365", id="FB1", status="succeeded")
    contradict(tenant, "m365", {**row, "also": True}, before)
    tenant.read("m365", api_revision="2024", **WINDOW).bad()
