# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One row of IaaS in each API version, and the complete job it becomes."""

from __future__ import annotations

import typing as t

from unit.plugins.module_utils._products.product_rows import M365_JOB, normalise

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
    expected = {
        "job_type": "backup",
        "job_type_raw": 128,
        "job_type_name": "aad_backup",
        "service": "aad",
        "subject": "iaas aad",
        "service_raw": 2,
    }
    assert job == {**IAAS_JOB, **expected}
    assert notices == []


def test_a_pending_iaas_job_has_no_times() -> None:
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
