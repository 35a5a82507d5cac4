# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Format the times, dates and figures of a report for people. Nothing here depends on the locale of the machine."""

from __future__ import annotations

import itertools
import typing as t
from datetime import date, datetime, timedelta, tzinfo

from ...module_utils import times
from ...module_utils._policy import wording
from .models import Day

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
# In the order in which the page explains them, and counts them for a subject.
DAY_STATUSES: dict[str, str] = {
    "good": "every run succeeded",
    "warning": "a run finished with exceptions",
    "failed": "a run failed or was stopped",
    "missed": "an expected run did not start",
    "none": "no run",
    "excluded": "not judged",
    "unknown": "nothing is known",
    "future": "still to come",
}
# The days to list in words.
_BAD_DAYS = ("failed", "missed", "warning")
# From how many seconds on what is shorter than a unit is left out.
_PRECISION = ((2 * 86400, 3600), (600, 60))
# More ranges of days than this are counted instead.
_MOST_RANGES = 6


class Moment(t.NamedTuple):
    """A moment as people read it.

    C(local) is in the time zone of the report with its abbreviation, and C(utc) the same in UTC, without the date if
    that is the same; empty if the time zone is UTC.
    """

    iso: str
    local: str
    utc: str


def moment(text: str, zone: tzinfo) -> Moment:
    """Return a moment of the report as people read it."""
    utc = times.parse_iso(text)
    local = utc.astimezone(zone)
    if zone is times.UTC or local.tzname() == "UTC":
        return Moment(text, f"{_date(utc)}, {utc:%H:%M} UTC", "")
    same_day = local.date() == utc.date()
    return Moment(text, f"{_date(local)}, {local:%H:%M} {_zone_name(local)}", _utc_beside(utc, same_day))


def _utc_beside(utc: datetime, same_day: bool) -> str:
    return f"{utc:%H:%M} UTC" if same_day else f"{utc.day} {_MONTHS[utc.month - 1]} {utc:%H:%M} UTC"


def _zone_name(local: datetime) -> str:
    """Return the abbreviation of a time zone; zones without one have their offset as their name."""
    name = local.tzname() or ""
    return f"UTC{name}" if name.startswith(("+", "-")) else name


def _date(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year:04d}"


def day(text: str) -> str:
    """Return a date with its weekday, such as C(Sat 21 Nov); the days of a report are too few to need the year."""
    return f"{_WEEKDAYS[date.fromisoformat(text).weekday()]} {short_day(text)}"


def short_day(text: str) -> str:
    """Return a date such as C(21 Nov)."""
    parsed = date.fromisoformat(text)
    return f"{parsed.day} {_MONTHS[parsed.month - 1]}"


def duration(seconds: float) -> str:
    """Return a number of seconds in units that matter: C(30d 2h), C(1h 30m), C(42m), C(5m 3s)."""
    unit = next((unit for least, unit in _PRECISION if seconds >= least), 1)
    return times.format_duration(timedelta(seconds=seconds // unit * unit))


def ago(text: str, now: str) -> str:
    """Return how long ago a moment was."""
    return duration((times.parse_iso(now) - times.parse_iso(text)).total_seconds())


def number(value: float) -> str:
    """Return a number with a comma between the thousands."""
    return f"{round(value):,}"


def percent(rate: float) -> str:
    """Return a percentage with at most two decimals, or with as many as show that it is below 100."""
    return f"{wording.percentage(rate, 100)} %"


def counted(value: int, noun: str) -> str:
    """Return a number with its noun, such as C(1 run) or C(1,204 runs)."""
    return wording.count(value, noun).replace(str(value), number(value), 1)


def words(name: str) -> str:
    """Return a name of the report, such as C(not_applicable), as words."""
    return "not compliant" if name == "non_compliant" else name.replace("_", " ")


def day_counts(days: t.Sequence[Day]) -> dict[str, int]:
    """Return how many days have each status, only those that occur."""
    totals = {status: sum(each.status == status for each in days) for status in DAY_STATUSES}
    return {status: total for status, total in totals.items() if total}


def bad_days(days: t.Sequence[Day]) -> list[str]:
    """Return the days on which something went wrong in words, such as C(Missed on 17 to 19 Nov and 21 Nov)."""
    lines = []
    for status in _BAD_DAYS:
        ranges = consecutive(number for number, each in enumerate(days) if each.status == status)
        if ranges:
            shown = [_range(days[numbers[0]].date, days[numbers[-1]].date) for numbers in ranges[:_MOST_RANGES]]
            rest = sum(map(len, ranges[_MOST_RANGES:]))
            lines.append(f"{status.capitalize()} on {_list([*shown, *([counted(rest, 'other day')] if rest else [])])}")
    return lines


def consecutive(numbers: t.Iterable[int]) -> list[list[int]]:
    """Return ascending numbers in groups without gaps."""
    groups = itertools.groupby(enumerate(numbers), lambda pair: pair[1] - pair[0])
    return [[number for _index, number in group] for _key, group in groups]


def _range(first: str, last: str) -> str:
    if first == last:
        return short_day(first)
    begin = date.fromisoformat(first)
    same_month = first[:7] == last[:7]
    return f"{begin.day if same_month else short_day(first)} to {short_day(last)}"


def _list(parts: t.Sequence[str]) -> str:
    """Return parts as text, with C(and) before the last."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def runs(day: Day) -> str:
    """Return the runs of a day in words, such as C(2 succeeded, 1 failed)."""
    totals = ((day.succeeded, "succeeded"), (day.warning, "with exceptions"), (day.failed, "failed"))
    return ", ".join(f"{total} {word}" for total, word in totals if total) or "none"
