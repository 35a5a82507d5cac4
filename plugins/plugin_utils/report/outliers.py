# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Unusual runs: much longer than the others, or with far fewer objects; and those that seem to be stuck."""

from __future__ import annotations

import typing as t
from datetime import datetime, timedelta

from ...module_utils import times
from ...module_utils._jobs.job import UNFINISHED, Job, recency
from ...module_utils._jobs.subject import subject_of
from .backups import Backups
from .inventory import identity_of
from .models import Outlier, RunningJob
from .text import clean

MOST = 10
# A run is unusual that takes more than twice as long as usual, and by more than this.
_TIMES_AS_LONG = 2
_LONGER_BY = timedelta(minutes=10).total_seconds()
# Or that protects less than half of the usual objects.
_SHARE_OF_OBJECTS = 0.5
# What counts as stuck where the usual duration is not known.
_STUCK_AFTER = timedelta(hours=24).total_seconds()
_STUCK_AT_LEAST = timedelta(hours=1).total_seconds()


def outliers_of(backups: Backups) -> list[Outlier]:
    """Return the unusual runs of a subject, the newest first."""
    found: list[Outlier] = []
    for job in backups.ended:
        found += [outlier for outlier in (_long(job, backups), _small(job, backups)) if outlier]
        if len(found) >= MOST:
            break
    return found[:MOST]


def _long(job: Job, backups: Backups) -> Outlier | None:
    length, typical = job["duration_seconds"], backups.typical_seconds
    if length is None or typical is None or length <= max(_TIMES_AS_LONG * typical, typical + _LONGER_BY):
        return None
    took, usual = (times.format_duration(timedelta(seconds=each)) for each in (length, typical))
    return _outlier(job, "duration", length, typical, f"took {took}, usually {usual}")


def _small(job: Job, backups: Backups) -> Outlier | None:
    objects, typical = job["counts"].get("successful"), backups.typical_objects
    if objects is None or typical is None or not job["ok"] or objects >= _SHARE_OF_OBJECTS * typical:
        return None
    return _outlier(job, "objects", objects, typical, f"{objects:,} objects, usually {typical:,.0f}")


def _outlier(job: Job, measure: t.Literal["duration", "objects"], value: float, typical: float, text: str) -> Outlier:
    return Outlier(
        job_id=clean(job["id"]),
        started_at=job["started_at"] or job["finished_at"] or "",
        measure=measure,
        value=value,
        typical=typical,
        text=text,
    )


def running_jobs(rows: t.Iterable[Backups], now: datetime) -> list[RunningJob]:
    """Return the jobs of subjects that have not ended, those that have been running longest first."""
    found: dict[str, RunningJob] = {}
    for backups in rows:
        for job in sorted(backups.certain, key=recency):
            if job["status"] in UNFINISHED:
                found.setdefault(f"{job['product']} {job['id']}", _running(job, backups, now))
    return sorted(found.values(), key=lambda job: (not job.stuck, -(job.running_seconds or 0), job.subject))


def _running(job: Job, backups: Backups, now: datetime) -> RunningJob:
    started = times.parse_instant(job["started_at"])
    seconds = None if started is None else max(0.0, (now - started).total_seconds())
    typical = backups.typical_seconds
    limit = _STUCK_AFTER if typical is None else max(_STUCK_AT_LEAST, _TIMES_AS_LONG * typical)
    return RunningJob(
        **identity_of(subject_of(job)),
        job_id=clean(job["id"]),
        status=job["status"],
        started_at=job["started_at"],
        running_seconds=seconds,
        typical_seconds=typical,
        # One without a start may have been running for ever.
        stuck=job["status"] == "running" and (seconds is None or seconds > limit),
    )
