# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The period that is judged, and its time zone."""

from __future__ import annotations

import typing as t
import zoneinfo
from dataclasses import dataclass
from datetime import datetime, tzinfo

from .. import times
from ..errors import OptionError, sanitize
from ..option_values import moment as parse_moment

# No service has older jobs, and what precedes the period has to be a time too.
EARLIEST = datetime(2000, 1, 1, tzinfo=times.UTC)


@dataclass(frozen=True)
class Period:
    """The period [since, until), judged at a moment that it may contain; what lies after that is not judged."""

    since: datetime
    until: datetime
    judged_at: datetime
    zone: tzinfo
    zone_name: str

    @property
    def end(self) -> datetime:
        """The end of what can be judged."""
        return min(self.until, self.judged_at)

    @property
    def reaches_present(self) -> bool:
        """Whether the period ends at the moment of judging or later."""
        return self.until >= self.judged_at

    def row(self) -> dict[str, t.Any]:
        """Return it as it is shown in results."""
        return {
            "since": times.format_moment(self.since),
            "until": times.format_moment(self.until),
            "time_zone": self.zone_name,
            "seconds": int((self.until - self.since).total_seconds()),
            "judged_at": times.format_moment(self.judged_at),
        }


def read(since: object, until: object, zone_name: str, now: datetime) -> Period:
    """Return the period of the options. Raise OptionError for one that cannot be judged."""
    zone = find_zone(zone_name)
    begin = parse_moment("since", since, now, lambda text, at: times.parse_moment(text, at, zone))
    begin = begin.replace(microsecond=0)
    end = now
    if until is not None and str(until).strip():
        end = parse_moment("until", until, now, lambda text, at: times.parse_end(text, at, zone))
    if begin >= end:
        first, last = times.format_moment(begin), times.format_moment(end)
        raise OptionError("since", f"{first} is not before until, {last}")
    if begin < EARLIEST:
        raise OptionError("since", f"{times.format_moment(begin)} is before the year {EARLIEST.year}")
    if begin >= now:
        raise OptionError("since", f"{times.format_moment(begin)} is in the future, so nothing can be judged yet")
    return Period(begin, end, now, zone, zone_name)


def find_zone(name: str) -> tzinfo:
    """Return a time zone of the IANA database. Raise OptionError for an unknown name."""
    if name == "UTC":
        # It needs no database, which may be missing.
        return times.UTC
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise OptionError(
            "time_zone",
            f"{sanitize(name, 60)!r} is not a time zone of this machine, such as UTC or Europe/Berlin; where the "
            "system has no time zone database, install the Python library tzdata",
        ) from None
