# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The times of a subject: what of the period is known, excluded and judged."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from .._policy.exclusions import ExcludedSpan
from . import spans
from .missing_history import is_missing
from .period import Period
from .spans import Spans


@dataclass(frozen=True)
class SubjectTimes:
    """The spans of a subject, none of them after the moment of judging; C(known_since) in seconds.

    C(known) is the time whose jobs are known, whatever was before it.
    """

    period: Spans
    known_since: int
    known: Spans
    excluded: Spans
    judged: Spans

    @property
    def end(self) -> int:
        """The end of the period, or the moment of judging if that is earlier."""
        return self.period[-1][1]

    @property
    def is_excluded(self) -> bool:
        """Whether the whole period is excluded."""
        return self.excluded == self.period

    def with_whole_history(self) -> SubjectTimes:
        """Return the times as if no history was missing."""
        judged = spans.subtract(self.period, self.excluded)
        return replace(self, known_since=self.period[0][0], known=self.period, judged=judged)


def times_of(period: Period, exclusions: t.Iterable[ExcludedSpan], history_since: datetime | None) -> SubjectTimes:
    """Return the times of a subject; C(history_since) is None where the history is not missing."""
    since, end = spans.seconds(period.since), spans.seconds(period.end)
    whole = [(since, end)]
    is_known = history_since is None or not is_missing(history_since, period, timedelta(0))
    first = since if is_known else spans.seconds(t.cast(datetime, history_since))
    known = [(first, end)] if first < end else []
    left_out = spans.union((spans.seconds(each.since), spans.seconds(each.until)) for each in exclusions)
    excluded = spans.intersect(whole, left_out)
    return SubjectTimes(whole, first, known, excluded, spans.subtract(known, excluded))
