# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One listing: the pages of one request, their rows identified, normalised and matched."""

from __future__ import annotations

import json
import typing as t
from concurrent.futures import Executor
from dataclasses import replace

from .._http import response
from .._http.client import Client, ReadStats
from .._http.request import Request
from .._http.response import Row
from .._jobs.job import Job
from .._jobs.latest import organization_key
from .._products.base import ApiVersion, Label
from .._products.paging import LARGEST_PAGE
from ..errors import ApiError, IncompleteRead, MalformedResponse, sanitize
from . import pagination
from .query import Query
from .readings import end
from .row_set import RowSet, Sheet
from .row_store import Entry, Rows, RowStore

# A larger page waits for its turn as bytes, even where rows are kept in memory: several may wait.
LARGEST_HELD = 1024 * 1024


class JobListing:
    """One walk over the pages of one request; asks, identifies and normalises its rows."""

    def __init__(
        self,
        client: Client,
        question: Query,
        revision: str,
        form: ApiVersion,
        request: Request,
        label: Label,
        meter: ReadStats,
        shelf: RowStore,
    ) -> None:
        self.label = label
        self.question = question
        self.revision = revision
        # The rows that it brought, once it was read.
        self.rows: Rows | None = None
        # The filters, C(service) or C(job_type), that alone tell what its rows are.
        self.relied: set[str] = set()
        self._client = client
        self._form = form
        self._request = request
        self._meter = meter
        self._shelf = shelf
        self._walks: list[Rows] = []
        # How many rows came on the pages in front of each page, where a page begins after a number of rows.
        self._received = [0]
        self._size = min(question.page_size, form.paging.max_page_size)
        self._first: Sheet | None = None
        if question.limit is not None and not question.matched_by_client(form):
            self._size = min(self._size, question.limit)
        self._first_size = self._size

    def start(self) -> None:
        """Ask for the first page."""
        self._first = self.page(0, self._size)

    def read(self, crew: Executor) -> RowSet:
        """Walk to the end and prove it, or to the limit."""
        harvest = self._walk(crew)
        self.rows = harvest.rows
        return harvest

    def control(self, label: Label, meter: ReadStats) -> t.Sequence[Entry]:
        """Return the first page of this walk's request with the label of another one; ApiError as of any page."""
        params = dict(self._request.params)
        if label.service is not None and self._form.service is not None:
            params[self._form.service] = label.service.code
        if label.job_type is not None and self._form.job_type is not None:
            params[self._form.job_type] = label.job_type.code
        request = replace(self._request, params=params)
        other = JobListing(self._client, self.question, self.revision, self._form, request, label, meter, self._shelf)
        return other.page(0, self._first_size).entries

    @property
    def status_asked(self) -> t.Any:
        """The one status that the service was asked for; None where jobs of any status came."""
        return self._request.params.get(self._form.status or "")

    def _walk(self, crew: Executor) -> RowSet:
        size = self._size
        first, self._first = self._first or self.page(0, size), None
        if self.question.limit is not None:
            return pagination.read_newest(self, first, size, self.question.limit, found=bool(self.question.ids))
        # Jobs that change their status come and go in the midst of those that have it.
        read = pagination.read_steadily if self._form.status in self._request.params else pagination.read_all
        return read(self, first, size, crew, self._client.concurrency)

    def page(self, index: int, size: int) -> Sheet:
        self._size = size
        paging = self._form.paging
        if paging.random_access:
            return self._ask(paging.page(self._request, index, size, 0))
        received = self._received[index]
        sheet = self._ask(paging.page(self._request, index, size, received))
        self._received[index + 1 :] = [received + sheet.came]
        return sheet

    def linked(self, link: str) -> Sheet:
        # Only who follows a link needs it.
        from .._http import next_link

        paging = self._form.paging
        asked = paging.sized(self._request, self._size)
        try:
            following = next_link.follow(
                link, asked, self._client.url(asked), paging.token, paging.parameters, self._form.filters
            )
        except ApiError as error:
            raise self._unreadable(str(error)) from None
        return self._ask(following)

    def new_rowset(self) -> Rows:
        self._walks.append(self._shelf.new_rowset())
        return self._walks[-1]

    def forget(self) -> None:
        for walk in self._walks:
            walk.drop()
        self._walks.clear()

    def _ask(self, request: Request) -> Sheet:
        """A page; its rows are normalised when the walk comes to it, while others are on their way."""
        page = self._client.fetch_page(self.question.product.target, request, self._meter)
        if page.came > LARGEST_PAGE:
            raise self._unreadable(
                f"{page.came} jobs in one page, and no page of more than {LARGEST_PAGE} is asked for"
            )
        size = len(page.body)
        if self._shelf.frugal or size > LARGEST_HELD:
            page.shed()
        total = page.total if self._form.reliable_totals else None
        link, last = (page.link, page.last) if self._form.reliable_links else (None, False)
        return Sheet(lambda: self._read(page), page.came, total, link, last, size)

    def _read(self, page: response.Whole) -> list[Entry]:
        """Return what is kept of a page."""
        # One page at a time, since its rows take many times the memory of its bytes.
        with self._client.reading:
            return self._entries(page.rows())

    def _entries(self, rows: t.Sequence[Row]) -> list[Entry]:
        """Return what is kept of rows; ApiError where two of one id differ, for either could be true."""
        entries = [self._entry(row) for row in rows]
        seen: dict[str, Row] = {}
        for row, entry in zip(rows, entries, strict=True):
            other = seen.setdefault(entry.key, row)
            if other is not row and not _same(other, row):
                raise self._unreadable(f"job {sanitize(entry.id, 80)} came twice in one page, and its rows differ")
        return entries

    def _entry(self, row: Row) -> Entry:
        """What is kept of a row; ApiError naming the job where one of its members cannot be read."""
        question = self.question
        unknown: list[tuple[str, str]] = []
        try:
            if question.include_raw:
                response.check_depth(row)
            job = question.product.job(
                row,
                self.label,
                lambda what, raw: unknown.append((what, sanitize(raw, 60))),
                self.revision,
                self.relied.add,
            )
        except MalformedResponse as wrong:
            raise self._unreadable(f"{self._named(row)}{wrong}") from None
        _check_told(question, job, self._form)
        if question.include_raw:
            job["raw"] = dict(row)
        packed = self._shelf.pack(job) if question.wants(job, self._form) else None
        return Entry(job["id"], packed, tuple(unknown), end(job))

    def _named(self, row: Row) -> str:
        """Which job cannot be read, as the beginning of a sentence; nothing where the row does not tell."""
        ids = self.question.product.id_members
        told = next((value for member, value in row.items() if member.lower() in ids), None)
        return "" if told is None else f"job {sanitize(told, 80)}: "

    def _unreadable(self, why: str) -> ApiError:
        name, url = self.question.product.name, self._client.url(self._request)
        return ApiError(f"{name}: {url}: the response cannot be understood: {why}", product=name, url=url)


def _same(one: Row, other: Row) -> bool:
    """Return whether two rows are the same JSON: to Python 1, 1.0 and true are equal."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def _check_told(question: Query, job: Job, version: ApiVersion) -> None:
    """A job that does not tell what a filter asks can be neither kept nor left out in good faith."""
    for what, choice in (("job_type", question.job_types), ("service", question.services)):
        if choice is not None and job.get(what) is None:
            raise IncompleteRead(
                question.product.name,
                f"job {sanitize(job['id'], 80)} does not tell its {what}, so the filter {what}s cannot be applied",
            )
    option = question.product.organization_option
    if option is not None and option in version.options:
        _check_organization(question, job, question.options.get(option))


def _check_organization(question: Query, job: Job, asked: t.Any) -> None:
    """Fail for a job of another organisation than the one C(asked) for, or of none."""
    told = (job["organization_id"] or "").strip()
    if asked is not None and not told:
        raise IncompleteRead(
            question.product.name,
            f"job {sanitize(job['id'], 80)} does not tell its organisation, so the filter cannot be applied",
        )
    if asked is not None and organization_key(str(asked)) != organization_key(told):
        raise IncompleteRead(
            question.product.name,
            f"job {sanitize(job['id'], 80)} came for another organisation, so the service does not heed the filter",
        )
