# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Criteria whose words are resolved to the values of their product."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from .._jobs.subject import Subject
from .._products.base import Product
from .._products.registry import find
from .._read import query
from .._read.choices import Choice, choose
from ..errors import OptionError
from .criteria import Criteria


@dataclass(frozen=True)
class Resolved:
    """The product, services and job types that the words of criteria stand for."""

    product: Product
    services: Choice | None
    job_types: Choice
    organization_ids: tuple[str, ...] = ()

    @property
    def job_type_names(self) -> list[str]:
        """The normalised job types that are judged."""
        return list(dict.fromkeys(value.normalized for value in self.job_types.values))

    def subjects(self) -> list[Subject]:
        """Return what is judged: each service with each organisation that is named."""
        services = [value.normalized for value in self.services.values] if self.services else [None]
        organizations = self.organization_ids or (None,)
        subjects = [
            Subject(self.product.name, service, organization) for service in services for organization in organizations
        ]
        found: dict[t.Any, Subject] = {}
        for subject in subjects:
            found.setdefault(subject.key, subject)
        return list(found.values())


def resolve(option: str, noun: str, criteria: Criteria) -> Resolved:
    """Return the resolved words. Raise OptionError with the name of the item and the key for an unknown word."""
    where = f"{noun} {criteria.name!r}"
    try:
        product = find("product", criteria.product)
    except OptionError as wrong:
        raise OptionError(option, f"{where}: {wrong}") from None
    if criteria.organization_ids and product.organization_option is None:
        raise OptionError(
            option, f"{where}: organization_ids: {product.name} does not report organisations; leave it out"
        )
    words = criteria.job_types if "job_types" in criteria.model_fields_set else product.default_job_types
    if not words:
        raise OptionError(option, f"{where}: job_types: at least one is expected")
    try:
        services = choice(product, "services", criteria.services)
        job_types = choice(product, "job_types", words)
        for service in services.given if services else ():
            if not query.labels(choice(product, "services", [service]), job_types):
                raise OptionError("job_types", f"none of them belongs to the service {service!r}")
    except OptionError as wrong:
        raise OptionError(option, f"{where}: {wrong}") from None
    return Resolved(product, services, t.cast("Choice", job_types), criteria.organization_ids)


def choice(product: Product, option: str, words: t.Iterable[str]) -> Choice | None:
    """Return the values of a product that words stand for; None for no words."""
    values = {"services": product.services, "job_types": product.job_types, "statuses": product.statuses}
    return choose(option, [product], list(words), lambda _one: values[option])[product.name]
