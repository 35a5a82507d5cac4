# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The types of the keys that users write in rules and policies: how each is parsed, and what it expects."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from .. import times
from .._pydantic import AfterValidator, BeforeValidator, PlainValidator

# Longer than any useful limit, and short enough to subtract from now.
LONGEST = timedelta(days=3650)
# The maximum length of a number or duration, and of a value in a message.
MAX_VALUE_LENGTH = 60


class Unexpected(ValueError):
    """A value that its key does not accept; L(Expects) of the key has the words for the message."""


@dataclass(frozen=True)
class Expects:
    """What a key expects, as the end of a message about a wrong value."""

    text: str


def _span(value: t.Any) -> times.WrittenSpan:
    if not isinstance(value, (str, int, float)):
        raise Unexpected
    return times.parse_positive_span(value, LONGEST)


def _words(value: t.Any) -> t.Any:
    """Return the words of a list, or of text with commas, which Ansible accepts as a list."""
    words = value.split(",") if isinstance(value, str) else value
    if not isinstance(words, (list, tuple)):
        return words
    if any(word is None or not str(word).strip() for word in words):
        raise ValueError("one of the words is empty")
    return tuple(dict.fromkeys(str(word).strip() for word in words))


def number(value: t.Any) -> t.Any:
    """Refuse booleans, which are numbers for Pydantic, and text that is too long to be a number."""
    if isinstance(value, bool) or (isinstance(value, str) and len(value) > MAX_VALUE_LENGTH):
        raise Unexpected
    return value


def between(least: float, most: float) -> t.Callable[[t.Any], t.Any]:
    """Return the validator of a number in a range."""

    def check(value: t.Any) -> t.Any:
        if value is not None and not least <= value <= most:
            raise Unexpected
        return value

    return check


def _percent(value: t.Any) -> t.Any:
    """Refuse a ratio instead of a percentage, with which nearly every subject would pass."""
    if value is not None and 0 < value <= 1:
        raise ValueError(f"the value is in percent, and {value:g} means {value:g} %; did you mean {100 * value:g}?")
    return value


def _ratio(value: t.Any) -> t.Any:
    """Refuse a percentage instead of a ratio."""
    if value is not None and 1 < value <= 100:
        raise ValueError(f"{value:g} is not a number from 0 to 1; did you mean {value / 100:g}?")
    return value


def _text(value: t.Any) -> t.Any:
    """Return times as text: YAML makes a date of 2026-11-21, and a number of seconds may be one."""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise Unexpected
    return str(value)


Text = t.Annotated[str, Expects("text")]
# A moment as users write it, which is parsed where the time zone is known.
Moment = t.Annotated[
    str,
    BeforeValidator(_text),
    Expects("a duration back from now (90m, 24h, 7d, 2w), an ISO 8601 date or time, or epoch seconds"),
]
Span = t.Annotated[
    t.Optional[timedelta],
    PlainValidator(_span),
    Expects(f"a duration above 0 and of at most {LONGEST.days}d, such as 90m, 24h or 7d"),
]
Words = t.Annotated[tuple[str, ...], BeforeValidator(_words), Expects("a list of names")]
Percent = t.Annotated[
    t.Optional[float],
    BeforeValidator(number),
    AfterValidator(_percent),
    AfterValidator(between(0, 100)),
    Expects("a number from 0 to 100"),
]
Ratio = t.Annotated[
    t.Optional[float],
    BeforeValidator(number),
    AfterValidator(_ratio),
    AfterValidator(between(0, 1)),
    Expects("a number from 0 to 1"),
]
Count = t.Annotated[
    t.Optional[int],
    BeforeValidator(number),
    AfterValidator(between(0, 1e9)),
    Expects("a whole number of at least 0"),
]
Decision = t.Annotated[t.Literal["allow", "deny"], Expects("allow or deny")]
