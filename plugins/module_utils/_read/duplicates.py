# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs that were returned more than once: the later state of each is kept, unless two states contradict each other.

No clock shows which of two concurrent responses is newer. The jobs do: a job starts, then ends, and never goes back.
"""

from __future__ import annotations

import typing as t

from .._jobs.job import Job, id_key

Key = tuple[str, str]


def merge(jobs: t.Iterable[Job]) -> tuple[dict[Key, Job], set[Key]]:
    """Return the latest state of each job by its product and id, and the keys of jobs with two different ends.

    Of two states that are equally late the first is kept.
    """
    latest: dict[Key, Job] = {}
    contradictory: set[Key] = set()
    for job in jobs:
        key = (job["product"], id_key(job["id"]))
        other = latest.setdefault(key, job)
        if other is job:
            continue
        if other["finished"] and job["finished"]:
            if _outcome(other) != _outcome(job):
                contradictory.add(key)
        elif _progress(job) > _progress(other):
            latest[key] = job
    return latest, contradictory


def end_fingerprint(job: Job) -> str | None:
    """Return the end of a job as a text that is the same for the same end; None where the job has not ended."""
    if not job["finished"]:
        return None
    status, finished_at, counts = _outcome(job)
    return f"{status!r} {finished_at} {counts}"


def _progress(job: Job) -> int:
    """Return how far a job is: 0 not started, 1 started, 2 ended."""
    return 2 if job["finished"] else int(job["started_at"] is not None)


def _outcome(job: Job) -> tuple[object, object, object]:
    """Return what does not change any more once a job has ended."""
    return job["status_raw"], job["finished_at"], job["counts"]
