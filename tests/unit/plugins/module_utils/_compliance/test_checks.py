# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The checks of a policy: those that the gate has too are the same functions; percentages are exact."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance import checks
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance.policies import Policy
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._gate import checks as gate_checks
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._policy import job_checks, object_checks
from unit.plugins.module_utils._compliance.compliance_jobs import DAY, HOUR, check, job, period, row, text

SHARED = (
    *("min_success_rate", "max_failed_jobs", "max_failed_ratio", "max_duration"),
    *("min_objects", "max_object_drop"),
)
# One value of each requirement, for policies that have all of them.
LIMITS: dict[str, t.Any] = {
    "rpo": "24h",
    "schedule": {"every": "24h"},
    "min_success_rate": 90,
    "max_failed_jobs": 0,
    "max_failed_ratio": 0.1,
    "max_consecutive_failures": 1,
    "max_duration": "2h",
    "min_objects": 10,
    "max_object_drop": 50,
    "restore_test_every": "24h",
}


def test_there_is_a_check_of_each_requirement() -> None:
    assert set(checks.CHECKS) == set(Policy.requirements()) == set(LIMITS)


@pytest.mark.parametrize("name", SHARED)
def test_a_check_that_the_gate_has_too_is_the_same_function(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shared = gate_checks.CHECKS[name]
    assert shared in (getattr(job_checks, name, None), getattr(object_checks, name, None))
    (wrapped,) = [each.cell_contents for each in checks.CHECKS[name].__closure__ or ()]
    assert wrapped is shared


def test_every_check_is_in_the_row_in_one_order() -> None:
    jobs = [job(f"job {hour}", hour * HOUR, hour * HOUR) for hour in range(24)]
    found = row(jobs, LIMITS, period(DAY))
    assert [each["check"] for each in found["checks"]] == list(checks.CHECKS)
    assert [each["check"] for each in found["checks"] if not each["passed"]] == ["restore_test_every"]
    assert found["reasons"] == [
        f"restore_test_every: expected a successful restore in the last 24h, at any moment, found none at {text(0)}"
    ]


@pytest.mark.parametrize(
    ("statuses", "most"),
    [
        ("sfffsfs", 3),
        ("fffsfsf", 3),
        ("sfsfsfff", 3),
        ("sfssfs", 1),
        ("ssss", 0),
        # What is skipped or still runs neither breaks a row nor belongs to it; a stopped job is a failure.
        ("sf-fs", 2),
        ("sf.fs", 2),
        ("sfxs", 2),
        ("swws", 2),
    ],
)
def test_failures_in_a_row_anywhere_in_the_period(statuses: str, most: int) -> None:
    words = {"s": "succeeded", "f": "failed", "-": "skipped", ".": "running", "x": "stopped", "w": "warning"}
    jobs = [
        job(f"job {number}", number * HOUR, None if letter == "." else number * HOUR + 60, words[letter])
        for number, letter in enumerate(statuses)
    ]
    for limit in (most, most - 1):
        if limit < 0:
            continue
        found = check(row(jobs, {"max_consecutive_failures": limit}, period(DAY)), "max_consecutive_failures")
        assert (found["actual"], found["passed"]) == (str(most), limit == most)
        assert len(found["job_ids"]) == most


def within(compliant: int, judged: int, least: float) -> dict[str, t.Any]:
    """Return the row of a subject that is compliant for so many of its judged seconds."""
    # The objective is met up to the end of what one success protects.
    return row([job("one", 0, 0)], {"rpo": f"{compliant}s", "min_compliant_time": least}, period(judged))


@pytest.mark.parametrize(
    ("compliant", "judged", "least"),
    # The products of the last ones are above, or below, the exact ones.
    [(999, 1000, 99.9), (5, 10, 50), (33, 375, 8.8), (333, 1000, 33.3), (7, 100, 7), (57, 100, 57), (29, 100, 29)],
)
def test_exactly_the_percentage_is_enough(compliant: int, judged: int, least: float) -> None:
    assert check(within(compliant, judged, least), "rpo")["passed"]
    if compliant > 1:
        assert not check(within(compliant - 1, judged, least), "rpo")["passed"]


@pytest.mark.parametrize("least", [99.9, 33.3, 8.8, 12.34, 0, 100])
def test_the_percentage_is_that_which_was_written(least: float) -> None:
    exact = round(least * 100)
    assert check(within(exact or 1, 10_000, least), "rpo")["passed"]
    if exact > 1:
        assert not check(within(exact - 1, 10_000, least), "rpo")["passed"]


def test_almost_all_of_the_time_is_not_all_of_it() -> None:
    year = 365 * DAY
    almost = within(year - 1, year, 100)
    assert (almost["compliant_time_percent"], almost["status"]) == (99.9999, "non_compliant")
    text_of_it = check(almost, "rpo")["actual"]
    assert text_of_it.startswith("99.99")
    assert not text_of_it.startswith("100 %")
    assert [breach["seconds"] for breach in almost["breaches"]] == [1]


def test_a_percentage_below_100_tolerates_breaches() -> None:
    found = within(9, 10, 90)
    assert (found["status"], len(found["breaches"]), found["compliant_time_percent"]) == ("compliant", 1, 90.0)
    assert check(found, "rpo")["expected"] == "an exposure of at most 9s in 90 % of the time"


def test_an_empty_success_fails_where_it_was_asked_for() -> None:
    jobs = [job("full", HOUR, HOUR, objects=(0, 100)), job("empty", 2 * HOUR, 2 * HOUR, objects=(0, 0))]
    found = row(jobs, {"rpo": "24h", "min_objects": 1}, period(DAY))
    assert check(found, "min_objects")["job_ids"] == ["empty"]
    silent = [job("silent", HOUR, HOUR, objects=None)]
    assert not check(row(silent, {"min_objects": 1}, period(DAY)), "min_objects")["passed"]
    assert check(row(silent, {"min_objects": 1, "on_no_jobs": "allow"}, period(DAY)), "min_objects")["passed"]


@pytest.mark.parametrize(("keys", "length"), [({}, 12 * HOUR), ({"max_missed": 5}, 3 * DAY)])
def test_a_schedule_without_any_run_is_not_met(keys: dict[str, t.Any], length: int) -> None:
    """A period that is too short to miss a run, or a limit that allows all to be missed, shows nothing."""
    policy = {"schedule": {"every": "24h"}, **keys}
    found = row([], policy, period(length))
    assert found["status"] == "non_compliant"
    assert check(found, "schedule")["actual"].endswith("which on_no_jobs denies")
    assert row([], {**policy, "on_no_jobs": "allow"}, period(length))["status"] == "compliant"
    run = [job("b", HOUR, 2 * HOUR)]
    # One run shows something only if one was expected.
    assert row(run, policy, period(length))["status"] == ("compliant" if keys else "non_compliant")


def test_a_success_that_ends_before_it_starts_proves_nothing() -> None:
    """It would be available before it exists."""
    found = row([job("b", 12 * HOUR, -10 * DAY)], {"rpo": "24h"}, period(DAY))
    assert found["compliant_time_percent"] == 0
    assert found["longest_exposure_seconds"] is None
