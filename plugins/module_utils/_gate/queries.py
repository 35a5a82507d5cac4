# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a gate has to ask so that all its clauses can be judged: each thing once, as far back as any needs it."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from .._jobs.job import UNFINISHED, Job
from .._products.base import Product
from .._products.registry import PRODUCTS
from .._read import query
from .._read.query import Query
from .._read.reader import Failure, QueryResult
from .resolved_rules import ResolvedRule, choice

# What a wrong clock or time zone puts into the future has to come too, or nobody would know of it.
AHEAD = timedelta(days=1)

# The generations that know a word.
Known = frozenset[str]


@dataclass
class GateQuery:
    """Something to ask a product, for all clauses that need it: words of services and job types."""

    product: Product
    since: timedelta
    services: frozenset[str] | None
    job_types: frozenset[str]
    # Of these statuses alone; of all where there are none.
    statuses: tuple[str, ...] = ()
    got: QueryResult | Failure | None = None
    jobs: list[Job] = field(default_factory=list)

    def serves(self, clause: ResolvedRule, service: str | None) -> bool:
        """Whether jobs of this service for this clause are among the answer."""
        if self.product is not clause.product or not self.job_types & set(clause.job_types.given):
            return False
        if _rows_tell(self.product):
            return True
        return self.services is None if service is None else service in (self.services or ())


def _unfinished(product: Product) -> list[tuple[str, ...]]:
    """The statuses of jobs that have not ended, in as many reads as it takes.

    Each by itself where the service can filter by a status: it takes one, and without it sends all jobs.
    """
    known = {member.normalized for member in product.statuses.members}
    words = tuple(word for word in UNFINISHED if word in known)
    chosen = all(form.status for form in product.api_versions.values())
    return [(word,) for word in words] if chosen else [words]


def _possible(product: Product, service: str | None, job_type: str) -> bool:
    """Whether a service can have jobs of a type; what it cannot have is not asked for."""
    services = choice(product, "services", [] if service is None else [service])
    return bool(query.labels(services, choice(product, "job_types", [job_type])))


def _rows_tell(product: Product) -> bool:
    """Whether rows say which service and type they are of, in every generation."""
    return all(form.tells_service and form.tells_job_type for form in product.api_versions.values())


def plan_queries(given: t.Sequence[ResolvedRule]) -> list[GateQuery]:
    """What has to be asked for all clauses, each thing once and as far back as any of them needs it."""
    asked: list[GateQuery] = []
    for name in sorted({clause.product.name for clause in given}, key=list(PRODUCTS).index):
        product = PRODUCTS[name]
        own = [clause for clause in given if clause.product is product]
        asked += _whole(product, own) if _rows_tell(product) else _by_value(product, own)
    return asked


def _whole(product: Product, own: list[ResolvedRule]) -> list[GateQuery]:
    """One read for all clauses of a product whose rows tell what they are."""
    if not own:
        return []
    services: set[str] | None = set()
    for clause in own:
        services = None if services is None or clause.services is None else services | set(clause.services.given)
    job_types = {word for clause in own for word in clause.job_types.given}
    found = [GateQuery(product, max(clause.since for clause in own), _frozen(services), frozenset(job_types))]
    running = [clause.running_since for clause in own if clause.judges_running]
    if running:
        found += [
            GateQuery(product, max(running), _frozen(services), frozenset(job_types), statuses)
            for statuses in _unfinished(product)
        ]
    return found


def _frozen(words: set[str] | None) -> frozenset[str] | None:
    return None if words is None else frozenset(words)


def _known(product: Product, option: str, word: str | None) -> Known:
    """Return the generations that know a service or a job type; empty for no word.

    What differs in it is read apart, so that a word that the tenant does not know fails its own subjects
    alone.
    """
    found = choice(product, option, [] if word is None else [word])
    members = found.members if found is not None else []
    return frozenset(revision for revision in product.api_versions if any(one.known_in(revision) for one in members))


def _by_value(product: Product, own: list[ResolvedRule]) -> list[GateQuery]:
    """A read for each service and type, grouped into as few as reach back equally far."""
    reach: dict[tuple[str | None, str, tuple[str, ...]], timedelta] = {}
    unfinished = _unfinished(product)
    for clause in own:
        services = [member.name for member in clause.services.members] if clause.services else [None]
        for service in services:
            for word in clause.job_types.given:
                if not _possible(product, service, word):
                    continue
                for statuses in [(), *unfinished] if clause.judges_running else [()]:
                    since = clause.running_since if statuses else clause.since
                    cell = (service, word, statuses)
                    reach[cell] = max(since, reach.get(cell, since))
    types: dict[tuple[str | None, tuple[str, ...], timedelta, Known], set[str]] = {}
    for (service, word, statuses), since in reach.items():
        known = _known(product, "job_types", word)
        types.setdefault((service, statuses, since, known), set()).add(word)
    groups: dict[tuple[tuple[str, ...], timedelta, frozenset[str], Known], set[str]] = {}
    for (service, statuses, since, _known_types), words in types.items():
        known = _known(product, "services", service)
        group = groups.setdefault((statuses, since, frozenset(words), known), set())
        group |= {service} if service is not None else set()
    return [
        GateQuery(product, since, frozenset(services) or None, words, statuses)
        for (statuses, since, words, _known_services), services in groups.items()
    ]


def to_query(need: GateQuery, now: datetime, page_size: int) -> Query:
    """The question that gets what is needed."""
    return Query(
        product=need.product,
        since=now - need.since,
        until=now + AHEAD,
        services=choice(need.product, "services", sorted(need.services or ())),
        job_types=choice(need.product, "job_types", sorted(need.job_types)),
        statuses=choice(need.product, "statuses", need.statuses),
        page_size=page_size,
        keep_unknown=True,
    )
