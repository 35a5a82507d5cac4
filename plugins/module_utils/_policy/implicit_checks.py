# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The checks that every verdict has: no unknown job, no time in the future, at least one success."""

from __future__ import annotations

import typing as t

from .. import times
from .check import Check, make_check
from .subject_jobs import SubjectJobs
from .wording import count


def implicit_checks(
    jobs: SubjectJobs, clock_problem: str | None, *, age_is_reported: bool = False
) -> t.Iterator[Check]:
    """Yield those of the checks that fail.

    C(clock_problem) says how the clock behind the moment of judging differs from the service's, if it does. With
    C(age_is_reported), another check says that the last success is too old.
    """
    unknown = jobs.unknown()
    if unknown:
        statuses = all(job["status"] == "unknown" for job in unknown)
        what = "status" if statuses else "status, and no failure of an unknown job type or service"
        yield make_check("on_unknown", f"no job with an unknown {what}", f"{len(unknown)} of them", False, unknown)
    latest = times.format_moment(jobs.now + times.CLOCK_TOLERANCE)
    # A success that does not count protects too, so its times have to be right.
    ahead = [job for job in jobs.every if max(job["started_at"] or "", job["finished_at"] or "") > latest]
    if clock_problem is not None:
        expected = f"clocks that differ by at most {times.format_duration(times.CLOCK_TOLERANCE)}"
        yield make_check("clock", expected, clock_problem, False, ahead)
    elif ahead:
        actual = f"{count(len(ahead), 'job')} in the future; is a clock or its time zone wrong?"
        yield make_check("clock", "no times in the future", actual, False, ahead)
    failures = jobs.failures()
    if failures and not jobs.protecting and not age_is_reported:
        yield make_check("success", "a success", f"none in {count(len(failures), 'ended job')}", False, failures)
