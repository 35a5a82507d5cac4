# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cloud Backup for Dynamics 365 (docs/api/dynamics365.md)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, Final

from .. import times
from ..errors import ApiError
from ..model import Counts, Job
from ..paging import Page
from ..query import ApiVersion, Parameter, integer, matching, one_of, page_size
from ..schedules import Organization, Schedule
from .base import ROWS, Document, Endpoint, Product, Stamp, Units, iso, unfinished

_GUID: Final = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_TYPE_TEXTS: Final = {
    1: "Backup",
    2: "Restore",
    4: "Dryrun",
    8: "Retention",
    16: "AuditBackup",
    32: "Export",
}
_STATUS_TEXTS: Final = {
    2: ("InProgress", "In progress"),
    3: ("Finished", "Finished"),
    4: ("Failed", "Failed"),
    7: ("FinishedWithException", "Finished with Exception"),
}
_NO_COUNTS: Final = Counts(0, 0)
_CONTOSO: Final = Organization("5b3f0f0e-6a1c-4c57-9d53-0c7a2f6f1a01", "Contoso Production")
_CONTOSO_TEST: Final = Organization("5b3f0f0e-6a1c-4c57-9d53-0c7a2f6f1a02", "Contoso Sandbox")
_MODULES: Final = ((1, "Customer Engagement"), (2, "Power Platform"), (3, "Unified Operations"))
_SCHEDULES: Final = (
    *(
        Schedule(
            number,
            1,
            last=4 + 2 * number + shift,
            minutes=30 + 15 * number,
            objects=420,
            organization=organization,
            module=module,
            object_type=number,
        )
        for shift, organization in ((0, _CONTOSO), (1, _CONTOSO_TEST))
        for number, module in _MODULES
    ),
    Schedule(1, 16, last=13, minutes=14, organization=_CONTOSO, module=_MODULES[0][1], object_type=1),
    Schedule(1, 2, every=140, last=36, minutes=20, organization=_CONTOSO, module=_MODULES[0][1], object_type=1),
    Schedule(1, 8, every=168, last=80, minutes=18, organization=_CONTOSO, module=_MODULES[0][1], object_type=1),
    Schedule(1, 32, every=168, last=58, minutes=22, organization=_CONTOSO, module=_MODULES[0][1], object_type=1),
    Schedule(
        1, 1, last=0.5, minutes=60, organization=_CONTOSO, module=_MODULES[0][1], object_type=1, pattern="running"
    ),
)


class Dynamics365(Product):
    key = "dynamics365"
    scope = "Dynamics.ReadWrite.All"
    endpoints: ClassVar = {
        "2024": Endpoint("POST", "/api/OpenApi/GetJobs"),
        "2025": Endpoint("GET", "/dynamicsbackup/jobs"),
    }
    first_page = 1
    body_texts = frozenset({"starttime", "endtime", "organizationid"})
    # The API has no code for a service; these are the codes of the modules in ``objectType``.
    services: ClassVar = {
        1: "Customer Engagement",
        2: "Power Platform",
        3: "Unified Operations",
    }
    job_types: ClassVar = {
        1: "backup",
        2: "restore",
        4: "dry_run",
        8: "retention",
        16: "audit_backup",
        32: "export",
    }
    schedules = _SCHEDULES
    scope_alone = True
    counts_warnings = True
    sampled_services = (1, 2)
    sampled_job_types = (1, 2, 16)
    other_ends: ClassVar = ({"status": 3}, {"status": 4}, {"failedEntity": 9999})
    statuses: ClassVar = {2: "running", 3: "succeeded", 4: "failed", 7: "warning"}

    def parameters(self, api_version: ApiVersion) -> Sequence[Parameter]:
        job_type = one_of(self.job_types, no_filter=0)
        status = Parameter("status", "status_code", one_of(self.statuses))
        organization = Parameter("organizationId", "organization_id", matching(_GUID, fold=str.lower))
        start = Parameter("startTime", "start", times.parse_iso, required=True)
        if api_version == "2024":
            return (
                Parameter("currentPage", "page", integer, required=True),
                Parameter("pageSize", "size", page_size, required=True),
                Parameter("type", "job_type", job_type, required=True),
                start,
                Parameter("endTime", "finish", times.parse_iso, required=True),
                status,
                organization,
                Parameter("objectType", "object_type", integer),
            )
        return (
            Parameter("pageIndex", "page", integer),
            Parameter("pageSize", "size", page_size),
            Parameter("type", "job_type", job_type),
            start,
            Parameter("finishTime", "finish", times.parse_iso, required=True),
            status,
            organization,
        )

    def counts(
        self, main: Counts, few: Counts, schedule: Schedule, split: Callable[[int, str | None], Counts]
    ) -> Units:
        return {"entities": main, "records": split(schedule.objects * 90, None)}

    def add_rare_cases(self, jobs: Sequence[Job]) -> None:
        jobs[0].job_type = 128

    def has_links(self, api_version: ApiVersion) -> bool:
        return api_version == "2025"

    def raw_status(self, job: Job) -> object:
        texts = _STATUS_TEXTS.get(job.status_code)
        return texts[job.quirk % 2] if texts and job.quirk % 5 == 0 else job.status_code

    def row(self, job: Job, api_version: ApiVersion) -> Document:
        open_end = unfinished(("N/A", None), job.quirk)
        type_text = _TYPE_TEXTS.get(job.job_type)
        return {
            "module": job.module,
            "type": type_text if type_text and job.quirk % 7 == 0 else job.job_type,
            "jobId": job.id,
            "startTime": iso(job.started, job, open_end),
            "finishTime": iso(job.finished, job, open_end),
            "durationHours": unfinished((0, None), job.quirk) if job.duration is None else times.to_hours(job.duration),
            "status": self.raw_status(job),
            **_members("Entity", job.counts.get("entities", _NO_COUNTS)),
            **_members("Record", job.counts.get("records", _NO_COUNTS)),
            "backupSize": job.size_bytes,
            "organizationId": job.organization_id,
            "organizationName": job.organization_name,
        }

    def envelope(self, page: Page, api_version: ApiVersion, stamp: Stamp) -> Document:
        if api_version == "2024":
            return {"totalNumber": page.total, "result": ROWS}
        return {
            "totalCount": page.total,
            "jobs": ROWS,
            "nextLink": page.link,
            "pageIndex": page.number + self.first_page,
            "pageSize": page.size,
        }

    def error(self, api_error: ApiError, stamp: Stamp) -> Document:
        return {
            "code": api_error.status,
            "message": api_error.message,
            "requestId": stamp.request_id,
        }


def _members(unit: str, counts: Counts) -> Document:
    return {f"{name}{unit}": number for name, number in counts.as_dict().items()}


PRODUCT: Final = Dynamics365()
