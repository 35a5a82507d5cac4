# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One row of Dynamics 365, and the complete job it becomes."""

from __future__ import annotations

import typing as t

from unit.plugins.module_utils._products.product_rows import BLANK, normalise


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


def test_the_duration_of_dynamics365_is_in_hours() -> None:
    job, _notices = normalise("dynamics365", _dynamics365(startTime=None, durationHours="0.5"))
    assert job["duration_seconds"] == 1800.0


def test_dynamics365_without_a_module_has_no_service() -> None:
    job, _notices = normalise("dynamics365", _dynamics365(module=""))
    assert (job["service"], job["service_raw"]) == (None, None)
