# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The runs of a subject that started in the period."""

from __future__ import annotations

import functools
import typing as t
from dataclasses import dataclass
from datetime import datetime

from .._jobs.job import Job
from .._policy.subject_jobs import SubjectJobs
from . import spans
from .period import Period
from .spans import Spans

# What a run is counted as, by the status of its job. A skipped or pending job did not run, and an unknown one proves
# nothing.
_WORDS = {
    "succeeded": "succeeded",
    "warning": "warning",
    "failed": "failed",
    "stopped": "failed",
    "running": "running",
    "paused": "running",
}


_EPOCH = datetime(1970, 1, 1)


class Run(t.NamedTuple):
    """A job that started: its start and end in seconds, and what it is counted as."""

    start: int
    end: int | None
    word: str
    is_success: bool
    objects: int | None
    job_id: str
    status: str


@dataclass
class Runs:
    """Runs that started in the period, by their start."""

    started: list[Run]

    @property
    def starts(self) -> list[int]:
        """The starts, sorted."""
        return [run.start for run in self.started]

    def outside(self, excluded: Spans) -> Runs:
        """Return the runs that did not start in an excluded span."""
        return Runs([run for run in self.started if not spans.contains(excluded, run.start)])

    def count(self, word: str) -> int:
        """Return how many runs are counted as this."""
        return sum(run.word == word for run in self.started)


def runs_of(jobs: SubjectJobs, period: Period) -> Runs:
    """Return the runs among the jobs of the period, by their start, those that do not count included.

    A job that may be another subject's is none, and neither is one that starts in the future.
    """
    end = spans.seconds(period.end)
    found = [_run(job, jobs.is_success(job)) for job in jobs.certain if job["status"] in _WORDS and job["started_at"]]
    return Runs(sorted((run for run in found if run.start < end), key=lambda run: (run.start, run.job_id)))


def _run(job: Job, is_success: bool) -> Run:
    return Run(
        start=second(job["started_at"]) or 0,
        end=second(job["finished_at"]),
        word=_WORDS[job["status"]],
        is_success=is_success,
        objects=job["counts"]["successful"],
        job_id=job["id"],
        status=job["status"],
    )


# Several requirements need the times of the same jobs.
@functools.lru_cache(maxsize=32_768)
def second(text: str | None) -> int | None:
    """Return the time of a job, as jobs have it, in seconds since 1970."""
    if text is None:
        return None
    # Without the Z. Several times for each job: it takes a sixth of the time of parsing every form of a time.
    since = datetime.fromisoformat(text[:-1]) - _EPOCH
    return since.days * 86400 + since.seconds
