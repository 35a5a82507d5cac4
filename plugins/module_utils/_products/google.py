# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cloud Backup for Google Workspace. Source: docs/api/google.md."""

from __future__ import annotations

import typing as t

from .._http import fields
from .._jobs.job import STATUSES
from ..option import Option
from .api_version import ApiVersion, Window
from .base import ParsedJob, Product
from .enums import Enumeration, EnumValue
from .paging import NextLink, PageNumber

SERVICES = {
    1: "gmail",
    2: "drive",
    4: "calendar",
    8: "contacts",
    64: "shared_drives",
    128: "classroom",
    256: "users",
    512: "groups",
    4096: "chat",
    8192: "gmail_vault",
    16384: "drive_vault",
    32768: "shared_drives_vault",
}
JOB_TYPES = (
    EnumValue(1, "backup", "backup"),
    EnumValue(2, "restore", "restore"),
    EnumValue(3, "export", "export"),
    EnumValue(4, "delete", "delete"),
    EnumValue(5, "retention", "retention"),
    EnumValue(6, "report", "report", aliases=("Generate Report",)),
)
DATA_SOURCES = {"admin": 1, "recenter": 2}


class _Row(fields.JobRow):
    app_type: fields.Code = None
    job_type: fields.Code = None
    progress: fields.Percent = None
    start_time: fields.Moment = None
    finish_time: fields.Moment = None
    operator: fields.Text = None
    data_source: fields.Code = None


class Google(Product):
    """Its jobs have no counts of objects, and its pages no total."""

    name = "google"
    title = "Cloud Backup for Google Workspace"
    scope = "gsuite.graph.read.all"
    in_google_cloud = True
    services = Enumeration("service of google", (EnumValue(number, name, name) for number, name in SERVICES.items()))
    job_types = Enumeration("job type of google", JOB_TYPES)
    statuses = Enumeration(
        "status of google",
        (
            EnumValue(0, "in_progress", "running"),
            EnumValue(2, "finished", "succeeded"),
            EnumValue(3, "failed", "failed"),
            EnumValue(7, "finished_with_exception", "warning"),
        ),
        STATUSES,
    )
    data_sources = Enumeration(
        "data source of google", (EnumValue(number, name, name) for name, number in DATA_SOURCES.items())
    )
    tag = "google"
    aliases = ("gsuite", "googleworkspace", "workspace", "googleapps", "gmail", "googledrive")
    versions = (
        ApiVersion(
            names=("2024", "2025"),
            path="/backup/google/admin/jobs",
            paging=NextLink("NextLink", PageNumber("pageIndex", "pageSize")),
            window=Window("startTime", "finishTime"),
            service="appType",
            job_type="jobType",
            status="jobStatus",
            options={"data_source": "dataSource"},
        ),
    )
    options = (
        Option(
            "data_source",
            (
                "Where the jobs were started: in the admin portal or in ReCenter.",
                "Jobs of the other one are not read; the API has no value for both.",
            ),
            choices=tuple(DATA_SOURCES),
            default="admin",
        ),
    )

    def option_value(self, name: str, value: t.Any) -> t.Any:
        return DATA_SOURCES[value]

    def parse_row(self, row: t.Any) -> ParsedJob:
        read = fields.read(_Row, row, status=self.statuses.read)
        return ParsedJob(
            id=read.job_id,
            status=read.status,
            started=read.start_time,
            finished=read.finish_time,
            job_type=read.job_type,
            service=read.app_type,
            progress_percent=read.progress,
            operator=read.operator,
            data_source=read.data_source,
        )


PRODUCT = Google()
