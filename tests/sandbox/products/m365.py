# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cloud Backup for Microsoft 365 (docs/api/m365.md)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from .. import times
from ..errors import ApiError
from ..model import Counts, Job
from ..paging import Page
from ..query import (
    ApiVersion,
    Parameter,
    integer,
    matching,
    one_of,
    page_size,
    ticks_or_open,
)
from ..schedules import Schedule
from .base import MISSING, ROWS, Document, Endpoint, Product, Stamp, iso, traced_error, unfinished

_STATE_TEXTS: Final = {
    1: ("InProgress", "In Progress"),
    2: ("Finished", "Finished"),
    3: ("Failed", "Failed"),
    4: ("FinishedException", "Finished with Exception"),
    5: ("PartiallyFinished", "Partially Finished"),
}
_NO_COUNTS: Final = Counts(0, 0)
_SCHEDULES: Final = (
    Schedule(1, 1, every=6, last=2.5, minutes=35, objects=2400),
    Schedule(2, 1, last=5, minutes=110, objects=8600),
    Schedule(3, 1, last=6, minutes=95, objects=5200),
    Schedule(4, 1, last=7, minutes=30, objects=640),
    Schedule(7, 1, last=8, minutes=55, objects=910),
    Schedule(8, 1, last=9, minutes=15, objects=75),
    Schedule(9, 1, last=10, minutes=45, objects=1800),
    Schedule(10, 1, last=11, minutes=10, objects=60, pattern="never"),
    Schedule(1, 2, every=77, last=31, minutes=12, objects=40, operator="helpdesk@contoso.com"),
    Schedule(3, 2, every=101, last=52, minutes=8, objects=25, operator="helpdesk@contoso.com"),
    Schedule(2, 3, every=168, last=70, minutes=60, objects=900, operator="legal@contoso.com"),
    Schedule(2, 5, every=168, last=90, minutes=25, objects=3000),
    Schedule(1, 5, every=168, last=92, minutes=25, objects=3000),
    Schedule(1, 1, last=0.4, minutes=70, objects=2400, pattern="running"),
)


class M365(Product):
    key = "m365"
    scope = "microsoft365backup.jobInfo.read.all"
    endpoints: ClassVar = {
        "2024": Endpoint("GET", "/cloudbackup/jobs"),
        "2025": Endpoint("GET", "/backup/m365/cloudbackupjobs"),
    }
    # The former paths of API version 2025, the latest first.
    former_paths: ClassVar = ("/backup/m365/jobs", "/backup/m365/cloudbackup/getjobs")
    page_name = "PageIndex"
    size_name = "PageSize"
    services: ClassVar = {
        1: "exchange_online",
        2: "sharepoint_online",
        3: "onedrive",
        4: "microsoft_365_groups",
        5: "project_online",
        6: "public_folder",
        7: "teams",
        8: "viva_engage",
        9: "teams_chat",
        10: "power_bi",
        11: "power_automate",
        12: "power_apps",
    }
    job_types: ClassVar = {1: "backup", 2: "restore", 3: "export", 4: "delete", 5: "retention"}
    schedules = _SCHEDULES
    id_prefix = "FB"
    locations = ("NAM", "NAM", "NAM", "EUR")
    counts_objects = True
    all_kinds = True
    sampled_services = (1, 2, 3, 7)
    sampled_job_types = (1, 2, 5)
    other_ends: ClassVar = ({"State": "Failed"}, {"state": "Finished"}, {"State": "Finished"}, {"state": "Failed"})
    statuses: ClassVar = {
        1: "running",
        2: "succeeded",
        3: "failed",
        4: "warning",
        5: "warning",
    }

    def parameters(self, api_version: ApiVersion) -> Sequence[Parameter]:
        moment = ticks_or_open if api_version == "2024" else times.parse_iso
        common = (
            Parameter("StartTime", "start", moment),
            Parameter("FinishTime", "finish", moment),
            Parameter("JobType", "job_type", one_of(self.job_types, no_filter=0)),
            Parameter("ObjectType", "service", one_of(self.services, no_filter=0)),
            Parameter("JobState", "status_code", one_of(self.statuses, no_filter=0)),
            Parameter("PageIndex", "page", integer),
            Parameter("PageSize", "size", page_size),
        )
        if api_version == "2024":
            return common
        return (*common, Parameter("location", "location", matching("[A-Za-z]{3}", fold=str.upper)))

    def row_lacks(self, api_version: ApiVersion) -> tuple[str, ...]:
        return ("service", "job_type")

    def add_rare_cases(self, jobs: Sequence[Job]) -> None:
        jobs[0].status, jobs[0].status_code = "?", 99

    def raw_status(self, job: Job) -> object:
        texts = _STATE_TEXTS.get(job.status_code)
        if texts is None:
            return "Suspended by Policy"
        # Some rows have the number instead of the text, as docs/api/m365.md warns.
        return job.status_code if job.quirk % 17 == 0 else texts[job.quirk % 2]

    def row(self, job: Job, api_version: ApiVersion) -> Document:
        return self._row_2024(job) if api_version == "2024" else self._row_2025(job)

    def _row_2024(self, job: Job) -> Document:
        open_end = unfinished((0, MISSING), job.quirk)
        start = 0 if job.started is None else times.to_ticks(job.started)
        counts = job.counts.get("objects", _NO_COUNTS)
        return {
            "Id": job.id,
            "State": self.raw_status(job),
            "StartTime": start,
            "FinishTime": times.to_ticks(job.finished) if job.finished is not None else open_end,
            "Duration": open_end if job.duration is None else job.duration * 10,
            "BackupDetails": {
                "TotalCount": counts.total,
                "FailedCount": counts.failed,
                "SuccessfulCount": counts.successful,
                "SkippedCount": counts.skipped,
            },
        }

    def _row_2025(self, job: Job) -> Document:
        open_end = unfinished(("0001-01-01T00:00:00Z", ""), job.quirk)
        counts = job.counts.get("objects", _NO_COUNTS)
        ending = "Number" if job.quirk % 3 == 0 else "Count"
        return {
            "id": job.id,
            "state": self.raw_status(job),
            "startTime": iso(job.started, job, open_end),
            "finishTime": iso(job.finished, job, open_end),
            "duration": "" if job.duration is None else f"{times.to_hours(job.duration):.3f}",
            "backupDetails": {
                f"total{ending}": counts.total,
                f"failed{ending}": counts.failed,
                f"successful{ending}": counts.successful,
                f"skipped{ending}": counts.skipped,
            },
            "jobErrors": [
                {"isErrorCode": job.quirk % 2 == 1, "value": item.message, "url": item.url, "number": item.count}
                for item in job.errors
            ]
            if job.errors
            else unfinished((MISSING, []), job.quirk),
        }

    def envelope(self, page: Page, api_version: ApiVersion, stamp: Stamp) -> Document:
        if api_version == "2024":
            document: Document = {"TotalCount": page.total, "Jobs": ROWS}
            return {**document, "NextLink": page.link} if page.link else document
        total = "totalNumber" if page.number % 2 else "totalCount"
        return {
            "statusCode": 200,
            "message": "",
            "errors": None,
            "data": ROWS,
            "metadata": {total: page.total, "nextLink": page.link},
            "requestId": stamp.request_id,
            "timestamp": stamp.timestamp,
            "traceId": stamp.trace_id,
        }

    def error(self, api_error: ApiError, stamp: Stamp) -> Document:
        return traced_error(api_error, stamp)


PRODUCT: Final = M365()
