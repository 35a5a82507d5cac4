# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When the history of a product counts as missing.

How long services keep jobs is not published. What needs the jobs from a moment on has them if the product's first job,
of any service or type, started at most a week after it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from .period import Period

TOLERANCE = timedelta(days=7)


def latest_start(period: Period, look_back: timedelta) -> datetime:
    """Return by when a job has to have started, so that those of a period and of the time before it are known."""
    return min(period.since - look_back + TOLERANCE, period.end - timedelta(seconds=1))


def is_missing(first: datetime, period: Period, look_back: timedelta) -> bool:
    """Return whether jobs that are needed are missing, where no job of the product started before C(first)."""
    return first > latest_start(period, look_back)
