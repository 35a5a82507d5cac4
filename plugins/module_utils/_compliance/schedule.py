# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Schedules: when runs are expected, and which of them are missed. Source: docs/compliance.md."""

from __future__ import annotations

import re
import typing as t
from bisect import bisect_left
from datetime import date, datetime, time, timedelta

from .. import times
from .._policy.key_types import Expects, Span, Words
from .._policy.written import is_blank, problem_text, shown
from .._pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, model_validator
from . import spans
from .period import Period
from .spans import Spans

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# As many as one a minute for two months.
MOST_EXPECTED = 100_000
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?\Z", re.ASCII)


def _times(value: t.Any) -> t.Any:
    words = value if isinstance(value, (list, tuple)) else [value]
    for word in words:
        if not isinstance(word, str) or not _TIME.match(word.strip()):
            quotes = ", in quotes" if not isinstance(word, str) else ""
            raise ValueError(f'{shown(word)} is not a time of day, such as "22:00"{quotes}')
    return tuple(dict.fromkeys(word.strip() for word in words))


def _days(value: tuple[str, ...]) -> tuple[str, ...]:
    for word in value:
        if word.lower() not in DAYS:
            raise ValueError(f"days: {shown(word)} is not one of {', '.join(DAYS)}")
    return tuple(word.lower() for word in value)


class Schedule(BaseModel):
    """When runs are expected. The text beside each key is its documentation."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    every: t.Annotated[Span, "The period is cut into pieces of this length, and a run has to start in each."] = None
    at: t.Annotated[
        tuple[str, ...], BeforeValidator(_times), Expects("a list of times"), "Times of day at which a run starts."
    ] = ()
    days: t.Annotated[Words, "The days of the week of C(at), all if not given."] = ()
    grace: t.Annotated[Span, "How long after its time a run may start."] = timedelta(hours=1)

    @model_validator(mode="after")
    def _check(self) -> Schedule:
        if (self.every is None) == (not self.at):
            raise ValueError("either every or at is expected")
        if self.every is not None and self.model_fields_set != {"every"}:
            raise ValueError("days and grace belong to at, not to every")
        if self.every is not None and self.every < timedelta(seconds=1):
            raise ValueError("every is shorter than a second")
        _days(self.days)
        return self

    def most_expected(self, period: Period) -> int:
        """Return how many runs a period can have at most."""
        seconds = int((period.end - period.since).total_seconds())
        if self.every is not None:
            return seconds // int(self.every.total_seconds())
        return (seconds // 86400 + 2) * len(self.at)


def read(value: t.Any) -> Schedule:
    """Return the schedule that a user wrote. Raise ValueError for anything else."""
    if value == "service":
        raise ValueError("the service's own schedule is not supported yet; give every or at")
    if not isinstance(value, dict):
        raise ValueError(f"{shown(value)} is not a mapping with every or at")
    for key, each in value.items():
        if is_blank(each):
            raise ValueError(f"{shown(key)} is empty; leave the key out or give a value")
    try:
        return Schedule.model_validate({str(key): each for key, each in value.items()})
    except ValidationError as error:
        raise ValueError(problem_text("schedule", Schedule, error.errors(include_url=False)[0])) from None


class Expected(t.NamedTuple):
    """An expected run: it has to start in [begin, end)."""

    begin: int
    end: int


def expected_runs(schedule: Schedule, period: Period, known_since: int, excluded: Spans) -> list[Expected]:
    """Return the expected runs of a period whose time is over, and of which none is excluded or unknown."""
    since, end = spans.seconds(period.since), spans.seconds(period.end)
    if schedule.every is not None:
        length = int(schedule.every.total_seconds())
        pieces = [Expected(begin, begin + length) for begin in range(since, end - length + 1, length)]
        return [piece for piece in pieces if piece.begin >= known_since and not spans.touches(excluded, *piece)]
    grace = int(t.cast(timedelta, schedule.grace).total_seconds())
    until = spans.seconds(period.until)
    return [
        Expected(moment, moment + grace)
        for moment in _moments(schedule, period)
        if since <= moment < until
        and moment + grace <= end
        and moment >= known_since
        and not spans.contains(excluded, moment)
    ]


def _moments(schedule: Schedule, period: Period) -> list[int]:
    """Return the times of a schedule on all days that the period touches."""
    # From the day before: its last hour may be one that does not exist, so that its times are those of the next day.
    first = period.since.astimezone(period.zone).date() - timedelta(days=1)
    last = period.end.astimezone(period.zone).date()
    days = _days(schedule.days) or DAYS
    moments = {
        _moment(first + timedelta(days=number), text, period)
        for number in range((last - first).days + 1)
        if DAYS[(first + timedelta(days=number)).weekday()] in days
        for text in schedule.at
    }
    return sorted(moments)


def _moment(day: date, text: str, period: Period) -> int:
    local = datetime.combine(day, time.fromisoformat(text))
    return spans.seconds(times.in_zone(local, period.zone))


def missed(expected: t.Iterable[Expected], starts: t.Sequence[int]) -> list[Expected]:
    """Return the expected runs that did not start; C(starts) are the sorted starts of all runs."""
    return [each for each in expected if run_of(each, starts) is None]


def run_of(expected: Expected, starts: t.Sequence[int]) -> int | None:
    """Return the place of the first run that started in time; None if there is none."""
    place = bisect_left(starts, expected.begin)
    return place if place < len(starts) and starts[place] < expected.end else None
