# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One row of Salesforce, and the complete job it becomes."""

from __future__ import annotations

import pytest

from unit.plugins.module_utils._products.product_rows import BLANK, normalise


@pytest.mark.parametrize("member", ["status", "state"])
def test_salesforce_has_its_status_as_status_or_as_state(member: str) -> None:
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
