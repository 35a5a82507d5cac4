# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The summary of jobs: how many of each kind, the success rate, the last success."""

from __future__ import annotations

import typing as t

from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._jobs import job as jobs
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._jobs.summary import summarize


def job(status: str, **own: t.Any) -> t.Any:
    """Return a job with the keys that a summary uses."""
    return {
        "status": status,
        "product": "m365",
        "service": "teams",
        "job_type": "backup",
        "finished": status in ("succeeded", "warning", "failed", "skipped", "stopped"),
        "ok": status == "succeeded",
        "started_at": "2026-11-21T08:00:00Z",
        "finished_at": None,
        "counts": jobs.no_counts(),
        **own,
    }


def test_the_summary_of_no_jobs() -> None:
    assert summarize([]) == {
        "total": 0,
        "by_status": {},
        "by_product": {},
        "by_service": {},
        "by_job_type": {},
        "finished": 0,
        "success_rate": None,
        "failed_objects": 0,
        "last_success_at": None,
        "oldest_started_at": None,
        "newest_started_at": None,
    }


def test_the_summary_of_some_jobs() -> None:
    counts = {**jobs.no_counts(), "failed": 7}
    found = summarize(
        [
            job("succeeded", finished_at="2026-11-21T09:00:00Z"),
            job("succeeded", finished_at="2026-11-21T10:00:00Z", product="google", service=None),
            job("failed", finished_at="2026-11-21T12:00:00Z", counts=counts, started_at="2026-11-20T08:00:00Z"),
            job("running", job_type=None, started_at="2026-11-22T08:00:00Z"),
            job("unknown", started_at=None, counts=counts),
        ]
    )
    assert found == {
        "total": 5,
        "by_status": {"succeeded": 2, "failed": 1, "running": 1, "unknown": 1},
        "by_product": {"m365": 4, "google": 1},
        "by_service": {"teams": 4, "unknown": 1},
        "by_job_type": {"backup": 4, "unknown": 1},
        "finished": 3,
        "success_rate": 66.66,
        "failed_objects": 14,
        "last_success_at": "2026-11-21T10:00:00Z",
        "oldest_started_at": "2026-11-20T08:00:00Z",
        "newest_started_at": "2026-11-22T08:00:00Z",
    }


def test_a_success_rate_is_never_rounded_up_to_all() -> None:
    assert summarize([job("failed"), *[job("succeeded")] * 99_999])["success_rate"] == 99.99
    assert summarize([job("succeeded")])["success_rate"] == 100.0
    assert summarize([job("failed")])["success_rate"] == 0.0
    assert summarize([job("running")])["success_rate"] is None


def test_the_last_success_without_an_end_has_its_start() -> None:
    assert summarize([job("succeeded")])["last_success_at"] == "2026-11-21T08:00:00Z"
    assert summarize([job("warning", finished_at="2026-11-21T09:00:00Z")])["last_success_at"] is None


@given(st.lists(st.sampled_from(jobs.STATUSES)))
def test_every_job_is_counted_once_in_every_mapping(statuses: list[str]) -> None:
    found = summarize([job(status) for status in statuses])
    for table in ("by_status", "by_product", "by_service", "by_job_type"):
        assert sum(found[table].values()) == found["total"] == len(statuses)  # type: ignore[literal-required]  # the keys come from the parameters
    rate = found["success_rate"]
    assert rate is None or 0 <= rate <= 100
    assert (rate == 100) == (found["finished"] > 0 and found["finished"] == statuses.count("succeeded"))
