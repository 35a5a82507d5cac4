# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The jobs of one subject, classified as a rule or policy counts them."""

from __future__ import annotations

import typing as t
from datetime import datetime

from .. import times
from .._jobs.job import UNFINISHED, Job
from .criteria import Criteria


class SubjectJobs:
    """The jobs of one subject, newest first, classified as its criteria count them.

    C(since) is the moment from which its jobs are known, C(window_since) the beginning of the window of the checks that
    have one. C(doubtful) may belong to the subject: their job type or service is unknown. C(older) precede C(since):
    they decide nothing, but are what later ones are compared with. Jobs that C(is_excluded), if there are any, do not
    count; a success among them still protects.
    """

    def __init__(
        self,
        criteria: Criteria,
        jobs: t.Sequence[Job],
        now: datetime,
        since: datetime,
        window_since: datetime | None = None,
        doubtful: t.Sequence[Job] = (),
        older: t.Sequence[Job] = (),
        is_excluded: t.Callable[[Job], bool] | None = None,
    ) -> None:
        self.criteria = criteria
        self.now = now
        self.since = since
        self.window_since = window_since or since
        self._has_window = window_since is not None
        warnings_fail = criteria.on_warning == "deny"
        self._good = frozenset(("succeeded",) if warnings_fail else ("succeeded", "warning"))
        self._bad = frozenset(
            (
                *("failed", "stopped"),
                *(("warning",) if warnings_fail else ()),
                *(("skipped",) if criteria.on_skipped == "deny" else ()),
            )
        )

        def counting(jobs: list[Job]) -> list[Job]:
            return jobs if is_excluded is None else [job for job in jobs if not is_excluded(job)]

        # With those that do not count.
        self.every = sorted(jobs, key=self._sort_key, reverse=True)
        self.jobs = counting(self.every)
        # What still runs is a problem of today, whenever it started.
        self.unfinished = [job for job in self.every if job["status"] in UNFINISHED]
        # A pending job has not used any time yet.
        self.running = [job for job in counting(self.unfinished) if job["status"] != "pending"]
        self.older_successes = [job for job in older if self.is_success(job)]
        self._older_counting = counting(self.older_successes)
        # The successes that protect data, those that do not count included.
        self.protecting = [job for job in self.every if self.is_success(job)]
        self._doubtful = sorted(counting([*doubtful]), key=self._sort_key, reverse=True)
        may_be = {job["id"] for job in doubtful}
        # Those that are the subject's without doubt.
        self.certain = [job for job in self.every if job["id"] not in may_be] if may_be else self.every
        self._successes = counting(self.protecting)
        self._failures = [job for job in self.jobs if self.is_failure(job)]

    def _sort_key(self, job: Job) -> tuple[bool, str, bool, str]:
        """Return a sort key, the greater the newer: by the start, or by the end if the start is unknown.

        A job without times counts as the newest, and of two jobs of the same second a failure as the newer.
        """
        moment = job["started_at"] or job["finished_at"]
        return moment is None, moment or "", self.is_failure(job), job["id"]

    def is_success(self, job: Job) -> bool:
        """Return whether a job is a success; without a time it proves nothing."""
        return job["status"] in self._good and (job["finished_at"] or job["started_at"]) is not None

    def is_failure(self, job: Job) -> bool:
        """Return whether a job is a failure."""
        return job["status"] in self._bad

    def last_success(self) -> Job | None:
        """Return the success that ended last."""
        return last_ended(self.protecting)

    def successes(self, *, in_window: bool = False) -> list[Job]:
        """Return the successes that count, all or those of the window."""
        return self._within(self._successes) if in_window else self._successes

    def all_successes(self) -> list[Job]:
        """Return the successes that count, older ones too."""
        return [*self._older_counting, *self._successes]

    def failures(self, *, in_window: bool = False) -> list[Job]:
        """Return the failures that count, all or those of the window; one without times is in every window."""
        return self._within(self._failures) if in_window else self._failures

    def unknown(self) -> list[Job]:
        """Return the jobs that fail the verdict with on_unknown=deny.

        These are jobs with an unknown status, and failures that may belong to the subject.
        """
        if self.criteria.on_unknown == "allow":
            return []
        own = [job for job in self.jobs if job["status"] == "unknown"]
        return own + [job for job in self._doubtful if job["status"] == "unknown" or self.is_failure(job)]

    def _within(self, jobs: list[Job]) -> list[Job]:
        if not self._has_window:
            return jobs
        # Times are compared as text: the order is the same, and it is much faster for many jobs.
        since = times.format_moment(self.window_since)
        return [job for job in jobs if (job["finished_at"] or job["started_at"] or since) >= since]


def start(job: Job) -> datetime | None:
    """Return when a job started; None if that is unknown."""
    return times.parse_instant(job["started_at"])


def end_or_start(job: Job) -> datetime | None:
    """Return when a job ended, or started if its end is unknown."""
    return times.parse_instant(job["finished_at"] or job["started_at"])


def last_ended(jobs: t.Iterable[Job]) -> Job | None:
    """Return the job that ended last; None if there are none."""
    return max(jobs, key=lambda job: str(job["finished_at"] or job["started_at"]), default=None)


def last_started(jobs: t.Iterable[Job]) -> Job | None:
    """Return the job that started last; None if no start is known."""
    return max((job for job in jobs if job["started_at"]), key=lambda job: str(job["started_at"]), default=None)
