# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Legs: the walks that answer a question, each with what its jobs are labelled with.

Where a product's jobs name neither service nor type, each value asked for is a leg of its own, and
its jobs are labelled with it. Source: the contract's pages of the products.
"""

from __future__ import annotations

from collections import Counter
from concurrent.futures import Executor
from dataclasses import replace
from itertools import islice

from ansible_collections.avepoint.cloud_backup.plugins.module_utils import links, paging
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.choice import Choice
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.client import Client, Meter
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.envelope import Page, Row
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import (
    ApiError,
    MalformedAnswer,
    OptionError,
    showable,
)
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.job import Job
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.product import Form, Label, Request
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.question import Question, labels


def plan(client: Client, question: Question, revision: str, form: Form, meter: Meter) -> list[Leg]:
    """The walks that answer a question.

    A filter that rows can be matched with is sent along if it is one value, since the service then
    sends less; more values are matched here, in one read, which cannot lose a job that changes
    between two.
    """
    params = form.window(question.since, question.until)
    for name, value in question.options.items():
        params[form.options[name]] = question.product.option_value(name, value)
    statuses = question.statuses
    if form.status and statuses and not statuses.unknown and len(statuses.members) == 1:
        params[form.status] = statuses.members[0].number
    services = _to_ask("services", question.services, revision, form.service is None, form.tells_service)
    job_types = _to_ask("job_types", question.job_types, revision, False, form.tells_job_type)
    legs = []
    for label in labels(services, job_types):
        asked = dict(params)
        if label.service is not None and form.service is not None:
            asked[form.service] = label.service.number
        if label.job_type is not None:
            asked[form.job_type] = label.job_type.number
        legs.append(Leg(client, question, form, form.request(asked), label, meter))
    return legs


def _to_ask(option: str, choice: Choice | None, revision: str, cannot: bool, rows_tell: bool) -> Choice | None:
    """The values to ask for one by one; None where the rows tell and are matched here."""
    if choice is None or cannot or (rows_tell and (choice.unknown or len(choice.members) != 1)):
        return None
    try:
        return choice.known_in(revision)
    except ValueError as wrong:
        raise OptionError(option, str(wrong)) from None


class Leg:
    """One walk over the pages of one request; asks, identifies and normalises its rows."""

    def __init__(
        self, client: Client, question: Question, form: Form, request: Request, label: Label, meter: Meter
    ) -> None:
        self.label = label
        self.notices: Counter[tuple[str, str]] = Counter()
        self._client = client
        self._question = question
        self._form = form
        self._request = request
        self._meter = meter
        self._size = question.page_size
        self._first: Page | None = None
        if question.limit is not None and not self._sifts():
            self._size = min(self._size, question.limit)

    def start(self) -> None:
        """Ask for the first page."""
        self._first = self.page(0, self._size)

    def read(self, pool: Executor) -> paging.Harvest:
        """Walk to the end and prove it, or to the limit."""
        size = self._size
        first = self._first or self.page(0, size)
        try:
            if self._question.limit is None:
                return paging.read_all(self, first, size, pool)
            return paging.read_newest(self, first, size, _Enough(self, self._question.limit))
        except MalformedAnswer as wrong:
            raise self._unreadable(str(wrong)) from None

    def page(self, index: int, size: int) -> Page:
        self._size = size
        return self._client.ask(self._question.product, self._form.page(self._request, index, size), self._meter)

    def linked(self, link: str) -> Page:
        asked = self._form.page(self._request, 0, self._size)
        asked = replace(asked, params={k: v for k, v in asked.params.items() if k != self._form.index})
        try:
            following = links.follow(link, asked, self._client.url(asked), self._form.token)
        except ApiError as error:
            raise self._unreadable(str(error)) from None
        return self._client.ask(self._question.product, following, self._meter)

    def identify(self, row: Row) -> str:
        for member in row:
            if member.lower() in self._question.product.id_members:
                told = row[member]
                if isinstance(told, (str, int)) and not isinstance(told, bool) and str(told).strip():
                    return str(told)
        raise MalformedAnswer("a job has no id")

    def job(self, row: Row) -> Job:
        """A row as a job; ApiError naming the job where one of its members cannot be read."""
        try:
            job = self._question.product.job(row, self.label, self._notice)
        except MalformedAnswer as wrong:
            raise self._unreadable(f"job {showable(self.identify(row), 80)}: {wrong}") from None
        if self._question.include_raw:
            job["raw"] = dict(row)
        return job

    def wants(self, row: Row) -> bool:
        """Whether a row passes the filters; tells no one of values that are not known."""
        return self._question.wants(self._question.product.job(row, self.label, lambda _what, _raw: None))

    def _notice(self, what: str, raw: object) -> None:
        self.notices[what, showable(raw, 60)] += 1

    def _sifts(self) -> bool:
        """Whether jobs are matched here, so that more have to be asked for than are wanted."""
        asked = self._question
        return any((asked.services, asked.job_types, asked.statuses, asked.ids))

    def _unreadable(self, why: str) -> ApiError:
        name, url = self._question.product.name, self._client.url(self._request)
        return ApiError(f"{name}: {url}: the answer cannot be understood: {why}", product=name, url=url)


class _Enough:
    """Whether as many jobs as the limit allows have come that pass the filters."""

    def __init__(self, leg: Leg, limit: int) -> None:
        self._leg = leg
        self._limit = limit
        self._harvest: paging.Harvest | None = None
        self._looked = self._wanted = 0

    def __call__(self, harvest: paging.Harvest) -> bool:
        if harvest is not self._harvest:
            self._harvest, self._looked, self._wanted = harvest, 0, 0
        for row in islice(harvest.rows.values(), self._looked, None):
            self._wanted += self._leg.wants(row)
        self._looked = len(harvest.rows)
        return self._wanted >= self._limit
