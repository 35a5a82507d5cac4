# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The listings that a query takes: what the service is asked for, and what the client filters.

Where a product's jobs contain neither service nor job type, each value asked for is a listing of its own, and its
jobs are labelled with it. Source: docs/api/<product>.md.
"""

from __future__ import annotations

from .._http.client import Client, ReadStats
from .._products.base import ApiVersion
from ..errors import OptionError
from .filters import Choice
from .listing import JobListing
from .query import Query, labels
from .row_store import RowStore


def plan_listings(
    client: Client, question: Query, revision: str, form: ApiVersion, meter: ReadStats, shelf: RowStore
) -> list[JobListing]:
    """Return the listings of a query, their rows to be kept on the shelf.

    A filter that the client can apply is sent along if it is one value, since the service then returns less; several
    values are matched by the client, in one read, which cannot lose a job that changes between two.
    """
    params = form.window.params(question.since, question.until) if form.window else {}
    for name, value in question.options.items():
        if name in form.options:
            params[form.options[name]] = question.product.option_value(name, value)
    statuses = question.statuses
    if form.status and statuses and not statuses.unknown and len(statuses.values) == 1:
        params[form.status] = statuses.values[0].code
    services = _to_request(question, "services", question.services, revision, form.service, form.rows_have_service)
    job_types = _to_request(question, "job_types", question.job_types, revision, form.job_type, form.rows_have_job_type)
    listings = []
    requested = labels(services, job_types)
    if not requested:
        raise OptionError(
            "job_types", f"none of them belongs to any of the services given in the API version {revision}"
        )
    for label in requested:
        filters = dict(params)
        if label.service is not None and form.service is not None:
            filters[form.service] = label.service.code
        if label.job_type is not None and form.job_type is not None:
            filters[form.job_type] = label.job_type.code
        listings.append(JobListing(client, question, revision, form, form.request(filters), label, meter, shelf))
    return listings


def _to_request(
    question: Query, option: str, choice: Choice | None, revision: str, parameter: str | None, in_rows: bool
) -> Choice | None:
    """Return the values to request one by one; None where the client matches the rows, which have them C(in_rows).

    With C(keep_unknown) no filter is sent that the rows make needless: it would hold back what is not known.
    """
    if choice is None or parameter is None:
        return None
    try:
        known = choice.known_in(question.product, revision, client_matches=in_rows)
    except ValueError as wrong:
        raise OptionError(option, str(wrong)) from None
    one = known.values[0] if len(known.values) == 1 and not known.unknown else None
    return None if in_rows and (question.keep_unknown or one is None or not one.askable) else known
