# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is read for all rules or policies: every row once, and as far back as any of them needs it."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from .._jobs.job import UNFINISHED, Job
from .._products.base import Product
from .._products.registry import PRODUCTS
from .._read import query
from .._read.choices import Choice
from .._read.query import Query
from .._read.result import Failure, QueryResult
from .resolved import choice

# Jobs whose times lie in the future because of a wrong clock or time zone have to be read too.
AHEAD = timedelta(days=1)

# The names of the API versions that know a service or a job type.
Known = frozenset[str]


@dataclass(frozen=True)
class JobSelection:
    """The jobs that one rule or policy needs.

    C(look_back) is how far back before the moment of judging they are read, C(running_look_back) the same for
    unfinished jobs, None if these are not read on their own.
    """

    product: Product
    services: Choice | None
    job_types: Choice
    look_back: timedelta
    running_look_back: timedelta | None = None


@dataclass
class JobQuery:
    """One query for all selections that need it, and its result once it has been read.

    C(statuses) is empty for jobs of every status. C(services) and C(job_types) are the words of the product.
    """

    product: Product
    look_back: timedelta
    services: frozenset[str] | None
    job_types: frozenset[str]
    statuses: tuple[str, ...] = ()
    result: QueryResult | Failure | None = None
    jobs: list[Job] = field(default_factory=list)

    def serves(self, selection: JobSelection, service: str | None) -> bool:
        """Return whether the result includes jobs of this service for this selection."""
        if self.product is not selection.product or not self.job_types & set(selection.job_types.given):
            return False
        if _rows_have_service_and_type(self.product):
            return True
        return self.services is None if service is None else service in (self.services or ())


def plan_queries(selections: t.Sequence[JobSelection], *, in_the_past: bool = False) -> list[JobQuery]:
    """Return the queries for all selections: every row once, and as far back as any of them needs it.

    C(in_the_past) states that they are judged as of a moment in the past, when jobs that have ended now were running.
    """
    if in_the_past:
        selections = [_with_ended_jobs(each) for each in selections]
    queries: list[JobQuery] = []
    for name in sorted({each.product.name for each in selections}, key=list(PRODUCTS).index):
        product = PRODUCTS[name]
        own = [each for each in selections if each.product is product]
        queries += _one_query(product, own) if _rows_have_service_and_type(product) else _queries_by_value(product, own)
    return queries


def _with_ended_jobs(selection: JobSelection) -> JobSelection:
    """Return a selection that reads jobs of every status as far back as it does the unfinished ones."""
    look_back = max(selection.look_back, selection.running_look_back or selection.look_back)
    return replace(selection, look_back=look_back, running_look_back=None)


def _rows_have_service_and_type(product: Product) -> bool:
    """Return whether rows have their service and job type, in every API version."""
    return product.rows_have_service and all(version.rows_have_job_type for version in product.versions)


def _one_query(product: Product, selections: list[JobSelection]) -> list[JobQuery]:
    """Return one query for all selections of a product, and those for unfinished jobs.

    Its rows have their service and type.
    """
    services: set[str] | None = set()
    for each in selections:
        services = None if services is None or each.services is None else services | set(each.services.given)
    words = None if services is None else frozenset(services)
    job_types = frozenset(word for each in selections for word in each.job_types.given)
    queries = [JobQuery(product, max(each.look_back for each in selections), words, job_types)]
    running = [each.running_look_back for each in selections if each.running_look_back is not None]
    if running:
        queries += [
            JobQuery(product, max(running), words, job_types, statuses) for statuses in _unfinished_statuses(product)
        ]
    return queries


def _queries_by_value(product: Product, selections: list[JobSelection]) -> list[JobQuery]:
    """Return the queries for each service and type, grouped into as few as reach back equally far."""
    reach = _reach(product, selections)
    types: dict[tuple[str | None, tuple[str, ...], timedelta, Known], set[str]] = {}
    for (service, job_type, statuses), since in reach.items():
        known = _versions_knowing(product, "job_types", job_type)
        types.setdefault((service, statuses, since, known), set()).add(job_type)
    groups: dict[tuple[tuple[str, ...], timedelta, frozenset[str], Known], set[str]] = {}
    for (service, statuses, since, _known_types), job_types in types.items():
        known = _versions_knowing(product, "services", service)
        group = groups.setdefault((statuses, since, frozenset(job_types), known), set())
        group |= {service} if service is not None else set()
    return [
        JobQuery(product, since, frozenset(services) or None, job_types, statuses)
        for (statuses, since, job_types, _known_services), services in groups.items()
    ]


def _reach(
    product: Product, selections: list[JobSelection]
) -> dict[tuple[str | None, str, tuple[str, ...]], timedelta]:
    """Return how far back each service, job type and list of statuses has to be read."""
    reach: dict[tuple[str | None, str, tuple[str, ...]], timedelta] = {}
    unfinished = _unfinished_statuses(product)
    for each in selections:
        services = [value.name for value in each.services.values] if each.services else [None]
        reaches: dict[tuple[str, ...], timedelta] = {(): each.look_back}
        if each.running_look_back is not None:
            reaches.update(dict.fromkeys(unfinished, each.running_look_back))
        for service in services:
            for job_type in each.job_types.given:
                if not _can_have(product, service, job_type):
                    continue
                for statuses, since in reaches.items():
                    cell = (service, job_type, statuses)
                    reach[cell] = max(since, reach.get(cell, since))
    return reach


def _unfinished_statuses(product: Product) -> list[tuple[str, ...]]:
    """Return the statuses of unfinished jobs, in as many tuples as queries are needed.

    A service that filters by status takes one status at a time; any other returns all jobs, so one query is enough.
    """
    known = {value.normalized for value in product.statuses.values}
    statuses = tuple(status for status in UNFINISHED if status in known)
    filters = all(version.status for version in product.api_versions.values())
    return [(status,) for status in statuses] if filters else [statuses]


def _can_have(product: Product, service: str | None, job_type: str) -> bool:
    """Return whether a service can have jobs of a type."""
    services = choice(product, "services", [] if service is None else [service])
    return bool(query.labels(services, choice(product, "job_types", [job_type])))


def _versions_knowing(product: Product, option: str, word: str | None) -> Known:
    """Return the API versions that know a service or a job type; empty for no word.

    Words known to different API versions are read apart, so that a word unknown to the tenant fails its own subjects
    alone.
    """
    found = choice(product, option, [] if word is None else [word])
    values = found.values if found is not None else []
    return frozenset(
        version for version in product.api_versions if any(product.knows(value, version) for value in values)
    )


def to_query(job_query: JobQuery, now: datetime, until: datetime, page_size: int, *, raw: bool = False) -> Query:
    """Return the query to read: from as far back before C(now) as it needs, to C(until)."""
    return Query(
        product=job_query.product,
        since=now - job_query.look_back,
        until=until,
        services=choice(job_query.product, "services", sorted(job_query.services or ())),
        job_types=choice(job_query.product, "job_types", sorted(job_query.job_types)),
        statuses=choice(job_query.product, "statuses", job_query.statuses),
        page_size=page_size,
        include_raw=raw,
        keep_unknown=True,
    )
