# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One check of a verdict, and the results that several checks share."""

from __future__ import annotations

import typing as t

from .. import times
from .._jobs.job import Job
from .subject_jobs import SubjectJobs
from .wording import allows

MAX_JOB_IDS = 20
_NO_JOBS = "no jobs that ended"


class Check(t.TypedDict):
    """One check of a verdict, with the jobs that decided it."""

    check: str
    expected: str
    actual: str
    passed: bool
    job_ids: list[str]


def make_check(name: str, expected: str, actual: str, passed: bool, jobs: t.Iterable[Job]) -> Check:
    """Return a check with the IDs of the first of the jobs that decided it."""
    ids = [job["id"] for job in jobs][:MAX_JOB_IDS]
    return Check(check=name, expected=expected, actual=actual, passed=passed, job_ids=ids)


def unreadable_check(problem: str) -> Check:
    """Return the check of a subject whose jobs could not be read."""
    return make_check("read", "a complete read", problem, False, [])


def without_success(jobs: SubjectJobs, name: str, expected: str, *, in_window: bool = False) -> Check | None:
    """Return the result of a check that has no success as its data; None if there is a success."""
    if jobs.successes(in_window=in_window):
        return None
    failures = jobs.failures(in_window=in_window)
    outside = " outside the exclusions" if len(jobs.jobs) < len(jobs.every) else ""
    if failures:
        return make_check(name, expected, f"no success{outside}, {len(failures)} failed", False, failures)
    allowed = jobs.criteria.on_no_jobs == "allow"
    # Older jobs may exist: nothing before that is looked at.
    since = times.format_moment(jobs.window_since if in_window else jobs.since)
    return make_check(name, expected, f"{_NO_JOBS} since {since}{outside}, {allows(allowed)}", allowed, [])


def found_no_jobs(check: t.Mapping[str, t.Any]) -> bool:
    """Return whether a check had no job that ended as its data."""
    return str(check["actual"]).startswith(_NO_JOBS)
