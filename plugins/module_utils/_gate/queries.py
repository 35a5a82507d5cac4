# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a gate reads for all its rules: every row once, and as far back as any rule needs it."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from .._jobs.job import UNFINISHED, Job
from .._products.base import Product
from .._products.registry import PRODUCTS
from .._read import query
from .._read.query import Query
from .._read.result import Failure, QueryResult
from .resolved_rules import ResolvedRule, choice

# Jobs whose times lie in the future because of a wrong clock or time zone have to be read too.
AHEAD = timedelta(days=1)

# The names of the API versions that know a service or a job type.
Known = frozenset[str]


@dataclass
class GateQuery:
    """One query of a gate, for all rules that need it, and its result once it has been read.

    C(statuses) is empty for jobs of every status. C(services) and C(job_types) are the words of the product.
    """

    product: Product
    look_back: timedelta
    services: frozenset[str] | None
    job_types: frozenset[str]
    statuses: tuple[str, ...] = ()
    result: QueryResult | Failure | None = None
    jobs: list[Job] = field(default_factory=list)

    def serves(self, rule: ResolvedRule, service: str | None) -> bool:
        """Return whether the result includes jobs of this service for this rule."""
        if self.product is not rule.product or not self.job_types & set(rule.job_types.given):
            return False
        if _rows_have_service_and_type(self.product):
            return True
        return self.services is None if service is None else service in (self.services or ())


def plan_queries(rules: t.Sequence[ResolvedRule]) -> list[GateQuery]:
    """Return the queries for all rules: every row once, and as far back as any rule needs it."""
    queries: list[GateQuery] = []
    for name in sorted({rule.product.name for rule in rules}, key=list(PRODUCTS).index):
        product = PRODUCTS[name]
        own = [rule for rule in rules if rule.product is product]
        queries += _one_query(product, own) if _rows_have_service_and_type(product) else _queries_by_value(product, own)
    return queries


def _rows_have_service_and_type(product: Product) -> bool:
    """Return whether rows have their service and job type, in every API version."""
    return all(version.rows_have_service and version.rows_have_job_type for version in product.api_versions.values())


def _one_query(product: Product, rules: list[ResolvedRule]) -> list[GateQuery]:
    """Return one query for all rules of a product, and those for unfinished jobs: its rows have service and type."""
    services: set[str] | None = set()
    for rule in rules:
        services = None if services is None or rule.services is None else services | set(rule.services.given)
    words = None if services is None else frozenset(services)
    job_types = frozenset(word for rule in rules for word in rule.job_types.given)
    queries = [GateQuery(product, max(rule.look_back for rule in rules), words, job_types)]
    running = [rule.running_look_back for rule in rules if rule.judges_running]
    if running:
        queries += [
            GateQuery(product, max(running), words, job_types, statuses) for statuses in _unfinished_statuses(product)
        ]
    return queries


def _queries_by_value(product: Product, rules: list[ResolvedRule]) -> list[GateQuery]:
    """Return the queries for each service and type, grouped into as few as reach back equally far."""
    reach = _reach(product, rules)
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
        GateQuery(product, since, frozenset(services) or None, job_types, statuses)
        for (statuses, since, job_types, _known_services), services in groups.items()
    ]


def _reach(product: Product, rules: list[ResolvedRule]) -> dict[tuple[str | None, str, tuple[str, ...]], timedelta]:
    """Return how far back each service, job type and list of statuses has to be read."""
    reach: dict[tuple[str | None, str, tuple[str, ...]], timedelta] = {}
    unfinished = _unfinished_statuses(product)
    for rule in rules:
        services = [value.name for value in rule.services.values] if rule.services else [None]
        for service in services:
            for job_type in rule.job_types.given:
                if not _can_have(product, service, job_type):
                    continue
                for statuses in [(), *unfinished] if rule.judges_running else [()]:
                    since = rule.running_look_back if statuses else rule.look_back
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


def to_query(gate_query: GateQuery, now: datetime, page_size: int) -> Query:
    """Return the query to read."""
    return Query(
        product=gate_query.product,
        since=now - gate_query.look_back,
        until=now + AHEAD,
        services=choice(gate_query.product, "services", sorted(gate_query.services or ())),
        job_types=choice(gate_query.product, "job_types", sorted(gate_query.job_types)),
        statuses=choice(gate_query.product, "statuses", gate_query.statuses),
        page_size=page_size,
        keep_unknown=True,
    )
