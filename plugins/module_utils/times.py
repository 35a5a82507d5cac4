# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parse and format times and durations: as users write them, as services send them, as they are returned.

A time is an aware L(datetime) in UTC. Source: docs/api/times.md.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone, tzinfo

from .errors import sanitize

UTC = timezone.utc
TICKS_PER_SECOND = 10_000_000
_YEAR_ONE = datetime(1, 1, 1, tzinfo=UTC)
# Fewer ticks are no time of a backup: an epoch number, or a time before 1970.
_OLDEST_TICKS = 621_355_968_000_000_000
_NOT_YET = frozenset({"", "0", "n/a", "null", "none"})
# The end of a message about an invalid duration.
UNITS_HINT = "the units are s, m, h, d and w, so that three months are 90d"
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
# Clocks differ a little; a time further in the future is due to a wrong clock or a wrong time zone.
CLOCK_TOLERANCE = timedelta(minutes=5)


def utc_now() -> datetime:
    """Return the present in whole seconds: times that are sent and returned have no fractions."""
    return datetime.now(UTC).replace(microsecond=0)


def from_ticks(ticks: int) -> datetime:
    """Return the time of .NET ticks. Raise ValueError for one before 1970 or after the year 9999."""
    if ticks < _OLDEST_TICKS:
        raise ValueError(f"{ticks} is not a time in .NET ticks")
    try:
        return _YEAR_ONE + timedelta(microseconds=ticks // 10)
    except OverflowError:
        raise ValueError(f"{ticks} is not a time in .NET ticks") from None


def to_ticks(moment: datetime) -> int:
    """Return a time as .NET ticks."""
    return (moment - _YEAR_ONE) // timedelta(microseconds=1) * 10


def parse_iso(text: str, zone: tzinfo = UTC) -> datetime:
    """Parse a time in ISO 8601, in C(zone) if it has no offset. Raise ValueError for anything else.

    A local time that a change of the clocks skips takes the offset before the change, and one that occurs twice is its
    first occurrence.
    """
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
            raise ValueError(f"{text[:40]!r} has an invalid offset")
        try:
            moment = moment + away if offset[0] == "-" else moment - away
        except OverflowError:
            raise ValueError(f"{text[:40]!r} is out of range") from None
    elif not offset and zone is not UTC:
        moment = in_zone(moment.replace(tzinfo=None), zone)
    return moment


def in_zone(local: datetime, zone: tzinfo) -> datetime:
    """Return a local time of a zone in UTC. Raise ValueError for one that UTC cannot represent."""
    try:
        return local.replace(tzinfo=zone).astimezone(UTC)
    except OverflowError:
        raise ValueError(f"{local.isoformat()} is out of range") from None


def parse_instant(value: object) -> datetime | None:
    """Parse a time of a job in any API version: ticks or ISO 8601; return None for a time that is not set yet.

    C(0), C(""), C(null), C("N/A") and the year one are not set. Raise ValueError for anything else.
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
    """Parse a duration of a job and return its seconds: a number is ticks, text is C(d.hh:mm:ss) or decimal hours.

    A number with a fraction is hours, since ticks have none. Return None if it is not set, or negative, as for a
    running job whose end is the year one. Raise ValueError for anything else.
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
        total = ((int(days or 0) * 24 + int(hours)) * 60 + int(minutes)) * 60 + int(seconds)
        return total + float(f"0.{fraction or 0}")
    if isinstance(value, str) and _DECIMAL.match(text):
        return parse_hours(text)
    raise ValueError(f"{text[:40]!r} is not a duration")


def parse_hours(value: object) -> float | None:
    """Parse a duration in decimal hours, a number or text, and return its seconds; None if it is not set."""
    if value is None or (isinstance(value, str) and value.strip().lower() in _NOT_YET):
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise ValueError(f"{str(value)[:40]!r} is not a duration in hours")
    try:
        return _seconds(float(value), 3600)
    except (ValueError, OverflowError):
        raise ValueError(f"{str(value)[:40]!r} is not a duration in hours") from None


def _seconds(figure: float, unit: float) -> float:
    # Compared before it is converted: JSON has integers that no float can hold.
    if not 0 <= figure < 1e10 / unit:
        raise ValueError("a duration is out of range")
    return round(figure * unit, 3)


class WrittenSpan(timedelta):
    """A duration that keeps the C(text) that it was parsed from."""

    text: str


def parse_span(text: str) -> timedelta:
    """Parse a duration as users write it, such as C(90m), C(24h), C(7d), C(2w), or C(0s).

    Raise ValueError for anything else, and for a unit in upper case: C(3M) could be three months or three minutes.
    """
    match = _SPAN.match(text.strip())
    if match is None:
        raise ValueError(f"{_shown(text)} is not a duration such as 90m, 24h, 7d or 2w; {UNITS_HINT}{_meant(text)}")
    try:
        return timedelta(seconds=float(match[1]) * _UNITS[match[2]])
    except OverflowError:
        raise ValueError(f"{_shown(text)} is too long a duration") from None


def parse_positive_span(value: object, longest: timedelta | None = None) -> WrittenSpan:
    """Parse a duration above 0 and of at most C(longest), and keep its text. Raise ValueError for anything else."""
    length = parse_span(str(value))
    if not timedelta(0) < length <= (longest or timedelta.max):
        most = f" and of at most {longest.days}d" if longest else ""
        raise ValueError(f"{_shown(value)} is not a duration above 0{most}")
    span = WrittenSpan(length.days, length.seconds, length.microseconds)
    span.text = str(value).strip()
    return span


def _shown(value: object) -> str:
    """Return a user's value for a message."""
    return repr(sanitize(value, 60))


def _meant(text: str) -> str:
    """Return a suggestion for a duration with a unit in upper case, except C(M), which may be months."""
    lower = text.strip().lower()
    return f"; did you mean {lower}?" if _SPAN.match(lower) and not lower.endswith("m") else ""


def parse_moment(text: str, now: datetime, zone: tzinfo = UTC) -> datetime:
    """Parse a time as users write it: a duration back from now, ISO 8601, or epoch seconds.

    C(zone) is that of dates and of times without an offset. Raise ValueError for anything else.
    """
    given = text.strip()
    try:
        if _SPAN.match(given):
            return now - parse_span(given)
        if _EPOCH.match(given):
            return datetime.fromtimestamp(float(given), UTC)
        return parse_iso(given, zone)
    except (ValueError, OverflowError, OSError):
        raise ValueError(
            f"{_shown(text)} is none of: a duration back from now (90m, 24h, 7d, 2w), an ISO 8601 date or time, epoch "
            f"seconds; {UNITS_HINT}{_meant(given)}"
        ) from None


def parse_end(text: str, now: datetime, zone: tzinfo = UTC) -> datetime:
    """Parse the exclusive end of a window as users write it, like F(parse_moment), in whole seconds.

    A date without a time is the end of that day, so the beginning of the next one.
    """
    moment = parse_moment(text, now, zone).replace(microsecond=0)
    if not _DATE.match(text.strip()):
        return moment
    try:
        # The day may have 23 or 25 hours.
        return in_zone(parse_iso(text).replace(tzinfo=None) + timedelta(days=1), zone)
    except OverflowError:
        raise ValueError(f"{_shown(text)} is out of range") from None


def format_moment(moment: datetime) -> str:
    """Return a time as C(2026-11-21T08:00:00Z), without fractions of a second."""
    # For two times of each job: it takes a third of the time of strftime, and pads the year with zeros everywhere.
    fields = (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second)
    return "%04d-%02d-%02dT%02d:%02d:%02dZ" % fields  # noqa: UP031  # format specifiers take twice the time


def format_duration(length: timedelta) -> str:
    """Return a duration in its two largest units: C(2d 3h), C(24h), C(45m), C(12s)."""
    rest = max(0, int(length.total_seconds()))
    parts = []
    for unit, seconds in (("d", 86400), ("h", 3600), ("m", 60), ("s", 1)):
        if rest >= seconds and (unit != "d" or rest >= 2 * seconds):
            parts.append(f"{rest // seconds}{unit}")
            rest %= seconds
    return " ".join(parts[:2]) or "0s"
