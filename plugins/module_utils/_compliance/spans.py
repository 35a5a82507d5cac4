# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Arithmetic of spans of time: sorted lists of half-open spans [begin, end) that do not touch, in whole seconds."""

from __future__ import annotations

import typing as t
from datetime import datetime, timedelta, timezone

Span = tuple[int, int]
Spans = list[Span]

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def seconds(moment: datetime) -> int:
    """Return a moment in seconds since 1970."""
    return (moment - _EPOCH) // timedelta(seconds=1)


def moment(second: int) -> datetime:
    """Return the moment of a number of seconds since 1970."""
    return _EPOCH + timedelta(seconds=second)


def union(spans: t.Iterable[Span]) -> Spans:
    """Return the time that any of the spans covers."""
    joined: Spans = []
    for begin, end in sorted(spans):
        if end <= begin:
            continue
        if joined and begin <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((begin, end))
    return joined


def intersect(one: Spans, other: Spans) -> Spans:
    """Return the time that both cover."""
    found: Spans = []
    place = 0
    for begin, end in one:
        while place < len(other) and other[place][1] <= begin:
            place += 1
        at = place
        while at < len(other) and other[at][0] < end:
            found.append((max(begin, other[at][0]), min(end, other[at][1])))
            at += 1
    return found


def subtract(one: Spans, other: Spans) -> Spans:
    """Return the time that the first covers and the second does not."""
    left: Spans = []
    place = 0
    for begin, end in one:
        while place < len(other) and other[place][1] <= begin:
            place += 1
        at, rest = place, begin
        while at < len(other) and other[at][0] < end:
            if other[at][0] > rest:
                left.append((rest, other[at][0]))
            rest = max(rest, other[at][1])
            at += 1
        if rest < end:
            left.append((rest, end))
    return left


def length(spans: Spans) -> int:
    """Return how many seconds the spans cover."""
    return sum(end - begin for begin, end in spans)


def touches(spans: Spans, begin: int, end: int) -> bool:
    """Return whether any of the spans has time in common with [begin, end)."""
    return any(first < end and begin < last for first, last in spans)


def contains(spans: Spans, second: int) -> bool:
    """Return whether one of the spans contains a moment."""
    return any(begin <= second < end for begin, end in spans)
