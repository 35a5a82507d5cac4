# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Schedules by hand: pieces and times, days on which clocks change, exclusions, and what is not over yet."""

from __future__ import annotations

import typing as t
from datetime import datetime, timedelta, timezone

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils import times
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance import period as periods
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance.period import Period
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance.schedule import run_of
from unit.plugins.module_utils._compliance.compliance_jobs import (
    DAY,
    HOUR,
    check,
    exclusion,
    facts,
    job,
    period,
    row,
    text,
)

UTC = timezone.utc
EVERY = {"schedule": {"every": "24h"}}


def daily(at: t.Any = "22:00", **keys: t.Any) -> dict[str, t.Any]:
    return {"schedule": {"at": at, **keys}}


def local_days(first: datetime, last: datetime, zone: str = "Europe/Berlin") -> Period:
    """Return the period between two local times of a zone."""
    found = periods.find_zone(zone)
    since, until = (times.in_zone(local, found) for local in (first, last))
    return Period(since, until, until + timedelta(days=1), found, zone)


def expected(policy: dict[str, t.Any], over: Period, exclusions: t.Sequence[dict[str, t.Any]] = ()) -> list[str]:
    """Return the expected runs, which are all missed without a job."""
    found = row([], policy, over, exclusions)
    assert found["runs"]["expected"] == len(found["missed"])
    return t.cast("list[str]", found["missed"])


def test_each_piece_from_since_needs_a_run_that_starts_in_it() -> None:
    over = period(3 * DAY + 12 * HOUR + 5, since=12 * HOUR)
    starts = [12 * HOUR, 3 * DAY + 12 * HOUR - 1]
    found = row([job(f"job {start}", start, start + HOUR) for start in starts], EVERY, over)
    assert found["missed"] == [text(DAY + 12 * HOUR)]
    # The end of a piece belongs to the next one; the piece that is not over is not expected.
    found = row([job("one", DAY + 12 * HOUR, DAY + 13 * HOUR)], EVERY, over)
    assert found["missed"] == [text(12 * HOUR), text(2 * DAY + 12 * HOUR)]
    assert found["runs"]["expected"] == 3


@pytest.mark.parametrize("until", [2 * DAY, 9 * DAY])
def test_pieces_that_are_not_over_at_the_moment_of_judging_are_not_counted(until: int) -> None:
    assert expected(EVERY, period(until, judged=2 * DAY)) == [text(0), text(DAY)]
    assert expected(EVERY, period(until, judged=2 * DAY - 1)) == [text(0)]
    assert expected(EVERY, period(until, judged=HOUR)) == []


def test_pieces_that_touch_an_exclusion_are_not_expected() -> None:
    over = period(4 * DAY)
    assert expected(EVERY, over, [exclusion(DAY, 2 * DAY)]) == [text(0), text(2 * DAY), text(3 * DAY)]
    assert expected(EVERY, over, [exclusion(DAY - 1, 2 * DAY + 1)]) == [text(3 * DAY)]
    # Those of other subjects do not matter.
    assert len(expected(EVERY, over, [exclusion(0, DAY, product="google")])) == 4


def test_pieces_that_touch_unknown_time_are_not_expected() -> None:
    known = job("first", 9 * DAY, 9 * DAY)
    found = row([known], EVERY, period(12 * DAY), known_since=9 * DAY)
    assert found["missed"] == [text(10 * DAY), text(11 * DAY)]
    assert row([known], EVERY, period(12 * DAY), known_since=9 * DAY + 1)["runs"]["expected"] == 2
    at = row([known], daily("00:00", grace="12h"), period(12 * DAY), known_since=9 * DAY)
    assert at["missed"] == [text(10 * DAY), text(11 * DAY)]


def test_a_run_has_to_start_within_the_grace() -> None:
    due = 22 * HOUR
    for start, missed in ((due, 0), (due + HOUR - 1, 0), (due + HOUR, 1), (due - 1, 1)):
        found = row([job("one", start, start + DAY)], daily(), period(DAY))
        assert found["runs"]["missed"] == missed, start
    assert row([job("one", due + 2 * HOUR, None)], daily(grace="3h"), period(DAY + 26 * HOUR))["missed"] == [
        text(DAY + due)
    ]


def test_graces_that_are_not_over_are_not_counted() -> None:
    assert expected(daily(), period(23 * HOUR)) == [text(22 * HOUR)]
    assert expected(daily(), period(23 * HOUR - 1)) == []
    assert expected(daily(), period(9 * DAY, judged=23 * HOUR - 1)) == []


def test_times_inside_an_exclusion_are_not_expected() -> None:
    due = 22 * HOUR
    over = period(DAY)
    assert expected(daily(), over, [exclusion(due, due + 1)]) == []
    assert expected(daily(), over, [exclusion(due - HOUR, due)]) == [text(due)]
    # Only the time itself, not its grace.
    assert expected(daily(), over, [exclusion(due + 1, due + HOUR)]) == [text(due)]


def test_a_run_inside_an_exclusion_did_start_when_it_was_expected() -> None:
    due = 22 * HOUR
    excluded = [exclusion(due + 60, due + HOUR)]
    found = row([job("late", due + 120, due + 180)], daily(), period(DAY), excluded)
    assert found["missed"] == []
    # It does not count as a run.
    assert (found["runs"]["expected"], found["runs"]["started"]) == (1, 0)


def test_only_the_named_days_of_the_week() -> None:
    over = local_days(datetime(2026, 11, 2), datetime(2026, 11, 16), "UTC")
    assert expected(daily(days=["Mon", "sun"]), over) == [
        "2026-11-02T22:00:00Z",
        "2026-11-08T22:00:00Z",
        "2026-11-09T22:00:00Z",
        "2026-11-15T22:00:00Z",
    ]
    assert expected(daily(days="sat"), over) == ["2026-11-07T22:00:00Z", "2026-11-14T22:00:00Z"]


def test_several_times_of_a_day_in_any_order_and_each_once() -> None:
    found = expected(daily(["22:00", "06:30:15", "22:00", "22:00:00"]), period(DAY))
    assert found == ["2026-11-02T06:30:15Z", "2026-11-02T22:00:00Z"]


def test_the_days_of_the_week_are_those_of_the_zone() -> None:
    # 00:30 of a Monday in Berlin is Sunday in UTC.
    over = local_days(datetime(2026, 11, 2), datetime(2026, 11, 3))
    assert expected(daily("00:30", days="mon"), over) == ["2026-11-01T23:30:00Z"]
    assert expected(daily("00:30", days="sun"), over) == []


@pytest.mark.parametrize(
    ("day", "at", "moments"),
    [
        # 23 hours: 02:30 does not exist, and takes the offset before the change, so that it is 03:30.
        (29, ["01:30", "02:30", "22:00"], ["2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z", "2026-03-29T20:00:00Z"]),
        # The same moment twice is one.
        (29, ["02:30", "03:30"], ["2026-03-29T01:30:00Z"]),
        (29, ["02:00"], ["2026-03-29T01:00:00Z"]),
    ],
)
def test_a_day_with_23_hours(day: int, at: list[str], moments: list[str]) -> None:
    assert expected(daily(at), local_days(datetime(2026, 3, day), datetime(2026, 3, day + 1))) == moments


def test_a_day_with_25_hours() -> None:
    over = local_days(datetime(2026, 10, 25), datetime(2026, 10, 26))
    # 02:30 occurs twice, and is its first occurrence.
    assert expected(daily(["02:30", "03:00", "22:00"]), over) == [
        "2026-10-25T00:30:00Z",
        "2026-10-25T02:00:00Z",
        "2026-10-25T21:00:00Z",
    ]
    # Pieces are exact durations.
    assert expected({"schedule": {"every": "25h"}}, over) == ["2026-10-24T22:00:00Z"]
    assert len(expected({"schedule": {"every": "1h"}}, over)) == 25


def test_the_second_occurrence_is_late() -> None:
    over = local_days(datetime(2026, 10, 25), datetime(2026, 10, 26))
    late = {"started_at": "2026-10-25T01:30:00Z", "finished_at": "2026-10-25T01:40:00Z"}
    found = row([job("one", 0, 0, **late)], daily("02:30"), over)
    assert found["missed"] == ["2026-10-25T00:30:00Z"]
    assert row([job("one", 0, 0, **late)], daily("02:30", grace="61m"), over)["missed"] == []


def test_a_time_of_the_day_before_that_does_not_exist_may_be_one_of_the_first_day() -> None:
    # In Nuuk the last hour of a Saturday is skipped, so that 23:30 is 00:30 of the Sunday.
    over = local_days(datetime(2026, 3, 29), datetime(2026, 3, 29, 12), "America/Nuuk")
    assert expected(daily("23:30"), over) == ["2026-03-29T01:30:00Z"]


def test_max_missed() -> None:
    jobs = [job("one", HOUR, HOUR), job("two", 2 * DAY, 2 * DAY)]
    allowed = row(jobs, {**EVERY, "max_missed": 1}, period(3 * DAY))
    assert (allowed["status"], allowed["missed"]) == ("compliant", [text(DAY)])
    assert check(allowed, "schedule")["expected"] == "at most 1 of 3 expected runs missed"
    strict = row(jobs, EVERY, period(3 * DAY))
    assert strict["status"] == "non_compliant"
    assert strict["reasons"] == [
        f"schedule: expected at most 0 of 3 expected runs missed, found 1 missed, the first at {text(DAY)}"
    ]


@pytest.mark.parametrize("status", ["skipped", "unknown", "pending"])
def test_a_job_that_did_not_run_is_no_run(status: str) -> None:
    found = row([job("one", HOUR, None, status)], {**EVERY, "on_unknown": "allow"}, period(DAY))
    assert (found["runs"]["started"], found["runs"]["missed"]) == (0, 1)


@pytest.mark.parametrize("status", ["succeeded", "warning", "failed", "stopped", "running", "paused"])
def test_a_run_that_started_is_not_missed_whatever_became_of_it(status: str) -> None:
    end = None if status in ("running", "paused") else HOUR
    found = row([job("one", HOUR, end, status)], EVERY, period(DAY))
    assert (found["runs"]["started"], found["runs"]["missed"]) == (1, 0)


def test_a_job_that_may_be_another_subjects_is_no_run() -> None:
    # With on_unknown=deny it is judged, but proves nothing.
    found = row([job("one", HOUR, None, "running", job_type=None)], EVERY, period(DAY))
    assert (found["runs"]["started"], found["runs"]["missed"]) == (0, 1)


def test_one_run_may_serve_two_times() -> None:
    found = row([job("one", 22 * HOUR + 1800, 23 * HOUR)], daily(["22:00", "22:30"]), period(DAY))
    assert (found["runs"]["expected"], found["runs"]["missed"]) == (2, 0)


def test_each_expected_run_is_paired_with_the_first_that_started_in_time() -> None:
    jobs = [job("b", HOUR, HOUR), job("a", HOUR, HOUR), job("c", 2 * HOUR, 2 * HOUR)]
    found = facts(jobs, EVERY, period(DAY))
    assert [run.job["id"] for run in found.all_runs.started] == ["a", "b", "c"]
    (expected_run,) = found.expected
    assert run_of(expected_run, found.all_runs.starts) == 0
