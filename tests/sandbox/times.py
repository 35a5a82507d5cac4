# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Convert times: .NET ticks, ISO 8601 and time spans (docs/api/times.md).

A moment is an integer of microseconds since 1970-01-01T00:00:00Z.
"""

from __future__ import annotations

import re
import time
from datetime import datetime, timedelta, timezone
from typing import Final

MICROSECOND: Final = 1
SECOND: Final = 1_000_000
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=timezone.utc)
_EPOCH_UTC: Final = datetime(1970, 1, 1)  # without a zone: faster to format
_EPOCH_TICKS: Final = 621_355_968_000_000_000
_ISO: Final = re.compile(
    r"(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}:\d{2})(?:\.(\d{1,7}))?(Z|[+-]\d{2}:\d{2})?)?",
    re.IGNORECASE,
)


def now() -> int:
    return time.time_ns() // 1000


def from_ticks(ticks: int) -> int:
    return (ticks - _EPOCH_TICKS) // 10


def to_ticks(moment: int) -> int:
    return moment * 10 + _EPOCH_TICKS


def parse_iso(text: str) -> int:
    """Parse ISO 8601 as docs/api/times.md describes it; no offset means UTC. Raise ValueError for anything else."""
    match = _ISO.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not an ISO 8601 date or time")
    date, clock, fraction, zone = match.groups()
    offset = "+00:00" if zone in (None, "Z", "z") else zone
    whole = datetime.fromisoformat(f"{date}T{clock or '00:00:00'}{offset}")
    micros = int((fraction or "0").ljust(6, "0")[:6])
    return (whole - _EPOCH) // timedelta(microseconds=1) + micros


def to_iso(moment: int, *, digits: int | None = None, zone: str = "Z") -> str:
    """Format a moment with this many fractional digits, by default as many as needed."""
    text = (_EPOCH_UTC + timedelta(microseconds=moment)).isoformat(timespec="microseconds")
    count = needed_digits(moment) if digits is None else digits
    # Cut after the seconds, or after the point and the digits; the seventh digit is 0.
    return f"{(text + '0')[: 20 + count if count else 19]}{zone}"


def needed_digits(moment: int) -> int:
    if moment % SECOND == 0:
        return 0
    return 3 if moment % 1000 == 0 else 6


def to_varied_iso(moment: int, quirk: int) -> str:
    """Format a moment in one of the formats that services use, selected by the quirk."""
    needed = needed_digits(moment)
    choices = [digits for digits in (0, 3, 6, 7) if digits >= needed]
    zones = ("Z", "+00:00", "")
    return to_iso(moment, digits=choices[quirk % len(choices)], zone=zones[quirk // 4 % 3])


def stamp(moment: int) -> str:
    """Return date, time and microseconds as twenty digits, as in job ids."""
    return (_EPOCH_UTC + timedelta(microseconds=moment)).strftime("%Y%m%d%H%M%S%f")


def to_timespan(duration: int) -> str:
    """Format a duration as .NET does: ``00:04:01``, ``1.16:00:44``."""
    seconds = duration // SECOND
    days, rest = divmod(seconds, 86_400)
    text = f"{rest // 3600:02d}:{rest // 60 % 60:02d}:{rest % 60:02d}"
    return f"{days}.{text}" if days else text


def to_hours(duration: int) -> float:
    return round(duration / HOUR, 3)
