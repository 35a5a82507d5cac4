# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The job and the summary: what follows from a status and from times, and the figures of many jobs."""

from __future__ import annotations

import typing as t
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._jobs import job as jobs
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._jobs.summary import summarize

START = datetime(2026, 11, 21, 8, tzinfo=timezone.utc)
END = START + timedelta(minutes=5, milliseconds=500)


@pytest.mark.parametrize(
    ("status", "finished", "ok"),
    [
        ("pending", False, False),
        ("running", False, False),
        ("succeeded", True, True),
        ("warning", True, False),
        ("failed", True, False),
        ("skipped", True, False),
        ("stopped", True, False),
        ("paused", False, False),
        ("unknown", False, False),
    ],
)
def test_finished_and_ok_follow_from_the_status_alone(status: str, finished: bool, ok: bool) -> None:
    clock = jobs.clock(status, START, END, None)
    assert (clock["finished"], clock["ok"]) == (finished, ok)
    assert clock["started_at"] == "2026-11-21T08:00:00Z"
    over = finished or status == "unknown"
    assert clock["finished_at"] == ("2026-11-21T08:05:00Z" if over else None)
    assert clock["duration_seconds"] == (300.5 if over else None)


def test_the_statuses_are_those_of_the_interface() -> None:
    words = "pending running succeeded warning failed skipped stopped paused unknown"
    assert list(jobs.STATUSES) == words.split()


@pytest.mark.parametrize(
    ("started", "finished", "told", "seconds"),
    [
        (START, END, 7.0, 300.5),
        (START, None, 7.0, 7.0),
        (None, END, 7.0, 7.0),
        (END, START, 7.0, 7.0),
        (START, START, 7.0, 0.0),
        (START, None, None, None),
    ],
)
def test_a_duration_is_measured_where_both_ends_are_known(
    started: datetime | None, finished: datetime | None, told: float | None, seconds: float | None
) -> None:
    assert jobs.duration(started, finished, told) == seconds


def test_units_of_which_nothing_is_told_are_left_out() -> None:
    records = jobs.Counts(total=0, successful=None, failed=None, skipped=None, warning=None)
    counts, by_unit = jobs.tell_counts({"records": records, "objects": jobs.no_counts()}, "records")
    assert (counts, by_unit) == (records, {"records": records})
    counts, by_unit = jobs.tell_counts({"records": records}, "objects")
    assert (counts, by_unit) == (jobs.no_counts(), {"records": records})


def test_what_has_not_started_is_the_newest() -> None:
    starts = ["2026-01-02", None, "2026-01-03", None]
    rows: list[t.Any] = [{"id": "j", "ok": False, "started_at": start, "finished_at": None} for start in starts]
    ordered = sorted(rows, key=jobs.recency, reverse=True)
    assert [row["started_at"] for row in ordered] == [None, None, "2026-01-03", "2026-01-02"]


def job(status: str, **own: t.Any) -> t.Any:
    """A job with as much as a summary looks at."""
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


def test_the_last_success_without_an_end_is_told_by_its_start() -> None:
    assert summarize([job("succeeded")])["last_success_at"] == "2026-11-21T08:00:00Z"
    assert summarize([job("warning", finished_at="2026-11-21T09:00:00Z")])["last_success_at"] is None


@given(st.lists(st.sampled_from(jobs.STATUSES)))
def test_every_job_is_counted_once_in_every_table(statuses: list[str]) -> None:
    found = summarize([job(status) for status in statuses])
    for table in ("by_status", "by_product", "by_service", "by_job_type"):
        assert sum(found[table].values()) == found["total"] == len(statuses)  # type: ignore[literal-required]  # the keys come from the parameters
    rate = found["success_rate"]
    assert rate is None or 0 <= rate <= 100
    assert (rate == 100) == (found["finished"] > 0 and found["finished"] == statuses.count("succeeded"))
