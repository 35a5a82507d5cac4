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
    """The walks that answer a question, their rows to be kept on the shelf.

    A filter that rows can be matched with is sent along if it is one value, since the service then
    sends less; more values are matched here, in one read, which cannot lose a job that changes
    between two.
    """
    params = form.window(question.since, question.until)
    for name, value in question.options.items():
        params[form.options[name]] = question.product.option_value(name, value)
    statuses = question.statuses
    if form.status and statuses and not statuses.unknown and len(statuses.members) == 1:
        params[form.status] = statuses.members[0].code
    keep = question.keep_unknown
    services = _to_ask("services", question.services, revision, form.service is None, form.tells_service, keep)
    job_types = _to_ask("job_types", question.job_types, revision, False, form.tells_job_type, keep)
    legs = []
    asked_for = labels(services, job_types)
    if not asked_for:
        raise OptionError(
            "job_types", f"none of them belongs to any of the services given in the generation of {revision}"
        )
    for label in asked_for:
        asked = dict(params)
        if label.service is not None and form.service is not None:
            asked[form.service] = label.service.code
        if label.job_type is not None:
            asked[form.job_type] = label.job_type.code
        legs.append(JobListing(client, question, revision, form, form.request(asked), label, meter, shelf))
    return legs


def _to_ask(
    option: str, choice: Choice | None, revision: str, cannot: bool, rows_tell: bool, keep_unknown: bool
) -> Choice | None:
    """Return the values to ask for one by one; None where the rows tell and are matched here.

    With C(keep_unknown) no filter is sent that the rows make needless: it would hold back what is not known.
    """
    if choice is None or cannot:
        return None
    try:
        known = choice.known_in(revision, matched_here=rows_tell)
    except ValueError as wrong:
        raise OptionError(option, str(wrong)) from None
    one = known.members[0] if len(known.members) == 1 and not known.unknown else None
    return None if rows_tell and (keep_unknown or one is None or not one.askable) else known
