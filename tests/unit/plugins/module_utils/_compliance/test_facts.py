# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The facts of a subject: which jobs are those of the period, and which only precede it."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._jobs.job import Job
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import IncompleteRead
from unit.plugins.module_utils._compliance.compliance_jobs import (
    DAY,
    HOUR,
    check,
    exclusion,
    job,
    period,
    restore,
    row,
    text,
)


def failed_jobs(jobs: list[Job], until: int = DAY, judged: int = DAY) -> str:
    found = row([job("good", 0, 0), *jobs], {"max_failed_jobs": 9, "on_unknown": "allow"}, period(until, judged))
    return str(check(found, "max_failed_jobs")["actual"])


@pytest.mark.parametrize(
    ("start", "end", "counted"),
    [
        (0, HOUR, "1"),
        (-1, HOUR, "0"),
        (DAY - 1, DAY, "1"),
        # Without a start, by the end; without times, always.
        (None, 0, "1"),
        (None, -1, "0"),
        (None, None, "1"),
    ],
)
def test_a_job_belongs_to_the_period_in_which_it_started(start: int | None, end: int | None, counted: str) -> None:
    assert failed_jobs([job("bad", start, end, "failed")]) == counted


def test_jobs_after_the_period_do_not_count_unless_it_reaches_the_present() -> None:
    bad = [job("bad", DAY, DAY, "failed")]
    assert failed_jobs(bad, judged=2 * DAY) == "0"
    assert failed_jobs(bad, judged=DAY) == "1"


def test_a_job_in_the_future_shows_that_a_clock_is_wrong() -> None:
    ahead = job("ahead", DAY + HOUR, DAY + HOUR)
    found = row([job("good", 0, 0), ahead], {"rpo": "24h"}, period(DAY))
    assert (found["status"], check(found, "clock")["job_ids"]) == ("non_compliant", ["ahead"])
    # Not in a period that was over before it.
    assert row([job("good", 0, 0), ahead], {"rpo": "24h"}, period(DAY, judged=2 * DAY))["status"] == "compliant"


def test_what_precedes_the_period_is_what_a_drop_is_compared_with() -> None:
    before = [job(f"before {hours}", -hours * HOUR, -hours * HOUR, objects=(0, 100)) for hours in (1, 2, 3)]
    shrunk = job("shrunk", HOUR, HOUR, objects=(0, 10))
    policy = {"max_object_drop": 50, "rpo": "24h"}
    found = check(row([*before, shrunk], policy, period(DAY)), "max_object_drop")
    assert (found["actual"], found["passed"]) == ("90 % fewer", False)
    # Only as far back as the policy looks, whatever was read; and nothing after the period.
    near = check(row([*before, shrunk], {**policy, "rpo": "2h"}, period(DAY)), "max_object_drop")
    assert near["actual"] == "1 success not compared, with fewer than 3 before"
    after = [job(f"after {number}", 2 * DAY, 2 * DAY, objects=(0, 100)) for number in range(3)]
    later = row([*after, shrunk], policy, period(DAY, judged=3 * DAY))
    assert check(later, "max_object_drop")["actual"] == "1 success not compared, with fewer than 3 before"


def test_a_failure_without_a_success_in_the_period_is_judged_by_the_objective_alone() -> None:
    jobs = [job("before", -DAY, -DAY), job("bad", HOUR, HOUR, "failed")]
    weekly = row(jobs, {"rpo": "7d"}, period(DAY))
    assert (weekly["status"], weekly["compliant_time_percent"]) == ("compliant", 100.0)
    # Without an objective nobody knows of an earlier success.
    assert check(row(jobs, {"min_objects": 1}, period(DAY)), "success")["passed"] is False
    assert check(row(jobs[1:], {"rpo": "7d"}, period(DAY)), "success")["passed"] is False


def test_jobs_that_started_inside_an_exclusion_do_not_count() -> None:
    jobs = [job("good", 0, 0), job("bad", HOUR, 3 * HOUR, "failed"), job("worse", 2 * HOUR, 2 * HOUR, "failed")]
    found = row(jobs, {"max_failed_jobs": 1}, period(DAY), [exclusion(2 * HOUR, 3 * HOUR)])
    assert (found["status"], check(found, "max_failed_jobs")["job_ids"]) == ("compliant", ["bad"])


def test_jobs_that_may_be_those_of_the_subject_are_named_in_an_order_of_their_own() -> None:
    doubtful = [job(f"odd {number}", HOUR * number, HOUR * number, "failed", job_type=None) for number in range(4)]
    jobs = [job("good", 0, 0), *doubtful]
    for order in (jobs, jobs[::-1]):
        found = check(row(order, {"max_failed_jobs": 0}, period(DAY)), "on_unknown")
        assert found["job_ids"] == ["odd 3", "odd 2", "odd 1", "odd 0"]


def test_a_job_of_no_service_is_no_complete_read() -> None:
    policy = {"name": "mail", "product": "google", "rpo": "24h", "services": ["gmail"]}
    silent: dict[str, t.Any] = {"product": "google", "service": None}
    with pytest.raises(IncompleteRead) as raised:
        row([job("one", 0, 0, **silent)], policy, period(DAY))
    assert raised.value.reason == (
        "policy 'mail': job one does not report its service, so it may be of any; to judge all of them together, leave "
        "services out"
    )
    # Before the period, it may be another's.
    before = [job("one", -HOUR, -HOUR, **silent), job("two", 0, 0, "succeeded", "gmail", product="google")]
    assert row(before, policy, period(DAY))["status"] == "compliant"


def test_a_job_that_was_read_for_another_policy_changes_nothing() -> None:
    """Of m365, those that were read for the product as a whole have no service."""
    of_product = [
        job("bad", 0, 0, "failed", service=None),
        *(restore(f"restore {days}", -days * DAY, -days * DAY, service=None) for days in (0, 1)),
    ]
    own = [job("good", 0, HOUR), restore("own", -DAY, -DAY)]
    policy = {"services": ["teams"], "max_failed_jobs": 0, "restore_test_every": "36h"}
    alone = row(own, policy, period(DAY))
    assert (alone["status"], len(alone["restore_tests"])) == ("non_compliant", 1)
    for jobs in ([*own, *of_product], [*of_product, *own]):
        assert row(jobs, policy, period(DAY)) == alone


def test_how_far_back_the_history_of_a_subject_is_known() -> None:
    jobs = [job("first", 9 * DAY, 9 * DAY)]
    found = row(jobs, {"rpo": "24h"}, period(10 * DAY), known_since=9 * DAY)
    assert (found["known_since"], found["unknown_seconds"], found["judged_seconds"]) == (text(9 * DAY), 9 * DAY, DAY)
    assert row(jobs, {"rpo": "24h"}, period(10 * DAY))["known_since"] == text(0)
