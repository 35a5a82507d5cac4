# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compare the clock of this machine with the service's C(Date) header.

Windows and ages are computed with this machine's clock; if it is wrong, a window misses jobs and an old success looks
recent. Source: docs/api/times.md; RFC 9110, Date and Age.
"""

from __future__ import annotations

import threading
import typing as t
from datetime import timedelta, timezone
from email.utils import parsedate_to_datetime

from .. import times

CLOCK_ADVICE = "windows and ages are wrong by that much until one of the clocks is corrected"
# The header has whole seconds, rounded down.
_RESOLUTION = 1.0


class ClockDifference:
    """The differences by the responses of each product; noted from several threads."""

    def __init__(self) -> None:
        self._seconds: dict[str, list[float]] = {}
        self._lock = threading.Lock()

    def note(self, product: str, headers: t.Mapping[str, str], sent: float, received: float) -> None:
        """Note the headers of a response, names in lower case; C(sent) and C(received) in epoch seconds.

        The service wrote the date at some moment between the two, or C(Age) seconds earlier if the response comes from
        a cache; so a slow response alone is no difference. A response without a valid date and age is ignored.
        """
        date, age = _epoch(headers.get("date", "")), _age(headers.get("age"))
        if date is None or age is None:
            return
        # The age is rounded, too.
        least, most = date + age - received, date + age + _RESOLUTION * (2 if age else 1) - sent
        seconds = 0.0 if least <= 0 <= most else min(least, most, key=abs)
        with self._lock:
            self._seconds.setdefault(product, []).append(seconds)

    @property
    def problem(self) -> str | None:
        """How the clocks differ, as text for a user; None if more than half of the responses of each product agree.

        Differences up to the tolerance, and products without dates, are no problem. The median is used, so that one
        wrong date neither hides a difference nor makes one.
        """
        with self._lock:
            medians = [sorted(each, key=abs)[len(each) // 2] for each in self._seconds.values()]
        seconds = max(medians, key=abs, default=0.0)
        if abs(seconds) <= times.CLOCK_TOLERANCE.total_seconds():
            return None
        ahead = "ahead of" if seconds > 0 else "behind"
        difference = times.format_duration(timedelta(seconds=abs(seconds)))
        return f"the service's clock is {difference} {ahead} this machine's clock"


def _age(header: str | None) -> int | None:
    """Return the seconds that a response spent in caches, 0 without the header; None for an invalid header."""
    text = "0" if header is None else header.strip()
    return int(text[:9]) if text.isascii() and text.isdigit() else None


def _epoch(date: str) -> float | None:
    """Return an HTTP date in epoch seconds; None for anything else."""
    try:
        moment = parsedate_to_datetime(date)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=timezone.utc)
        return moment.timestamp()
    except (TypeError, ValueError, OverflowError, IndexError):
        return None
