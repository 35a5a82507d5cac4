# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cloud Backup for Google Workspace (docs/api/google.md)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from .. import times
from ..errors import ApiError
from ..model import Job
from ..paging import Page
from ..query import ApiVersion, Parameter, Query, integer, one_of, page_size
from ..schedules import Schedule
from .base import MISSING, ROWS, Document, Endpoint, Product, Stamp, iso, unfinished

_SINCE_2025: Final = {
    256: "users",
    512: "groups",
    8192: "gmail_vault",
    16384: "drive_vault",
    32768: "shared_drives_vault",
}
_ADMIN: Final = "1"
_SCHEDULES: Final = (
    Schedule(1, 1, last=4, minutes=50),
    Schedule(2, 1, last=5, minutes=80, pattern="last_failed"),
    Schedule(4, 1, last=6, minutes=20),
    Schedule(8, 1, last=7, minutes=10),
    Schedule(64, 1, last=8, minutes=65),
    Schedule(4096, 1, last=9, minutes=30),
    Schedule(1, 5, every=168, last=60, minutes=16),
    Schedule(2, 2, every=90, last=33, minutes=9, operator="admin@contoso.com"),
    Schedule(1, 2, every=120, last=44, minutes=7, operator="lena@contoso.com", data_source=2),
    Schedule(1, 6, every=168, last=26, minutes=3, operator="admin@contoso.com"),
    Schedule(1, 1, last=0.3, minutes=50, pattern="running"),
    Schedule(256, 1, last=10, minutes=12, since_2025=True),
)


class Google(Product):
    key = "google"
    scope = "gsuite.graph.read.all"
    endpoints: ClassVar = {
        "2024": Endpoint("GET", "/backup/google/admin/jobs"),
        "2025": Endpoint("GET", "/backup/google/admin/jobs"),
    }
    default_size = 100
    token_name = "NextLink"
    link_style = "token"
    services: ClassVar = {
        1: "gmail",
        2: "drive",
        4: "calendar",
        8: "contacts",
        64: "shared_drives",
        128: "classroom",
        4096: "chat",
        **_SINCE_2025,
    }
    job_types: ClassVar = {
        1: "backup",
        2: "restore",
        3: "export",
        4: "delete",
        5: "retention",
        6: "report",
    }
    schedules = _SCHEDULES
    id_prefix = "GDIG"
    id_digits = 14
    has_size = False
    has_total = False
    default_data_source = int(_ADMIN)
    sampled_services = (1, 2, 4, 4096)
    sampled_job_types = (1, 2, 6)
    other_ends: ClassVar = ({"status": 2}, {"status": 3}, {"progress": 1})
    statuses: ClassVar = {0: "running", 2: "succeeded", 3: "failed", 7: "warning"}

    def parameters(self, api_version: ApiVersion) -> Sequence[Parameter]:
        app_types = set(self.services)
        if api_version == "2024":
            app_types -= _SINCE_2025.keys()
        return (
            Parameter("dataSource", "data_source", one_of((1, 2))),
            Parameter("appType", "service", one_of(app_types)),
            Parameter("jobType", "job_type", one_of(self.job_types)),
            Parameter("jobStatus", "status_code", one_of(self.statuses)),
            Parameter("startTime", "start", times.parse_iso),
            Parameter("finishTime", "finish", times.parse_iso),
            Parameter("pageIndex", "page", integer),
            Parameter("pageSize", "size", page_size),
            Parameter("NextLink", "token", str),
        )

    def read(self, api_version: ApiVersion, pairs: Sequence[tuple[str, str]]) -> Query:
        """Parse the parameters. Without a data source, the service returns only the jobs of the admin portal."""
        if not any(name.lower() == "datasource" for name, _value in pairs):
            pairs = [*pairs, ("dataSource", _ADMIN)]
        return super().read(api_version, pairs)

    def add_rare_cases(self, jobs: Sequence[Job]) -> None:
        # From the default source: without one requested, jobs of the other one are not returned.
        jobs[0].service, jobs[0].data_source = 999, int(_ADMIN)

    def row(self, job: Job, api_version: ApiVersion) -> Document:
        open_end = unfinished((None, MISSING), job.quirk)
        return {
            "jobId": job.id,
            "appType": job.service,
            "jobType": job.job_type,
            "dataSource": job.data_source,
            "status": job.status_code,
            "progress": job.progress,
            "startTime": iso(job.started, job, open_end),
            "finishTime": iso(job.finished, job, open_end),
            "operator": job.operator,
        }

    def envelope(self, page: Page, api_version: ApiVersion, stamp: Stamp) -> Document:
        document: Document = {"status": 200, "message": "", "jobs": ROWS}
        return {**document, "nextLink": page.link} if page.link else document

    def error(self, api_error: ApiError, stamp: Stamp) -> Document:
        return {
            "status": api_error.status,
            "message": api_error.message,
            "requestId": stamp.request_id,
        }


PRODUCT: Final = Google()
