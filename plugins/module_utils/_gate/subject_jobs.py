# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The jobs of one subject, classified as a rule counts them."""

from __future__ import annotations

import typing as t
from datetime import datetime, timedelta

from .. import times
from .._jobs.job import UNFINISHED, Job
from .rules import Rule


class SubjectJobs:
    """The jobs of one subject, newest first, classified as a rule counts them.

    C(doubtful) may belong to the subject: their job type or service is unknown. C(older) ended before the rule's
    horizon; they decide nothing, but the last success among them is reported.
    """

    def __init__(
        self,
        rule: Rule,
        jobs: t.Sequence[Job],
        now: datetime,
        doubtful: t.Sequence[Job] = (),
        older: t.Sequence[Job] = (),
    ) -> None:
        self.rule = rule
        self.now = now
        self.jobs = sorted(jobs, key=self._sort_key, reverse=True)
        self.unfinished = [job for job in self.jobs if job["status"] in UNFINISHED]
        # A pending job has not used any time yet.
        self.running = [job for job in self.unfinished if job["status"] != "pending"]
        self.older_success = _last_ended([job for job in older if self.is_success(job)])
        self._doubtful = doubtful
        self._successes = [job for job in self.jobs if self.is_success(job)]
        self._failures = [job for job in self.jobs if self._is_failure(job)]

    def _sort_key(self, job: Job) -> tuple[bool, str, bool, str]:
        """Return a sort key, the greater the newer: by the start, or by the end if the start is unknown.

        A job without times counts as the newest, and of two jobs of the same second a failure as the newer.
        """
        moment = job["started_at"] or job["finished_at"]
        return moment is None, moment or "", self._is_failure(job), job["id"]

    def is_success(self, job: Job) -> bool:
        """Return whether a job is a success; without a time it proves nothing."""
        allowed = ("succeeded", "warning") if self.rule.on_warning == "allow" else ("succeeded",)
        return job["status"] in allowed and (job["finished_at"] or job["started_at"]) is not None

    def _is_failure(self, job: Job) -> bool:
        failures = {"failed", "stopped"}
        if self.rule.on_warning == "deny":
            failures.add("warning")
        if self.rule.on_skipped == "deny":
            failures.add("skipped")
        return job["status"] in failures

    def last_success(self) -> Job | None:
        """Return the success that ended last."""
        return _last_ended(self._successes)

    def successes(self, window: timedelta | None = None) -> list[Job]:
        """Return the successes of a window, or all."""
        return self._within(self._successes, window)

    def failures(self, window: timedelta | None = None) -> list[Job]:
        """Return the failures of a window, or all; one without times is in every window."""
        return self._within(self._failures, window)

    def ended(self) -> list[Job]:
        """Return successes and failures, newest first."""
        return [job for job in self.jobs if self.is_success(job) or self._is_failure(job)]

    def unknown(self) -> list[Job]:
        """Return the jobs that fail a rule with on_unknown=deny.

        These are jobs with an unknown status, and failures that may belong to the subject.
        """
        if self.rule.on_unknown == "allow":
            return []
        own = [job for job in self.jobs if job["status"] == "unknown"]
        return own + [job for job in self._doubtful if job["status"] == "unknown" or self._is_failure(job)]

    def _within(self, jobs: list[Job], window: timedelta | None) -> list[Job]:
        if window is None:
            return jobs
        # Times are compared as text: the order is the same, and it is much faster for many jobs.
        since = times.format_moment(self.now - window)
        return [job for job in jobs if (job["finished_at"] or job["started_at"] or since) >= since]


def start(job: Job) -> datetime | None:
    """Return when a job started; None if that is unknown."""
    return times.parse_instant(job["started_at"])


def end_or_start(job: Job) -> datetime | None:
    """Return when a job ended, or started if its end is unknown."""
    return times.parse_instant(job["finished_at"] or job["started_at"])


def _last_ended(jobs: t.Sequence[Job]) -> Job | None:
    return max(jobs, key=lambda job: str(job["finished_at"] or job["started_at"]), default=None)
