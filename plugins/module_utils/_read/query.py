# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a user asks, checked: the window, the filters and the options of a product.

Everything that can be wrong with a question is found here, before any request. Source: the
interface's query options and the issue's list of bad input.
"""

from __future__ import annotations

import functools
import typing as t
from dataclasses import dataclass, field
from datetime import datetime

from .. import times
from .._jobs.job import Job
from .._products.base import Label, Product
from .._products.enums import EnumValue
from ..errors import OptionError
from ..option_values import at_least, moment, refuse_empty
from .filters import Choice, choose

LARGEST_PAGE = 10_000
MOST_AT_ONCE = 64


@dataclass(frozen=True)
class Query:
    """One question to one product. A filter that is None lets everything through.

    C(before) is the exclusive end that the user gave: the services send what starts at C(until) too.
    C(ids) are the only jobs wanted, where there are any: together with a limit of as many, the read ends
    when all of them have come. With C(keep_unknown) jobs whose job type or service is not known come too, whatever
    the filters for these are: they may be of those that are asked for.
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

    @functools.cached_property
    def _end(self) -> str:
        """The exclusive end as it compares with a job's start; greater than all of them where there is none."""
        return "~" if self.before is None else times.show(self.before)

    def wants(self, job: Job) -> bool:
        """Whether a job passes the filters."""
        product = self.product
        return (
            (not self.ids or job["id"] in self.ids)
            and (job["started_at"] or "") < self._end
            and (self.statuses is None or self.statuses.has(product.statuses.read(job["status_raw"])))
            and self._wants_type(product.job_type_of(job))
            and (
                self.services is None
                or self.services.has_word(job["service"])
                or (self.keep_unknown and not product.knows_service(job))
            )
        )

    def _wants_type(self, job_type: EnumValue | None) -> bool:
        return self.job_types is None or self.job_types.has(job_type) or (self.keep_unknown and job_type is None)

    def filters(self) -> dict[str, t.Any]:
        """The filters as they are told in C(queries)."""
        chosen = {"services": self.services, "job_types": self.job_types, "statuses": self.statuses}
        told = {name: choice.given for name, choice in chosen.items() if choice is not None}
        return {**told, **self.options}


def labels(services: Choice | None, job_types: Choice | None) -> list[Label]:
    """What to ask for one by one: each service with each job type that it can have."""
    return [
        Label(service, job_type)
        for service in (services.members if services else [None])
        for job_type in (job_types.members if job_types else [None])
        if possible(service, job_type)
    ]


def possible(service: EnumValue | None, job_type: EnumValue | None) -> bool:
    """Return whether a service can have jobs of a type: one that names its service is not asked of another one."""
    return service is None or job_type is None or job_type.service in (None, service.name)


def validate(asked: t.Sequence[Product], params: t.Mapping[str, t.Any]) -> list[Query]:
    """The questions to these products that the options of a module or lookup mean.

    A product that knows none of a filter's words is not asked. OptionError for whatever is wrong.
    """
    now = times.utc_now()
    since = moment("since", params["since"], now)
    before = moment("until", params["until"], now, times.parse_end) if params.get("until") not in (None, "") else None
    until = before or now
    if since >= until:
        raise OptionError("since", f"{times.show(since)} is not before until, {times.show(until)}")
    numbers(params)
    for option in ("services", "job_types", "statuses"):
        refuse_empty(option, params[option])
    services = choose("services", asked, params["services"], lambda product: product.services)
    job_types = choose("job_types", asked, params["job_types"], lambda product: product.job_types)
    statuses = choose("statuses", asked, params["statuses"], lambda product: product.statuses)
    questions = [
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
        for product in asked
        if all(product.name in choices for choices in (services, job_types, statuses))
    ]
    if not questions:
        raise OptionError("services", "no product knows both the services and the job types given")
    for question in questions:
        _check_pairs(question)
    return questions


def numbers(params: t.Mapping[str, t.Any]) -> None:
    """Check the options that are numbers; OptionError for one that is out of its range."""
    for option, most in (("page_size", LARGEST_PAGE), ("concurrency", MOST_AT_ONCE), ("limit", None)):
        value = params.get(option)
        if value is not None:
            at_least(option, value, 1, "a number of at least 1")
            if most is not None and value > most:
                raise OptionError(option, f"{value} is not a number of at most {most}")


def _own_options(product: Product, params: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    names = [option.name for option in product.options]
    return {name: params[name] for name in names if params.get(name) not in (None, "")}


def _check_pairs(question: Query) -> None:
    if not labels(question.services, question.job_types):
        raise OptionError("job_types", "none of them belongs to any of the services given")
