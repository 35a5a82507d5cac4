# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a job or a list of jobs succeeded, failed, finished or is overdue.

A job that does not report enough never counts as good.
"""

from __future__ import annotations

import typing as t
from datetime import datetime, timedelta

from .. import times
from .job import Job


def succeeded(job: Job) -> bool:
    """Return whether a job succeeded; a warning is not a success, since data is missing."""
    return job["ok"]


def failed(job: Job) -> bool:
    """Return whether a job has the status failed, which stopped jobs and warnings do not have."""
    return job["status"] == "failed"


def finished(job: Job) -> bool:
    """Return whether a job has ended, whether good or bad."""
    return job["finished"]


def overdue(jobs: t.Iterable[Job], limit: timedelta, now: datetime) -> bool:
    """Return whether no job is a success within the limit before now; true for no jobs."""
    return not any(_is_recent_success(job, limit, now) for job in jobs)


def _is_recent_success(job: Job, limit: timedelta, now: datetime) -> bool:
    """Return whether a job succeeded and ended within the limit."""
    moments = [times.parse_iso(moment) for moment in (job["started_at"], job["finished_at"]) if moment]
    if not succeeded(job) or not moments or moments[-1] < moments[0]:
        # A job that ended before it started has no reliable time.
        return False
    # The end comes last. A start in the future is as wrong as an end.
    return now - moments[-1] <= limit and max(moments) - now <= times.CLOCK_TOLERANCE
