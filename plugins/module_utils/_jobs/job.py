# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The job as it is returned, and the words that it is told in.

A job is a plain mapping, so that modules, lookups, filters and files share one shape: what a
playbook registered or read back from disk is what the code here works on.
Source: the interface's table of a job.
"""

from __future__ import annotations

import typing as t
from datetime import datetime

from .. import times
from ..errors import sanitize

# An order from waiting to over; `warning` is the vendor's "finished with exception".
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
# What may go on for ever; in the order in which services are asked for them.
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
    # Backs up or exports the audit log, not the data: its success must not pass for a backup's.
    "audit",
    # Watches the backups that another product makes: its success must not pass for a backup of one's own.
    "monitoring",
    "other",
)
UNITS = ("objects", "records", "entities", "metadata")
# No product reports how many of these it skipped, so that the parts that are reported need not be all.
UNITS_WITHOUT_SKIPPED = frozenset({"metadata"})


class Counts(t.TypedDict):
    """Things counted by a job; None where the service does not tell."""

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


class _Told(t.TypedDict):
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


class Job(_Told, total=False):
    """One run, in the words of every product; C(raw) is there only when asked for."""

    raw: dict[str, t.Any]


def subject_text(product: str, service: str | None, organization_id: str | None) -> str:
    """Return what a job or a verdict is about as one text, such as C(m365 exchange_online); fit to be shown."""
    return " ".join(sanitize(part) for part in (product, service, organization_id) if part)


def no_counts() -> Counts:
    """Counts of which nothing is told."""
    return Counts(total=None, successful=None, failed=None, skipped=None, warning=None)


_NO_COUNTS = no_counts()


def tell_counts(units: t.Mapping[str, Counts], finest: str) -> tuple[Counts, dict[str, Counts]]:
    """C(counts) and C(counts_by_unit): units of which nothing is told are left out."""
    told = {unit: counts for unit, counts in units.items() if counts != _NO_COUNTS}
    return told.get(finest) or no_counts(), told


def duration(started: datetime | None, finished: datetime | None, told: float | None) -> float | None:
    """Seconds from start to finish where both are known, else what the service tells."""
    if started is not None and finished is not None and finished >= started:
        return round((finished - started).total_seconds(), 3)
    return told


def is_over(status: str, finished: datetime | None) -> bool:
    """Return whether a job has ended, so that the end that the service reports is one."""
    return status in FINISHED or (status == "unknown" and finished is not None)


def clock(status: str, started: datetime | None, finished: datetime | None, told: float | None) -> dict[str, t.Any]:
    """The keys of a job that follow from its status and its times."""
    over = is_over(status, finished)
    return {
        "finished": status in FINISHED,
        "ok": status == "succeeded",
        "started_at": times.show(started) if started is not None else None,
        "finished_at": times.show(finished) if over and finished is not None else None,
        "duration_seconds": duration(started, finished, told) if over else None,
    }


def id_key(identity: str) -> str:
    """Return what an id is compared by: no service has two jobs whose ids differ in case alone."""
    return identity.strip().casefold()


def recency(job: Job) -> tuple[int, str, bool, str]:
    """A sort key, the greater the newer: by the start, or by the end where no start is told.

    A job without any time has not started yet and is the newest. Where times do not tell, a
    success is the older one, so that it hides no failure.
    """
    told = job["started_at"] or job["finished_at"]
    if told is not None:
        return (1, told, not job["ok"], job["id"])
    return (0 if job["ok"] else 2, "", not job["ok"], job["id"])


def ends_before_start(started: datetime | None, finished: datetime | None) -> bool:
    """Return whether the times of a job contradict each other, by the whole seconds that are returned."""
    return started is not None and finished is not None and times.show(finished) < times.show(started)
