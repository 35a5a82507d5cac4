# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Questions and their answers: find the generation, ask each leg whole, label, filter, sum up.

A leg is one walk over pages. Where a product's jobs name neither service nor type, each value asked
for is a leg of its own, and its jobs are labelled with it. Source: the contract's page on
generations; the interface's C(queries).
"""

from __future__ import annotations

import time
import typing as t
from collections import Counter
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import islice

from ansible_collections.avepoint.cloud_backup.plugins.module_utils import links, paging, times
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.client import Client, Meter
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.envelope import Page, Row
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import (
    ApiError,
    CloudBackupError,
    IncompleteRead,
    MalformedAnswer,
    OptionError,
    showable,
)
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.job import Job, newest_first
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.product import Form, Label, Product, Request
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.question import Choice, Question, labels

NOT_THIS_GENERATION = frozenset({404, 405, 410})


@dataclass
class Answer:
    """A question's jobs, newest first, its row of C(queries), and what a user is to be warned of."""

    jobs: list[Job]
    query: dict[str, t.Any]
    warnings: list[str] = field(default_factory=list)


@dataclass
class Failure:
    """A product that could not be read, as it is told in C(errors)."""

    product: str
    error: CloudBackupError

    def row(self) -> dict[str, t.Any]:
        """The row of C(errors)."""
        return {**self.error.details, "product": self.product, "message": str(self.error)}


class Reader:
    """Reads on behalf of one client; a context manager, at whose end nothing is under way any more."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._pages = ThreadPoolExecutor(client.concurrency, thread_name_prefix="page")

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_exc: object) -> None:
        self._client.close()
        self._pages.shutdown(wait=False, cancel_futures=True)

    def read_each(self, questions: t.Sequence[Question], *, report: bool) -> list[Answer | Failure]:
        """Ask side by side, one answer for each question, in their order.

        With C(report) what cannot be read comes as a Failure; without it the first is raised.
        """

        def read(question: Question) -> Answer | Failure:
            try:
                return self.read(question)
            except CloudBackupError as error:
                if not report or isinstance(error, OptionError):
                    raise
                return Failure(question.product.name, error)

        pool = ThreadPoolExecutor(max(1, len(questions)), thread_name_prefix="product")
        return _all(pool, read, questions)

    def read(self, question: Question) -> Answer:
        """Ask one question. CloudBackupError where the answer cannot be had or proved whole."""
        started = time.monotonic()
        meter = Meter()
        name = question.product.name
        try:
            revision, legs = self._settle(question, meter)
            pool = ThreadPoolExecutor(min(len(legs), self._client.concurrency), thread_name_prefix="leg")
            harvests = _all(pool, lambda leg: leg.read(self._pages), legs)
        except paging.Unproved as error:
            raise IncompleteRead(name, str(error)) from None
        answer = _merge(question, legs, harvests)
        answer.query = {
            "product": name,
            "since": times.show(question.since),
            "until": times.show(question.until),
            "filters": question.filters(),
            "api_revision": revision,
            "pages": meter.pages,
            "requests": meter.requests,
            "retries": meter.retries,
            **answer.query,
            "elapsed_seconds": round(time.monotonic() - started, 3),
        }
        return answer

    def _settle(self, question: Question, meter: Meter) -> tuple[str, list[_Leg]]:
        """Find the generation that the tenant answers, with the first page of the first leg."""
        candidates = _candidates(question, self._client.connection.api_revision)
        failures: list[tuple[str, ApiError]] = []
        for revision, form in candidates:
            legs = _legs(self._client, question, revision, form, meter)
            try:
                legs[0].start()
                return revision, legs
            except ApiError as error:
                failures.append((revision, error))
                if not _other_generation(question.product, error):
                    break
        raise _neither(question.product, failures)


def _candidates(question: Question, pinned: str) -> list[tuple[str, Form]]:
    """The generations to try, in order: those that know the options given, each form once."""
    product = question.product
    forms = {name: form for name, form in product.forms.items() if pinned in ("auto", name)}
    able = {name: form for name, form in forms.items() if question.options.keys() <= form.options.keys()}
    if not able:
        missing = sorted(set(question.options) - {name for form in forms.values() for name in form.options})
        raise OptionError(missing[0], f"is not known to {product.name} in its generation of {pinned}")
    first, *others = able.items()
    # A form that serves both generations is asked once: again would get the same answer.
    return [first, *(other for other in others if other[1] is not first[1])]


def _other_generation(product: Product, error: ApiError) -> bool:
    """Whether this answer to the first request says that the tenant speaks the other generation."""
    if error.status in NOT_THIS_GENERATION:
        return True
    # The errors of this product name no fields; where they do, it has to be a time.
    about_time = not error.fields or any("time" in name.lower() for name in error.fields)
    return error.status == 400 and product.times_differ and about_time


def _neither(product: Product, failures: list[tuple[str, ApiError]]) -> ApiError:
    """The one error, or both answers in one."""
    if len(failures) == 1:
        return failures[0][1]
    told = "; ".join(f"asked as of {revision}: {error}" for revision, error in failures)
    last = failures[-1][1]
    both = ApiError(f"{product.name}: neither generation of the API answers: {told}", status=last.status)
    both.details = last.details
    return both


def _legs(client: Client, question: Question, revision: str, form: Form, meter: Meter) -> list[_Leg]:
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
        legs.append(_Leg(client, question, form, form.request(asked), label, meter))
    return legs


def _to_ask(option: str, choice: Choice | None, revision: str, cannot: bool, rows_tell: bool) -> Choice | None:
    """The values to ask for one by one; None where the rows tell and are matched here."""
    if choice is None or cannot or (rows_tell and (choice.unknown or len(choice.members) != 1)):
        return None
    try:
        return choice.known_in(revision)
    except ValueError as wrong:
        raise OptionError(option, str(wrong)) from None


class _Leg:
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
        return any((asked.services, asked.job_types, asked.statuses))

    def _unreadable(self, why: str) -> ApiError:
        name, url = self._question.product.name, self._client.url(self._request)
        return ApiError(f"{name}: {url}: the answer cannot be understood: {why}", product=name, url=url)


class _Enough:
    """Whether as many jobs as the limit allows have come that pass the filters."""

    def __init__(self, leg: _Leg, limit: int) -> None:
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


def _merge(question: Question, legs: list[_Leg], harvests: list[paging.Harvest]) -> Answer:
    """One list of jobs from all legs, newest first, and what there is to tell of the read."""
    seen: dict[str, Job] = {}
    for leg, harvest in zip(legs, harvests, strict=True):
        for identity, row in harvest.rows.items():
            if identity in seen:
                raise IncompleteRead(
                    question.product.name,
                    f"job {showable(identity, 80)} came for several services or job types, so the service "
                    "does not heed the filter and jobs cannot be told apart",
                )
            seen[identity] = leg.job(row)
            _check_told(question, seen[identity])
    jobs = sorted(filter(question.wants, seen.values()), key=newest_first, reverse=True)
    totals = [harvest.total for harvest in harvests]
    query = {
        "total_reported": None if None in totals else sum(total or 0 for total in totals),
        "fetched": len(seen),
        "duplicates": sum(harvest.duplicates for harvest in harvests),
        "complete": all(harvest.complete for harvest in harvests)
        and (question.limit is None or len(jobs) <= question.limit),
    }
    return Answer(jobs[: question.limit], query, _warnings(question.product, legs))


def _check_told(question: Question, job: Job) -> None:
    """A job that does not tell what a filter asks can be neither kept nor left out in good faith."""
    for what, choice in (("job_type", question.job_types), ("service", question.services)):
        if choice is not None and job.get(what) is None:
            raise IncompleteRead(
                question.product.name,
                f"job {showable(job['id'], 80)} does not tell its {what}, so the filter {what}s cannot be applied",
            )


def _warnings(product: Product, legs: list[_Leg]) -> list[str]:
    """One for each value that is not known."""
    notices: Counter[tuple[str, str]] = Counter()
    for leg in legs:
        notices.update(leg.notices)
    return [
        f"{product.name}: the {what} {raw!r} of {count} job{'s' if count > 1 else ''} is not known to this version of "
        f"the collection; it is returned as {'unknown' if what == 'status' else 'other'}"
        for (what, raw), count in sorted(notices.items())
    ]


_Asked = t.TypeVar("_Asked")
_Got = t.TypeVar("_Got")


def _all(pool: ThreadPoolExecutor, do: t.Callable[[_Asked], _Got], items: t.Sequence[_Asked]) -> list[_Got]:
    """Do each side by side; the first failure is raised at once and what has not begun is dropped."""
    try:
        return list(pool.map(do, items))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
