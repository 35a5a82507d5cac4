# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state of a job at a moment in the past."""

from __future__ import annotations

import typing as t
from datetime import datetime

from .. import times
from .._jobs.job import Job


def state_at(job: Job, moment: datetime) -> Job | None:
    """Return a job as it was at a moment; None if it had not started.

    A job that ended after that was running, as far as anyone can know now. So was a job that did not fail and whose end
    is not known: it may have ended after that.
    """
    # Compared as text, which has the same order.
    then = times.format_moment(moment)
    started, ended = job["started_at"], job["finished_at"]
    if started is not None and started > then:
        return None
    may_have_ended_later = ended is None and job["finished"] and job["status"] not in ("failed", "stopped")
    if not may_have_ended_later and (ended is None or ended <= then):
        return job
    running = {"status": "running", "finished": False, "ok": False, "finished_at": None, "duration_seconds": None}
    return t.cast("Job", {**job, **running})
