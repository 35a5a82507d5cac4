# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the service still has the jobs of the beginning of the period.

How long services keep jobs is not published. The history of a product counts as missing when its first job, of any
service or type, started more than a week after the beginning of the period: the time before it is unknown then.
"""

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
from .period import Period

TOLERANCE = timedelta(days=7)


@dataclass
class History:
    """The products whose history is missing, with the start of their first job; the reads that showed it."""

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
    reader: Reader, products: t.Iterable[Product], jobs: JudgedJobs, period: Period, page_size: int
) -> History:
    """Return from when the history of the products is known, where it does not reach back to the period's beginning.

    Jobs of services and types that no policy names are read only where those that were read begin too late.
    """
    history = History({}, [])
    latest = period.since + TOLERANCE
    for product in products:
        first = times.parse_instant(jobs.first_start(product.name))
        if first is None or first <= latest:
            continue
        # Any job shows that the history reaches back; it is enough to read one.
        early = _read(reader, Query(product, period.since, latest, limit=1, page_size=page_size), history)
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
