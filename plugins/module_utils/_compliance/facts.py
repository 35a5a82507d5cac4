# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is known of a subject before it is judged: its jobs, runs, expected runs, and exposure."""

from __future__ import annotations

import functools
import typing as t
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from .. import times
from .._jobs.job import UNFINISHED, Job
from .._jobs.subject import Subject
from .._policy import exclusions
from .._policy.exclusions import ExcludedSpan
from .._policy.selection import older_jobs, select_jobs
from .._policy.subject_jobs import SubjectJobs
from . import exposure, schedule, spans
from .exposure import Breach, Protection, Timeline
from .judged_jobs import JudgedJobs
from .missing_history import is_missing
from .period import Period
from .policies import Policy, ResolvedPolicy
from .restores import restores_of
from .runs import Runs, runs_of, second
from .schedule import Expected
from .spans import Spans
from .subject_times import SubjectTimes, times_of


@dataclass(frozen=True)
class Facts:
    """The facts of a subject; whatever follows from others is computed when it is first used.

    C(history_since) is the start of the first job that the service has, None if those that the policy needs are known.
    """

    policy: Policy
    period: Period
    history_since: datetime | None
    times: SubjectTimes
    has_jobs: bool
    jobs: SubjectJobs
    restores: t.Sequence[Job]

    @functools.cached_property
    def all_runs(self) -> Runs:
        """The runs that started in the period: one in an excluded span did start when it was expected."""
        return runs_of(self.jobs, self.period)

    @functools.cached_property
    def runs(self) -> Runs:
        """The runs that started in the period and count."""
        return self.all_runs.outside(self.times.excluded)

    @functools.cached_property
    def backups(self) -> Timeline:
        """The successes by the moment that each protects: its start."""
        jobs = (*self.jobs.older_successes, *self.jobs.protecting)
        return exposure.timeline(_protections(jobs, self.period, from_start=True))

    @functools.cached_property
    def tests(self) -> Timeline:
        """The restore tests by their end."""
        return exposure.timeline(_protections(self.restores, self.period, from_start=False))

    @functools.cached_property
    def protected(self) -> Spans:
        """The time in which the exposure is at most the recovery point objective."""
        if self.policy.rpo is None:
            return []
        return exposure.within_limit(self.backups, whole_seconds(self.policy.rpo), self.times.end)

    @functools.cached_property
    def tested(self) -> Spans:
        """The time in which the last restore test is recent enough."""
        if self.policy.restore_test_every is None:
            return []
        return exposure.within_limit(self.tests, whole_seconds(self.policy.restore_test_every), self.times.end)

    @functools.cached_property
    def exposure_known(self) -> Spans:
        """The time in which it is known whether the exposure is at most the recovery point objective."""
        return self._known(self.backups, self.policy.rpo)

    @functools.cached_property
    def tests_known(self) -> Spans:
        """The time in which it is known whether the last restore test is recent enough."""
        return self._known(self.tests, self.policy.restore_test_every)

    def _known(self, line: Timeline, limit: timedelta | None) -> Spans:
        """Return the time in which it is known whether the exposure of a timeline is at most a limit.

        A success from before the history may still be recent enough, until the first one of the history is available.
        """
        first = self.history_since
        if limit is None or first is None or not is_missing(first, self.period, limit):
            return self.times.known
        begin = spans.seconds(first)
        until = begin + whole_seconds(limit)
        if line.begin is not None:
            until = max(begin, min(line.begin, until))
        return spans.intersect(self.times.period, [(until, self.times.end)])

    @property
    def exposure_judged(self) -> Spans:
        """The time in which the exposure is judged."""
        return spans.subtract(self.exposure_known, self.times.excluded)

    @property
    def tests_judged(self) -> Spans:
        """The time in which restore tests are judged."""
        return spans.subtract(self.tests_known, self.times.excluded)

    @property
    def unknown_seconds(self) -> int:
        """How much of the period is not excluded, and unknown for any requirement."""
        known = spans.intersect(self.times.known, spans.intersect(self.exposure_known, self.tests_known))
        return spans.length(spans.subtract(spans.subtract(self.times.period, known), self.times.excluded))

    @functools.cached_property
    def compliant_seconds(self) -> int:
        """How much of the judged time is protected."""
        return spans.length(spans.intersect(self.protected, self.exposure_judged))

    @functools.cached_property
    def breaches(self) -> list[Breach]:
        """The breaches of the recovery point objective."""
        if self.policy.rpo is None or not self.exposure_judged:
            return []
        return exposure.breaches(
            self.backups, self.protected, self.exposure_known, self.times.excluded, lasts=self.period.reaches_present
        )

    @functools.cached_property
    def expected(self) -> list[Expected]:
        """The expected runs."""
        if self.policy.schedule is None:
            return []
        return schedule.expected_runs(self.policy.schedule, self.period, self.times.known_since, self.times.excluded)

    @functools.cached_property
    def missed(self) -> list[Expected]:
        """The expected runs that did not start."""
        return schedule.missed(self.expected, self.all_runs.starts)

    def with_whole_history(self) -> Facts:
        """Return the facts as if no history was missing."""
        return replace(self, history_since=None, times=self.times.with_whole_history())


def whole_seconds(length: timedelta) -> int:
    """Return a duration in seconds, without a fraction."""
    return int(length.total_seconds())


def facts_of(
    resolved: ResolvedPolicy,
    subject: Subject,
    jobs: JudgedJobs,
    period: Period,
    excluded: t.Sequence[ExcludedSpan],
    history_since: datetime | None,
) -> Facts:
    """Return the facts of a subject; C(history_since) is the start of the first job of its product if it is late.

    Raise IncompleteRead for a job that cannot be attributed.
    """
    policy, is_judged = resolved.policy, _is_in_period(period)
    latest, contradictory = jobs.of(subject)
    certain, doubtful = select_jobs(resolved.words, subject, latest, contradictory, is_judged)
    if policy.on_unknown == "deny":
        # An unfinished job can only fail a check.
        certain = [*certain, *(job for job in doubtful if job["status"] in UNFINISHED)]
    # As far back as the policy needs, whatever other policies have read.
    earliest, since = times.format_moment(period.since - policy.look_back), times.format_moment(period.since)
    older = [
        job
        for job in older_jobs(resolved.words, subject, latest.values(), is_judged)
        if earliest <= (job["started_at"] or "") < since
    ]
    counted = SubjectJobs(
        policy,
        certain,
        period.judged_at,
        period.since,
        doubtful=doubtful,
        older=older,
        is_excluded=exclusions.starts_inside(excluded),
    )
    restores = restores_of(resolved, subject, latest, contradictory, counted, period)
    has_jobs = bool(certain or doubtful or older or restores)
    if history_since is not None and not is_missing(history_since, period, policy.look_back):
        history_since = None
    at = times_of(period, excluded, history_since)
    return Facts(policy, period, history_since, at, has_jobs, counted, restores)


def _is_in_period(period: Period) -> t.Callable[[Job], bool]:
    """Return a function that returns whether a job is one of the period: by its start, or its end if it has no start.

    Jobs without times, and those in the future of a period that reaches the present, are judged too.
    """
    # Compared as text, which has the same order.
    since = times.format_moment(period.since)
    until = "~" if period.reaches_present else times.format_moment(period.until)

    def is_in_period(job: Job) -> bool:
        moment = job["started_at"] or job["finished_at"]
        return moment is None or since <= moment < until

    return is_in_period


def _protections(jobs: t.Iterable[Job], period: Period, *, from_start: bool) -> t.Iterator[Protection]:
    """Yield what successes protect.

    One without a start or an end, with either in the future, or that ends before it starts proves nothing.
    """
    present = spans.seconds(period.judged_at)
    for job in jobs:
        start, end = second(job["started_at"]), second(job["finished_at"])
        if start is not None and end is not None and start <= end <= present:
            yield Protection(start if from_start else end, end, job["id"])
