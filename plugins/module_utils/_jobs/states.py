# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a job means to somebody who relies on it.

Where a job does not tell enough, the answer is the one that does not rely on it.
"""

from __future__ import annotations

import typing as t
from datetime import datetime, timedelta

from .. import times
from .job import Job


def succeeded(job: Job) -> bool:
    """Whether a job succeeded; a warning is no success, since data is missing."""
    return job["ok"]


def failed(job: Job) -> bool:
    """Whether the service says that a job failed; one that was stopped or has warnings did not."""
    return job["status"] == "failed"


def finished(job: Job) -> bool:
    """Whether a job reached an end, be it good or bad."""
    return job["finished"]


def overdue(jobs: t.Iterable[Job], limit: timedelta, now: datetime) -> bool:
    """Whether none of the jobs is a success within the limit back from now; so it is with no jobs."""
    return not any(_holds(job, limit, now) for job in jobs)


def _holds(job: Job, limit: timedelta, now: datetime) -> bool:
    """Whether a job succeeded and is known to have ended within the limit."""
    told = [times.parse_iso(moment) for moment in (job["started_at"], job["finished_at"]) if moment]
    if not succeeded(job) or not told or told[-1] < told[0]:
        # Where it ended before it started, neither of the two is to be believed.
        return False
    # The end comes last; a start ahead of the clock is as wrong as an end.
    return now - told[-1] <= limit and max(told) - now <= times.CLOCK_TOLERANCE
