# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The two API versions of iaas: retired values, services implied by job types, monitoring jobs."""

from __future__ import annotations

import typing as t

import pytest

from functional.conftest import Tenants
from functional.helpers import Tenant, ids

NATIVE_SQL = {"service": 512, "job_type": 20012}


def with_only(tenant: Tenant, *jobs: dict[str, t.Any]) -> list[dict[str, t.Any]]:
    """Return a tenant with exactly these jobs."""
    tenant.clear_jobs("iaas")
    return [tenant.put("iaas", **job) for job in jobs]


@pytest.fixture
def of_2025(tenants: Tenants) -> Tenant:
    """Return a tenant that has only the newer API version, and rejects its retired values."""
    return tenants(revision="2025", days=4)


@pytest.mark.parametrize(
    ("number", "service"),
    [
        *((number, "vm") for number in (1, 2, 4, 33)),
        *((number, "azure_file") for number in (1024, 2048, 4096)),
        *((number, "azure_sql_backup") for number in (20016, 20017)),
    ],
)
def test_the_service_follows_from_the_job_type_of_a_row(tenant: Tenant, number: int, service: str) -> None:
    (put,) = with_only(tenant, {"job_type": number})
    (job,) = tenant.read("iaas", api_revision="2025").good().jobs
    assert (job["id"], job["service"]) == (put["id"], service)
    assert job["subject"] == f"iaas {service}"


def test_machines_and_storage_are_separate_in_a_read_without_services(of_2025: Tenant) -> None:
    summary = of_2025.read("iaas", since="3d", job_types=["backup"]).good().result["summary"]
    assert summary["by_service"]["vm"] > 0
    assert summary["by_service"]["azure_file"] > 0
    assert "unknown" not in summary["by_service"]


def test_the_export_of_aws_settings_has_a_name(tenant: Tenant) -> None:
    with_only(tenant, {"service": 16384, "job_type": 40001})
    (job,) = tenant.read("iaas", api_revision="2025").good().jobs
    assert (job["job_type"], job["job_type_name"]) == ("export", "aws_setting_export")


def test_an_initialisation_has_a_name(tenant: Tenant) -> None:
    with_only(tenant, {"job_type": 32})
    outcome = tenant.read("iaas", api_revision="2025").good()
    assert [(job["job_type"], job["job_type_name"]) for job in outcome.jobs] == [("other", "initialize")]
    assert outcome.warnings == []


@pytest.mark.parametrize(
    ("option", "word"),
    [
        *(("services", word) for word in ("file_share", "blob_storage", "aks", "8", "16", "32")),
        *(("job_types", word) for word in ("aks_backup", "vm_sync", "32", "8", "Soft Delete")),
    ],
)
@pytest.mark.parametrize("revision", ["auto", "2025"])
def test_a_retired_value_is_an_error_and_is_not_requested(
    of_2025: Tenant, revision: str, option: str, word: str
) -> None:
    outcome = of_2025.read("iaas", api_revision=revision, **{option: [word]}).bad()
    assert outcome.msg.removeprefix("iaas: ").startswith(f"{option}: {word!r}")
    assert "is not known to API version 2025, which this tenant uses; it was retired after 2024" in outcome.msg
    # The one request finds the API version.
    assert len(of_2025.log()) == (1 if revision == "auto" else 0)


@pytest.mark.parametrize("word", ["sync", "delete", "report", "backup", "other"])
def test_a_normalised_job_type_is_read_without_its_retired_values(of_2025: Tenant, word: str) -> None:
    outcome = of_2025.read("iaas", since="3d", job_types=[word], api_revision="2025").good()
    assert {job["job_type"] for job in outcome.jobs} <= {word}
    assert all(entry["status"] == 200 for entry in of_2025.log())
    assert outcome.query["complete"] is True


def test_a_tenant_of_2025_has_no_jobs_of_a_retired_service(of_2025: Tenant) -> None:
    outcome = of_2025.read("iaas", since="60d", api_revision="2025").good()
    assert outcome.jobs
    assert "aks" not in {job["service"] for job in outcome.jobs}


def test_the_error_about_a_retired_service_does_not_mention_the_other_api_version(of_2025: Tenant) -> None:
    outcome = of_2025.read("iaas", services=["aks", "vm"]).bad()
    assert "'aks' is not known to API version 2025" in outcome.msg
    assert "API version 2024" not in outcome.msg


def test_a_gate_on_a_retired_service_fails_with_a_reason(of_2025: Tenant) -> None:
    rule = {"name": "clusters", "product": "iaas", "services": ["aks"], "max_age": "24h", "on_no_jobs": "allow"}
    outcome = of_2025.run("job_gate", rules=[rule], enforce=False).good()
    (verdict,) = outcome.result["verdicts"]
    assert not verdict["passed"]
    assert "'aks' is not known to API version 2025" in verdict["checks"][0]["actual"]


def test_a_retired_service_of_a_rule_does_not_fail_its_other_services(of_2025: Tenant) -> None:
    rule = {"name": "all", "product": "iaas", "services": ["vm", "aks", "aad"], "max_age": "26h"}
    outcome = of_2025.run("job_gate", rules=[rule], enforce=False).good()
    verdicts = {verdict["service"]: verdict["passed"] for verdict in outcome.result["verdicts"]}
    assert verdicts == {"vm": True, "aks": False, "aad": True}


@pytest.mark.parametrize("services", [None, ["azure_sql"]])
def test_a_job_type_unknown_to_the_tenant_fails_only_the_rule_that_names_it(
    tenant: Tenant, services: list[str] | None
) -> None:
    with_only(tenant, NATIVE_SQL)
    rule = {"product": "iaas", "max_age": "26h", **({"services": services} if services else {})}
    rules = [{"name": "backup", **rule}, {"name": "monitoring", **rule, "job_types": ["monitoring"]}]
    outcome = tenant.run("job_gate", rules=rules, enforce=False, api_revision="2024").good()
    assert {verdict["rule"]: verdict["passed"] for verdict in outcome.result["verdicts"]} == {
        "backup": True,
        "monitoring": False,
    }


def test_a_wait_for_a_retired_job_type_ends_at_once(of_2025: Tenant) -> None:
    outcome = of_2025.run("job_wait", product="iaas", job_types=["aks_backup"], started_after="1h").bad()
    assert "'aks_backup' is not known to API version 2025" in outcome.msg


@pytest.mark.parametrize(("number", "word_of_2024"), [(20011, "sync"), (20012, "backup"), (20013, "restore")])
def test_native_azure_sql_is_monitoring_in_the_newer_api_version(
    tenant: Tenant, number: int, word_of_2024: str
) -> None:
    with_only(tenant, {"service": 512, "job_type": number})
    newer = tenant.read("iaas", api_revision="2025").good()
    assert [(job["job_type"], job["service"]) for job in newer.jobs] == [("monitoring", "azure_sql")]
    assert newer.result["summary"]["by_job_type"] == {"monitoring": 1}
    requested = {"services": ["azure_sql"], "job_types": [str(number)]}
    older = tenant.read("iaas", api_revision="2024", **requested).good()
    assert [job["job_type"] for job in older.jobs] == [word_of_2024]
    for words, found in (([word_of_2024], 0), (["monitoring"], 1), ([str(number)], 1)):
        outcome = tenant.read("iaas", api_revision="2025", job_types=words).good()
        assert len(outcome.jobs) == found, words


def test_monitoring_is_unknown_to_the_older_api_version(tenants: Tenants) -> None:
    tenant = tenants(revision="2024", days=4)
    outcome = tenant.read("iaas", job_types=["monitoring"], api_revision="2024").bad()
    assert "job_types: 'monitoring' (sql_sync, sql_backup, sql_restore) is not known" in outcome.msg


@pytest.mark.parametrize(
    ("revision", "job_types", "passed"),
    [
        ("2025", None, False),
        ("2025", ["backup"], False),
        ("2025", ["monitoring"], True),
        ("2025", ["backup", "monitoring"], True),
        ("2024", None, True),
        ("2024", ["monitoring"], False),
    ],
)
@pytest.mark.parametrize("services", [None, ["azure_sql"]])
def test_monitoring_does_not_count_as_a_backup(
    tenant: Tenant, services: list[str] | None, revision: str, job_types: list[str] | None, passed: bool
) -> None:
    with_only(tenant, NATIVE_SQL)
    rule: dict[str, t.Any] = {"name": "sql", "product": "iaas", "max_age": "24h"}
    rule.update({"services": services} if services else {}, **({"job_types": job_types} if job_types else {}))
    outcome = tenant.run("job_gate", rules=[rule], enforce=False, api_revision=revision).good()
    (verdict,) = outcome.result["verdicts"]
    assert verdict["passed"] is passed, verdict


def test_a_wait_for_a_backup_does_not_end_with_monitoring(tenant: Tenant) -> None:
    (_seen, wanted) = with_only(tenant, NATIVE_SQL, {"service": 2, "job_type": 128})
    requested: dict[str, t.Any] = {"product": "iaas", "started_after": "2h", "api_revision": "2025"}
    outcome = tenant.run("job_wait", job_types=["backup"], **requested).good()
    assert ids(outcome.jobs) == {wanted["id"]}
    monitoring = tenant.run("job_wait", job_types=["monitoring"], **requested).good()
    assert [job["job_type"] for job in monitoring.jobs] == ["monitoring"]
