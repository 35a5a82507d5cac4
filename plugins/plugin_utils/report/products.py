# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The products of a report."""

from __future__ import annotations

import typing as t

from ...module_utils._jobs.job import Job
from ...module_utils._jobs.summary import summarize
from ...module_utils._products.registry import PRODUCTS
from .inputs import Inputs
from .models import Product, Subject
from .states import PROBLEMS, worst
from .text import clean, clean_or_none


def products_of(inputs: Inputs, jobs: t.Sequence[Job], subjects: t.Sequence[Subject]) -> list[Product]:
    """Return each product that was read or has a subject, in the order of the collection."""
    names = [str(row["product"]) for _purpose, row in inputs.queries]
    names += [*inputs.errors, *(subject.product for subject in subjects)]
    known = [*PRODUCTS]
    ordered = sorted(dict.fromkeys(names), key=lambda name: (known.index(name) if name in known else len(known), name))
    return [_product(name, inputs, jobs, [each for each in subjects if each.product == name]) for name in ordered]


def _product(name: str, inputs: Inputs, jobs: t.Sequence[Job], subjects: t.Sequence[Subject]) -> Product:
    error, summary = inputs.errors.get(name), summarize(job for job in jobs if job["product"] == name)
    return Product(
        product=clean(name),
        title=PRODUCTS[name].title if name in PRODUCTS else clean(name),
        readable=error is None,
        message=clean_or_none(error["message"]) if error else None,
        request_id=clean_or_none(error.get("request_id")) if error else None,
        state=worst(subject.state for subject in subjects),
        subjects=len(subjects),
        problems=sum(subject.state in PROBLEMS for subject in subjects),
        jobs=summary["total"],
        success_rate=summary["success_rate"],
        failed_objects=summary["failed_objects"],
        last_success_at=summary["last_success_at"],
    )
