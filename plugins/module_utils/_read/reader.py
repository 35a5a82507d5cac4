# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
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
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from .. import times
from .._http import fields
from .._http.client import Client, ReadStats
from .._http.clock import CLOCK_ADVICE
from .._http.deadline import NO_DEADLINE
from .._http.retry import Stopped
from .._jobs.job import Job
from .._products.base import ApiVersion, Product
from ..errors import ApiError, CloudBackupError, IncompleteRead, OptionError, strip_query
from ..thread_pool import DaemonThreadPool, map_concurrently
from ..unexpected import Show, UnexpectedError, trace
from . import filter_check
from .listing import JobListing
from .plan import plan_listings
from .query import Query
from .row_set import CompletenessError, RowSet
from .row_store import InMemory, Rows, RowStore

# Each request ends with the time that is left, and tells more than that. This is for whatever does not.
GRACE = 2.0
NOT_THIS_GENERATION = frozenset({404, 405, 410})
# What services answer to a parameter that they cannot read.
NOT_THESE_TIMES = frozenset({400, 422})

_Got = t.TypeVar("_Got")


@dataclass
class QueryResult:
    """The walks that answer a question, its row of C(queries), and what a user is to be warned of."""

    shelf: RowStore
    walks: list[Rows]
    limit: int | None
    query: dict[str, t.Any]
    warnings: list[str] = field(default_factory=list)
    listings: list[JobListing] = field(default_factory=list)

    def count(self, meter: ReadStats) -> None:
        """Add to the row of C(queries) what was asked to check this answer."""
        for name in ("pages", "requests", "retries"):
            self.query[name] += getattr(meter, name)

    @property
    def jobs(self) -> list[Job]:
        """The jobs, newest first."""
        return list(self.shelf.jobs(self.walks, self.limit))


@dataclass
class Failure:
    """A product that could not be read, as it is told in C(errors)."""

    product: str
    error: CloudBackupError

    def row(self) -> dict[str, t.Any]:
        """The row of C(errors)."""
        return {**self.error.details, "product": self.product, "message": str(self.error)}


class Reader:
    """Reads on behalf of one client; a context manager, at whose end nothing is asked any more.

    The rows are kept on the shelf. C(show_trace) is called with the traceback of whatever nobody foresaw.
    """

    def __init__(self, client: Client, shelf: RowStore | None = None, show_trace: Show = lambda _trace: None) -> None:
        self._client = client
        self._show_trace = show_trace
        self._shelf = shelf or InMemory()
        self._pages = DaemonThreadPool(client.concurrency, "page")
        # What each product was found to answer: asked for once, however many questions there are.
        self._forms: dict[str, tuple[str, ApiVersion]] = {}
        self._settling: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        # The filters of each product that are known to be applied: proved once, however often is asked.
        self._proved: defaultdict[str, set[str]] = defaultdict(set)

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_exc: object) -> None:
        self._client.close()
        self._pages.shutdown()

    @property
    def clock_problem(self) -> str | None:
        """How the service's clock differs from this machine's by what came so far; None within the tolerance."""
        return self._client.clock.problem

    @property
    def warnings(self) -> list[str]:
        """What a user is to be warned of, whatever was asked."""
        problem = self.clock_problem
        return [] if problem is None else [f"{problem}; {CLOCK_ADVICE}"]

    def read_each(
        self, questions: t.Sequence[Query], *, report: bool, report_options: bool = False
    ) -> list[QueryResult | Failure]:
        """Ask side by side, one answer for each question, in their order.

        With C(report) what cannot be read comes as a Failure; without it the first is raised. An option
        that is not known to the tenant's generation is raised all the same, but with C(report_options).
        Whatever else goes wrong in reading a product is its failure too, as an UnexpectedError.
        """

        def failed(name: str, error: CloudBackupError) -> Failure:
            # Rows and answers can hold what was sent.
            error.redact(self._client.connection.redact)
            if not report or (isinstance(error, OptionError) and not report_options):
                raise error
            return Failure(name, error)

        def read(question: Query) -> QueryResult | Failure:
            try:
                return self._foreseen(question.product.name, lambda: self.read(question))
            except CloudBackupError as error:
                return failed(question.product.name, error)

        def check(answers: list[QueryResult]) -> Failure | None:
            name = answers[0].query["product"]
            try:
                return self._foreseen(name, lambda: self._check_filters(name, answers))
            except CloudBackupError as error:
                return failed(name, error)

        def late(name: str) -> Failure:
            told = f"{name}: the read was not done within {self._client.deadline.name}"
            return failed(name, ApiError(told, product=name, retryable=True))

        answers = map_concurrently(
            read, questions, len(questions), "product", self._seconds(), lambda question: late(question.product.name)
        )
        groups = self._to_check(answers)
        checked = map_concurrently(
            check, groups, len(groups), "filters", self._seconds(), lambda group: late(group[0].query["product"])
        )
        unfit = {failure.product: failure for failure in checked if failure is not None}
        return [
            unfit.get(answer.query["product"], answer) if isinstance(answer, QueryResult) else answer
            for answer in answers
        ]

    def _seconds(self) -> float | None:
        """Return how long to wait for what is under way; None for ever."""
        end = self._client.deadline
        # The grace is for all that is done, not for each part of it.
        return None if end is NO_DEADLINE else max(0.0, end.left() + GRACE)

    def _to_check(self, answers: t.Sequence[QueryResult | Failure]) -> list[list[QueryResult]]:
        """Return the answers of each product whose filters have to be checked."""
        groups: defaultdict[str, list[QueryResult]] = defaultdict(list)
        for answer in answers:
            if isinstance(answer, QueryResult):
                groups[answer.query["product"]].append(answer)
        return [
            group
            for name, group in groups.items()
            if filter_check.needed([one for answer in group for one in answer.listings], self._proved[name])
        ]

    def _check_filters(self, name: str, answers: t.Sequence[QueryResult]) -> None:
        """Check that the service applied the filters of these answers of one product; CloudBackupError if not."""
        started, meter = time.monotonic(), ReadStats()
        try:
            listings = [listing for answer in answers for listing in answer.listings]
            filter_check.check(listings, self._shelf, self._proved[name], meter)
        finally:
            meter.over = True
        answers[0].count(meter)
        elapsed = answers[0].query["elapsed_seconds"] + time.monotonic() - started
        answers[0].query["elapsed_seconds"] = round(elapsed, 3)

    def _foreseen(self, name: str, act: t.Callable[[], _Got]) -> _Got:
        """Return what C(act) does; an exception that nobody foresaw becomes a CloudBackupError of the product."""
        try:
            return act()
        except (CloudBackupError, Stopped):
            raise
        except Exception as error:  # what one product makes go wrong must not end the others
            if isinstance(error, self._shelf.faults):
                raise
            self._show_trace(trace(error))
            raise UnexpectedError(name, error) from None

    def read(self, question: Query) -> QueryResult:
        """Ask one question. CloudBackupError where the answer cannot be had or proved whole."""
        started = time.monotonic()
        meter = ReadStats()
        name = question.product.name
        # In the time that the service takes for its first answer.
        self._pages.submit(_prepare, question.product)
        try:
            revision, legs = self._settled(question, meter)
            harvests = map_concurrently(lambda leg: leg.read(self._pages), legs, self._client.concurrency, "leg")
        except CompletenessError as error:
            raise IncompleteRead(name, str(error)) from None
        finally:
            # Where one leg failed, others may be under way.
            meter.over = True
        answer = self._merge(question, harvests)
        answer.listings = legs
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
        answer.warnings += _empty_window(question, answer.query)
        answer.warnings += _doubtful_without_jobs(question, answer.query)
        return answer

    def _settled(self, question: Query, meter: ReadStats) -> tuple[str, list[JobListing]]:
        """The legs of a question; the first of a product finds out the generation for all of them."""
        name = question.product.name
        with self._settling[name]:
            if name not in self._forms:
                found, legs = self._settle(question, meter)
                self._forms[name] = found
                return found[0], legs
        found, legs = self._settle(question, meter)
        return found[0], legs

    def _settle(self, question: Query, meter: ReadStats) -> tuple[tuple[str, ApiVersion], list[JobListing]]:
        """Find the generation that the tenant answers, and its path, with the first page of the first leg."""
        known = self._forms.get(question.product.name)
        candidates = _candidates(question, self._client.connection.api_revision)
        candidates = [found for found in candidates if found == known] or candidates
        failures: list[tuple[str, CloudBackupError]] = []
        for revision, form in candidates:
            try:
                legs = plan_listings(self._client, question, revision, form, meter, self._shelf)
                legs[0].start()
                return (revision, form), legs
            except (ApiError, OptionError) as error:
                failures.append((revision, error))
                if isinstance(error, ApiError) and not _other_generation(question.product, error):
                    break
        raise (
            _not_below_path(question.product, self._client.connection.api_url, failures)
            or _without_pinned(question, failures)
            or _neither(question.product, failures)
        )

    def _merge(self, question: Query, harvests: list[RowSet]) -> QueryResult:
        """What there is to tell of the walks of all legs. IncompleteRead where a job is of more than one."""
        walks = [harvest.rows for harvest in harvests]
        shared = self._shelf.shared(walks)
        if shared is not None:
            raise filter_check.not_heeded(question.product.name, shared)
        totals = [harvest.total for harvest in harvests]
        wanted = sum(walk.wanted for walk in walks)
        query = {
            "total_reported": None if None in totals else sum(total or 0 for total in totals),
            "fetched": sum(map(len, walks)),
            "duplicates": sum(harvest.duplicates for harvest in harvests),
            "complete": all(harvest.complete for harvest in harvests)
            and (question.limit is None or wanted <= question.limit),
        }
        return QueryResult(self._shelf, walks, question.limit, query, _warnings(question.product, walks))


def _prepare(product: Product) -> None:
    """Build the models that answers and rows are read with, which takes as long as a page."""
    fields.build(fields.Envelope)
    product.parse_row({})


def _candidates(question: Query, pinned: str) -> list[tuple[str, ApiVersion]]:
    """Return the API versions to try, in order, each once: those that have the options given.

    C(pinned) is the name of the only one to try; a product that has none of that name ignores it.
    """
    product = question.product
    versions = product.api_versions
    if pinned in versions:
        versions = {pinned: versions[pinned]}
    options = question.options.keys() - product.client_options.keys()
    able = {name: version for name, version in versions.items() if options <= version.options.keys()}
    if not able:
        missing = sorted(options - {name for version in versions.values() for name in version.options})
        raise OptionError(missing[0], f"is not known to {product.name} in API version {pinned}")
    # A version that has several names is tried once: again would get the same answer.
    once = [(name, version) for name, version in able.items() if pinned == name or name == version.names[0]]
    return [*once, *((name, former) for name, version in once for former in version.at_former_paths())]


def _other_generation(product: Product, error: ApiError) -> bool:
    """Whether this answer to the first request says that the tenant speaks the other generation."""
    if error.status in NOT_THIS_GENERATION:
        return True
    # The errors of this product name no fields; where they do, it has to be a time.
    about_time = not error.fields or any("time" in name.lower() for name in error.fields)
    return error.status in NOT_THESE_TIMES and product.times_differ and about_time


def _without_pinned(question: Query, failures: list[tuple[str, CloudBackupError]]) -> CloudBackupError | None:
    """Return one short error where the tenant has no API that knows an option; None where that is not the cause."""
    forms = question.product.api_versions
    sent = question.options.keys() - question.product.client_options.keys()
    pinned = {name: [revision for revision, form in forms.items() if name in form.options] for name in sent}
    needs = [f"{name} needs the API of {' or '.join(of)}" for name, of in pinned.items() if len(of) < len(forms)]
    errors = [error for _revision, error in failures if isinstance(error, ApiError)]
    if not needs or not all(error.status in NOT_THIS_GENERATION for error in errors) or len(errors) < len(failures):
        return None
    addresses = dict.fromkeys(f"{error.details.get('url')} ({error.status})" for error in errors)
    ids = [
        f"{name} {', '.join(dict.fromkeys(told))}"
        for name, key in (("request id", "request_id"), ("trace id", "trace_id"))
        if (told := [str(error.details[key]) for error in errors if key in error.details])
    ]
    shown = f" ({', '.join(ids)})" if ids else ""
    error = ApiError(
        f"{question.product.name}: {' and '.join(needs)}, which the tenant does not answer at "
        f"{' and '.join(addresses)}; leave it out if this tenant does not have that one{shown}"
    )
    error.details = errors[-1].details
    error.recoverable = any(one.recoverable for one in errors)
    error.retry_after = errors[-1].retry_after
    return error


def _not_below_path(
    product: Product, api_url: str, failures: list[tuple[str, CloudBackupError]]
) -> CloudBackupError | None:
    """Return one short error where C(api_url) has a path below which no API is; None where that is not the cause."""
    found = [error.status if isinstance(error, ApiError) else None for _revision, error in failures]
    statuses = {status for status in found if status in NOT_THIS_GENERATION}
    if not urlsplit(api_url).path or len(statuses) < len(set(found)):
        return None
    error = ApiError(
        f"{product.name}: api_url: there is no API below {strip_query(api_url)}, which answered "
        f"{' and '.join(sorted(map(str, statuses)))}; expected the host alone, {urlsplit(api_url).scheme}://{urlsplit(api_url).netloc}"
    )
    error.details = failures[-1][1].details
    return error


def _neither(product: Product, failures: list[tuple[str, CloudBackupError]]) -> CloudBackupError:
    """The one error, or both answers in one."""
    if len(failures) == 1:
        return failures[0][1]
    # What is wrong with an option is what the user can change, so it comes first.
    options = [str(error) for _revision, error in failures if isinstance(error, OptionError)]
    # Where an option is the cause, that another version was refused before says nothing.
    answers = [
        f"asked as of {revision}: {error}"
        for revision, error in failures
        if isinstance(error, ApiError) and not (options and _other_generation(product, error))
    ]
    parts = (product.name, "; ".join(options) or _summary(failures), "; ".join(answers))
    both = ApiError(": ".join(filter(None, parts)))
    both.details = failures[-1][1].details
    both.recoverable = any(isinstance(error, ApiError) and error.recoverable for _revision, error in failures)
    both.retry_after = getattr(failures[-1][1], "retry_after", None)
    return both


def _empty_window(question: Query, query: t.Mapping[str, t.Any]) -> list[str]:
    """Return a hint where a window in the past has no jobs at all: it may lie where the service has none any more."""
    if question.before is None or question.before >= times.utc_now() or query["fetched"]:
        return []
    # The default of an option of the product is no filter of the user's.
    defaults = {option.name: option.default for option in question.product.options}
    chosen = {name: value for name, value in question.filters().items() if value != defaults.get(name)}
    filtered = " with these filters" if chosen else ""
    return [
        f"{question.product.name}: the service returned no jobs{filtered} from {query['since']} to {query['until']}; "
        "if there should be some, check since and until, and how long the service keeps its jobs"
    ]


def _doubtful_without_jobs(question: Query, query: t.Mapping[str, t.Any]) -> list[str]:
    """Return a hint where an option is known to lead to empty answers."""
    doubt = None if query["fetched"] else question.product.doubt_of_no_jobs(question.options)
    return [] if doubt is None else [f"{question.product.name}: {doubt}"]


def _summary(failures: list[tuple[str, CloudBackupError]]) -> str:
    """Say in a few words why none of the forms that were tried can be used."""
    if len(failures) > len({revision for revision, _error in failures}):
        return "neither generation of the API answers, at none of its known addresses"
    return "neither generation of the API answers"


def _warnings(product: Product, walks: list[Rows]) -> list[str]:
    """One for each value that is not known."""
    unknown: Counter[tuple[str, str]] = Counter()
    for walk in walks:
        unknown.update(walk.unknown)
    return [
        f"{product.name}: the {what} {raw!r} of {count} job{'s' if count > 1 else ''} is not known to this version of "
        f"the collection; it is returned as {'unknown' if what == 'status' else 'other'}"
        for (what, raw), count in sorted(unknown.items())
    ]
