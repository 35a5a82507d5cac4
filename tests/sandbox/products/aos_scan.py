# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Discovery scans of AvePoint Online Services (docs/api/aos_scan.md)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from .. import times
from ..errors import ApiError
from ..model import Job
from ..paging import Page
from ..query import ApiVersion, Parameter, at_most, integer, only, page_size
from ..schedules import Schedule
from .base import ROWS, Document, Endpoint, Product, Stamp

_PROFILES: Final = ("Default profile", "New hires", "Contoso sites")
_LARGEST_PAGE: Final = 1000
_SCHEDULES: Final = (
    Schedule(0, 0, every=12, last=3, minutes=25),
    Schedule(1, 0, last=5, minutes=12),
    Schedule(2, 0, last=6, minutes=9),
    Schedule(3, 10, last=7, minutes=18),
    Schedule(0, 11, every=168, last=50, minutes=4, operator="admin@contoso.com"),
    Schedule(0, 0, last=0.2, minutes=25, pattern="running"),
)


class AosScan(Product):
    key = "aos_scan"
    scope = "autodiscovery.readwrite.all"
    endpoints: ClassVar = {
        "2024": Endpoint("GET", "/aos/jobs"),
        "2025": Endpoint("GET", "/aos/jobs"),
    }
    default_size = 100
    page_name = "skip"
    size_name = "top"
    services: ClassVar = {0: "microsoft_365", 1: "power_platform", 2: "active_directory", 3: "google"}
    job_types: ClassVar = {0: "microsoft_scan", 10: "google_scan", 11: "batch_import"}
    statuses: ClassVar = {1: "running", 2: "succeeded", 3: "failed", 4: "warning", 5: "skipped", 10: "stopped"}
    schedules = _SCHEDULES
    has_size = False
    has_total = False
    sampled_services = (0, 1, 3)
    sampled_job_types = (0, 10)
    other_ends: ClassVar = ({"state": 2}, {"state": 3}, {"status": 3})

    def parameters(self, api_version: ApiVersion) -> Sequence[Parameter]:
        return (
            Parameter("top", "size", at_most(_LARGEST_PAGE, page_size)),
            Parameter("skip", "skip", integer),
            Parameter("orderby", "order", only("StartTime")),
            Parameter("sortorder", "direction", only("1"), required=True),
            Parameter("search", "id", str),
        )

    def add_rare_cases(self, jobs: Sequence[Job]) -> None:
        jobs[0].status, jobs[0].status_code = "?", 99
        self.set_status(jobs[1], "stopped")

    def row(self, job: Job, api_version: ApiVersion) -> Document:
        return {
            "id": job.id,
            "type": job.job_type,
            "state": job.status_code,
            "startTime": _iso(job.started),
            "finishTime": _iso(job.finished),
            "scanProfileName": _PROFILES[job.quirk % len(_PROFILES)],
            "category": job.service,
            "extension": None,
        }

    def envelope(self, page: Page, api_version: ApiVersion, stamp: Stamp) -> Document:
        """Return a total of the page alone; the link, made as for pages with numbers, skips pages and not rows."""
        return {"jobs": ROWS, "totalCount": len(page.rows or ()), "nextLink": page.link or None}

    def error(self, api_error: ApiError, stamp: Stamp) -> Document:
        return {"traceId": stamp.trace_id, "error": api_error.message, "statusCode": api_error.status}


def _iso(moment: int | None) -> str | None:
    return None if moment is None else times.to_iso(moment, digits=7, zone="+00:00")


PRODUCT: Final = AosScan()
