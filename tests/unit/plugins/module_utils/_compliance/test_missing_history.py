# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a history is missing, and what of a period is unknown then: what a lost success could still have protected."""

from __future__ import annotations

import typing as t
from datetime import timedelta

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance.missing_history import is_missing
from unit.plugins.module_utils._compliance.compliance_jobs import (
    DAY,
    HOUR,
    at,
    check,
    exclusion,
    job,
    period,
    restore,
    row,
    text,
)

RPO = {"rpo": "24h"}
OVER = period(20 * DAY)
# The first job of the service, on the tenth day.
FIRST = 9 * DAY


def daily(first: float, last: int) -> list[t.Any]:
    """Return a backup of an hour each day."""
    days = [first + day for day in range(int(last - first))]
    return [job(f"day {day}", int(day * DAY), int(day * DAY) + HOUR) for day in days]


@pytest.mark.parametrize(
    ("first", "look_back", "missing"),
    [
        (7 * DAY, 0, False),
        (7 * DAY + 1, 0, True),
        (6 * DAY, 1, False),
        (6 * DAY + 1, 1, True),
        (-83 * DAY, 90, False),
        (-83 * DAY + 1, 90, True),
    ],
)
def test_the_first_job_may_start_a_week_after_what_is_needed(first: int, look_back: int, missing: bool) -> None:
    assert is_missing(at(first), OVER, timedelta(days=look_back)) == missing


def test_the_first_job_has_to_start_before_the_end_of_a_short_period() -> None:
    short = period(3 * DAY)
    assert [is_missing(at(first), short, timedelta(0)) for first in (3 * DAY - 1, 3 * DAY)] == [False, True]


def test_the_time_until_the_first_success_is_unknown_and_no_breach() -> None:
    """A success from before the history may have protected it."""
    found = row(daily(9, 20), {"rpo": "26h"}, OVER, known_since=FIRST)
    assert (found["status"], found["unknown_seconds"]) == ("unknown", FIRST + HOUR)
    assert (found["compliant_time_percent"], found["breaches"]) == (100.0, [])
    assert found["judged_seconds"] == 20 * DAY - FIRST - HOUR
    assert found["known_since"] == text(FIRST)


def test_after_the_objective_it_is_a_breach() -> None:
    """Nothing from before the history can protect that long."""
    failed = job("first", FIRST, FIRST + HOUR, "failed")
    found = row([failed, *daily(11, 20)], {"rpo": "26h"}, OVER, known_since=FIRST)
    assert (found["status"], found["unknown_seconds"]) == ("non_compliant", FIRST + 26 * HOUR)
    (breach,) = found["breaches"]
    assert (breach["from"], breach["until"]) == (text(FIRST + 26 * HOUR), text(11 * DAY + HOUR))
    assert (breach["last_success"], breach["next_success"]) == (None, "day 11")
    assert check(found, "rpo")["passed"] is False


def test_where_all_is_unknown_there_is_no_check() -> None:
    jobs = [job("first", FIRST, FIRST + HOUR, "running"), restore("restore", FIRST, FIRST + HOUR, "failed")]
    found = row(jobs, {"rpo": "30d", "restore_test_every": "90d"}, OVER, known_since=FIRST)
    assert (found["status"], found["checks"], found["breaches"]) == ("unknown", [], [])
    assert (found["unknown_seconds"], found["judged_seconds"], found["compliant_time_percent"]) == (20 * DAY, 0, None)


def test_a_history_that_begins_before_the_period_can_be_too_short_for_a_requirement() -> None:
    failed = job("first", -DAY, -DAY, "failed")
    jobs = [failed, *daily(1, 20)]
    # A lost success can protect until nine days after the beginning of the history.
    found = row(jobs, {"rpo": "10d"}, OVER, known_since=-DAY)
    assert (found["status"], found["unknown_seconds"], found["breaches"]) == ("unknown", DAY + HOUR, [])
    assert found["known_since"] == text(-DAY)
    # For a shorter objective, the history is long enough.
    short = row(jobs, {"rpo": "26h"}, OVER, known_since=-DAY)
    assert (short["status"], short["unknown_seconds"], short["known_since"]) == ("non_compliant", 0, text(0))


def test_a_requirement_that_looks_back_further_changes_nothing_for_another() -> None:
    jobs = [job("first", -DAY, -DAY, "failed"), *daily(1, 20)]
    alone = row(jobs, {"rpo": "26h"}, OVER, known_since=-DAY)
    both = row(jobs, {"rpo": "26h", "restore_test_every": "90d"}, OVER, known_since=-DAY)
    assert both["unknown_seconds"] == 20 * DAY
    for key in ("breaches", "compliant_time_percent", "judged_seconds"):
        assert both[key] == alone[key]
    assert [each["check"] for each in both["checks"]] == ["rpo"]


@pytest.mark.parametrize(("ended", "unknown"), [(None, 20 * DAY), (3 * DAY, 3 * DAY), (-5 * DAY, 0)])
def test_a_restore_test_from_before_the_history_may_be_recent_enough(ended: int | None, unknown: int) -> None:
    first = -10 * DAY
    jobs = [job("first", first, first), *([] if ended is None else [restore("restore", ended - HOUR, ended)])]
    found = row(jobs, {"restore_test_every": "60d"}, OVER, known_since=first)
    assert found["unknown_seconds"] == unknown
    assert found["status"] == ("unknown" if unknown else "compliant")


def test_a_restore_test_is_missing_once_none_from_before_the_history_can_be_recent_enough() -> None:
    first = -10 * DAY
    found = row([job("first", first, first)], {"restore_test_every": "20d"}, OVER, known_since=first)
    assert (found["status"], found["unknown_seconds"]) == ("non_compliant", 10 * DAY)
    assert check(found, "restore_test_every")["actual"] == f"none at {text(10 * DAY)}"


def test_excluded_time_is_not_unknown() -> None:
    jobs = daily(9, 20)
    found = row(jobs, {"rpo": "26h"}, OVER, [exclusion(-DAY, FIRST + HOUR)], FIRST)
    assert (found["status"], found["unknown_seconds"]) == ("compliant", 0)
    assert row(jobs, {"rpo": "26h"}, OVER, [exclusion(-DAY, FIRST)], FIRST)["unknown_seconds"] == HOUR
