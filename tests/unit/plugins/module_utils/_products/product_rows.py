# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs and helpers that the tests of several products share."""

from __future__ import annotations

import typing as t

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.base import Label
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.registry import PRODUCTS

NOTHING = {"total": None, "successful": None, "failed": None, "skipped": None, "warning": None}
BLANK: dict[str, t.Any] = {
    "job_type": None,
    "job_type_raw": None,
    "job_type_name": None,
    "service": None,
    "service_raw": None,
    "counts": NOTHING,
    "counts_by_unit": {},
    "size_bytes": None,
    "progress_percent": None,
    "organization_id": None,
    "organization_name": None,
    "operator": None,
    "message": None,
    "errors": [],
    "data_source": None,
    "api_calls": None,
}
OBJECTS = {"total": 120, "successful": 110, "failed": 7, "skipped": 3, "warning": None}
M365_JOB = {
    **BLANK,
    "id": "FB20240820160110",
    "product": "m365",
    "subject": "m365",
    "status": "warning",
    "status_raw": "FinishedException",
    "finished": True,
    "ok": False,
    "started_at": "2024-08-20T16:01:10Z",
    "finished_at": "2024-08-20T16:05:41Z",
    "duration_seconds": 271.364,
    "counts": OBJECTS,
    "counts_by_unit": {"objects": OBJECTS},
}


def normalise(
    product: str, row: object, service: str | None = None, job_type: str | None = None
) -> tuple[t.Any, list[t.Any]]:
    """Return the job of a row with a label, and the unknown values that were reported."""
    notices: list[tuple[str, object]] = []
    known = PRODUCTS[product]
    label = Label(
        known.services.choose(service)[0] if service and known.services else None,
        known.job_types.choose(job_type)[0] if job_type else None,
    )
    return known.job(row, label, lambda what, raw: notices.append((what, raw))), notices
