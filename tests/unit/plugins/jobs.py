# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs for tests that need no service: made by hand, or by hypothesis."""

from __future__ import annotations

import typing as t
from datetime import datetime, timedelta, timezone

from hypothesis import strategies

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._jobs.job import FINISHED, STATUSES, Job, no_counts

NOW = datetime(2026, 11, 22, 12, 0, 0, tzinfo=timezone.utc)


def ago(**span: float) -> str:
    """A time before C(NOW), as jobs tell it."""
    return (NOW - timedelta(**span)).strftime("%Y-%m-%dT%H:%M:%SZ")


def make(status: str = "succeeded", **told: t.Any) -> Job:
    """A job with a status, and with what is told of it."""
    over = status in FINISHED
    job: dict[str, t.Any] = {
        "id": "job-1",
        "product": "google",
        "status": status,
        "status_raw": status.title(),
        "finished": over,
        "ok": status == "succeeded",
        "job_type": "backup",
        "job_type_raw": 1,
        "job_type_name": "backup",
        "service": "gmail",
        "service_raw": 1,
        "started_at": ago(hours=2),
        "finished_at": ago(hours=1) if over else None,
        "duration_seconds": 3600.0 if over else None,
        "counts": no_counts(),
        "counts_by_unit": {},
        "size_bytes": None,
        "progress_percent": None,
        "organization_id": None,
        "organization_name": None,
        "operator": None,
        "message": None,
        "errors": [],
        "subject": "google gmail",
    }
    return t.cast("Job", {**job, **told})


def _moments() -> strategies.SearchStrategy[str | None]:
    # Few, so that some are the same; some ahead of the clock.
    return strategies.none() | strategies.integers(-2, 50).map(lambda hours: ago(hours=hours))


def jobs() -> strategies.SearchStrategy[Job]:
    """Any job, of few subjects."""
    return strategies.builds(
        make,
        strategies.sampled_from(STATUSES),
        id=strategies.integers(1, 99).map(lambda number: f"job-{number}"),
        product=strategies.sampled_from(["google", "dynamics365"]),
        service=strategies.sampled_from([None, "gmail", "drive"]),
        job_type=strategies.sampled_from([None, "backup", "restore"]),
        organization_id=strategies.sampled_from([None, "org-1", "org-2"]),
        started_at=_moments(),
        finished_at=_moments(),
        counts=strategies.builds(
            lambda failed: {**no_counts(), "failed": failed}, strategies.none() | strategies.integers(0, 99)
        ),
    )
