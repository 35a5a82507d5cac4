# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One row of Google Workspace, and the complete job it becomes."""

from __future__ import annotations

from unit.plugins.module_utils._products.product_rows import BLANK, normalise


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


def test_unknown_values_are_kept_and_reported() -> None:
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


def test_values_of_the_row_override_the_label() -> None:
    job, _notices = normalise("google", {"jobId": "x", "status": 2, "appType": 2, "jobType": 77}, "gmail", "backup")
    assert (job["service"], job["job_type"]) == ("drive", "other")
