# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Define the filters that plans use, and which jobs match them according to docs/api.

The values are repeated here on purpose: the collection must not be checked against its own tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

# By product: the values of the option, and the codes of the API that they mean.
SERVICES: Final[dict[str, dict[str, int]]] = {
    "m365": {"exchange_online": 1, "sharepoint_online": 2, "onedrive": 3, "teams": 7},
    "google": {"gmail": 1, "drive": 2, "calendar": 4, "chat": 4096},
    "dynamics365": {"customer_engagement": 1, "power_platform": 2},
    "salesforce": {},
    "iaas": {"vm": 1, "aad": 2, "azure_sql": 512},
}
# Each belongs to at most one service.
JOB_TYPES: Final[dict[str, dict[str, int]]] = {
    "m365": {"backup": 1, "restore": 2, "retention": 5},
    "google": {"backup": 1, "restore": 2, "report": 6},
    "dynamics365": {"backup": 1, "restore": 2, "audit_backup": 16},
    "salesforce": {"restore": 3, "continuous_data_protection": 17, "audit_log_backup": 20},
    "iaas": {"aad_backup": 128, "sql_backup": 20012, "ec2_backup": 20009, "license_sync": 8192},
}
# The organisations of a sandbox tenant.
ORGANIZATIONS: Final[dict[str, tuple[str, ...]]] = {
    "dynamics365": ("5b3f0f0e-6a1c-4c57-9d53-0c7a2f6f1a01", "5b3f0f0e-6a1c-4c57-9d53-0c7a2f6f1a02"),
    "salesforce": ("00D5g000008XyZaEAK", "00D5g000008XyZbEAK"),
}
STATUSES: Final = ("succeeded", "failed", "warning")
# The default data source of google: the administrators' portal.
_ADMIN: Final = 1

Job = Mapping[str, Any]


def matches(job: Job, product: str, params: Mapping[str, Any]) -> bool:
    """Return whether a job, as the server knows it, matches these options."""
    return (
        _in_window(job, params)
        and (product != "google" or job["data_source"] == _ADMIN)
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
