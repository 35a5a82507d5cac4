# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One row of each product in each generation, and the whole job that it is."""

from __future__ import annotations

import typing as t
from datetime import datetime, timezone

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.base import Label, Product
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.registry import PRODUCTS
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import MalformedResponse

UTC = timezone.utc
NOTHING = {"total": None, "successful": None, "failed": None, "skipped": None, "warning": None}
BLANK: dict[str, t.Any] = {
    "job_type": None,
    "job_type_raw": None,
    "job_type_name": None,
    "service": None,
    "service_raw": None,
    "counts": NOTHING,
    "counts_by_unit": {},
    "size_bytes": None,
    "progress_percent": None,
    "organization_id": None,
    "organization_name": None,
    "operator": None,
    "message": None,
    "errors": [],
    "data_source": None,
    "api_calls": None,
}
OBJECTS = {"total": 120, "successful": 110, "failed": 7, "skipped": 3, "warning": None}
M365_JOB = {
    **BLANK,
    "id": "FB20240820160110",
    "product": "m365",
    "subject": "m365",
    "status": "warning",
    "status_raw": "FinishedException",
    "finished": True,
    "ok": False,
    "started_at": "2024-08-20T16:01:10Z",
    "finished_at": "2024-08-20T16:05:41Z",
    "duration_seconds": 271.364,
    "counts": OBJECTS,
    "counts_by_unit": {"objects": OBJECTS},
}


def normalise(
    product: str, row: object, service: str | None = None, job_type: str | None = None
) -> tuple[t.Any, list[t.Any]]:
    """The job of a row, asked for with a label, and the notices that came with it."""
    notices: list[tuple[str, object]] = []
    known = PRODUCTS[product]
    label = Label(
        known.services.choose(service)[0] if service and known.services else None,
        known.job_types.choose(job_type)[0] if job_type else None,
    )
    return known.job(row, label, lambda what, raw: notices.append((what, raw))), notices


def test_m365_of_2024() -> None:
    job, notices = normalise(
        "m365",
        {
            "Id": "FB20240820160110",
            "State": "FinishedException",
            "StartTime": 638597664705763668,
            "FinishTime": 638597667419407597,
            "Duration": 2713643929,
            "BackupDetails": {"TotalCount": 120, "FailedCount": 7, "SuccessfulCount": 110, "SkippedCount": 3},
        },
    )
    assert job == M365_JOB
    assert notices == []


def test_m365_of_2024_in_camel_case_and_labelled() -> None:
    job, _notices = normalise(
        "m365",
        {
            "id": "FB20240820160110",
            "state": "FinishedException",
            "startTime": "638597664705763668",
            "finishTime": "638597667419407597",
            "duration": 2713643929,
            "backupDetails": {"totalCount": 120, "failedCount": "7", "successfulCount": 110, "skippedCount": 3},
        },
        "exchange_online",
        "backup",
    )
    labels = {
        "service": "exchange_online",
        "subject": "m365 exchange_online",
        "service_raw": 1,
        "job_type": "backup",
        "job_type_raw": 1,
        "job_type_name": "backup",
    }
    assert job == {**M365_JOB, **labels}


@pytest.mark.parametrize("word", ["Count", "Number"])
def test_m365_of_2025(word: str) -> None:
    job, notices = normalise(
        "m365",
        {
            "id": "FB20240820160110",
            "status": "Finished with Exception",
            "startTime": "2024-08-20T16:01:10.576366Z",
            "finishTime": "2024-08-20T16:05:41.9407597Z",
            "duration": "0.075",
            "backupDetails": {f"total{word}": 120, f"failed{word}": 7, f"successful{word}": 110, f"skipped{word}": 3},
            "jobErrors": [{"isErrorCode": True, "value": "Mailbox not found", "url": "https://kb/1", "number": 7}, {}],
        },
    )
    assert job == {
        **M365_JOB,
        "status_raw": "Finished with Exception",
        "errors": [
            {"message": "Mailbox not found", "count": 7, "url": "https://kb/1", "is_error_code": True},
            {"message": None, "count": None, "url": None, "is_error_code": None},
        ],
    }
    assert notices == []


def test_m365_that_runs_has_neither_an_end_nor_a_duration() -> None:
    row = {
        "Id": "FB1",
        "State": "InProgress",
        "StartTime": 638597664705763668,
        "FinishTime": 0,
        "Duration": 0,
        "BackupDetails": None,
    }
    job, _notices = normalise("m365", row)
    assert (job["status"], job["finished"], job["ok"]) == ("running", False, False)
    assert (job["started_at"], job["finished_at"], job["duration_seconds"]) == ("2024-08-20T16:01:10Z", None, None)


def test_a_duration_that_is_told_serves_where_a_time_is_missing() -> None:
    job, _notices = normalise("m365", {"Id": "FB1", "State": "Finished", "Duration": 2713643929})
    assert (job["finished_at"], job["duration_seconds"]) == (None, 271.364)
    job, _notices = normalise("m365", {"Id": "FB1", "State": "Finished", "Duration": "0.011"})
    assert job["duration_seconds"] == 39.6


def test_m365_reads_the_id_by_either_name() -> None:
    assert normalise("m365", {"JobId": "a", "State": 2})[0]["id"] == "a"
    assert normalise("m365", {"Id": "a", "State": 2})[0]["id"] == "a"


def test_google() -> None:
    job, notices = normalise(
        "google",
        {
            "jobId": "GDIG20241009053431",
            "appType": 1,
            "jobType": 5,
            "dataSource": 1,
            "status": 2,
            "progress": 100.0,
            "startTime": "2024-10-09T05:34:31+00:00",
            "finishTime": "2024-10-09T05:50:36.008+00:00",
            "operator": "System",
        },
    )
    assert job == {
        **BLANK,
        "id": "GDIG20241009053431",
        "product": "google",
        "status": "succeeded",
        "status_raw": 2,
        "finished": True,
        "ok": True,
        "job_type": "retention",
        "job_type_raw": 5,
        "job_type_name": "retention",
        "service": "gmail",
        "subject": "google gmail",
        "data_source": "admin",
        "service_raw": 1,
        "started_at": "2024-10-09T05:34:31Z",
        "finished_at": "2024-10-09T05:50:36Z",
        "duration_seconds": 965.008,
        "progress_percent": 100.0,
        "operator": "System",
    }
    assert notices == []


def _dynamics365(**own: object) -> dict[str, t.Any]:
    return {
        "module": "Customer Engagement",
        "type": 1,
        "jobId": "DB20241202",
        "startTime": "2024-12-02T07:52:25Z",
        "finishTime": "2024-12-02T08:52:25Z",
        "durationHours": 1.0,
        "status": 3,
        "successfulEntity": 8,
        "failedEntity": 1,
        "skippedEntity": 0,
        "warningEntity": 1,
        "totalEntity": 10,
        "successfulRecord": 990,
        "failedRecord": 4,
        "skippedRecord": 3,
        "warningRecord": 3,
        "totalRecord": 1000,
        "backupSize": 123456,
        "organizationId": "7c9e",
        "organizationName": "Contoso",
        **own,
    }


RECORDS = {"total": 1000, "successful": 990, "failed": 4, "skipped": 3, "warning": 3}
DYNAMICS365_JOB = {
    **BLANK,
    "id": "DB20241202",
    "product": "dynamics365",
    "status": "succeeded",
    "status_raw": 3,
    "finished": True,
    "ok": True,
    "job_type": "backup",
    "job_type_raw": 1,
    "job_type_name": "backup",
    "service": "customer_engagement",
    "service_raw": "Customer Engagement",
    "started_at": "2024-12-02T07:52:25Z",
    "finished_at": "2024-12-02T08:52:25Z",
    "duration_seconds": 3600.0,
    "counts": RECORDS,
    "counts_by_unit": {
        "records": RECORDS,
        "entities": {"total": 10, "successful": 8, "failed": 1, "skipped": 0, "warning": 1},
    },
    "size_bytes": 123456,
    "organization_id": "7c9e",
    "subject": "dynamics365 customer_engagement 7c9e",
    "organization_name": "Contoso",
}


def test_dynamics365_with_numbers() -> None:
    assert normalise("dynamics365", _dynamics365()) == (DYNAMICS365_JOB, [])


def test_dynamics365_with_texts() -> None:
    job, notices = normalise("dynamics365", _dynamics365(type="Backup", status="Finished", durationHours="1"))
    assert job == {**DYNAMICS365_JOB, "job_type_raw": "Backup", "status_raw": "Finished"}
    assert notices == []


def test_dynamics365_takes_hours_for_the_duration() -> None:
    job, _notices = normalise("dynamics365", _dynamics365(startTime=None, durationHours="0.5"))
    assert job["duration_seconds"] == 1800.0


def test_dynamics365_without_a_module_tells_no_service() -> None:
    job, _notices = normalise("dynamics365", _dynamics365(module=""))
    assert (job["service"], job["service_raw"]) == (None, None)


@pytest.mark.parametrize("member", ["status", "state"])
def test_salesforce_tells_its_status_as_status_or_as_state(member: str) -> None:
    job, notices = normalise(
        "salesforce",
        {
            "type": 20,
            "jobId": "AI20241015105312327583",
            "startTime": "2024-12-02T07:52:25Z",
            "finishTime": "2024-12-02T07:53:04Z",
            member: 2,
            "successfulRecords": 0,
            "skippedRecords": 0,
            "failedRecords": 0,
            "totalRecords": 0,
            "successfulMetadata": 0,
            "failedMetadata": 0,
            "totalMetadata": 0,
            "successfulObjects": 2,
            "skippedObjects": 0,
            "failedObjects": 0,
            "totalObjects": 2,
            "dataSize": 3,
            "apiCalls": 17,
            "organizationId": "00D",
        },
    )
    nought = {"total": 0, "successful": 0, "failed": 0, "skipped": 0, "warning": None}
    assert job == {
        **BLANK,
        "id": "AI20241015105312327583",
        "product": "salesforce",
        "status": "succeeded",
        "status_raw": 2,
        "finished": True,
        "ok": True,
        "job_type": "audit",
        "job_type_raw": 20,
        "job_type_name": "audit_log_backup",
        "started_at": "2024-12-02T07:52:25Z",
        "finished_at": "2024-12-02T07:53:04Z",
        "duration_seconds": 39.0,
        "counts": nought,
        "counts_by_unit": {
            "records": nought,
            "metadata": {**nought, "skipped": None},
            "objects": {"total": 2, "successful": 2, "failed": 0, "skipped": 0, "warning": None},
        },
        "size_bytes": 3072,
        "organization_id": "00D",
        "subject": "salesforce 00D",
        "api_calls": 17,
    }
    assert notices == []


IAAS_ROW: dict[str, t.Any] = {
    "jobId": "VM20240820",
    "failedCount": 7,
    "successfulCount": 110,
    "skippedCount": 3,
    "totalCount": 120,
    "comments": "nightly",
}
IAAS_JOB = {
    **M365_JOB,
    "id": "VM20240820",
    "product": "iaas",
    "subject": "iaas",
    "status": "failed",
    "status_raw": 16,
    "message": "nightly",
}


def test_iaas_of_2024() -> None:
    row = {
        **IAAS_ROW,
        "state": 16,
        "startTime": 638597664705763668,
        "finishTime": 638597667419407597,
        "duration": 2713643929,
    }
    assert normalise("iaas", row) == (IAAS_JOB, [])
    job, _notices = normalise("iaas", row, "vm", "1")
    labels = {"service": "vm", "service_raw": 1, "job_type": "backup", "job_type_raw": 1, "job_type_name": "backup"}
    assert job == {**IAAS_JOB, **labels, "subject": "iaas vm"}


def test_iaas_of_2025() -> None:
    row = {
        **IAAS_ROW,
        "status": 16,
        "jobType": 128,
        "startTime": "2024-08-20T16:01:10.576366Z",
        "finishTime": "2024-08-20T16:05:41.940759Z",
        "duration": "00:04:31",
    }
    job, notices = normalise("iaas", row)
    told = {
        "job_type": "backup",
        "job_type_raw": 128,
        "job_type_name": "aad_backup",
        "service": "aad",
        "subject": "iaas aad",
        "service_raw": 2,
    }
    assert job == {**IAAS_JOB, **told}
    assert notices == []


def test_iaas_that_has_not_started_has_no_times() -> None:
    row = {
        "jobId": "x",
        "state": 0,
        "startTime": "0001-01-01T00:00:00Z",
        "finishTime": "N/A",
        "duration": "",
        "comments": "",
    }
    job, _notices = normalise("iaas", row)
    assert (job["status"], job["started_at"], job["finished_at"], job["duration_seconds"]) == (
        "pending",
        None,
        None,
        None,
    )
    assert job["message"] is None


def test_values_that_are_not_known_are_kept_and_noticed() -> None:
    row = {
        "jobId": "x",
        "appType": 99,
        "jobType": 77,
        "status": 55,
        "startTime": "2024-10-09",
        "finishTime": "2024-10-10",
    }
    job, notices = normalise("google", row)
    assert (job["status"], job["status_raw"], job["ok"], job["finished"]) == ("unknown", 55, False, False)
    assert (job["job_type"], job["job_type_raw"], job["job_type_name"]) == ("other", 77, None)
    assert (job["service"], job["service_raw"]) == ("other", 99)
    assert (job["finished_at"], job["duration_seconds"]) == ("2024-10-10T00:00:00Z", 86400.0)
    assert notices == [("status", 55), ("job type", 77), ("service", 99)]


def test_what_the_row_tells_outranks_what_was_asked_for() -> None:
    job, _notices = normalise("google", {"jobId": "x", "status": 2, "appType": 2, "jobType": 77}, "gmail", "backup")
    assert (job["service"], job["job_type"]) == ("drive", "other")


@pytest.mark.parametrize("product", sorted(PRODUCTS))
@pytest.mark.parametrize("row", [{}, {"jobId": None}, {"jobId": ""}, {"status": 2}])
def test_a_job_without_an_id_is_an_error(product: str, row: object) -> None:
    with pytest.raises(MalformedResponse, match="a job has no id"):
        normalise(product, row)


@pytest.mark.parametrize(
    ("product", "member", "value"),
    [
        ("m365", "StartTime", 1724169670),
        ("m365", "FinishTime", "soon"),
        ("m365", "Duration", "long"),
        ("m365", "Duration", 10**400),
        ("m365", "BackupDetails", "3 of 4"),
        ("m365", "BackupDetails", {"FailedCount": "some"}),
        ("m365", "JobErrors", {"value": "x"}),
        ("google", "progress", "most"),
        ("google", "jobId", {"a": 1}),
        ("dynamics365", "durationHours", "long"),
        ("dynamics365", "durationHours", 10**400),
        ("dynamics365", "failedRecord", -1),
        ("salesforce", "dataSize", "big"),
        ("iaas", "failedCount", 1.5),
    ],
)
def test_a_member_that_cannot_be_read_is_an_error_that_names_it(product: str, member: str, value: object) -> None:
    with pytest.raises(MalformedResponse, match=f"^{member.lower()}"):
        normalise(product, {"jobId": "x", "status": 2, member: value})


SINCE = datetime(2026, 11, 20, 8, tzinfo=UTC)
UNTIL = datetime(2026, 11, 21, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("product", "revision", "method", "path", "params", "body"),
    [
        (
            "m365",
            "2024",
            "GET",
            "/cloudbackup/jobs",
            {"StartTime": 639307584000000000, "FinishTime": 639308448000000000, "PageIndex": 2, "PageSize": 50},
            None,
        ),
        (
            "m365",
            "2025",
            "GET",
            "/backup/m365/cloudbackupjobs",
            {"StartTime": "2026-11-20T08:00:00Z", "FinishTime": "2026-11-21T08:00:00Z", "PageIndex": 2, "PageSize": 50},
            None,
        ),
        (
            "google",
            "2024",
            "GET",
            "/backup/google/admin/jobs",
            {"startTime": "2026-11-20T08:00:00Z", "finishTime": "2026-11-21T08:00:00Z", "pageIndex": 2, "pageSize": 50},
            None,
        ),
        (
            "dynamics365",
            "2024",
            "POST",
            "/api/OpenApi/GetJobs",
            {},
            {
                "pageInfo": {"currentPage": 3, "pageSize": 50},
                "type": 0,
                "startTime": "2026-11-20T08:00:00Z",
                "endTime": "2026-11-21T08:00:00Z",
            },
        ),
        (
            "dynamics365",
            "2025",
            "GET",
            "/dynamicsbackup/jobs",
            {
                "type": 0,
                "startTime": "2026-11-20T08:00:00Z",
                "finishTime": "2026-11-21T08:00:00Z",
                "pageIndex": 3,
                "pageSize": 50,
            },
            None,
        ),
        (
            "salesforce",
            "2024",
            "GET",
            "/backup/sfbapi/jobs",
            {"startTime": "2026-11-20T08:00:00Z", "finishTime": "2026-11-21T08:00:00Z", "pageIndex": 2, "pageSize": 50},
            None,
        ),
        (
            "iaas",
            "2024",
            "GET",
            "/backup/vm/jobs",
            {"StartTime": 639307584000000000, "FinishTime": 639308448000000000, "PageNumber": 2, "PageSize": 50},
            None,
        ),
        (
            "iaas",
            "2025",
            "GET",
            "/backup/vm/jobs",
            {
                "StartTime": "2026-11-20T08:00:00Z",
                "FinishTime": "2026-11-21T08:00:00Z",
                "PageNumber": 2,
                "PageSize": 50,
            },
            None,
        ),
    ],
)
def test_how_a_page_is_asked_for(
    product: str, revision: str, method: str, path: str, params: dict[str, t.Any], body: dict[str, t.Any] | None
) -> None:
    form = PRODUCTS[product].api_versions[revision]
    request = form.page(form.request(form.window(SINCE, UNTIL)), 2, 50)
    assert (request.method, request.path, request.params, request.body) == (method, path, params, body)


def test_every_product_tells_its_scope() -> None:
    assert {name: (product.scope, product.scope_writes) for name, product in PRODUCTS.items()} == {
        "m365": ("microsoft365backup.jobInfo.read.all", False),
        "google": ("gsuite.graph.read.all", False),
        "dynamics365": ("Dynamics.ReadWrite.All", True),
        "salesforce": ("salesforce.public.read.all", False),
        "iaas": ("PlatformBackup.ReadWrite.All", True),
    }
    assert list(PRODUCTS) == ["m365", "google", "dynamics365", "salesforce", "iaas"]
    assert all(name == product.name for name, product in PRODUCTS.items())


def test_the_options_of_products_as_the_wire_wants_them() -> None:
    assert [PRODUCTS["google"].option_value("data_source", word) for word in ("admin", "recenter")] == [1, 2]
    levels = ("organization", "object", "record", "field", "metadata", "not_applicable")
    assert [PRODUCTS["salesforce"].option_value("level", word) for word in levels] == [1, 2, 3, 4, 5, 6]
    assert PRODUCTS["salesforce"].option_value("organization_id", "00D") == "00D"
    assert PRODUCTS["m365"].option_value("location", "EUR") == "EUR"


def test_the_ground_of_all_products_reads_no_row() -> None:
    with pytest.raises(NotImplementedError):
        Product().parse_row({})
