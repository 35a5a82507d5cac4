# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Spans of time that are not judged, such as maintenance windows, each with its reason."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass
from datetime import datetime, tzinfo

from .. import times
from .._jobs.job import Job
from .._jobs.subject import Subject
from .._products.base import Product
from .._products.registry import find
from .._pydantic import BaseModel, ConfigDict, Field
from ..errors import OptionError
from . import written
from .key_types import Expects, Moment, Text, Words
from .resolved import choice

OPTION = "exclusions"
NOUN = "exclusion"


class Exclusion(BaseModel):
    """One exclusion. The text beside each key is its documentation."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    begin: t.Annotated[Moment, "When it begins."] = Field(alias="from")
    end: t.Annotated[Moment, "When it ends, exclusive; a date without a time means the end of that day."] = Field(
        alias="until"
    )
    reason: t.Annotated[Text, "Why nothing is judged in it. It is shown in every result."]
    product: t.Annotated[t.Optional[str], "Only subjects of this product.", Expects("text")] = None
    services: t.Annotated[Words, "Only subjects of these services of the product, and none without a service."] = ()


@dataclass(frozen=True)
class ExcludedSpan:
    """An exclusion with its moments, [since, until), and the product and services that it is limited to."""

    since: datetime
    until: datetime
    reason: str
    product: str | None = None
    services: tuple[str, ...] = ()

    def applies_to(self, subject: Subject) -> bool:
        """Return whether it excludes time of a subject."""
        return self.product in (None, subject.product) and (not self.services or subject.service in self.services)

    def written(self) -> dict[str, t.Any]:
        """Return it as a user could write it."""
        return {key: value for key, value in self.row().items() if value}

    def row(self) -> dict[str, t.Any]:
        """Return it as it is listed in results."""
        return {
            "from": times.format_moment(self.since),
            "until": times.format_moment(self.until),
            "reason": self.reason,
            "product": self.product,
            "services": list(self.services),
        }


def read(given: t.Any, now: datetime, zone: tzinfo = times.UTC) -> list[ExcludedSpan]:
    """Return the exclusions of a list, or of JSON or YAML text of one. Raise OptionError for an invalid one.

    C(zone) is the time zone of dates, and of times without an offset.
    """
    exclusions = written.read_list(OPTION, NOUN, Exclusion, given)
    return [_resolve(number, exclusion, now, zone) for number, exclusion in enumerate(exclusions, 1)]


def _resolve(number: int, exclusion: Exclusion, now: datetime, zone: tzinfo) -> ExcludedSpan:
    where = f"{NOUN} {number}"
    since = _moment(f"{where}: from", exclusion.begin, now, zone, times.parse_moment).replace(microsecond=0)
    until = _moment(f"{where}: until", exclusion.end, now, zone, times.parse_end)
    if since >= until:
        begin, end = times.format_moment(since), times.format_moment(until)
        raise OptionError(OPTION, f"{where}: from, {begin}, is not before until, {end}")
    if exclusion.services and exclusion.product is None:
        raise OptionError(OPTION, f"{where}: services: product is missing, whose services these are")
    try:
        product = None if exclusion.product is None else find("product", exclusion.product)
        services = () if product is None else _services(product, exclusion.services)
    except OptionError as wrong:
        raise OptionError(OPTION, f"{where}: {wrong}") from None
    return ExcludedSpan(since, until, exclusion.reason, product.name if product else None, services)


def _moment(
    where: str, given: str, now: datetime, zone: tzinfo, parse: t.Callable[[str, datetime, tzinfo], datetime]
) -> datetime:
    try:
        return parse(given, now, zone)
    except ValueError as wrong:
        raise OptionError(OPTION, f"{where}: {wrong}") from None


def _services(product: Product, words: tuple[str, ...]) -> tuple[str, ...]:
    chosen = choice(product, "services", words)
    return tuple(dict.fromkeys(value.normalized for value in chosen.values)) if chosen else ()


def of_subject(exclusions: t.Iterable[ExcludedSpan], subject: Subject) -> list[ExcludedSpan]:
    """Return the exclusions that apply to a subject."""
    return [each for each in exclusions if each.applies_to(subject)]


def starts_inside(exclusions: t.Sequence[ExcludedSpan]) -> t.Callable[[Job], bool] | None:
    """Return a function that returns whether a job started inside one of the exclusions; None if there are none."""
    if not exclusions:
        return None
    # Compared as text, which has the same order.
    spans = [(times.format_moment(each.since), times.format_moment(each.until)) for each in exclusions]

    def is_excluded(job: Job) -> bool:
        started = job["started_at"]
        return started is not None and any(since <= started < until for since, until in spans)

    return is_excluded
