# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The checks that count jobs, or how long they took. Pure functions of a subject's jobs.

Every check needs a success as its data, so that more failures never improve a verdict. Without one, jobs that ended
fail the check, and on_no_jobs decides where no job ended.
"""

from __future__ import annotations

import typing as t
from datetime import timedelta

from .. import times
from .._jobs.job import UNFINISHED, Job
from .check import Check, make_check, without_success
from .subject_jobs import SubjectJobs, start
from .wording import by_status, count, limit_text, percentage


def min_success_rate(jobs: SubjectJobs, name: str, limit: float) -> Check:
    """Check the percentage of successes."""
    expected = f"at least {limit:.15g} %"
    missing = without_success(jobs, name, expected, in_window=True)
    if missing is not None:
        return missing
    successes, failures = jobs.successes(in_window=True), jobs.failures(in_window=True)
    ended = len(successes) + len(failures)
    # Not rounded, so that 99.996 is not 100. Divided, since a product such as 8.8 * 375 is above 3300.
    rate = 100 * len(successes) / ended
    actual = f"{percentage(rate, limit)} % ({len(successes)} of {ended})"
    return make_check(name, expected, actual, rate >= limit, failures)


def max_failed_jobs(jobs: SubjectJobs, name: str, limit: int) -> Check:
    """Check the number of failures."""
    expected, failures = f"at most {limit}", jobs.failures(in_window=True)
    missing = without_success(jobs, name, expected, in_window=True)
    return missing or make_check(name, expected, str(len(failures)), len(failures) <= limit, failures)


def last_consecutive_failures(jobs: SubjectJobs, name: str, limit: int) -> Check:
    """Check how many of the last jobs failed in a row."""
    return _consecutive_failures(jobs, name, limit, next(failures_in_a_row(jobs), []))


def most_consecutive_failures(jobs: SubjectJobs, name: str, limit: int) -> Check:
    """Check the most failures in a row, whenever they were."""
    return _consecutive_failures(jobs, name, limit, max(failures_in_a_row(jobs), key=len, default=[]))


def failures_in_a_row(jobs: SubjectJobs) -> t.Iterator[list[Job]]:
    """Return the failures before the first success, then those between two successes, and so on; newest first."""
    groups: list[list[Job]] = [[]]
    for job in jobs.jobs:
        if jobs.is_success(job):
            groups.append([])
        elif jobs.is_failure(job):
            groups[-1].append(job)
    return iter(groups)


def _consecutive_failures(jobs: SubjectJobs, name: str, limit: int, failures: list[Job]) -> Check:
    expected = f"at most {limit} in a row"
    missing = without_success(jobs, name, expected)
    return missing or make_check(name, expected, str(len(failures)), len(failures) <= limit, failures)


def max_duration(jobs: SubjectJobs, name: str, limit: timedelta) -> Check:
    """Check how long each job took, or has been running."""
    expected = f"at most {limit_text(limit)}"
    ended = (*jobs.successes(in_window=True), *jobs.failures(in_window=True))
    durations = [(job["id"], _seconds(jobs, job)) for job in (*ended, *jobs.running)]
    known = {identity: seconds for identity, seconds in durations if seconds is not None}
    longest, most = max(known.values(), default=0.0), limit.total_seconds()
    if longest > most:
        above = [job for job in jobs.jobs if known.get(job["id"], 0.0) > most]
        return make_check(name, expected, _text(longest), False, above)
    # A running job without a start may have been running for ever.
    without_start = [job for job in jobs.running if start(job) is None]
    if without_start:
        return make_check(name, expected, f"{by_status(without_start)} without a start", False, without_start)
    missing = without_success(jobs, name, expected, in_window=True)
    if missing is not None:
        return missing
    unclear = [job for job in jobs.successes(in_window=True) if job["id"] not in known]
    if unclear:
        actual = f"{count(len(unclear), 'success')} without a duration"
        return make_check(name, expected, actual, jobs.criteria.on_no_jobs == "allow", unclear)
    return make_check(name, expected, _text(longest), True, [])


def _text(seconds: float) -> str:
    return times.format_duration(timedelta(seconds=seconds))


def _seconds(jobs: SubjectJobs, job: Job) -> float | None:
    """Return how long a job took, or has been running."""
    if job["status"] in UNFINISHED:
        started = start(job)
        if started is not None:
            return (jobs.now - started).total_seconds()
    return job["duration_seconds"]
