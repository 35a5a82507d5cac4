# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filters that the client applies to the jobs that come, because the service does not, or not completely."""

from __future__ import annotations

from datetime import timedelta

from .. import times
from .._jobs.job import Job
from .._products.api_version import ApiVersion
from .query import Query


class ClientFilter:
    """The filters of a query, as the client applies them to the jobs of one API version."""

    def __init__(self, query: Query, version: ApiVersion) -> None:
        self._query = query
        # The exclusive end that the user gave, as it compares with a start: greater than all where there is none.
        self._end = "~" if query.before is None else times.format_moment(query.before)
        # A window that the service does not apply, as it compares with a start, which has no fractions of a second.
        self._window: tuple[str, str] | None = None
        if version.window is None:
            until = query.until + (timedelta(seconds=1) - timedelta.resolution)
            self._window = times.format_moment(query.since), times.format_moment(until)
        # Own options that no API version takes: the key of a job, and the value that it must have.
        self._options = [
            (key, str(query.options[option]).casefold())
            for option, key in query.product.client_options.items()
            if option in query.options
        ]

    @property
    def drops_jobs(self) -> bool:
        """Return whether jobs that come may be dropped, so that more have to be requested than are wanted."""
        query = self._query
        filters = (query.services, query.job_types, query.statuses, query.ids, query.before, self._options)
        return self._window is not None or any(filters)

    def keeps(self, job: Job) -> bool:
        """Return whether a job passes all filters."""
        query, product = self._query, self._query.product
        return (
            (not query.ids or job["id"] in query.ids)
            and (job["started_at"] or "") < self._end
            and self.in_window(job)
            and (not self._options or self._has_options(job))
            and (query.statuses is None or query.statuses.has(product.statuses.read(job["status_raw"])))
            and (query.job_types is None or self._has_type(job))
            and (
                query.services is None
                or query.services.has_word(job["service"])
                or (query.keep_unknown and not product.knows_service(job))
            )
        )

    def in_window(self, job: Job) -> bool:
        """Return whether a job is in the window, by the service or by its start; one that has not started is kept."""
        if self._window is None or job["started_at"] is None:
            return True
        since, until = self._window
        return since <= job["started_at"] < until

    def _has_type(self, job: Job) -> bool:
        query = self._query
        job_type = query.product.job_type_of(job)
        return query.job_types is None or query.job_types.has(job_type) or (query.keep_unknown and job_type is None)

    def _has_options(self, job: Job) -> bool:
        return all(str(job.get(key)).casefold() == value for key, value in self._options)
