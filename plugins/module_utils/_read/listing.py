# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One listing: the pages of one request; their rows are parsed, normalised and matched with the filters."""

from __future__ import annotations

import json
import typing as t
from concurrent.futures import Executor
from dataclasses import replace

from .._http import json_text
from .._http.api_error import SentRequest
from .._http.client import Client, ReadStats
from .._http.envelope import Row
from .._http.page import Page
from .._http.request import Request
from .._jobs.job import Job
from .._jobs.subject import organization_key
from .._products.api_version import ApiVersion
from .._products.base import Label
from .._products.paging import LARGEST_PAGE
from ..errors import ApiError, IncompleteRead, MalformedResponse, sanitize
from . import pagination
from .duplicates import end_fingerprint
from .filters import ClientFilter
from .query import Query
from .row_set import Entry, RowSet
from .row_store import RowStore

# A larger page waits as bytes until it is parsed, even where rows are kept in memory: several may wait.
MAX_BYTES_AS_ROWS = 1024 * 1024


class JobListing:
    """The listing of one request in one version of the API; its jobs get the values of C(label) that rows lack."""

    def __init__(
        self,
        client: Client,
        query: Query,
        version_name: str,
        version: ApiVersion,
        request: Request,
        label: Label,
        stats: ReadStats,
        store: RowStore,
    ) -> None:
        self.label = label
        self.query = query
        self.version_name = version_name
        # The rows, once they have been read.
        self.row_set: RowSet | None = None
        # The filters, C(service) or C(job_type), whose values only the label has, because the rows lack them.
        self.relied_on: set[str] = set()
        self._client = client
        self._version = version
        self._filter = ClientFilter(query, version)
        self._request = request
        self._stats = stats
        self._store = store
        self._row_sets: list[RowSet] = []
        self._first: Page | None = None
        # How many rows the pages before each page had, where a page starts after a number of rows.
        self._received = [0]
        self._size = min(query.page_size, version.paging.max_page_size)
        if query.limit is not None and not self._filter.drops_jobs:
            self._size = min(self._size, query.limit)
        self._first_size = self._size

    def start(self) -> None:
        """Request the first page."""
        self._first = self.page(0, self._size)

    def read(self, pool: Executor) -> RowSet:
        """Read all rows and prove that they are all, or read up to the limit.

        Raise CompletenessError where they are not proved to be all, and IncompleteRead or ApiError as L(page) does.
        """
        size = self._size
        first, self._first = self._first or self.page(0, size), None
        limit = self.query.limit
        if limit is not None:
            self.row_set = pagination.read_newest(self, first, size, limit, known_ids=bool(self.query.ids))
        else:
            # Jobs that change their status enter and leave a listing with a status filter anywhere.
            read = pagination.read_until_stable if self.status_filter is not None else pagination.read_all
            self.row_set = read(self, first, size, pool, self._client.concurrency)
        return self.row_set

    def control_page(self, label: Label, stats: ReadStats) -> t.Sequence[Entry]:
        """Return the first page of the same request with the values of another label; ApiError as for any page."""
        params = dict(self._request.params)
        if label.service is not None and self._version.service is not None:
            params[self._version.service] = label.service.code
        if label.job_type is not None and self._version.job_type is not None:
            params[self._version.job_type] = label.job_type.code
        request = replace(self._request, params=params)
        other = JobListing(
            self._client, self.query, self.version_name, self._version, request, label, stats, self._store
        )
        return other.page(0, self._first_size).entries

    @property
    def status_filter(self) -> t.Any:
        """Return the one status that was requested; None where jobs of any status were."""
        return self._request.params.get(self._version.status or "")

    @property
    def random_access(self) -> bool:
        """Return whether a page can be requested before those in front of it."""
        return self._version.paging.random_access

    def page(self, index: int, size: int) -> Page:
        """Request a page by its index.

        Raise ApiError where there is no such page; reading its C(entries) raises ApiError where a row cannot be
        parsed, and IncompleteRead where a row lacks a value that a filter needs.
        """
        self._size = size
        paging = self._version.paging
        received = 0 if paging.random_access else self._received[index]
        request = paging.page(self._request, index, size, received)
        page = self._accept(self._client.fetch_page(self.query.product.target, request, self._stats))
        if not paging.random_access:
            self._received[index + 1 :] = [received + page.count]
        return page

    def linked(self, link: str) -> Page:
        """Request the page that a link leads to; errors as for L(page)."""
        # Only a listing with links needs it.
        from .._http import next_link

        paging = self._version.paging
        request = paging.sized(self._request, self._size)
        try:
            following = next_link.follow(
                link, request, self._client.url(request), paging.token, paging.parameters, self._version.filters
            )
        except ApiError as error:
            raise self._unreadable(str(error)) from None
        return self._accept(self._client.fetch_page(self.query.product.target, following, self._stats))

    def new_rowset(self, *, in_order: bool = True) -> RowSet:
        """Return an empty row set, for one more pass."""
        self._row_sets.append(self._store.new_rowset(in_order=in_order))
        return self._row_sets[-1]

    def discard(self) -> None:
        """Drop the rows of all passes so far."""
        for row_set in self._row_sets:
            row_set.drop()
        self._row_sets.clear()

    def _accept(self, page: Page) -> Page:
        """Return a page that came; its rows are parsed when its entries are read, while other pages are under way."""
        if page.count > LARGEST_PAGE:
            raise self._unreadable(f"a page has {page.count} jobs, and the largest page size is {LARGEST_PAGE}")
        if not self._version.reliable_totals:
            page.total = None
        if not self._version.reliable_links:
            page.link, page.last = None, False
        page.parser = self._parse_page
        if self._store.frugal or page.byte_count > MAX_BYTES_AS_ROWS:
            page.drop_rows()
        return page

    def _parse_page(self, page: Page) -> list[Entry]:
        """Parse the rows of a page; ApiError where two rows of one job differ, since either could be true."""
        # One page at a time, since its rows take many times the memory of its bytes.
        with self._client.page_lock:
            rows = page.read_rows()
            entries = [self._parse_row(row) for row in rows]
            seen: dict[str, Row] = {}
            for row, entry in zip(rows, entries, strict=True):
                other = seen.setdefault(entry.key, row)
                if other is not row and not _same(other, row):
                    raise self._unreadable(f"job {sanitize(entry.id, 80)} is twice in one page with different data")
            return entries

    def _parse_row(self, row: Row) -> Entry:
        """Parse, normalise and match one row; ApiError with the id of the job where one of its values is invalid."""
        query = self.query
        unknown: list[tuple[str, str]] = []
        try:
            if query.include_raw:
                json_text.check_depth(row)
            job = query.product.job(
                row,
                self.label,
                lambda kind, raw: unknown.append((kind, sanitize(raw, 60))),
                self.version_name,
                self.relied_on.add,
            )
        except MalformedResponse as error:
            raise self._unreadable(f"{self._name_of(row)}{error}") from None
        in_window = self._filter.in_window(job)
        if in_window:
            _check_filtered_values(query, job, self._version)
        if query.include_raw:
            job["raw"] = dict(row)
        kept = self._store.pack(job) if self._filter.keeps(job) else None
        # A job outside the window is not of this query, and neither are its unknown values.
        noticed = tuple(unknown) if in_window else ()
        return Entry(job["id"], kept, noticed, end_fingerprint(job))

    def _name_of(self, row: Row) -> str:
        """Return which job a row is of, as the beginning of a message; nothing where the row has no id."""
        members = self.query.product.id_members
        job_id = next((value for member, value in row.items() if member.lower() in members), None)
        return "" if job_id in (None, "") else f"job {sanitize(job_id, 80)}: "

    def _unreadable(self, why: str) -> ApiError:
        request = SentRequest(self.query.product.name, self._request.method, self._client.url(self._request))
        return request.failed(f"the response cannot be understood: {why}", retryable=False)


def _same(one: Row, other: Row) -> bool:
    """Return whether two rows are the same JSON: to Python 1, 1.0 and true are equal."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def _check_filtered_values(query: Query, job: Job, version: ApiVersion) -> None:
    """Raise IncompleteRead for a job without a value that a filter needs: it can be neither kept nor left out."""
    for key, choice in (("job_type", query.job_types), ("service", query.services)):
        if choice is not None and job.get(key) is None:
            raise _not_filtered(query, job, f"has no {key}, so the filter {key}s cannot be applied")
    option, own = query.product.organization_option, (job["organization_id"] or "").strip()
    if option is None or option not in version.options or query.options.get(option) is None:
        return
    if not own:
        raise _not_filtered(query, job, f"has no organisation, so the filter {option} cannot be applied")
    if organization_key(str(query.options[option])) != organization_key(own):
        why = f"is of another organisation, so the service does not apply the filter {option}"
        raise _not_filtered(query, job, why)


def _not_filtered(query: Query, job: Job, why: str) -> IncompleteRead:
    return IncompleteRead(query.product.name, f"job {sanitize(job['id'], 80)} {why}")
