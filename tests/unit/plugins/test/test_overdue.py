# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The test overdue."""

from __future__ import annotations

import pytest
from ansible.errors import AnsibleTemplateError
from hypothesis import HealthCheck, given, settings, strategies

from ansible_collections.avepoint.cloud_backup.plugins.module_utils import times
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._jobs.job import STATUSES, Job
from ansible_collections.avepoint.cloud_backup.plugins.test.overdue import TestModule as Plugin
from unit.plugins.jobs import NOW, ago, jobs, make
from unit.plugins.test import state_cases

overdue = Plugin().tests()["overdue"]
# The clock is the same for every example.
same_clock = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(times, "utc_now", lambda: NOW)


@pytest.mark.parametrize(
    ("job", "late"),
    [
        (make(finished_at=ago(hours=1)), False),
        (make(started_at=ago(hours=25), finished_at=ago(hours=24)), False),
        # It ended before it started, so one of the two is wrong.
        (make(started_at=ago(hours=1), finished_at=ago(hours=2)), True),
        (make(started_at=ago(hours=30), finished_at=ago(hours=23)), False),
        (make(started_at=ago(hours=30), finished_at=ago(hours=24, seconds=1)), True),
        # Only a start, or only an end.
        (make(started_at=ago(hours=23), finished_at=None), False),
        (make(started_at=ago(hours=25), finished_at=None), True),
        (make(started_at=None, finished_at=ago(hours=23)), False),
        # When is not known.
        (make(started_at=None, finished_at=None), True),
        # The clock is a little off, or wrong.
        (make(finished_at=ago(minutes=-5)), False),
        (make(finished_at=ago(minutes=-5, seconds=-1)), True),
        (make(started_at=ago(hours=-2), finished_at=ago(hours=1)), True),
        (make(started_at=ago(hours=-2), finished_at=None), True),
    ],
)
def test_a_success(job: Job, late: bool) -> None:
    assert overdue(job, "24h") is late
    assert overdue([job], "24h") is late


@pytest.mark.parametrize("status", [status for status in STATUSES if status != "succeeded"])
def test_a_job_that_did_not_succeed_is_overdue(status: str) -> None:
    assert overdue(make(status, finished_at=ago(minutes=1)), "24h") is True


def test_one_success_in_time_is_enough_for_a_list() -> None:
    late = make(started_at=ago(days=4), finished_at=ago(days=3))
    assert overdue([make("failed"), late, make(), make("running")], "24h") is False
    assert overdue([make("failed"), late, make("warning")], "24h") is True


def test_no_jobs_are_overdue() -> None:
    assert overdue([], "9999w") is True


def test_a_limit_that_reaches_before_the_first_date() -> None:
    assert overdue(make(), "3000000d") is False


@same_clock
@given(strategies.lists(jobs()), jobs())
def test_only_a_success_makes_a_list_less_overdue(some: list[Job], more: Job) -> None:
    late = overdue(some, "24h")
    assert late is all(overdue(job, "24h") for job in some)
    if more["status"] != "succeeded":
        assert overdue([*some, more], "24h") is late
    assert not (overdue(some, "48h") and not late)


@pytest.mark.parametrize("limit", ["3M", "24H", "1y", "2W"])
def test_an_unknown_unit_is_refused(limit: str) -> None:
    """3M would be three months to whoever wrote it, and three minutes here."""
    with pytest.raises(AnsibleTemplateError, match=r"three months are 90d"):
        overdue(make(), limit)


@pytest.mark.parametrize("limit", ["", "24", 24, "a day", "-1h", "0h", True, ["24h"], "9" * 400 + "w"])
def test_an_invalid_limit_is_an_error(limit: object) -> None:
    with pytest.raises(AnsibleTemplateError, match=r"^limit: .* is (not a duration|too long a duration)"):
        overdue(make(), limit)


def test_a_missing_limit_is_an_error() -> None:
    for missing in (lambda: overdue([]), lambda: overdue(make(), None)):
        with pytest.raises(
            AnsibleTemplateError, match=r"^limit: a duration such as 24h is expected, and none is given$"
        ):
            missing()


@pytest.mark.parametrize("value", [None, "job", 7, {}, {"jobs": [make()]}, [[make()]], [{}]])
def test_a_value_that_is_not_a_job_is_one_sentence(value: object) -> None:
    with pytest.raises(AnsibleTemplateError, match=r"expected"):
        overdue(value, "24h")


def test_the_documentation_is_of_this_test() -> None:
    state_cases.check_documentation("overdue")
