# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parse and check the values of options; the functions that several options need."""

from __future__ import annotations

import typing as t
from datetime import datetime, timedelta

from . import times
from .errors import OptionError


def refuse_empty(option: str, given: t.Sequence[object] | None) -> None:
    """Raise OptionError for an empty list, so that a template with an empty result does not select everything."""
    if given is not None and not given:
        raise OptionError(option, "is an empty list, which would select everything; to do that, leave the option out")


def at_least(option: str, value: float, least: float, expected: str) -> float:
    """Return a finite number that is not below C(least). Raise OptionError, with what is expected, for any other."""
    if not least <= value < float("inf"):
        raise OptionError(option, f"{value} is not {expected}")
    return value


def duration(option: str, value: object, longest: timedelta | None = None) -> times.WrittenSpan:
    """Return the duration of an option, above 0 and of at most C(longest). Raise OptionError for any other value."""
    try:
        return times.parse_positive_span(value, longest)
    except ValueError as wrong:
        raise OptionError(option, str(wrong)) from None


def moment(
    option: str,
    value: object,
    now: datetime,
    parse: t.Callable[[str, datetime], datetime] = times.parse_moment,
) -> datetime:
    """Return the time of an option. Raise OptionError for a value that is no time."""
    try:
        return parse(str(value), now)
    except ValueError as wrong:
        raise OptionError(option, str(wrong)) from None
