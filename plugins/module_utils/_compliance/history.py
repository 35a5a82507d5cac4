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
            f"{product}: the first job that the service has started at {start}; the time before it is unknown"
            for product, start in self.known_since.items()
        ]


def read_history(
    reader: Reader, policies: t.Iterable[ResolvedPolicy], jobs: JudgedJobs, period: Period, page_size: int
) -> History:
    """Return from when the history of products is known, where it does not reach back as far as a policy needs it.

    Jobs of services and types that no policy names are read only where those that were read begin too late.
    """
    history = History({}, [])
    needed: dict[Product, timedelta] = {}
    for policy in policies:
        product, look_back = policy.words.product, policy.policy.look_back
        needed[product] = max(look_back, needed.get(product, look_back))
    for product, look_back in needed.items():
        latest = latest_start(period, look_back)
        first = times.parse_instant(jobs.first_start(product.name))
        if first is None or first <= latest:
            continue
        # Any job shows that the history reaches back, whenever it started; it is enough to read one.
        early = _read(reader, Query(product, EARLIEST, latest, limit=1, page_size=page_size), history)
        if early:
            continue
        between = _read(reader, Query(product, latest, first, page_size=page_size), history)
        start = min([first, *between])
        # A job in the future shows nothing of the past.
        if latest < start <= period.judged_at:
            history.known_since[product.name] = times.format_moment(start)
    return history


def _read(reader: Reader, query: Query, history: History) -> list[datetime]:
    """Return the starts of the jobs of a query."""
    (result,) = reader.read_queries([query], report=False)
    # Without report, a failure is raised.
    result = t.cast("QueryResult", result)
    history.results.append(result)
    starts = (times.parse_instant(job["started_at"]) for job in result.jobs)
    return [start for start in starts if start is not None]
