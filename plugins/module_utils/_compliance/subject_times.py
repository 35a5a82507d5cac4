# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The times of a subject: what of the period is known, excluded and judged."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass
from datetime import datetime

from .._policy.exclusions import ExcludedSpan
from . import spans
from .period import Period
from .spans import Spans


@dataclass(frozen=True)
class SubjectTimes:
    """The spans of a subject, none of them after the moment of judging; C(known_since) in seconds."""

    period: Spans
    known_since: int
    known: Spans
    excluded: Spans
    judged: Spans

    @property
    def unknown_seconds(self) -> int:
        """How much of the period is neither known nor excluded."""
        return spans.length(spans.subtract(spans.subtract(self.period, self.known), self.excluded))

    @property
    def is_excluded(self) -> bool:
        """Whether the whole period is excluded."""
        return self.excluded == self.period


def times_of(period: Period, exclusions: t.Iterable[ExcludedSpan], known_since: datetime | None) -> SubjectTimes:
    """Return the times of a subject; C(known_since) is None where the history reaches back to the beginning."""
    since, end = spans.seconds(period.since), spans.seconds(period.end)
    whole = [(since, end)]
    first = since if known_since is None else max(since, spans.seconds(known_since))
    known = [(first, end)] if first < end else []
    left_out = spans.union((spans.seconds(each.since), spans.seconds(each.until)) for each in exclusions)
    excluded = spans.intersect(whole, left_out)
    return SubjectTimes(whole, first, known, excluded, spans.subtract(known, excluded))
