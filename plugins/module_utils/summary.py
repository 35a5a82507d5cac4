# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs in figures. Works on jobs as they are returned, wherever they have been since.

Source: the interface's summary.
"""

from __future__ import annotations

import math
import typing as t
from collections import Counter

from ansible_collections.avepoint.cloud_backup.plugins.module_utils.job import Job

# Jobs of which this is not told are counted under this word.
NOT_TOLD = "unknown"


class Summary(t.TypedDict):
    """Figures of a list of jobs; C(success_rate) in percent, None where none finished."""

    total: int
    by_status: dict[str, int]
    by_product: dict[str, int]
    by_service: dict[str, int]
    by_job_type: dict[str, int]
    finished: int
    success_rate: float | None
    failed_objects: int
    last_success_at: str | None
    oldest_started_at: str | None
    newest_started_at: str | None


def summarize(jobs: t.Sequence[Job]) -> Summary:
    """The figures of a list of jobs."""
    finished = sum(1 for job in jobs if job["finished"])
    succeeded = [job for job in jobs if job["ok"]]
    starts = [started for job in jobs if (started := job["started_at"])]
    ends = [end for job in succeeded if (end := job["finished_at"] or job["started_at"])]
    return Summary(
        total=len(jobs),
        by_status=_by(jobs, "status"),
        by_product=_by(jobs, "product"),
        by_service=_by(jobs, "service"),
        by_job_type=_by(jobs, "job_type"),
        finished=finished,
        success_rate=_percent(len(succeeded), finished) if finished else None,
        failed_objects=sum(job["counts"]["failed"] or 0 for job in jobs),
        last_success_at=max(ends, default=None),
        oldest_started_at=min(starts, default=None),
        newest_started_at=max(starts, default=None),
    )


def _percent(part: int, whole: int) -> float:
    """Percent with two decimals, never rounded up: 99.996 must not pass for 100."""
    return math.floor(10_000 * part / whole) / 100


def _by(jobs: t.Sequence[Job], key: str) -> dict[str, int]:
    """How many jobs each value of a key has, the most frequent first, then by name."""
    counted = Counter(str(job.get(key) or NOT_TOLD) for job in jobs)
    return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))
