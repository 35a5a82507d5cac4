# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Exposure by hand: breaches, what is before and after them, and what proves nothing."""

from __future__ import annotations

import typing as t

import pytest

from unit.plugins.module_utils._compliance.compliance_jobs import DAY, HOUR, check, exclusion, job, period, row, text

RPO = {"rpo": "24h"}


def breach(found: dict[str, t.Any]) -> dict[str, t.Any]:
    (only,) = found["breaches"]
    return t.cast("dict[str, t.Any]", only)


def test_a_success_protects_from_its_end_what_was_there_at_its_start() -> None:
    # It starts an hour before the period, so what it protects is a day old 23 hours into it.
    jobs = [job("first", -HOUR, 2 * HOUR), job("second", 26 * HOUR, 30 * HOUR)]
    found = row(jobs, RPO, period(2 * DAY))
    begin, gap, end = found["breaches"][0], found["breaches"][1], 2 * DAY
    assert (begin["from"], begin["until"], begin["last_success"], begin["next_success"]) == (
        *(text(0), text(2 * HOUR)),
        *(None, "first"),
    )
    assert (gap["from"], gap["until"], gap["seconds"]) == (text(23 * HOUR), text(30 * HOUR), 7 * HOUR)
    assert (gap["last_success"], gap["next_success"]) == ("first", "second")
    assert found["longest_exposure_seconds"] == 31 * HOUR
    assert found["compliant_time_percent"] == 1_000_000 * (end - 9 * HOUR) // end / 10_000
    assert found["status"] == "non_compliant"
    assert check(found, "rpo")["actual"] == f"81.25 %, 2 breaches, the longest of 7h from {text(23 * HOUR)}"


def test_a_job_across_since_protects_from_its_end() -> None:
    found = row([job("across", -HOUR, HOUR)], RPO, period(12 * HOUR))
    assert breach(found)["until"] == text(HOUR)
    # It is a run of the period before.
    assert found["runs"]["started"] == 0


def test_a_success_before_the_period_protects_its_beginning() -> None:
    found = row([job("before", -10 * HOUR, -9 * HOUR)], RPO, period(12 * HOUR))
    assert (found["status"], found["breaches"], found["compliant_time_percent"]) == ("compliant", [], 100.0)


def test_an_exposure_of_exactly_the_objective_is_no_breach() -> None:
    jobs = [job("one", 0, 0), job("two", DAY - 60, DAY)]
    assert row(jobs, RPO, period(2 * DAY - 60))["breaches"] == []
    assert breach(row(jobs, RPO, period(2 * DAY - 59)))["seconds"] == 1


def test_a_breach_that_lasts_has_no_end_and_no_next_success() -> None:
    jobs = [job("one", 0, 0), job("late", 2 * DAY, 2 * DAY)]
    lasting = breach(row(jobs, RPO, period(3 * DAY, judged=30 * HOUR)))
    assert (lasting["until"], lasting["seconds"], lasting["next_success"]) == (None, 6 * HOUR, None)
    # A success that ends at the moment of judging is available after the period.
    now = [*jobs, job("now", 29 * HOUR, 30 * HOUR)]
    assert breach(row(now, RPO, period(30 * HOUR))) == lasting
    # In a period that is over, it is only clipped.
    clipped = breach(row(jobs, RPO, period(30 * HOUR, judged=3 * DAY)))
    # What started after the period is not read, and changes nothing if it is.
    assert (clipped["until"], clipped["seconds"], clipped["next_success"]) == (text(30 * HOUR), 6 * HOUR, None)


def test_a_breach_in_a_past_period_names_the_success_that_started_in_it() -> None:
    jobs = [job("one", 0, 0), job("two", 29 * HOUR, 31 * HOUR)]
    assert breach(row(jobs, RPO, period(30 * HOUR, judged=3 * DAY)))["next_success"] == "two"


@pytest.mark.parametrize(
    "nothing",
    [
        job("none", HOUR, None),
        job("none", None, HOUR),
        job("none", None, None),
        job("none", 3 * DAY, 4 * DAY),
        job("none", HOUR, 4 * DAY),
        job("none", HOUR, 2 * HOUR, "warning"),
        job("none", HOUR, 2 * HOUR, "failed"),
        job("none", HOUR, 2 * HOUR, "unknown"),
        job("none", HOUR, 2 * HOUR, service="exchange_online"),
        job("none", HOUR, 2 * HOUR, job_type="restore"),
        job("none", HOUR, 2 * HOUR, job_type=None),
    ],
    ids=["no end", "no start", "no times", "future", "future end", *"wfuerx"],
)
def test_a_job_that_proves_nothing_protects_nothing(nothing: t.Any) -> None:
    found = row([nothing], {**RPO, "services": ["teams"], "on_unknown": "allow"}, period(2 * DAY))
    assert (found["compliant_time_percent"], found["longest_exposure_seconds"]) == (0.0, None)
    lasting = breach(found)
    assert (lasting["seconds"], lasting["last_success"], lasting["next_success"]) == (2 * DAY, None, None)
    assert found["status"] == "non_compliant"


def test_a_warning_that_counts_as_a_success_protects() -> None:
    found = row([job("one", 0, 0, "warning")], {**RPO, "on_warning": "allow"}, period(12 * HOUR))
    assert found["status"] == "compliant"


def test_of_equal_times_any_is_as_good_and_the_same_is_named() -> None:
    jobs = [job("b", 0, 0), job("a", 0, 0), job("c", 0, 0)]
    for order in (jobs, jobs[::-1]):
        assert breach(row(order, RPO, period(2 * DAY)))["last_success"] == "a"


def test_a_later_end_of_older_data_is_no_improvement() -> None:
    # The long one ends last, but what it protects is older.
    jobs = [job("long", 0, 20 * HOUR), job("short", 10 * HOUR, 11 * HOUR)]
    found = breach(row(jobs, RPO, period(35 * HOUR), [exclusion(0, 11 * HOUR)]))
    assert (found["from"], found["last_success"]) == (text(34 * HOUR), "short")


def test_overlapping_exclusions_count_once() -> None:
    excluded = [exclusion(HOUR, 3 * HOUR), exclusion(2 * HOUR, 4 * HOUR), exclusion(4 * HOUR, 5 * HOUR)]
    found = row([], RPO, period(10 * HOUR), excluded)
    assert (found["judged_seconds"], breach(found)["excluded_seconds"]) == (6 * HOUR, 4 * HOUR)
    assert breach(found)["seconds"] == 10 * HOUR


def test_a_breach_that_is_wholly_excluded_is_none() -> None:
    jobs = [job("one", 0, 0), job("two", 26 * HOUR, 26 * HOUR)]
    found = row(jobs, RPO, period(2 * DAY), [exclusion(DAY, 26 * HOUR)])
    assert (found["breaches"], found["status"], found["compliant_time_percent"]) == ([], "compliant", 100.0)


def test_a_success_inside_an_exclusion_protects_what_follows() -> None:
    found = row([job("inside", HOUR, 2 * HOUR)], RPO, period(12 * HOUR), [exclusion(0, 3 * HOUR)])
    assert (found["status"], found["runs"]["started"]) == ("compliant", 0)
