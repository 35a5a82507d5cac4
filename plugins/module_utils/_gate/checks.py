# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The checks of a rule. Pure functions of a subject's jobs. Source: the documentation of the module job_gate.

Unknown jobs and times in the future never pass.
"""

from __future__ import annotations

import typing as t
from datetime import datetime, timedelta

from .. import times
from .._jobs.job import Job
from .._policy.check import Check, make_check, without_success
from .._policy.implicit_checks import implicit_checks
from .._policy.job_checks import last_consecutive_failures, max_duration, max_failed_jobs, min_success_rate
from .._policy.object_checks import max_failed_ratio, max_object_drop, min_objects
from .._policy.subject_jobs import SubjectJobs, end_or_start, last_ended, last_started, start
from .._policy.wording import by_status, limit_text
from .rules import Rule


def run_checks(jobs: SubjectJobs, clock_problem: str | None) -> list[Check]:
    """Return the implicit checks that fail, then those that the rule names."""
    rule = t.cast(Rule, jobs.criteria)
    # The check max_age reports a success that is too old, with its age.
    age_is_reported = bool(jobs.older_successes) and rule.max_age is not None
    checks = [*implicit_checks(jobs, clock_problem, age_is_reported=age_is_reported)]
    for name, check in CHECKS.items():
        limit = getattr(rule, name)
        if limit is not None:
            checks.append(check(jobs, name, limit))
    return checks


def _max_age(jobs: SubjectJobs, name: str, limit: timedelta) -> Check:
    expected = f"a success in the last {limit_text(limit)}"
    from_start = t.cast(Rule, jobs.criteria).age_from == "start"
    newest = last_started if from_start else last_ended
    last, older = newest(jobs.protecting), newest(jobs.older_successes)
    if last is not None:
        # One that ended earlier may have started later.
        last = last if older is None else t.cast("Job", newest((last, older)))
        age = _age(jobs, last, from_start)
        return make_check(name, expected, _age_text(age), age <= limit, [last])
    missing = without_success(jobs, name, expected) or make_check(name, expected, "no success", False, [])
    if missing["passed"] or older is None:
        return missing
    return make_check(name, expected, _age_text(_age(jobs, older, from_start)), False, [older])


def _age(jobs: SubjectJobs, success: Job, from_start: bool) -> timedelta:
    # A job without a time is not a success.
    return jobs.now - t.cast(datetime, start(success) if from_start else end_or_start(success))


def _age_text(age: timedelta) -> str:
    return f"{times.format_duration(age)} ago"


def _max_running(jobs: SubjectJobs, name: str, limit: timedelta) -> Check:
    expected = f"none running for more than {limit_text(limit)}"
    # A job without a start may have been running for ever.
    above = [job for job in jobs.unfinished if (since := start(job)) is None or jobs.now - since > limit]
    if above:
        without_start = any(start(job) is None for job in above)
        actual = f"{by_status(above)} longer{', or without a start' if without_start else ''}"
        return make_check(name, expected, actual, False, above)
    actual = by_status(jobs.unfinished) if jobs.unfinished else "none running"
    return without_success(jobs, name, expected) or make_check(name, expected, actual, True, jobs.unfinished)


# In the order in which verdicts have them.
CHECKS: dict[str, t.Callable[[SubjectJobs, str, t.Any], Check]] = {
    "max_age": _max_age,
    "min_success_rate": min_success_rate,
    "max_failed_jobs": max_failed_jobs,
    "max_failed_ratio": max_failed_ratio,
    "max_consecutive_failures": last_consecutive_failures,
    "max_duration": max_duration,
    "max_running": _max_running,
    "min_objects": min_objects,
    "max_object_drop": max_object_drop,
}
