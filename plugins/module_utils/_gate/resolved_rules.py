# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules whose words are resolved to the values of their product."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass
from datetime import timedelta

from .._jobs.subject import Subject
from .._products.base import Product
from .._products.registry import find
from .._read import query
from .._read.choices import Choice, choose
from ..errors import OptionError
from .rules import Rule

# How far back unfinished jobs are read, beyond the horizon of their rule.
RUNNING_SINCE = timedelta(days=90)
# Services filter by the start of jobs, rules by their end: a job that took this long is still read.
LONGEST_RUN = timedelta(days=7)


@dataclass(frozen=True)
class ResolvedRule:
    """A rule with the product, services and job types that its words stand for."""

    rule: Rule
    product: Product
    services: Choice | None
    job_types: Choice

    @property
    def look_back(self) -> timedelta:
        """How far back jobs have to be read."""
        return self.rule.horizon + LONGEST_RUN

    @property
    def running_look_back(self) -> timedelta:
        """How far back unfinished jobs have to be read."""
        return self.rule.horizon + RUNNING_SINCE

    @property
    def judges_running(self) -> bool:
        """Whether unfinished jobs are judged, whenever they started."""
        return self.rule.max_running is not None or self.rule.max_duration is not None

    def subjects(self) -> list[Subject]:
        """Return what the rule is judged on: each service with each organisation that it names."""
        services = [value.normalized for value in self.services.values] if self.services else [None]
        organizations = self.rule.organization_ids or (None,)
        subjects = [
            Subject(self.product.name, service, organization) for service in services for organization in organizations
        ]
        found: dict[t.Any, Subject] = {}
        for subject in subjects:
            found.setdefault(subject.key, subject)
        return list(found.values())


def resolve_rules(rules: t.Sequence[Rule]) -> list[ResolvedRule]:
    """Return the resolved rules. Raise OptionError with the rule and the key for an unknown word."""
    return [_resolve(rule) for rule in rules]


def _resolve(rule: Rule) -> ResolvedRule:
    where = f"rule {rule.name!r}"
    try:
        product = find("product", rule.product)
    except OptionError as wrong:
        raise OptionError("rules", f"{where}: {wrong}") from None
    if rule.organization_ids and product.organization_option is None:
        raise OptionError(
            "rules", f"{where}: organization_ids: {product.name} does not report organisations; leave it out"
        )
    words = rule.job_types if "job_types" in rule.model_fields_set else product.default_job_types
    if not words:
        raise OptionError("rules", f"{where}: job_types: at least one is expected")
    try:
        services = choice(product, "services", rule.services)
        job_types = choice(product, "job_types", words)
        for service in services.given if services else ():
            if not query.labels(choice(product, "services", [service]), job_types):
                raise OptionError("job_types", f"none of them belongs to the service {service!r}")
    except OptionError as wrong:
        raise OptionError("rules", f"{where}: {wrong}") from None
    return ResolvedRule(rule, product, services, t.cast("Choice", job_types))


def choice(product: Product, option: str, words: t.Iterable[str]) -> Choice | None:
    """Return the values of a product that words stand for; None for no words."""
    values = {"services": product.services, "job_types": product.job_types, "statuses": product.statuses}
    return choose(option, [product], list(words), lambda _one: values[option])[product.name]
