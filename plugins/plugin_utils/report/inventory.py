# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The subjects of a report: those that are declared, those that are judged, and those that are seen."""

from __future__ import annotations

import typing as t

from ...module_utils._jobs.job import subject_text
from ...module_utils._jobs.subject import Subject
from ...module_utils._policy import written
from ...module_utils._policy.key_types import Expects, Text, Words
from ...module_utils._policy.resolved import choice
from ...module_utils._products.registry import find
from ...module_utils._pydantic import BaseModel, ConfigDict
from ...module_utils.errors import OptionError
from .text import clean, clean_or_none

Key = tuple[str, str | None, str | None]
OPTION = "subjects"
NOUN = "subject"


class Declared(BaseModel):
    """Subjects that are expected. The text beside each key is its documentation."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    product: t.Annotated[Text, Expects("text"), "The product."]
    services: t.Annotated[Words, "Its services, each a subject; without it the product as a whole."] = ()
    organization_ids: t.Annotated[Words, "Its organisations, each a subject; without it all together."] = ()


def read_declared(given: object, option: str = OPTION) -> list[Subject]:
    """Return the declared subjects of a list, or of JSON or YAML text of one. Raise OptionError for a wrong one."""
    found: dict[Key, Subject] = {}
    for number, declared in enumerate(written.read_list(option, NOUN, Declared, given), 1):
        try:
            product = find("product", declared.product)
            services = choice(product, "services", declared.services)
        except OptionError as wrong:
            raise OptionError(option, f"{NOUN} {number}: {wrong}") from None
        for service in [value.normalized for value in services.values] if services else [None]:
            for organization in declared.organization_ids or (None,):
                subject = Subject(product.name, service, organization)
                found.setdefault(subject.key, subject)
    return list(found.values())


def covers(wide: Subject, narrow: Subject) -> bool:
    """Return whether a subject is another one, or contains it."""
    product, service, organization = wide.key
    other_product, other_service, other_organization = narrow.key
    return product == other_product and service in (None, other_service) and organization in (None, other_organization)


def unique(subjects: t.Iterable[Subject]) -> dict[Key, Subject]:
    """Return subjects by their keys, each once, as the first that has it is written."""
    found: dict[Key, Subject] = {}
    for subject in subjects:
        found.setdefault(subject.key, subject)
    return found


def subject_of_row(row: t.Mapping[str, t.Any]) -> Subject:
    """Return the subject of a verdict or of a subject of a result."""
    service, organization = row["service"], row["organization_id"]
    return Subject(
        str(row["product"]),
        None if service is None else str(service),
        None if organization is None else str(organization),
    )


def identity_of(subject: Subject) -> dict[str, t.Any]:
    """Return the keys by which every row of a report says what it is about, with safe text."""
    return {
        "subject": subject_text(subject.product, subject.service, subject.organization_id),
        "product": clean(subject.product),
        "service": clean_or_none(subject.service),
        "organization_id": clean_or_none(subject.organization_id),
    }
