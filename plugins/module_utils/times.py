# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Times, durations and windows: what users write, what the wire writes, what is returned.

Source: the contract's page on times and durations. Inside, a time is an aware L(datetime) in UTC.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

from .errors import sanitize

UTC = timezone.utc
TICKS_PER_SECOND = 10_000_000
_YEAR_ONE = datetime(1, 1, 1, tzinfo=UTC)
# A tick count below this is no .NET time of a backup but an epoch number in the wrong place.
_OLDEST_TICKS = 621_355_968_000_000_000
_NOT_YET = frozenset({"", "0", "n/a", "null", "none"})
# The end of a message about a duration that is none.
UNITS = "the units are s, m, h, d and w, so that three months are 90d"
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}

_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)"
    r"(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(Z|z|[+-]\d\d:?\d\d)?)?\Z"
)
_DATE = re.compile(r"\d{4}-\d\d-\d\d\Z", re.ASCII)
_CLOCK = re.compile(r"(?:(\d{1,6})\.)?(\d{1,6}):([0-5]\d):([0-5]\d)(?:\.(\d{1,9}))?\Z")
_SPAN = re.compile(r"(\d+(?:\.\d+)?)\s*([smhdw])\Z", re.ASCII)
_DIGITS = re.compile(r"\d{1,20}\Z", re.ASCII)
# Nine digits at least: 20261121 is a date without its dashes, not a day in 1970.
_EPOCH = re.compile(r"\d{9,11}(?:\.\d{1,9})?\Z", re.ASCII)
_DECIMAL = re.compile(r"\d{1,12}(?:\.\d{1,12})?\Z", re.ASCII)
# Clocks differ a little; a time further ahead than this is a wrong clock or a wrong time zone.
CLOCK_TOLERANCE = timedelta(minutes=5)


def utc_now() -> datetime:
    """The present, in whole seconds: what is sent and returned has no fractions."""
    return datetime.now(UTC).replace(microsecond=0)


def from_ticks(ticks: int) -> datetime:
    """A time from .NET ticks; ValueError for what is before 1970 or past the year 9999."""
    if ticks < _OLDEST_TICKS:
        raise ValueError(f"{ticks} is not a time in .NET ticks")
    try:
        return _YEAR_ONE + timedelta(microseconds=ticks // 10)
    except OverflowError:
        raise ValueError(f"{ticks} is not a time in .NET ticks") from None


def to_ticks(moment: datetime) -> int:
    """A time as .NET ticks."""
    return (moment - _YEAR_ONE) // timedelta(microseconds=1) * 10


def parse_iso(text: str) -> datetime:
    """A time from ISO 8601 text, UTC where it names no offset; ValueError for anything else."""
    match = _ISO.match(text.strip())
    if match is None:
        raise ValueError(f"{text[:40]!r} is not an ISO 8601 date or time")
    year, month, day, hour, minute, second, fraction, offset = match.groups()
    moment = datetime(
        int(year),
        int(month),
        int(day),
        int(hour or 0),
        int(minute or 0),
        int(second or 0),
        int((fraction or "0").ljust(6, "0")[:6]),
        tzinfo=UTC,
    )
    if offset and offset not in "Zz":
        away = timedelta(hours=int(offset[1:3]), minutes=int(offset[-2:]))
        if away >= timedelta(days=1):
            raise ValueError(f"{text[:40]!r} has no offset that exists")
        try:
            moment = moment + away if offset[0] == "-" else moment - away
        except OverflowError:
            raise ValueError(f"{text[:40]!r} is out of range") from None
    return moment


def parse_instant(value: object) -> datetime | None:
    """A time of a job as any generation writes it: ticks or ISO text; None for not yet.

    ValueError for what is no time. C(0), C(""), C(null), C("N/A") and year one are not yet.
    """
    if value is None or (value == 0 and not isinstance(value, bool)):
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        return from_ticks(value)
    if not isinstance(value, str):
        raise ValueError(f"{str(value)[:40]!r} is not a time")
    text = value.strip()
    if text.lower() in _NOT_YET:
        return None
    if _DIGITS.match(text):
        return from_ticks(int(text))
    moment = parse_iso(text)
    return None if moment.year == 1 else moment


def parse_elapsed(value: object) -> float | None:
    """A duration of a job in seconds: a number is ticks, text a clock or hours as a decimal.

    A number with a fraction can be no ticks, so it is hours. None where none is told, as by a running
    job whose end is year one; ValueError for what is no duration.
    """
    if value is None or (isinstance(value, str) and value.strip().lower() in _NOT_YET):
        return None
    if isinstance(value, float) and not value.is_integer():
        return parse_hours(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _seconds(value, 1 / TICKS_PER_SECOND) if value >= 0 else None
    text = str(value).strip()
    match = _CLOCK.match(text)
    if match is not None:
        days, hours, minutes, seconds, fraction = match.groups()
        whole = ((int(days or 0) * 24 + int(hours)) * 60 + int(minutes)) * 60 + int(seconds)
        return whole + float(f"0.{fraction or 0}")
    if isinstance(value, str) and _DECIMAL.match(text):
        return parse_hours(text)
    raise ValueError(f"{text[:40]!r} is not a duration")


def parse_hours(value: object) -> float | None:
    """A duration in seconds from decimal hours, as a number or as text; None where none is told."""
    if value is None or (isinstance(value, str) and value.strip().lower() in _NOT_YET):
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise ValueError(f"{str(value)[:40]!r} is not a duration in hours")
    try:
        return _seconds(float(value), 3600)
    except (ValueError, OverflowError):
        raise ValueError(f"{str(value)[:40]!r} is not a duration in hours") from None


def _seconds(figure: float, unit: float) -> float:
    # Compared before it is converted: JSON knows integers that no float can hold.
    if not 0 <= figure < 1e10 / unit:
        raise ValueError("a duration is out of range")
    return round(figure * unit, 3)


class WrittenSpan(timedelta):
    """A duration that keeps the C(text) that it was written as."""

    text: str


def parse_span(text: str) -> timedelta:
    """Parse a duration as users write it, such as C(90m), C(24h), C(7d), C(2w), or C(0s); ValueError otherwise.

    Units keep their case: C(3M) would be three months to some and three minutes to others.
    """
    match = _SPAN.match(text.strip())
    if match is None:
        raise ValueError(f"{_shown(text)} is not a duration such as 90m, 24h, 7d or 2w; {UNITS}{_meant(text)}")
    try:
        return timedelta(seconds=float(match[1]) * _UNITS[match[2]])
    except OverflowError:
        raise ValueError(f"{_shown(text)} is too long a duration") from None


def parse_positive_span(value: object, longest: timedelta | None = None) -> WrittenSpan:
    """Parse a duration above 0 and of at most C(longest), and keep its text; ValueError for anything else."""
    length = parse_span(str(value))
    if not timedelta(0) < length <= (longest or timedelta.max):
        most = f" and of at most {longest.days}d" if longest else ""
        raise ValueError(f"{_shown(value)} is not a duration above 0{most}")
    span = WrittenSpan(length.days, length.seconds, length.microseconds)
    span.text = str(value).strip()
    return span


def _shown(value: object) -> str:
    """Return a user's value as it is shown in a message."""
    return repr(sanitize(value, 60))


def _meant(text: str) -> str:
    """Return a suggestion for a duration with a unit in upper case, but for C(M): that may be months."""
    lower = text.strip().lower()
    return f"; did you mean {lower}?" if _SPAN.match(lower) and not lower.endswith("m") else ""


def parse_moment(text: str, now: datetime) -> datetime:
    """A time as users write it: a duration back from now, ISO 8601, or epoch seconds.

    ValueError for anything else. Source: the interface's query options.
    """
    given = text.strip()
    try:
        if _SPAN.match(given):
            return now - parse_span(given)
        if _EPOCH.match(given):
            return datetime.fromtimestamp(float(given), UTC)
        return parse_iso(given)
    except (ValueError, OverflowError, OSError):
        raise ValueError(
            f"{text!r} is none of: a duration back from now (90m, 24h, 7d, 2w), an ISO 8601 date or time, epoch "
            f"seconds; {UNITS}{_meant(given)}"
        ) from None


def parse_end(text: str, now: datetime) -> datetime:
    """Return the exclusive end of a window as users write it: like M(parse_moment), in whole seconds.

    A date without a time means the end of that day, so the beginning of the next one.
    """
    moment = parse_moment(text, now).replace(microsecond=0)
    if not _DATE.match(text.strip()):
        return moment
    try:
        return moment + timedelta(days=1)
    except OverflowError:
        raise ValueError(f"{text!r} is out of range") from None


def show(moment: datetime) -> str:
    """A time as it is returned: C(2026-11-21T08:00:00Z), fractions of a second dropped."""
    # Each job shows two times: this takes a third of the time of strftime, and knows the zeros of an early year.
    whole = (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second)
    return "%04d-%02d-%02dT%02d:%02d:%02dZ" % whole  # noqa: UP031  # format specifiers take twice the time


def format_duration(length: timedelta) -> str:
    """A duration in the two largest units that it has: C(2d 3h), C(24h), C(45m), C(12s)."""
    rest = max(0, int(length.total_seconds()))
    told = []
    for unit, seconds in (("d", 86400), ("h", 3600), ("m", 60), ("s", 1)):
        if rest >= seconds and (unit != "d" or rest >= 2 * seconds):
            told.append(f"{rest // seconds}{unit}")
            rest %= seconds
    return " ".join(told[:2]) or "0s"
