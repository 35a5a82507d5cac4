# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cloud Backup for Salesforce (docs/api/salesforce.md)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, Final

from .. import times
from ..errors import ApiError
from ..model import Counts, Job
from ..paging import Page
from ..query import ApiVersion, Parameter, integer, matching, one_of, page_size
from ..schedules import Organization, Schedule
from .base import ROWS, Document, Endpoint, Product, Stamp, Units, iso, traced_error, unfinished

_NO_COUNTS: Final = Counts(0, 0)
_SALES: Final = Organization("00D5g000008XyZaEAK", "Contoso Sales")
_SERVICE: Final = Organization("00D5g000008XyZbEAK", "Contoso Service")
_SCHEDULES: Final = (
    Schedule(0, 1, last=5, minutes=45, objects=160_000, organization=_SALES, level=1),
    Schedule(0, 1, last=6, minutes=35, objects=90_000, organization=_SERVICE, level=1),
    Schedule(0, 17, every=4, last=1.5, minutes=4, objects=1100, organization=_SALES, level=3),
    Schedule(0, 20, last=9, minutes=6, objects=4000, organization=_SALES, level=6),
    Schedule(0, 13, every=168, last=28, minutes=50, objects=160_000, organization=_SALES, level=2),
    Schedule(0, 12, every=200, last=66, minutes=20, objects=12_000, organization=_SERVICE, level=2),
    Schedule(0, 3, every=150, last=40, minutes=11, objects=300, organization=_SALES, level=3),
    Schedule(0, 1, last=0.2, minutes=45, objects=160_000, organization=_SALES, level=1, pattern="running"),
)


class Salesforce(Product):
    key = "salesforce"
    scope = "salesforce.public.read.all"
    endpoints: ClassVar = {
        "2024": Endpoint("GET", "/backup/sfbapi/jobs"),
        "2025": Endpoint("GET", "/backup/sfbapi/jobs"),
    }
    # A Salesforce job has an organisation and no service.
    services: ClassVar = {}
    job_types: ClassVar = {
        1: "backup",
        2: "on_demand_backup",
        3: "restore",
        4: "pre_restore",
        5: "compare",
        6: "archive",
        7: "simulation",
        8: "inactive_data_analysis",
        9: "retention",
        10: "discovery",
        11: "backup_export",
        12: "on_demand_export",
        13: "auto_export",
        14: "data_cleanup",
        15: "sandbox_seeding",
        16: "generate_recovery_point",
        17: "continuous_data_protection",
        18: "data_service",
        19: "on_demand_data_service",
        20: "audit_log_backup",
        21: "audit_log_export",
        22: "audit_log_auto_export",
    }
    schedules = _SCHEDULES
    id_prefix = "AI"
    sampled_job_types = (3, 17, 20)
    other_ends: ClassVar = ({"startTime": "2026-05-31T23:59:59Z"}, {"status": 2}, {"state": 4})
    statuses: ClassVar = {
        1: "running",
        2: "succeeded",
        3: "warning",
        4: "failed",
        5: "paused",
        6: "stopped",
        7: "skipped",
    }

    def parameters(self, api_version: ApiVersion) -> Sequence[Parameter]:
        return (
            Parameter("startTime", "start", times.parse_iso, required=True),
            Parameter("finishTime", "finish", times.parse_iso, required=True),
            Parameter("type", "job_type", one_of(self.job_types, no_filter=0)),
            Parameter("status", "status_code", one_of(self.statuses, no_filter=0)),
            Parameter("level", "level", one_of(range(1, 7), no_filter=0)),
            Parameter("organizationId", "organization_id", matching("[0-9A-Za-z]{1,64}")),
            Parameter("pageIndex", "page", integer),
            Parameter("pageSize", "size", page_size),
        )

    def counts(
        self, main: Counts, few: Counts, schedule: Schedule, split: Callable[[int, str | None], Counts]
    ) -> Units:
        return {"records": main, "objects": few, "metadata": split(few.total * 3, "succeeded")}

    def add_rare_cases(self, jobs: Sequence[Job]) -> None:
        for job, word in zip(jobs, ("paused", "stopped", "skipped"), strict=False):
            self.set_status(job, word)

    def row(self, job: Job, api_version: ApiVersion) -> Document:
        open_end = unfinished(("", "0001-01-01T00:00:00Z"), job.quirk)
        records = job.counts.get("records", _NO_COUNTS)
        metadata = job.counts.get("metadata", _NO_COUNTS)
        objects = job.counts.get("objects", _NO_COUNTS)
        return {
            "type": job.job_type,
            "jobId": job.id,
            "startTime": iso(job.started, job, open_end),
            "finishTime": iso(job.finished, job, open_end),
            # The vendor's table says "status", the sample "state".
            "status" if job.quirk % 2 else "state": job.status_code,
            **_members("Records", records),
            "successfulMetadata": metadata.successful,
            "failedMetadata": metadata.failed,
            "totalMetadata": metadata.total,
            **_members("Objects", objects),
            "dataSize": None if job.size_bytes is None else job.size_bytes // 1024,
            "apiCalls": 12 + records.total // 200,
            "organizationId": job.organization_id,
        }

    def envelope(self, page: Page, api_version: ApiVersion, stamp: Stamp) -> Document:
        return {
            "statusCode": 200,
            "message": "",
            "errors": None,
            "data": {"totalCount": page.total, "jobs": ROWS, "nextLink": page.link},
            "requestId": stamp.request_id,
            "timestamp": stamp.timestamp,
            "traceId": stamp.trace_id,
        }

    def error(self, api_error: ApiError, stamp: Stamp) -> Document:
        return traced_error(api_error, stamp)


def _members(unit: str, counts: Counts) -> Document:
    return {
        f"successful{unit}": counts.successful,
        f"skipped{unit}": counts.skipped,
        f"failed{unit}": counts.failed,
        f"total{unit}": counts.total,
    }


PRODUCT: Final = Salesforce()
