# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A query: the window, the filters and the own options of one product, validated before any request is sent."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field
from datetime import datetime

from .. import times
from .._products.base import Label, Product
from .._products.enums import EnumValue
from .._products.paging import LARGEST_PAGE
from ..errors import OptionError
from ..option_values import at_least, moment, refuse_empty
from .choices import Choice, choose, choose_services

MOST_AT_ONCE = 64


@dataclass(frozen=True)
class Query:
    """A query of one product. A filter that is None lets everything through.

    C(before) is the exclusive end that the user gave: the services return what starts at C(until) too.
    C(ids) are the only jobs wanted, where there are any: with a limit of the same number, the read ends when all of
    them have come. With C(keep_unknown) jobs whose job type or service is not known are kept too, whatever the filters
    for these are: they may be among those that are wanted.
    """

    product: Product
    since: datetime
    until: datetime
    services: Choice | None = None
    job_types: Choice | None = None
    statuses: Choice | None = None
    options: t.Mapping[str, t.Any] = field(default_factory=dict)
    limit: int | None = None
    page_size: int = 100
    include_raw: bool = False
    ids: frozenset[str] = frozenset()
    keep_unknown: bool = False
    before: datetime | None = None

    def filters(self) -> dict[str, t.Any]:
        """Return the filters as they are shown in C(queries)."""
        chosen = {"services": self.services, "job_types": self.job_types, "statuses": self.statuses}
        given = {name: choice.given for name, choice in chosen.items() if choice is not None}
        return {**given, **self.options}


def labels(services: Choice | None, job_types: Choice | None) -> list[Label]:
    """Return what to request one by one: each service with each job type that it can have."""
    return [
        Label(service, job_type)
        for service in (services.values if services else [None])
        for job_type in (job_types.values if job_types else [None])
        if possible(service, job_type)
    ]


def possible(service: EnumValue | None, job_type: EnumValue | None) -> bool:
    """Return whether a service can have jobs of a type: a type that belongs to one service is of no other."""
    return service is None or job_type is None or job_type.service in (None, service.name)


def validate(products: t.Sequence[Product], params: t.Mapping[str, t.Any]) -> list[Query]:
    """Return the queries of these products that the options of a module or lookup mean.

    A product that knows none of a filter's words has no query. OptionError for whatever is wrong.
    """
    now = times.utc_now()
    since = moment("since", params["since"], now)
    before = moment("until", params["until"], now, times.parse_end) if params.get("until") not in (None, "") else None
    until = before or now
    if since >= until:
        raise OptionError("since", f"{times.format_moment(since)} is not before until, {times.format_moment(until)}")
    check_number_ranges(params)
    for option in ("services", "job_types", "statuses"):
        refuse_empty(option, params[option])
    services = choose_services(products, params["services"])
    job_types = choose("job_types", products, params["job_types"], lambda product: product.job_types)
    statuses = choose("statuses", products, params["statuses"], lambda product: product.statuses)
    queries = [
        Query(
            product=product,
            since=since,
            until=until,
            services=services[product.name],
            job_types=job_types[product.name],
            statuses=statuses[product.name],
            options=_own_options(product, params),
            limit=params.get("limit"),
            page_size=params["page_size"],
            include_raw=params["include_raw"],
            before=before,
        )
        for product in products
        if all(product.name in choices for choices in (services, job_types, statuses))
    ]
    if not queries:
        raise OptionError("services", "no product knows both the services and the job types given")
    for query in queries:
        _check_pairs(query)
    return queries


def check_number_ranges(params: t.Mapping[str, t.Any]) -> None:
    """Raise an OptionError for an option that is a number and out of its range."""
    for option, most in (("page_size", LARGEST_PAGE), ("concurrency", MOST_AT_ONCE), ("limit", None)):
        value = params.get(option)
        if value is not None:
            at_least(option, value, 1, "a number of at least 1")
            if most is not None and value > most:
                raise OptionError(option, f"{value} is not a number of at most {most}")


def _own_options(product: Product, params: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    names = [option.name for option in product.options]
    return {name: params[name] for name in names if params.get(name) not in (None, "")}


def _check_pairs(query: Query) -> None:
    if not labels(query.services, query.job_types):
        raise OptionError("job_types", "none of them belongs to any of the services given")
