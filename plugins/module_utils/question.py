# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a user asks, checked: the window, the filters and the options of a product.

Everything that can be wrong with a question is found here, before any request. Source: the
interface's query options and the issue's list of bad input.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field, replace
from datetime import datetime

from ansible_collections.avepoint.cloud_backup.plugins.module_utils import times
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.connection import at_least
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.enumeration import (
    Enumeration,
    Member,
    nearest,
    squash,
)
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import OptionError
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.job import Job
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.product import Label, Product
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.registry import PRODUCTS

LARGEST_PAGE = 10_000
MOST_AT_ONCE = 64
# The word of each filter that also stands for values that are not understood.
_NOT_UNDERSTOOD = {"statuses": "unknown", "job_types": "other", "services": "other"}


@dataclass(frozen=True)
class Choice:
    """The values that a filter lets through; C(unknown) lets through what is not understood."""

    words: t.Mapping[str, tuple[Member, ...]]
    unknown: bool = False

    @property
    def given(self) -> list[str]:
        """The words as they were given."""
        return list(self.words)

    @property
    def members(self) -> list[Member]:
        """All values that the words mean, each once."""
        return list(dict.fromkeys(member for members in self.words.values() for member in members))

    def known_in(self, revision: str) -> Choice:
        """The values that a generation knows; ValueError with the first word of which none is left."""
        known = {
            word: tuple(member for member in members if member.since <= revision)
            for word, members in self.words.items()
        }
        for word, members in self.words.items():
            if members and not known[word]:
                raise ValueError(f"{word!r} is not known to the generation of {revision}, which the tenant answers")
        return replace(self, words=known)

    def has(self, member: Member | None) -> bool:
        """Whether a job with this value is wanted."""
        return self.unknown if member is None else member in self.members

    def has_word(self, normal: str | None) -> bool:
        """Whether a job with this normalised word is wanted."""
        return (self.unknown and normal == "other") or any(member.normal == normal for member in self.members)


@dataclass(frozen=True)
class Question:
    """One question to one product. A filter that is None lets everything through."""

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

    def wants(self, job: Job) -> bool:
        """Whether a job passes the filters."""
        product = self.product
        return (
            self._passes(self.statuses, product.statuses, job["status_raw"])
            and self._passes(self.job_types, product.job_types, job["job_type_raw"])
            and (self.services is None or self.services.has_word(job["service"]))
        )

    @staticmethod
    def _passes(choice: Choice | None, values: Enumeration, raw: str | int | None) -> bool:
        return choice is None or choice.has(values.read(raw))

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
        if _possible(service, job_type)
    ]


def _possible(service: Member | None, job_type: Member | None) -> bool:
    """A job type that names its service is not asked of another one."""
    return service is None or job_type is None or job_type.service in (None, service.name)


def products(given: t.Sequence[str] | None) -> list[Product]:
    """The products named, each once; all of them for none. OptionError for one that is not known."""
    chosen: dict[str, Product] = {}
    for name in given or PRODUCTS:
        product = PRODUCTS.get(name.strip().lower())
        if product is None:
            raise OptionError("products", f"{name!r} is not a product{nearest(name, PRODUCTS)}")
        chosen[product.name] = product
    return list(chosen.values())


def ask(asked: t.Sequence[Product], params: t.Mapping[str, t.Any]) -> list[Question]:
    """The questions to these products that the options of a module or lookup mean.

    A filter value has to be known to one of the products at least; a product that knows none of a
    filter's services or job types is not asked. OptionError for whatever is wrong.
    """
    now = times.utc_now()
    since = _moment("since", params, now)
    until = _moment("until", params, now) if params.get("until") not in (None, "") else now
    if since >= until:
        raise OptionError("since", f"{times.show(since)} is not before until, {times.show(until)}")
    _numbers(params)
    services = _choices("services", asked, params, lambda product: product.services)
    job_types = _choices("job_types", asked, params, lambda product: product.job_types)
    statuses = _choices("statuses", asked, params, lambda product: product.statuses)
    questions = [
        Question(
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
        )
        for product in asked
        if all(product.name in choices for choices in (services, job_types, statuses))
    ]
    if not questions:
        raise OptionError("services", "no product knows both the services and the job types given")
    for question in questions:
        _check_pairs(question)
    return questions


def _moment(option: str, params: t.Mapping[str, t.Any], now: datetime) -> datetime:
    try:
        return times.parse_moment(str(params[option]), now)
    except ValueError as wrong:
        raise OptionError(option, str(wrong)) from None


def _numbers(params: t.Mapping[str, t.Any]) -> None:
    for option, most in (("page_size", LARGEST_PAGE), ("concurrency", MOST_AT_ONCE), ("limit", None)):
        value = params.get(option)
        if value is not None:
            at_least(option, value, 1, "a number of at least 1")
            if most is not None and value > most:
                raise OptionError(option, f"{value} is not a number of at most {most}")


def _own_options(product: Product, params: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    names = [option.name for option in product.options]
    return {name: params[name] for name in names if params.get(name) not in (None, "")}


def _choices(
    option: str,
    asked: t.Sequence[Product],
    params: t.Mapping[str, t.Any],
    values: t.Callable[[Product], Enumeration | None],
) -> dict[str, Choice | None]:
    """Each product's choice for a filter; a product that knows none of the given words is left out."""
    given = tuple(dict.fromkeys(str(word).strip() for word in params.get(option) or ()))
    if not given:
        return {product.name: None for product in asked}
    known = {product.name: found for product in asked if (found := values(product)) is not None}
    for word in given:
        _check_word(option, word, asked, list(known.values()))
    choices = {name: _choice(option, given, found) for name, found in known.items()}
    return {name: choice for name, choice in choices.items() if choice.given}


def _choice(option: str, given: tuple[str, ...], known: Enumeration) -> Choice:
    words = {word: known.choose(word) for word in given if known.knows(word)}
    return Choice(words, squash(_NOT_UNDERSTOOD[option]) in map(squash, words))


def _check_word(option: str, word: str, asked: t.Sequence[Product], known: list[Enumeration]) -> None:
    """A word has to mean something to one product at least, and a number to one product alone."""
    if not known:
        names = " and ".join(product.name for product in asked)
        raise OptionError(option, f"{names} tells no {option}; leave it out")
    if len(asked) > 1 and word.isdigit():
        raise OptionError(option, f"the number {word} means another thing in each product; give a name")
    if not any(values.knows(word) for values in known):
        every = dict.fromkeys(name for values in known for name in values.names())
        what = known[0].what if len(asked) == 1 else f"value of {option} in any product asked"
        raise OptionError(option, f"{word!r} is not a {what}{nearest(word, every)}")


def _check_pairs(question: Question) -> None:
    if not labels(question.services, question.job_types):
        raise OptionError("job_types", "none of them belongs to any of the services given")
