# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of a gate with what their words mean in their products. Source: the interface's page on job_gate."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass
from datetime import timedelta

from .._jobs.latest import Subject
from .._products.base import Product
from .._products.registry import find
from .._read import query
from .._read.filters import Choice, choose
from ..errors import OptionError
from .rules import Rule

# How far back a job that has not ended is looked for, beyond the horizon of its rule.
RUNNING_SINCE = timedelta(days=90)
# The service is asked by the start of jobs, and they are judged by their end: one that took this long is still seen.
LONGEST_RUN = timedelta(days=7)


@dataclass(frozen=True)
class ResolvedRule:
    """A rule with what its words mean in its product."""

    rule: Rule
    product: Product
    services: Choice | None
    job_types: Choice

    @property
    def since(self) -> timedelta:
        """How far back jobs have to be asked for."""
        return self.rule.horizon + LONGEST_RUN

    @property
    def running_since(self) -> timedelta:
        """How far back jobs that have not ended have to be asked for."""
        return self.rule.horizon + RUNNING_SINCE

    @property
    def judges_running(self) -> bool:
        """Whether jobs that have not ended are judged, whenever they started."""
        return self.rule.max_running is not None or self.rule.max_duration is not None

    def subjects(self) -> list[Subject]:
        """What the rule is judged on: each service with each organisation that it names."""
        services = [member.normalized for member in self.services.members] if self.services else [None]
        organizations = self.rule.organization_ids or (None,)
        subjects = [
            Subject(self.product.name, service, organization) for service in services for organization in organizations
        ]
        found: dict[t.Any, Subject] = {}
        for subject in subjects:
            found.setdefault(subject.key, subject)
        return list(found.values())


def resolve_rules(given: t.Sequence[Rule]) -> list[ResolvedRule]:
    """What the rules mean; OptionError naming the rule and the key for a word that is not known."""
    return [_clause(rule) for rule in given]


def _clause(rule: Rule) -> ResolvedRule:
    where = f"rule {rule.name!r}"
    try:
        product = find("product", rule.product)
    except OptionError as wrong:
        raise OptionError("rules", f"{where}: {wrong}") from None
    if rule.organization_ids and "organization_id" not in {option.name for option in product.options}:
        raise OptionError("rules", f"{where}: organization_ids: {product.name} tells no organisations; leave it out")
    if not rule.job_types:
        raise OptionError("rules", f"{where}: job_types: at least one is expected")
    try:
        services = choice(product, "services", rule.services)
        job_types = choice(product, "job_types", rule.job_types)
        for service in services.given if services else ():
            if not query.labels(choice(product, "services", [service]), job_types):
                raise OptionError("job_types", f"none of them belongs to the service {service!r}")
    except OptionError as wrong:
        raise OptionError("rules", f"{where}: {wrong}") from None
    return ResolvedRule(rule, product, services, t.cast("Choice", job_types))


def choice(product: Product, option: str, words: t.Iterable[str]) -> Choice | None:
    """What words mean in a product; None where there are none."""
    values = {"services": product.services, "job_types": product.job_types, "statuses": product.statuses}
    return choose(option, [product], list(words), lambda _one: values[option])[product.name]
