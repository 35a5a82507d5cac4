# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Questions and their answers: find the generation, read each leg whole, merge, filter, tell.

Source: the contract's page on generations; the interface's C(queries).
"""

from __future__ import annotations

import threading
import time
import typing as t
from collections import Counter, defaultdict
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from ansible_collections.avepoint.cloud_backup.plugins.module_utils import paging, times
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.client import Client, Meter
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import (
    ApiError,
    CloudBackupError,
    IncompleteRead,
    OptionError,
    showable,
)
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.job import Job, recency
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.legs import Leg, plan
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.product import Form, Product
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.question import Question

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
        # What each product was found to answer: asked for once, however many questions there are.
        self._revisions: dict[str, str] = {}
        self._settling: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_exc: object) -> None:
        self._client.close()
        self._pages.shutdown(wait=False, cancel_futures=True)

    def read_each(
        self, questions: t.Sequence[Question], *, report: bool, report_options: bool = False
    ) -> list[Answer | Failure]:
        """Ask side by side, one answer for each question, in their order.

        With C(report) what cannot be read comes as a Failure; without it the first is raised. An option
        that is not known to the tenant's generation is raised all the same, but with C(report_options).
        """

        def read(question: Question) -> Answer | Failure:
            try:
                return self.read(question)
            except CloudBackupError as error:
                if not report or (isinstance(error, OptionError) and not report_options):
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
            revision, legs = self._settled(question, meter)
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

    def _settled(self, question: Question, meter: Meter) -> tuple[str, list[Leg]]:
        """The legs of a question; the first of a product finds out the generation for all of them."""
        name = question.product.name
        with self._settling[name]:
            if name not in self._revisions:
                revision, legs = self._settle(question, meter)
                self._revisions[name] = revision
                return revision, legs
        return self._settle(question, meter)

    def _settle(self, question: Question, meter: Meter) -> tuple[str, list[Leg]]:
        """Find the generation that the tenant answers, with the first page of the first leg."""
        known = self._revisions.get(question.product.name)
        candidates = _candidates(question, self._client.connection.api_revision)
        candidates = [found for found in candidates if found[0] == known] or candidates
        failures: list[tuple[str, CloudBackupError]] = []
        for revision, form in candidates:
            try:
                legs = plan(self._client, question, revision, form, meter)
                legs[0].start()
                return revision, legs
            except (ApiError, OptionError) as error:
                failures.append((revision, error))
                if isinstance(error, ApiError) and not _other_generation(question.product, error):
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


def _neither(product: Product, failures: list[tuple[str, CloudBackupError]]) -> CloudBackupError:
    """The one error, or both answers in one."""
    if len(failures) == 1:
        return failures[0][1]
    told = "; ".join(f"asked as of {revision}: {error}" for revision, error in failures)
    both = ApiError(f"{product.name}: neither generation of the API answers: {told}")
    both.details = failures[-1][1].details
    both.passing = any(isinstance(error, ApiError) and error.passing for _revision, error in failures)
    both.retry_after = getattr(failures[-1][1], "retry_after", None)
    return both


def _merge(question: Question, legs: list[Leg], harvests: list[paging.Harvest]) -> Answer:
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
    jobs = sorted(filter(question.wants, seen.values()), key=recency, reverse=True)
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
    asked, told = question.options.get("organization_id"), job["organization_id"]
    if asked is not None and told is not None and str(asked).strip().lower() != told.strip().lower():
        raise IncompleteRead(
            question.product.name,
            f"job {showable(job['id'], 80)} came for another organisation, so the service does not heed the filter",
        )


def _warnings(product: Product, legs: list[Leg]) -> list[str]:
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
        under_way = [pool.submit(do, item) for item in items]
        done, _others = wait(under_way, return_when=FIRST_EXCEPTION)
        return [future.result() for future in under_way if future in done]
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
