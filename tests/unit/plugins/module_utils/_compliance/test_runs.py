# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The runs of a period: what is one, and what it is counted as."""

from __future__ import annotations

import pytest

from unit.plugins.module_utils._compliance.compliance_jobs import DAY, HOUR, exclusion, job, period, row

ANY = {"max_failed_jobs": 9, "on_no_jobs": "allow", "on_unknown": "allow"}
NONE = dict.fromkeys(("expected", "started", "succeeded", "warning", "failed", "missed", "running"), 0)


@pytest.mark.parametrize(
    ("status", "word"),
    [
        ("succeeded", "succeeded"),
        ("warning", "warning"),
        ("failed", "failed"),
        ("stopped", "failed"),
        ("running", "running"),
        ("paused", "running"),
        ("skipped", None),
        ("pending", None),
        ("unknown", None),
    ],
)
def test_what_a_job_is_counted_as(status: str, word: str | None) -> None:
    over = status not in ("running", "paused", "pending")
    found = row([job("one", HOUR, 2 * HOUR if over else None, status)], ANY, period(DAY))["runs"]
    assert found == ({**NONE, "started": 1, word: 1} if word else NONE)


def test_a_warning_is_a_warning_whether_it_counts_as_a_success_or_not() -> None:
    for decision in ("allow", "deny"):
        found = row([job("one", HOUR, HOUR, "warning")], {**ANY, "on_warning": decision}, period(DAY))
        assert (found["runs"]["warning"], found["runs"]["failed"]) == (1, 0)


@pytest.mark.parametrize(
    ("start", "counted"),
    [(0, 1), (-1, 0), (DAY - 1, 1), (DAY, 0), (None, 0)],
    ids=["since", "before", "end", "until", "unknown"],
)
def test_a_run_started_in_the_period(start: int | None, counted: int) -> None:
    jobs = [job("one", start, 2 * DAY)]
    assert row(jobs, ANY, period(DAY, judged=3 * DAY))["runs"]["started"] == counted
    # One that starts when the period is judged, or later, is none of it.
    assert row(jobs, ANY, period(9 * DAY, judged=DAY))["runs"]["started"] == counted


def test_a_run_that_started_inside_an_exclusion_does_not_count() -> None:
    jobs = [job("one", HOUR, 3 * HOUR), job("two", 2 * HOUR, 3 * HOUR), job("three", 3 * HOUR, 3 * HOUR)]
    found = row(jobs, ANY, period(DAY), [exclusion(2 * HOUR, 3 * HOUR)])
    assert found["runs"]["started"] == 2
