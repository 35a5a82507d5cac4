# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The job as modules and lookups return it, and its statuses, types and units.

A job is a plain mapping: what a playbook registered or read back from a file has the same shape.
"""

from __future__ import annotations

import typing as t
from datetime import datetime

from .. import times
from ..errors import sanitize

# `warning` is the vendor's "finished with exception".
STATUSES = (
    "pending",
    "running",
    "succeeded",
    "warning",
    "failed",
    "skipped",
    "stopped",
    "paused",
    "unknown",
)
# In the order in which they are queried.
UNFINISHED = ("running", "paused", "pending")
FINISHED = frozenset({"succeeded", "warning", "failed", "skipped", "stopped"})
JOB_TYPES = (
    "backup",
    "restore",
    "export",
    "delete",
    "retention",
    "report",
    "sync",
    # Looks for new objects to back up: its success must not pass for a backup of them.
    "scan",
    # Backs up or exports the audit log, not the data: its success is not that of a backup.
    "audit",
    # Monitors backups that another product makes: its success is not that of a backup.
    "monitoring",
    "other",
)
UNITS = ("objects", "records", "entities", "metadata")
# No product reports how many of these it skipped, so their counts need not add up.
UNITS_WITHOUT_SKIPPED = frozenset({"metadata"})


class Counts(t.TypedDict):
    """The counts of a job in one unit; None if the service does not report one."""

    total: int | None
    successful: int | None
    failed: int | None
    skipped: int | None
    warning: int | None


class JobError(t.TypedDict):
    """An error that the service reports with a job."""

    message: str | None
    count: int | None
    url: str | None
    is_error_code: bool | None


class _RequiredKeys(t.TypedDict):
    """The keys that every job has."""

    id: str
    product: str
    status: str
    status_raw: str | int | None
    finished: bool
    ok: bool
    job_type: str | None
    job_type_raw: str | int | None
    job_type_name: str | None
    service: str | None
    service_raw: str | int | None
    started_at: str | None
    finished_at: str | None
    duration_seconds: float | None
    counts: Counts
    counts_by_unit: dict[str, Counts]
    size_bytes: int | None
    progress_percent: float | None
    organization_id: str | None
    organization_name: str | None
    operator: str | None
    message: str | None
    errors: list[JobError]
    data_source: str | None
    api_calls: int | None
    subject: str


class Job(_RequiredKeys, total=False):
    """One run of a backup or another task; C(raw) only with include_raw."""

    raw: dict[str, t.Any]


def subject_text(product: str, service: str | None, organization_id: str | None) -> str:
    """Return what a job or a verdict is about as safe text, such as C(m365 exchange_online)."""
    return " ".join(sanitize(part) for part in (product, service, organization_id) if part)


def no_counts() -> Counts:
    """Return counts that are all unknown."""
    return Counts(total=None, successful=None, failed=None, skipped=None, warning=None)


_NO_COUNTS = no_counts()


def merge_units(units: t.Mapping[str, Counts], finest: str) -> tuple[Counts, dict[str, Counts]]:
    """Return C(counts) and C(counts_by_unit) of a job, without units that the service does not report."""
    reported = {unit: counts for unit, counts in units.items() if counts != _NO_COUNTS}
    return reported.get(finest) or no_counts(), reported


def duration(started: datetime | None, finished: datetime | None, reported: float | None) -> float | None:
    """Return the seconds from start to end if both are known, otherwise those that the service reports."""
    if started is not None and finished is not None and finished >= started:
        return round((finished - started).total_seconds(), 3)
    return reported


def is_over(status: str, finished: datetime | None) -> bool:
    """Return whether a job has ended, so that the reported end counts."""
    return status in FINISHED or (status == "unknown" and finished is not None)


def state_and_times(
    status: str, started: datetime | None, finished: datetime | None, reported: float | None
) -> dict[str, t.Any]:
    """Return the keys of a job that follow from its status and times; C(reported) are seconds from the service."""
    over = is_over(status, finished)
    return {
        "finished": status in FINISHED,
        "ok": status == "succeeded",
        "started_at": times.format_moment(started) if started is not None else None,
        "finished_at": times.format_moment(finished) if over and finished is not None else None,
        "duration_seconds": duration(started, finished, reported) if over else None,
    }


def id_key(identity: str) -> str:
    """Return the key to compare an ID by: no service has two jobs whose IDs differ only in case."""
    return identity.strip().casefold()


def recency(job: Job) -> tuple[int, str, bool, str]:
    """Return a sort key, the greater the newer: by the start, or by the end if the start is unknown.

    A job without times has not started yet and is the newest. If times are equal, a success is the older job, so that
    it never hides a failure.
    """
    moment = job["started_at"] or job["finished_at"]
    if moment is not None:
        return (1, moment, not job["ok"], job["id"])
    return (0 if job["ok"] else 2, "", not job["ok"], job["id"])


def ends_before_start(started: datetime | None, finished: datetime | None) -> bool:
    """Return whether a job ended before it started, compared in the whole seconds that are returned."""
    return started is not None and finished is not None and times.format_moment(finished) < times.format_moment(started)
