# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Helpers of the tests of compliance over real HTTP: periods of the past, policies, and evidence."""

from __future__ import annotations

import json
import typing as t
from datetime import datetime, timedelta
from pathlib import Path

from ansible_collections.avepoint.cloud_backup.plugins.module_utils import times
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance.evidence import FILES, MANIFEST
from functional.helpers import Outcome, Tenant

POLICY: dict[str, t.Any] = {"name": "mail", "product": "m365", "services": ["exchange_online"], "rpo": "24h"}
# Those of sandbox data that is the same in both API versions.
POLICIES: list[dict[str, t.Any]] = [
    {
        **POLICY,
        "min_compliant_time": 99,
        "schedule": {"at": ["22:00"], "grace": "6h"},
        "max_missed": 3,
        "restore_test_every": "30d",
        "max_failed_jobs": 5,
        "max_consecutive_failures": 1,
        "min_objects": 1,
        "max_object_drop": 50,
        "controls": ["BK-1"],
    },
    {
        "name": "files",
        "product": "m365",
        "services": ["onedrive", "sharepoint_online", "teams"],
        "rpo": "30h",
        "schedule": {"every": "24h"},
        "max_duration": "12h",
        "max_failed_ratio": 0.5,
    },
    {"name": "crm", "product": "dynamics365", "rpo": "26h", "min_success_rate": 90, "restore_test_every": "60d"},
    {"name": "sales", "product": "salesforce", "rpo": "24h", "schedule": {"every": "12h"}, "max_object_drop": 20},
]
WITHOUT_SERVICE = {"status": "succeeded", "job_type": 1}
USUAL = {**WITHOUT_SERVICE, "service": 1}


def judge(tenant: Tenant, *policies: dict[str, t.Any], **params: t.Any) -> Outcome:
    """Run the module."""
    return tenant.run("job_compliance", policies=list(policies) or [POLICY], **params)


def again(path: Path, **params: t.Any) -> dict[str, t.Any]:
    """Return the parameters with which evidence is judged again."""
    return {
        "evidence": str(path),
        "api_url": None,
        "identity_url": None,
        "client_id": None,
        "client_secret": None,
    } | params


def subject(outcome: Outcome) -> dict[str, t.Any]:
    """Return the only subject."""
    (found,) = outcome.good().result["subjects"]
    return t.cast("dict[str, t.Any]", found)


def moment(now: datetime, hours: float) -> str:
    """Return the time this many hours before now."""
    return times.format_moment(now - timedelta(hours=hours))


def add_backups(tenant: Tenant, now: datetime, days: int, product: str = "m365", **job: t.Any) -> None:
    """Add a daily backup of an hour for this many days back, the last of which ended an hour ago."""
    for day in range(days):
        keys = {**USUAL, **job} if product in ("m365", "google", "iaas") else {**WITHOUT_SERVICE, **job}
        span = {"start": moment(now, 2 + 24 * day), "finish": moment(now, 1 + 24 * day)}
        tenant.put(product, **{"id": f"job-{day}", **keys, **span})


def texts(path: Path) -> dict[str, str]:
    """Return the texts of the files of evidence."""
    return {name: (path / name).read_text(encoding="utf-8") for name in (*FILES, MANIFEST)}


def result_of(path: Path) -> dict[str, t.Any]:
    return t.cast("dict[str, t.Any]", json.loads((path / "result.json").read_text()))
