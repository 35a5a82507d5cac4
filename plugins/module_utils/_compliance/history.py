# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the service still has the jobs from which on policies need them."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass
from datetime import datetime, timedelta

from .. import times
from .._products.base import Product
from .._read.query import Query
from .._read.reader import Reader
from .._read.result import QueryResult
from .judged_jobs import JudgedJobs
from .missing_history import latest_start
from .period import EARLIEST, Period
from .policies import ResolvedPolicy


@dataclass
class History:
    """The products whose history is missing for a policy, with when it begins; the reads that showed it."""

    known_since: dict[str, str]
    results: list[QueryResult]

    @property
    def warnings(self) -> list[str]:
        """A warning for each of the products."""
        return [
            f"{product}: the service has no job that started before {start}; the time before that is unknown"
            for product, start in self.known_since.items()
        ]


def read_history(
    reader: Reader, policies: t.Iterable[ResolvedPolicy], jobs: JudgedJobs, period: Period, page_size: int
) -> History:
    """Return from when the history of products is known, where it does not reach back as far as a policy needs it.

    Jobs of services and types that no policy names are read only where those that were read begin too late.
    """
    history = History({}, [])
    for product, look_back in _needed(policies).items():
        service = _Starts(reader, product, page_size, history.results)
        first = times.parse_instant(jobs.first_start(product.name))
        begin = _begin(service, first, latest_start(period, look_back), period)
        if begin is not None:
            history.known_since[product.name] = times.format_moment(begin)
    return history


def _needed(policies: t.Iterable[ResolvedPolicy]) -> dict[Product, timedelta]:
    """Return how far back before the period the jobs of each product are needed."""
    needed: dict[Product, timedelta] = {}
    for policy in policies:
        product, look_back = policy.words.product, policy.policy.look_back
        needed[product] = max(look_back, needed.get(product, look_back))
    return needed


@dataclass
class _Starts:
    """The starts of the jobs of a product, of any service or type, as the service reports them."""

    reader: Reader
    product: Product
    page_size: int
    results: list[QueryResult]

    def between(self, since: datetime, until: datetime, limit: int | None = None) -> list[datetime]:
        """Return the starts in a window, both ends included."""
        query = Query(self.product, since, until, limit=limit, page_size=self.page_size)
        (result,) = self.reader.read_queries([query], report=False)
        # Without report, a failure is raised.
        result = t.cast("QueryResult", result)
        self.results.append(result)
        starts = (times.parse_instant(job["started_at"]) for job in result.jobs)
        return [start for start in starts if start is not None]


def _begin(service: _Starts, first: datetime | None, latest: datetime, period: Period) -> datetime | None:
    """Return before when the service has no job; None if it has one up to C(latest), or none at all.

    C(first) is the start of the first job that was read for the policies, None if none was.
    """
    if first is not None and first <= latest:
        return None
    # Any job shows that the history reaches back, whenever it started; it is enough to read one.
    if service.between(EARLIEST, latest, limit=1):
        return None
    end = period.end if first is None else min(first, period.end)
    starts = [*service.between(latest, end), *([] if first is None else [first])]
    # A job in the future shows nothing of the past.
    starts = [start for start in starts if start < period.end]
    if starts:
        return min(starts) if min(starts) > latest else None
    # A later job shows that there is a history, which does not reach the period.
    if not period.reaches_present and service.between(period.end, period.judged_at, limit=1):
        return period.end
    return None
