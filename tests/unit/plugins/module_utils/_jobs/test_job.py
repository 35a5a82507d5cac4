# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A job: what follows from its status and its times, and its subject as text."""

from __future__ import annotations

import typing as t
from datetime import datetime, timedelta, timezone

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._jobs import job as jobs

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
def test_finished_and_ok_follow_from_the_status(status: str, finished: bool, ok: bool) -> None:
    clock = jobs.state_and_times(status, START, END, None)
    assert (clock["finished"], clock["ok"]) == (finished, ok)
    assert clock["started_at"] == "2026-11-21T08:00:00Z"
    over = finished or status == "unknown"
    assert clock["finished_at"] == ("2026-11-21T08:05:00Z" if over else None)
    assert clock["duration_seconds"] == (300.5 if over else None)


def test_the_statuses_are_the_documented_ones() -> None:
    words = "pending running succeeded warning failed skipped stopped paused unknown"
    assert list(jobs.STATUSES) == words.split()


@pytest.mark.parametrize(
    ("started", "finished", "reported", "seconds"),
    [
        (START, END, 7.0, 300.5),
        (START, None, 7.0, 7.0),
        (None, END, 7.0, 7.0),
        (END, START, 7.0, 7.0),
        (START, START, 7.0, 0.0),
        (START, None, None, None),
    ],
)
def test_a_duration_is_computed_if_both_times_are_known(
    started: datetime | None, finished: datetime | None, reported: float | None, seconds: float | None
) -> None:
    assert jobs.duration(started, finished, reported) == seconds


def test_units_that_are_not_reported_are_left_out() -> None:
    records = jobs.Counts(total=0, successful=None, failed=None, skipped=None, warning=None)
    counts, by_unit = jobs.merge_units({"records": records, "objects": jobs.no_counts()}, "records")
    assert (counts, by_unit) == (records, {"records": records})
    counts, by_unit = jobs.merge_units({"records": records}, "objects")
    assert (counts, by_unit) == (jobs.no_counts(), {"records": records})


def test_a_job_that_has_not_started_is_the_newest() -> None:
    starts = ["2026-01-02", None, "2026-01-03", None]
    rows: list[t.Any] = [{"id": "j", "ok": False, "started_at": start, "finished_at": None} for start in starts]
    ordered = sorted(rows, key=jobs.recency, reverse=True)
    assert [row["started_at"] for row in ordered] == [None, None, "2026-01-03", "2026-01-02"]


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (("m365", "exchange_online", None), "m365 exchange_online"),
        (("m365", None, None), "m365"),
        (("dynamics365", "customer_engagement", "org-1"), "dynamics365 customer_engagement org-1"),
        (("salesforce", None, "00D5g000008XyZaEAK"), "salesforce 00D5g000008XyZaEAK"),
        (("salesforce", None, "\x1b[31morg\n1"), "salesforce [31morg 1"),
    ],
)
def test_the_text_of_a_subject(parts: tuple[str, str | None, str | None], text: str) -> None:
    assert jobs.subject_text(*parts) == text
