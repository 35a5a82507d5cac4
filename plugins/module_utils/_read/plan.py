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
from .._products.api_version import ApiVersion
from ..errors import OptionError
from .choices import Choice
from .listing import JobListing
from .query import Query, labels
from .row_store import RowStore


def plan_listings(
    client: Client, query: Query, name: str, version: ApiVersion, stats: ReadStats, store: RowStore
) -> list[JobListing]:
    """Return the listings of a query, their rows to be kept in the store.

    A filter that the client can apply is sent along if it is one value, since the service then returns less; several
    values are matched by the client, in one read, which cannot lose a job that changes between two.
    """
    params = version.window.params(query.since, query.until) if version.window else {}
    for option, value in query.options.items():
        if option in version.options:
            params[version.options[option]] = query.product.option_value(option, value)
    statuses = query.statuses
    if version.status and statuses and not statuses.unknown and len(statuses.values) == 1:
        params[version.status] = statuses.values[0].code
    services = _to_request(query, "services", query.services, name, version.service, version.rows_have_service)
    job_types = _to_request(query, "job_types", query.job_types, name, version.job_type, version.rows_have_job_type)
    listings = []
    requested = labels(services, job_types)
    if not requested:
        raise OptionError("job_types", f"none of them belongs to any of the services given in API version {name}")
    for label in requested:
        filters = dict(params)
        if label.service is not None and version.service is not None:
            filters[version.service] = label.service.code
        if label.job_type is not None and version.job_type is not None:
            filters[version.job_type] = label.job_type.code
        listings.append(JobListing(client, query, name, version, version.request(filters), label, stats, store))
    return listings


def _to_request(
    query: Query, option: str, choice: Choice | None, name: str, parameter: str | None, in_rows: bool
) -> Choice | None:
    """Return the values to request one by one; None where the client matches the rows, which have them C(in_rows).

    With C(keep_unknown) no filter is sent that the rows make needless: it would hold back what is not known.
    """
    if choice is None or parameter is None:
        return None
    try:
        known = choice.known_in(query.product, name, client_matches=in_rows)
    except ValueError as wrong:
        raise OptionError(option, str(wrong)) from None
    one = known.values[0] if len(known.values) == 1 and not known.unknown else None
    return None if in_rows and (query.keep_unknown or one is None or not one.askable) else known
