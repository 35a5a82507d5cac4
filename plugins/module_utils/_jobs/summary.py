# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The summary of a list of jobs in figures."""

from __future__ import annotations

import math
import typing as t
from collections import Counter

from .job import Job

# Jobs without a value are counted under this word.
UNKNOWN = "unknown"


class Summary(t.TypedDict):
    """The figures of a list of jobs; C(success_rate) is in percent, None if no job finished."""

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


def summarize(jobs: t.Iterable[Job]) -> Summary:
    """Return the figures of jobs, computed in one pass."""
    by: dict[str, Counter[str]] = {key: Counter() for key in ("status", "product", "service", "job_type")}
    finished = succeeded = failed_objects = 0
    last_success = oldest = newest = None
    for job in jobs:
        for key, counted in by.items():
            counted[str(job.get(key) or UNKNOWN)] += 1
        started = job["started_at"]
        finished += job["finished"]
        failed_objects += job["counts"]["failed"] or 0
        if started:
            oldest = min(oldest or started, started)
            newest = max(newest or started, started)
        if job["ok"]:
            succeeded += 1
            last_success = max(last_success or "", job["finished_at"] or started or "") or None
    return Summary(
        total=sum(by["status"].values()),
        by_status=_sorted(by["status"]),
        by_product=_sorted(by["product"]),
        by_service=_sorted(by["service"]),
        by_job_type=_sorted(by["job_type"]),
        finished=finished,
        success_rate=_percent(succeeded, finished) if finished else None,
        failed_objects=failed_objects,
        last_success_at=last_success,
        oldest_started_at=oldest,
        newest_started_at=newest,
    )


def _percent(part: int, whole: int) -> float:
    """Return a percentage with two decimals, never rounded up: 99.996 must not become 100."""
    return math.floor(10_000 * part / whole) / 100


def _sorted(counted: t.Mapping[str, int]) -> dict[str, int]:
    """Return the counts, the most frequent first, then by name."""
    return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))
