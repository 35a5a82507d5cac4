# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a query returned: its jobs with its row of C(queries), or why its product could not be read."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from .._http.client import ReadStats
from .._jobs.job import Job
from ..errors import CloudBackupError
from .listing import JobListing
from .row_set import RowSet
from .row_store import RowStore


@dataclass
class QueryResult:
    """The row sets of a query, one for each of its listings.

    C(report) is its row of C(queries), C(warnings) are for the user. C(limit) holds for all row sets together.
    """

    store: RowStore
    row_sets: list[RowSet]
    listings: list[JobListing]
    limit: int | None
    report: dict[str, t.Any]
    warnings: list[str] = field(default_factory=list)
    stats: ReadStats = field(default_factory=ReadStats)

    @property
    def product(self) -> str:
        """The name of the product."""
        return str(self.report["product"])

    @property
    def jobs(self) -> list[Job]:
        """The jobs that match the filters, newest first."""
        return list(self.store.jobs(self.row_sets, self.limit))

    @property
    def matched(self) -> int:
        """The number of jobs that match the filters, before the limit."""
        return sum(row_set.matched for row_set in self.row_sets)

    @property
    def request_ids(self) -> list[str]:
        """The request ids of the responses, as far as the service reports them."""
        return list(self.stats.request_ids)

    def add_stats(self, stats: ReadStats, seconds: float) -> None:
        """Add what a check of this result took to its row of C(queries)."""
        self.stats.request_ids += stats.request_ids
        for name in ("pages", "requests", "retries"):
            self.report[name] += getattr(stats, name)
        self.report["elapsed_seconds"] = round(self.report["elapsed_seconds"] + seconds, 3)


@dataclass
class Failure:
    """A product that could not be read."""

    product: str
    error: CloudBackupError

    def row(self) -> dict[str, t.Any]:
        """Return the row of C(errors)."""
        return {**self.error.details, "product": self.product, "message": str(self.error)}
