# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The texts of a wait: what each read found, and why a wait failed."""

from __future__ import annotations

import typing as t
from collections import Counter
from datetime import timedelta

from .. import times
from .._jobs.job import Job
from ..errors import CloudBackupError, sanitize
from .spec import WaitSpec
from .state import Outcome, SeenJobs, failing_jobs, missing_ids

# More jobs than this are counted instead of named.
MAX_NAMED_JOBS = 5


def seen_text(jobs: t.Collection[Job], missing: t.Sequence[str]) -> str:
    """Return what has been seen: the status of each job, or the number of jobs with each status."""
    texts = [*map(_job_text, jobs), *map(_missing_text, missing)]
    if not texts:
        return "no run seen"
    if len(texts) <= MAX_NAMED_JOBS:
        return ", ".join(texts)
    counted = Counter(job["status"] for job in jobs)
    counted.update({"not seen": len(missing)} if missing else {})
    return ", ".join(f"{count} {status}" for status, count in counted.most_common())


def _missing_text(identity: str) -> str:
    return f"{sanitize(identity, 80)} not seen"


def _job_text(job: Job) -> str:
    status = job["status"]
    if status == "unknown":
        status = f"unknown (reported as {sanitize(job['status_raw'], 40)!r})"
    return f"{sanitize(job['id'], 80)} {status}"


def failure_message(
    spec: WaitSpec, seen: SeenJobs, outcome: Outcome, elapsed: float, error: CloudBackupError | None
) -> str:
    """Return the message that the task fails with; C(error) is that of the last read, if it failed."""
    name = spec.product.name
    missing = missing_ids(spec, seen)
    if outcome == "failed":
        failing = failing_jobs(spec, seen)
        others = [job for job in seen.values() if job not in failing]
        rest = f"; other jobs: {seen_text(others, missing)}" if others or missing else ""
        return f"{name}: jobs with a status of fail_on: {_list(map(_job_text, failing))}{rest}"
    waited = elapsed_text(elapsed)
    last_read = f"; the last read failed: {error}" if error is not None else ""
    if outcome == "unreadable":
        return str(error) if error is not None else f"{name}: no request was sent in {waited}"
    if outcome == "timed_out":
        unfinished = [job for job in seen.values() if not job["finished"]]
        texts = [*map(_job_text, unfinished), *map(_missing_text, missing)]
        return f"{name}: not finished after {waited}: {_list(texts)}{last_read}"
    since = times.format_moment(spec.query.since)
    if spec.ids:
        ids = _list(sanitize(identity, 80) for identity in missing)
        return f"{name}: not found after {waited} among the jobs since {since}: {ids}{last_read}"
    return f"{name}: no run started at or after {since}{_filters_text(spec)}; waited {waited}{last_read}"


def _filters_text(spec: WaitSpec) -> str:
    filters = spec.query.filters()
    values = {name: ", ".join(value) if isinstance(value, list) else value for name, value in filters.items()}
    return f" ({'; '.join(f'{name}: {sanitize(value, 80)}' for name, value in values.items())})" if values else ""


def _list(texts: t.Iterable[str]) -> str:
    every = list(texts)
    more = f" and {len(every) - MAX_NAMED_JOBS} more" if len(every) > MAX_NAMED_JOBS else ""
    return ", ".join(every[:MAX_NAMED_JOBS]) + more


def elapsed_text(seconds: float) -> str:
    """Return a duration as users write it."""
    return times.format_duration(timedelta(seconds=seconds)) if seconds >= 1 else f"{seconds:.1f}s"
