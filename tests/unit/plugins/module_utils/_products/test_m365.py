# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One row of Microsoft 365 in each API version, and the complete job it becomes."""

from __future__ import annotations

import pytest

from unit.plugins.module_utils._products.product_rows import M365_JOB, normalise


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


def test_a_running_m365_job_has_neither_an_end_nor_a_duration() -> None:
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


def test_a_reported_duration_is_used_if_a_time_is_missing() -> None:
    job, _notices = normalise("m365", {"Id": "FB1", "State": "Finished", "Duration": 2713643929})
    assert (job["finished_at"], job["duration_seconds"]) == (None, 271.364)
    job, _notices = normalise("m365", {"Id": "FB1", "State": "Finished", "Duration": "0.011"})
    assert job["duration_seconds"] == 39.6


def test_an_m365_job_has_its_id_by_either_name() -> None:
    assert normalise("m365", {"JobId": "a", "State": 2})[0]["id"] == "a"
    assert normalise("m365", {"Id": "a", "State": 2})[0]["id"] == "a"
