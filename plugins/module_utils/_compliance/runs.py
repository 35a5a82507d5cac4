# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The runs of a subject that started in the period."""

from __future__ import annotations

import typing as t
from collections import Counter
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
    """A job that started: its start in seconds, and what it is counted as."""

    start: int
    word: str
    is_success: bool
    job: Job


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
        return Runs([run for run in self.started if not spans.contains(excluded, run.start)]) if excluded else self

    def counts(self) -> Counter[str]:
        """Return how many runs are counted as what."""
        return Counter(run.word for run in self.started)


def runs_of(jobs: SubjectJobs, period: Period) -> Runs:
    """Return the runs among the jobs of the period, by their start, those that do not count included.

    A job that may be another subject's is none, and neither is one that starts in the future.
    """
    end = spans.seconds(period.end)
    found = []
    for job in jobs.certain:
        start, word = second(job["started_at"]), _WORDS.get(job["status"])
        if start is not None and start < end and word is not None:
            found.append(Run(start, word, jobs.is_success(job), job))
    return Runs(sorted(found, key=lambda run: (run.start, run.job["id"])))


def second(text: str | None) -> int | None:
    """Return the time of a job, as jobs have it, in seconds since 1970."""
    if text is None:
        return None
    # Without the Z. For several times of each job: it takes a sixth of the time of parsing every form of a time.
    since = datetime.fromisoformat(text[:-1]) - _EPOCH
    return since.days * 86400 + since.seconds
