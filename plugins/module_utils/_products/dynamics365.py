# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cloud Backup for Dynamics 365. Source: docs/api/dynamics365.md."""

from __future__ import annotations

import typing as t

from .._http import fields
from .._jobs.job import STATUSES
from ..option import Option
from .api_version import ApiVersion, Window
from .base import ParsedJob, Product, counts
from .enums import Enumeration, EnumValue, OpenEnumeration
from .paging import BodyPage, PageNumber


class _Row(fields.JobRow):
    module: fields.Code = None
    type: fields.Code = None
    start_time: fields.Moment = None
    finish_time: fields.Moment = None
    duration_hours: fields.Hours = None
    backup_size: fields.Count = None
    organization_id: fields.Text = None
    organization_name: fields.Text = None
    successful_entity: fields.Count = None
    failed_entity: fields.Count = None
    skipped_entity: fields.Count = None
    warning_entity: fields.Count = None
    total_entity: fields.Count = None
    successful_record: fields.Count = None
    failed_record: fields.Count = None
    skipped_record: fields.Count = None
    warning_record: fields.Count = None
    total_record: fields.Count = None


class Dynamics365(Product):
    """Its services are the modules that jobs contain as text; the vendor publishes no list of them."""

    name = "dynamics365"
    title = "Cloud Backup for Dynamics 365"
    scope = "Dynamics.ReadWrite.All"
    scope_writes = True
    scope_alone = True
    finest_unit = "records"
    example_service = "customer_engagement"
    services = OpenEnumeration("service of dynamics365", ())
    job_types = Enumeration(
        "job type of dynamics365",
        (
            EnumValue(1, "backup", "backup"),
            EnumValue(2, "restore", "restore"),
            EnumValue(4, "dry_run", "other"),
            EnumValue(8, "retention", "retention"),
            EnumValue(16, "audit_backup", "audit"),
            EnumValue(32, "export", "export"),
        ),
    )
    statuses = Enumeration(
        "status of dynamics365",
        (
            EnumValue(2, "in_progress", "running"),
            EnumValue(3, "finished", "succeeded"),
            EnumValue(4, "failed", "failed"),
            EnumValue(7, "finished_with_exception", "warning", aliases=("FinishedException",)),
        ),
        STATUSES,
    )
    tag = "dynamics365"
    aliases = ("dynamics", "d365", "msdynamics", "microsoftdynamics365", "crm")
    versions = (
        ApiVersion(
            names=("2024",),
            path="/api/OpenApi/GetJobs",
            paging=BodyPage("currentPage", "pageSize", first=1),
            # The vendor's table has finishTime; the body that it shows has endTime, which is what works.
            window=Window("startTime", "endTime"),
            job_type="type",
            status="status",
            options={"organization_id": "organizationId", "object_type": "objectType"},
            always={"type": 0},
        ),
        ApiVersion(
            names=("2025",),
            path="/dynamicsbackup/jobs",
            paging=PageNumber("pageIndex", "pageSize", first=1),
            window=Window("startTime", "finishTime"),
            job_type="type",
            status="status",
            options={"organization_id": "organizationId"},
            always={"type": 0},
        ),
    )
    organization_option = "organization_id"
    options = (
        Option("organization_id", ("Only jobs of the organisation with this ID.",)),
        Option(
            "object_type",
            (
                "Only jobs of this type of module, as the vendor's number; no list of them is published.",
                "API version 2024 alone has it, and is the one that is used then.",
            ),
            type="int",
        ),
    )

    def parse_row(self, row: t.Any) -> ParsedJob:
        read = fields.read(_Row, row, status=self.statuses.read)
        return ParsedJob(
            id=read.job_id,
            status=read.status,
            started=read.start_time,
            finished=read.finish_time,
            elapsed=read.duration_hours,
            job_type=read.type,
            service=read.module or None,
            units={"records": counts(read, "record"), "entities": counts(read, "entity")},
            size_bytes=read.backup_size,
            organization_id=read.organization_id,
            organization_name=read.organization_name,
        )


PRODUCT = Dynamics365()
