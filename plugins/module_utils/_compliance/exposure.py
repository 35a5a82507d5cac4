# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How much data could have been lost at each moment: exact arithmetic of spans. Source: docs/compliance.md.

A success protects what was there when it started, and is available from its end. At a moment m the exposure is m minus
the latest start among the successes that ended by m. All figures are whole seconds.
"""

from __future__ import annotations

import operator
import typing as t
from bisect import bisect_right
from dataclasses import dataclass, field

from . import spans
from .spans import Spans


class Protection(t.NamedTuple):
    """A success: the moment that it protects, the one from which it is available, and the job's ID."""

    protects: int
    available: int
    job_id: str


_BY_AVAILABILITY = operator.attrgetter("available", "protects", "job_id")


@dataclass(frozen=True)
class Breach:
    """A span in which the exposure exceeded its limit; C(until) is None if it lasts. IDs of jobs, None for none."""

    begin: int
    until: int | None
    seconds: int
    excluded_seconds: int
    last_success: str | None
    next_success: str | None


@dataclass
class Timeline:
    """The protections of a subject, by the moment from which they are available, each an improvement on those before.

    C(steps) are the moments, C(best) the protection that holds from each of them on.
    """

    steps: list[int] = field(default_factory=list)
    best: list[Protection] = field(default_factory=list)

    @property
    def begin(self) -> int | None:
        """The moment from which the first protection is available."""
        return self.steps[0] if self.steps else None

    def at(self, second: int) -> Protection | None:
        """Return the protection that holds at a moment."""
        place = bisect_right(self.steps, second)
        return self.best[place - 1] if place else None

    def following(self, second: int) -> Protection | None:
        """Return the first protection that is available at a moment or later."""
        place = bisect_right(self.steps, second - 1)
        return self.best[place] if place < len(self.best) else None

    def pieces(self, end: int) -> t.Iterator[tuple[int, int, Protection]]:
        """Yield the time in which each protection holds: up to the next one, the last up to C(end)."""
        for place, (begin, protection) in enumerate(zip(self.steps, self.best, strict=True)):
            yield begin, self.steps[place + 1] if place + 1 < len(self.steps) else max(end, begin), protection


def timeline(protections: t.Iterable[Protection]) -> Timeline:
    """Return the timeline of protections in any order."""
    found = Timeline()
    for protection in sorted(protections, key=_BY_AVAILABILITY):
        if found.best and protection.protects <= found.best[-1].protects:
            continue
        if found.steps and found.steps[-1] == protection.available:
            found.best[-1] = protection
        else:
            found.steps.append(protection.available)
            found.best.append(protection)
    return found


def within_limit(line: Timeline, limit: int, end: int) -> Spans:
    """Return the time before C(end) in which the exposure is at most C(limit) seconds."""
    return spans.union(
        (begin, min(until, protection.protects + limit)) for begin, until, protection in line.pieces(end)
    )


def longest(line: Timeline, judged: Spans) -> int | None:
    """Return the longest exposure in the judged time, up to the moment that ends it; None without a success in it."""
    if not judged:
        return None
    exposures = (
        end - protection.protects
        for begin, until, protection in line.pieces(judged[-1][1])
        for _begin, end in spans.intersect([(begin, until)], judged)
    )
    return max(exposures, default=None)


def breaches(line: Timeline, protected: Spans, known: Spans, excluded: Spans, *, lasts: bool) -> list[Breach]:
    """Return the breaches in the known time of the period, without those that are wholly excluded.

    C(lasts) is whether the end of the period is the present, so that a breach up to it still lasts.
    """
    found: list[Breach] = []
    for begin, end in spans.subtract(known, protected):
        left_out = spans.length(spans.intersect([(begin, end)], excluded))
        if left_out == end - begin:
            continue
        still = lasts and end == known[-1][1]
        before, after = line.at(begin), None if still else line.following(end)
        found.append(
            Breach(
                begin,
                None if still else end,
                end - begin,
                left_out,
                before.job_id if before else None,
                after.job_id if after else None,
            )
        )
    return found
