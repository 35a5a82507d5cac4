# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Define the filters that plans use, and which jobs match them according to docs/api.

The values are those of the sandbox: the collection must not be checked against its own tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from sandbox.products import PRODUCTS


def _codes(names: Mapping[int, str], sampled: Iterable[int]) -> dict[str, int]:
    """Return the codes by the values of the option: the names that the sandbox has, as users write them."""
    return {names[code].lower().replace(" ", "_"): code for code in sampled}


# By product: the values of the option, and the codes of the API that they mean.
SERVICES: Final = {key: _codes(product.services, product.sampled_services) for key, product in PRODUCTS.items()}
JOB_TYPES: Final = {key: _codes(product.job_types, product.sampled_job_types) for key, product in PRODUCTS.items()}
# The organisations of a sandbox tenant.
ORGANIZATIONS: Final = {key: product.organizations for key, product in PRODUCTS.items() if product.organizations}
STATUSES: Final = ("succeeded", "failed", "warning")

Job = Mapping[str, Any]


def matches(job: Job, product: str, params: Mapping[str, Any]) -> bool:
    """Return whether a job, as the server knows it, matches these options."""
    return (
        _in_window(job, params)
        and PRODUCTS[product].default_data_source in (None, job["data_source"])
        and _is_one_of(job["service"], SERVICES[product], params.get("services"))
        and _is_one_of(job["job_type"], JOB_TYPES[product], params.get("job_types"))
        and ("organization_id" not in params or job["organization_id"] == params["organization_id"])
        and ("statuses" not in params or job["status"] in params["statuses"])
    )


def _in_window(job: Job, params: Mapping[str, Any]) -> bool:
    """Compare as text, which is correct for ISO 8601 without the ``Z``; the end is exclusive."""
    when = str(job["start"] or job["created"]).rstrip("Z")
    return str(params["since"]).rstrip("Z") <= when < str(params["until"]).rstrip("Z")


def _is_one_of(number: int, numbers: Mapping[str, int], words: list[str] | None) -> bool:
    return words is None or number in [numbers[word] for word in words]
