# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cloud Backup for Microsoft 365. Source: docs/api/m365.md."""

from __future__ import annotations

import typing as t
from dataclasses import replace

from .._http import fields
from .._jobs.job import STATUSES, JobError
from ..errors import sanitize
from ..option import Option
from .api_version import ApiVersion, Window
from .base import ParsedJob, Product, counts
from .enums import Enumeration, EnumValue
from .paging import PageNumber

SERVICES = (
    "exchange_online",
    "sharepoint_online",
    "onedrive",
    "microsoft_365_groups",
    "project_online",
    "public_folder",
    "teams",
    "viva_engage",
    "teams_chat",
    "power_bi",
    "power_automate",
    "power_apps",
)
JOB_TYPES = ("backup", "restore", "export", "delete", "retention")


class _Error(fields.WireModel):
    value: fields.Text = None
    number: fields.Count = None
    url: fields.Text = None
    is_error_code: fields.Flag = None


class _Row(fields.JobRow):
    start_time: fields.Moment = None
    finish_time: fields.Moment = None
    duration: fields.Duration = None
    backup_details: fields.ObjectCounts | None = None
    job_errors: list[_Error] | None = None


_OF_2024 = ApiVersion(
    names=("2024",),
    path="/cloudbackup/jobs",
    paging=PageNumber("PageIndex", "PageSize"),
    window=Window("StartTime", "FinishTime", ticks=True),
    service="ObjectType",
    job_type="JobType",
    status="JobState",
    rows_have_job_type=False,
    rows_have_service=False,
)


class Microsoft365(Product):
    """A job contains neither its service nor its type: they are known if they were requested."""

    name = "m365"
    title = "Cloud Backup for Microsoft 365"
    scope = "microsoft365backup.jobInfo.read.all"
    in_google_cloud = True
    services = Enumeration(
        "service of m365", (EnumValue(number, name, name) for number, name in enumerate(SERVICES, 1))
    )
    job_types = Enumeration(
        "job type of m365", (EnumValue(number, name, name) for number, name in enumerate(JOB_TYPES, 1))
    )
    statuses = Enumeration(
        "status of m365",
        (
            EnumValue(1, "in_progress", "running"),
            EnumValue(2, "finished", "succeeded"),
            EnumValue(3, "failed", "failed"),
            EnumValue(4, "finished_with_exception", "warning", aliases=("FinishedException",)),
            EnumValue(5, "partially_finished", "warning"),
        ),
        STATUSES,
    )
    tag = "microsoft365"
    aliases = (
        *("office365", "o365", "microsoft365", "microsoftoffice365", "ms365", "office"),
        *("exchange", "exchangeonline", "sharepoint", "onedrive"),
    )
    versions = (
        _OF_2024,
        replace(
            _OF_2024,
            names=("2025",),
            path="/backup/m365/cloudbackupjobs",
            # From April to October 2025, and from January to April 2025.
            former_paths=("/backup/m365/jobs", "/backup/m365/cloudbackup/getjobs"),
            window=Window("StartTime", "FinishTime"),
            options={"location": "location"},
        ),
    )
    options = (
        Option(
            "location",
            (
                "Only jobs of this multi-geo location, such as V(NAM), V(EUR), V(GBR), V(APC) or V(AUS).",
                "API version 2025 alone has it, and is the one that is used then.",
                "A tenant without multi-geo is said to return no jobs for any location. A warning is shown then.",
            ),
        ),
    )

    def doubt_of_no_jobs(self, given: t.Mapping[str, t.Any]) -> str | None:
        location = given.get("location")
        if location is None:
            return None
        return (
            f"no jobs came for the location {sanitize(location, 40)!r}; a tenant without multi-geo is said to return "
            "none for any location, so leave the option location out if this tenant has no multi-geo"
        )

    def parse_row(self, row: t.Any) -> ParsedJob:
        read = fields.read(_Row, row, status=self.statuses.read)
        return ParsedJob(
            id=read.job_id,
            status=read.status,
            started=read.start_time,
            finished=read.finish_time,
            elapsed=read.duration,
            units={"objects": counts(read.backup_details, "count")} if read.backup_details else {},
            errors=[
                JobError(message=error.value, count=error.number, url=error.url, is_error_code=error.is_error_code)
                for error in read.job_errors or ()
            ],
        )


PRODUCT = Microsoft365()
