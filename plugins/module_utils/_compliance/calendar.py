# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The calendar of a subject: what happened on each day of the period, in its time zone."""

from __future__ import annotations

import itertools
import typing as t
from datetime import date, datetime, time, timedelta

from .. import times
from . import spans
from .period import Period
from .runs import Runs
from .schedule import Expected
from .subject_times import SubjectTimes

# In the order in which the report lists them; the worst of what happened on a day is its status.
STATUSES = ("good", "warning", "failed", "missed", "excluded", "none", "unknown", "future")


class Day(t.TypedDict):
    """One day: its local date and status, the runs that started on it, and the objects that its successes protected."""

    date: str
    status: str
    succeeded: int
    warning: int
    failed: int
    objects: int | None


def days(period: Period, at: SubjectTimes, runs: Runs, missed: t.Iterable[Expected]) -> list[Day]:
    """Return the days that the period touches."""
    counted: dict[date, Day] = {}
    present = spans.seconds(period.judged_at)
    for begin, end, day in _days(period):
        over = min(end, present)
        if begin >= present:
            status = "future"
        elif spans.length(spans.intersect([(begin, over)], at.excluded)) == over - begin:
            status = "excluded"
        elif over <= at.known_since:
            status = "unknown"
        else:
            status = "none"
        counted[day] = Day(date=day.isoformat(), status=status, succeeded=0, warning=0, failed=0, objects=None)
    for day, some in itertools.groupby(runs.started, lambda run: _local(run.start, period)):
        _count(counted[day], Runs(list(some)))
    missed_days = {_local(each.begin, period) for each in missed}
    for day, found in counted.items():
        if found["status"] == "none":
            found["status"] = _status(found, day in missed_days)
    return list(counted.values())


def _count(day: Day, runs: Runs) -> None:
    """Add runs to a day: the clocks may go back to it, so that its runs are not all in a row."""
    counts = runs.counts()
    day["succeeded"] += counts["succeeded"]
    day["warning"] += counts["warning"]
    day["failed"] += counts["failed"]
    objects = [run.job["counts"]["successful"] for run in runs.started if run.is_success]
    known = [number for number in objects if number is not None]
    if known:
        day["objects"] = (day["objects"] or 0) + sum(known)


def _status(day: Day, missed: bool) -> str:
    """Return the status of a day on which something could have happened."""
    if day["failed"]:
        return "failed"
    if missed:
        return "missed"
    if day["warning"]:
        return "warning"
    return "good" if day["succeeded"] else "none"


def _local(second: int, period: Period) -> date:
    return datetime.fromtimestamp(second, period.zone).date()


def _days(period: Period) -> t.Iterator[tuple[int, int, date]]:
    """Yield the part of each day that is in the period, with its date."""
    since, until = spans.seconds(period.since), spans.seconds(period.until)
    day = _local(since, period)
    begin = since
    while begin < until:
        midnight = datetime.combine(day + timedelta(days=1), time())
        end = min(spans.seconds(times.in_zone(midnight, period.zone)), until)
        if end > begin:
            yield begin, end, day
        begin, day = end, day + timedelta(days=1)
