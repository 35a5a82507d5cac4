# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check that the service applies the filters for the service and the job type, where its rows tell neither.

Such rows are labelled with what was asked for. If the service ignores a filter, the same jobs come whatever is
asked for, and a job passes for one of another service or type. So no job may come under two labels that exclude
each other, in all queries of a task. Where nothing else was asked for that could show it, one control page is asked
for: the request of a listing with another value of the filter. An ignored filter brings jobs of that listing again,
since they are in the same window, in the same order and on a page of the same size; so an empty page proves as
much as one with other jobs. Source: docs/api/<product>.md.
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


def check(listings: t.Sequence[JobListing], shelf: RowStore, proved: set[str], meter: ReadStats) -> None:
    """Check the listings of one product, of all queries so far.

    C(proved) holds the filters that need no control page any more; those checked now are added.
    IncompleteRead where a filter is ignored, ApiError where a control page cannot be had.
    """
    _check_shared(listings, shelf)
    for name in FILTERS:
        relying = [listing for listing in listings if name in listing.relied and listing.rows and listing.rows.wanted]
        if relying and name not in proved:
            if not _proved_by_queries(listings, name):
                _ask_control(relying, listings, name, meter)
            proved.add(name)


def needed(listings: t.Sequence[JobListing], proved: set[str]) -> bool:
    """Return whether there is anything to check: a filter not yet proved, or several queries to compare."""
    several = len({id(listing.question) for listing in listings}) > 1
    return several or any(listing.relied - proved for listing in listings)


def not_heeded(product: str, job_id: str) -> IncompleteRead:
    """Return the error for a job that came under two labels."""
    return IncompleteRead(
        product,
        f"job {sanitize(job_id, 80)} came for several services or job types, so the service "
        "does not heed the filter and jobs cannot be told apart",
    )


def _exclude(one: Label, other: Label) -> bool:
    """Return whether no job can have both labels: each names a service, or a job type, and not the same."""
    return any(_other_value(one, other, name) for name in FILTERS)


def _asked(label: Label, name: str) -> int | None:
    """Return what was sent for a filter; None where it was not sent. Several members may share a number."""
    member: EnumValue | None = getattr(label, name)
    return None if member is None else member.code


def _other_value(one: Label, other: Label, name: str) -> bool:
    """Return whether two values were sent for a filter."""
    values = {_asked(one, name), _asked(other, name)}
    return None not in values and len(values) == 2


def _check_shared(listings: t.Sequence[JobListing], shelf: RowStore) -> None:
    """Compare the listings of different queries; those of one query were compared when it was read."""
    for one, other in itertools.combinations(listings, 2):
        if one.question is not other.question and one.rows and other.rows and _exclude(one.label, other.label):
            shared = shelf.shared([one.rows, other.rows])
            if shared is not None:
                raise not_heeded(one.question.product.name, shared)


def _proved_by_queries(listings: t.Sequence[JobListing], name: str) -> bool:
    """Return whether two listings differ in this filter alone, and an ignored one would have shown in both."""
    return any(
        _differ_in(one.label, other.label, name) and (_covers(one, other) or _covers(other, one))
        for one, other in itertools.combinations(listings, 2)
    )


def _differ_in(one: Label, other: Label, name: str) -> bool:
    """Return whether two labels have different values of this filter and the same of all others."""
    same = all(_asked(one, each) == _asked(other, each) for each in FILTERS if each != name)
    return same and _other_value(one, other, name)


def _covers(wide: JobListing, narrow: JobListing) -> bool:
    """Return whether all jobs of the narrow listing, and it has some, had to come with the wide one too."""
    asked, other = wide.question, narrow.question
    return (
        bool(narrow.rows)
        and asked.since <= other.since
        and other.until <= asked.until
        and asked.options == other.options
        and wide.status_asked in (None, narrow.status_asked)
        # The newest alone of another query need not be among the newest of this one.
        and (asked is other or asked.limit is None)
    )


def _ask_control(
    relying: t.Sequence[JobListing], listings: t.Sequence[JobListing], name: str, meter: ReadStats
) -> None:
    """Ask for a control page of the listing that reaches back farthest, and compare it with all listings."""
    base = min(relying, key=lambda listing: (listing.status_asked is not None, listing.question.since))
    product = base.question.product
    label = _another(base, name)
    if label is None:
        raise IncompleteRead(
            product.name, f"there is no other value to tell whether the service heeds the {name} filter"
        )
    try:
        entries = base.control(label, meter)
    except ApiError as error:
        if error.status in VALUE_REFUSED:
            return
        raise _without_control(error, name) from None
    for listing in listings:
        known = listing.rows.first_known(entries) if listing.rows and _exclude(listing.label, label) else None
        if known is not None:
            raise not_heeded(product.name, known)


def _another(base: JobListing, name: str) -> Label | None:
    """Return the label of a listing with another value of the filter, the first that the product lists."""
    product = base.question.product
    values = product.services if name == "service" else product.job_types
    for member in values.values if values is not None else ():
        label = replace(base.label, **{name: member})
        other = product.knows(member, base.revision) and _differ_in(base.label, label, name)
        if other and possible(label.service, label.job_type):
            return label
    return None


def _without_control(error: ApiError, name: str) -> ApiError:
    """Return the error with what the request was for."""
    told = ApiError(
        f"{error}; it was asked whether the service heeds the filter for the {name.replace('_', ' ')}, "
        "without which no job can be told from those of others",
        status=error.status,
        retry_after=error.retry_after,
        fields=error.fields,
    )
    told.recoverable, told.details = error.recoverable, error.details
    return told
