# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The days of a subject, as the bars of the page show them."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ...module_utils import times
from ...module_utils._compliance import calendar, spans
from ...module_utils._compliance.period import Period
from ...module_utils._compliance.runs import Runs, runs_of, second
from ...module_utils._compliance.schedule import Expected
from ...module_utils._compliance.subject_times import times_of
from ...module_utils._policy.exclusions import ExcludedSpan
from .backups import Backups
from .models import Day
from .result_rows import Row

MOST_DAYS = 90


@dataclass(frozen=True)
class Calendar:
    """The days of the window that are shown, and what of them is excluded."""

    period: Period
    excluded: t.Sequence[ExcludedSpan]

    def days(self, backups: Backups, policies: t.Sequence[Row]) -> list[Day]:
        """Return the days of a subject, with what its policies know: runs that were missed, history that is missing."""
        known = [times.parse_iso(row["known_since"]) for row in policies if row.get("known_since")]
        excluded = [each for each in self.excluded if each.applies_to(backups.subject)]
        at = times_of(self.period, excluded, min(known, default=None))
        missed = [_expected(moment) for row in policies for moment in row.get("missed", [])]
        rows = calendar.days(self.period, at, self._runs(backups), missed)
        longest = self._longest(backups)
        return [Day(**row, longest_seconds=longest.get(row["date"])) for row in rows]

    def _runs(self, backups: Backups) -> Runs:
        """Return the runs that started on the days that are shown; jobs can be older, such as one that still runs."""
        begin = spans.seconds(self.period.since)
        return Runs([run for run in runs_of(backups.counted, self.period).started if run.start >= begin])

    def _longest(self, backups: Backups) -> dict[str, float]:
        """Return the duration of the longest run that started on each day, by its date."""
        longest: dict[str, float] = {}
        for job in backups.certain:
            started, length = job["started_at"], job["duration_seconds"]
            if started is None or length is None:
                continue
            day = times.parse_iso(started).astimezone(self.period.zone).date().isoformat()
            longest[day] = max(length, longest.get(day, 0.0))
        return longest


def calendar_of(period: Period, excluded: t.Sequence[ExcludedSpan]) -> Calendar:
    """Return the calendar of the last days of a period."""
    first = period.until.astimezone(period.zone).date() - timedelta(days=MOST_DAYS - 1)
    midnight = times.in_zone(datetime.combine(first, datetime.min.time()), period.zone)
    return Calendar(replace(period, since=max(period.since, midnight)), excluded)


def of_policy(row: Row) -> list[Day]:
    """Return the days of a subject of job_compliance, whose jobs are not known."""
    return [Day(**day, longest_seconds=None) for day in row["days"][-MOST_DAYS:]]


def _expected(moment: str) -> Expected:
    begin = second(moment) or 0
    return Expected(begin, begin)
