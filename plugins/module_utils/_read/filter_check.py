# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check that the service applies the filters for the service and the job type, where rows contain neither.

The jobs of such rows are labelled with what was requested. If the service ignores a filter, it returns the same jobs
for every value, and a job gets the label of another service or type. So no job may be returned under two
labels that exclude each other, in all queries of a task. Where no other request could show that, one control page is
requested: the request of a listing with another value of the filter. An ignored filter returns jobs of that listing
again, since they are in the same window, in the same order and on a page of the same size; so an empty page proves as
much as one with other jobs. Source: docs/api/paging.md, docs/api/m365.md, docs/api/iaas.md.
"""

from __future__ import annotations

import itertools
import typing as t
from dataclasses import replace

from .._http.client import ReadStats
from .._products.base import Label
from .._products.enums import EnumValue
from ..errors import ApiError, IncompleteRead, sanitize
from .listing import JobListing
from .query import possible
from .row_store import RowStore

FILTERS = ("service", "job_type")
# A service that refuses a value has read it: it does not ignore the filter. Any other failure proves nothing.
VALUE_REFUSED = frozenset({400, 422})


def check(listings: t.Sequence[JobListing], store: RowStore, proved: set[str], stats: ReadStats) -> None:
    """Check the listings of one product, of all queries so far.

    C(proved) holds the filters that need no control page any more; those checked now are added.
    Raise IncompleteRead where a filter is ignored, ApiError where a control page cannot be read.
    """
    _check_shared(listings, store)
    for name in FILTERS:
        relying = [each for each in listings if name in each.relied_on and each.row_set and each.row_set.matched]
        if relying and name not in proved:
            if not _proved_by_queries(listings, name):
                _check_control_page(relying, listings, name, stats)
            proved.add(name)


def is_needed(listings: t.Sequence[JobListing], proved: set[str]) -> bool:
    """Return whether there is anything to check: a filter not yet proved, or several queries to compare."""
    several = len({id(listing.query) for listing in listings}) > 1
    return several or any(listing.relied_on - proved for listing in listings)


def ignored(product: str, job_id: str) -> IncompleteRead:
    """Return the error for a job that was returned under two labels."""
    return IncompleteRead(
        product,
        f"the service returned job {sanitize(job_id, 80)} for several services or job types, so it does not apply "
        "the filter, and which service or job type a job has cannot be known",
    )


def _exclude(one: Label, other: Label) -> bool:
    """Return whether no job can have both labels: they have different services or job types."""
    return any(_other_value(one, other, name) for name in FILTERS)


def _value(label: Label, name: str) -> int | None:
    """Return what was sent for a filter; None where it was not sent. Several values may share a number."""
    value: EnumValue | None = getattr(label, name)
    return None if value is None else value.code


def _other_value(one: Label, other: Label, name: str) -> bool:
    """Return whether two different values were sent for a filter."""
    values = {_value(one, name), _value(other, name)}
    return None not in values and len(values) == 2


def _check_shared(listings: t.Sequence[JobListing], store: RowStore) -> None:
    """Compare the listings of different queries; those of one query were compared when it was read."""
    for one, other in itertools.combinations(listings, 2):
        if one.query is not other.query and one.row_set and other.row_set and _exclude(one.label, other.label):
            shared = store.shared([one.row_set, other.row_set])
            if shared is not None:
                raise ignored(one.query.product.name, shared)


def _proved_by_queries(listings: t.Sequence[JobListing], name: str) -> bool:
    """Return whether two listings differ only in this filter, so that an ignored one would have shown in both."""
    return any(
        _differ_in(one.label, other.label, name) and (_covers(one, other) or _covers(other, one))
        for one, other in itertools.combinations(listings, 2)
    )


def _differ_in(one: Label, other: Label, name: str) -> bool:
    """Return whether two labels have different values of this filter and the same of all others."""
    same = all(_value(one, each) == _value(other, each) for each in FILTERS if each != name)
    return same and _other_value(one, other, name)


def _covers(wide: JobListing, narrow: JobListing) -> bool:
    """Return whether the wide listing has to have all jobs of the narrow one too, and the narrow one has some."""
    query, other = wide.query, narrow.query
    return (
        bool(narrow.row_set)
        and query.since <= other.since
        and other.until <= query.until
        and query.options == other.options
        and wide.status_filter in (None, narrow.status_filter)
        # The newest jobs of another query need not be among the newest of this one.
        and (query is other or query.limit is None)
    )


def _check_control_page(
    relying: t.Sequence[JobListing], listings: t.Sequence[JobListing], name: str, stats: ReadStats
) -> None:
    """Request a control page of the listing that reaches back farthest, and compare it with all listings."""
    base = min(relying, key=lambda listing: (listing.status_filter is not None, listing.query.since))
    product = base.query.product
    label = _another_label(base, name)
    if label is None:
        raise IncompleteRead(
            product.name, f"the filter {name} has no second value to check whether the service applies it"
        )
    try:
        entries = base.control_page(label, stats)
    except ApiError as error:
        if error.status in VALUE_REFUSED:
            return
        raise _unchecked(error, name) from None
    for listing in listings:
        known = listing.row_set.first_known(entries) if listing.row_set and _exclude(listing.label, label) else None
        if known is not None:
            raise ignored(product.name, known)


def _another_label(base: JobListing, name: str) -> Label | None:
    """Return the label of a listing with another value of the filter, the first that the product declares."""
    product = base.query.product
    values = product.services if name == "service" else product.job_types
    for value in values.values if values is not None else ():
        label = replace(base.label, **{name: value})
        other = product.knows(value, base.version_name) and _differ_in(base.label, label, name)
        if other and possible(label.service, label.job_type):
            return label
    return None


def _unchecked(error: ApiError, name: str) -> ApiError:
    """Return the error with what the request was for."""
    what = name.replace("_", " ")
    explained = ApiError(
        f"{error}; this request checks whether the service applies the filter for the {what}, "
        f"without which the {what} of a job cannot be known",
        status=error.status,
        retry_after=error.retry_after,
        fields=error.fields,
    )
    explained.recoverable, explained.details = error.recoverable, error.details
    return explained
