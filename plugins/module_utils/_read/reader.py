# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read queries: find the version of the API, read every listing completely, check and merge the rows.

Source: docs/api/README.md, docs/api/paging.md.
"""

from __future__ import annotations

import contextlib
import functools
import threading
import time
import typing as t
from collections import defaultdict

from .. import times
from .._http import envelope, fields
from .._http.client import Client, ReadStats
from .._http.clock import CLOCK_ADVICE
from .._http.deadline import NO_DEADLINE
from .._http.retry import Stopped
from .._products.api_version import ApiVersion
from .._products.base import Product
from ..errors import ApiError, CloudBackupError, IncompleteRead, OptionError
from ..thread_pool import DaemonThreadPool, map_concurrently
from ..unexpected import Show, UnexpectedError, trace
from . import filter_check, version_detection
from .listing import JobListing
from .plan import plan_listings
from .query import Query
from .result import Failure, QueryResult
from .result_warnings import warnings_of
from .row_set import CompletenessError, RowSet
from .row_store import MemoryStore, RowStore

# Requests end by the deadline themselves, with a better message; a read that does not gets so many more seconds.
GRACE = 2.0


class Reader:
    """Reads queries with one client; a context manager, after which nothing is requested any more.

    Rows are kept in the store. C(show_trace) is called with the traceback of an unexpected exception.
    """

    def __init__(self, client: Client, store: RowStore | None = None, show_trace: Show = lambda _trace: None) -> None:
        self._client = client
        self._show_trace = show_trace
        self._store = store or MemoryStore()
        self._page_pool = DaemonThreadPool(client.concurrency, "page")
        # The version that the tenant has of each product's API, with its name: found once, by the first query.
        self._versions: dict[str, tuple[str, ApiVersion]] = {}
        self._version_locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        # The filters of each product that the service is known to apply: proved once.
        self._proved: defaultdict[str, set[str]] = defaultdict(set)

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_exc: object) -> None:
        self._client.close()
        self._page_pool.shutdown()

    @property
    def clock_problem(self) -> str | None:
        """How the service's clock differs from this machine's, by the responses so far; None within the tolerance."""
        return self._client.clock.problem

    @property
    def warnings(self) -> list[str]:
        """The warnings that do not depend on a query."""
        problem = self.clock_problem
        return [] if problem is None else [f"{problem}; {CLOCK_ADVICE}"]

    def read_queries(
        self, queries: t.Sequence[Query], *, report: bool, report_options: bool = False
    ) -> list[QueryResult | Failure]:
        """Read queries concurrently and return a result for each of them, in their order.

        With C(report) a product that cannot be read becomes a Failure; without it the first error is raised. An
        OptionError, for an option that the tenant's version of the API lacks, is raised unless C(report_options).
        An unexpected exception becomes an UnexpectedError of its product.
        """

        fail = functools.partial(self._failure, report=report, report_options=report_options)

        def read(query: Query) -> QueryResult | Failure:
            try:
                return self._read(query)
            except Exception as error:
                return fail(query.product.name, error)

        def check(results: list[QueryResult]) -> Failure | None:
            try:
                self._check_filters(results)
            except Exception as error:
                return fail(results[0].product, error)
            return None

        def too_late(product: str) -> Failure:
            why = f"{product}: the read did not finish within {self._client.deadline.name}"
            return fail(product, ApiError(why, product=product, retryable=True))

        results = map_concurrently(
            read, queries, len(queries), "product", self._seconds_left(), lambda query: too_late(query.product.name)
        )
        groups = self._groups_to_check(results)
        checked = map_concurrently(
            check, groups, len(groups), "filters", self._seconds_left(), lambda group: too_late(group[0].product)
        )
        failures = {failure.product: failure for failure in checked if failure is not None}
        return [failures.get(each.product, each) if isinstance(each, QueryResult) else each for each in results]

    def _failure(self, product: str, error: Exception, *, report: bool, report_options: bool) -> Failure:
        """Return the failure of a product, or raise its error where it is not to be reported."""
        if not isinstance(error, CloudBackupError):
            if isinstance(error, (Stopped, *self._store.faults)):
                raise error
            # What goes wrong with one product must not end the others.
            self._show_trace(trace(error))
            error = UnexpectedError(product, error)
        # Rows and responses can contain what was sent.
        error.redact(self._client.connection.redact)
        if not report or (isinstance(error, OptionError) and not report_options):
            raise error from None
        return Failure(product, error)

    def _seconds_left(self) -> float | None:
        """Return how long to wait for what is running; None without a deadline."""
        end = self._client.deadline
        return None if end is NO_DEADLINE else max(0.0, end.left() + GRACE)

    def _read(self, query: Query) -> QueryResult:
        """Read one query. Raise CloudBackupError where it cannot be read or is not proved to be complete."""
        started = time.monotonic()
        stats = ReadStats()
        # While the service processes the first request.
        self._page_pool.submit(_build_models, query.product)
        try:
            version_name, listings = self._start_listings(query, stats)
            row_sets = map_concurrently(
                lambda listing: listing.read(self._page_pool), listings, self._client.concurrency, "listing"
            )
        except CompletenessError as error:
            raise IncompleteRead(query.product.name, str(error)) from None
        finally:
            # Where one listing failed, requests of others may be under way.
            stats.over = True
        report = {
            "product": query.product.name,
            "since": times.format_moment(query.since),
            "until": times.format_moment(query.until),
            "filters": query.filters(),
            "api_revision": version_name,
            "pages": stats.pages,
            "requests": stats.requests,
            "retries": stats.retries,
            **self._counts(query, row_sets),
            "elapsed_seconds": round(time.monotonic() - started, 3),
        }
        warnings = warnings_of(query, row_sets, report)
        return QueryResult(self._store, row_sets, listings, query.limit, report, warnings, stats)

    def _start_listings(self, query: Query, stats: ReadStats) -> tuple[str, list[JobListing]]:
        """Return the name of the API version that the tenant has, and the listings in it, the first one started.

        The first page of the first listing is requested in one version after the other, until one responds.
        """
        name = query.product.name

        def start(version_name: str, version: ApiVersion) -> list[JobListing]:
            listings = plan_listings(self._client, query, version_name, version, stats, self._store)
            listings[0].start()
            return listings

        with self._first_of(query.product):
            known = self._versions.get(name)
            found, listings = version_detection.detect(query, self._client.connection, known, start)
            self._versions.setdefault(name, found)
        return found[0], listings

    @contextlib.contextmanager
    def _first_of(self, product: Product) -> t.Iterator[None]:
        """Let one query after the other enter while the product's API version is not known, then all at once."""
        with self._version_locks[product.name]:
            if product.name not in self._versions:
                yield
                return
        yield

    def _counts(self, query: Query, row_sets: list[RowSet]) -> dict[str, t.Any]:
        """Return the numbers of jobs for the row of C(queries); IncompleteRead where two listings share a job."""
        shared = self._store.shared(row_sets)
        if shared is not None:
            raise filter_check.ignored(query.product.name, shared)
        totals = [row_set.total for row_set in row_sets]
        matched = sum(row_set.matched for row_set in row_sets)
        complete = all(row_set.complete for row_set in row_sets)
        return {
            "total_reported": None if None in totals else sum(total or 0 for total in totals),
            "fetched": sum(map(len, row_sets)),
            "duplicates": sum(row_set.duplicates for row_set in row_sets),
            "complete": complete and (query.limit is None or matched <= query.limit),
        }

    def _groups_to_check(self, results: t.Sequence[QueryResult | Failure]) -> list[list[QueryResult]]:
        """Return the results of each product whose filters have to be checked."""
        groups: defaultdict[str, list[QueryResult]] = defaultdict(list)
        for result in results:
            if isinstance(result, QueryResult):
                groups[result.product].append(result)
        return [
            group
            for product, group in groups.items()
            if filter_check.is_needed([each for result in group for each in result.listings], self._proved[product])
        ]

    def _check_filters(self, results: t.Sequence[QueryResult]) -> None:
        """Check that the service applied the filters of these results of one product; CloudBackupError if not."""
        started, stats = time.monotonic(), ReadStats()
        try:
            listings = [listing for result in results for listing in result.listings]
            filter_check.check(listings, self._store, self._proved[results[0].product], stats)
        finally:
            stats.over = True
        results[0].add_stats(stats, time.monotonic() - started)


def _build_models(product: Product) -> None:
    """Build the models that responses and rows are parsed with, which takes as long as a page."""
    fields.build(envelope.Envelope)
    product.parse_row({})
