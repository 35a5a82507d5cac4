# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cloud Backup for Salesforce. Source: docs/api/salesforce.md."""

from __future__ import annotations

import typing as t

from .._http import fields
from .._jobs.job import STATUSES
from ..option import Option
from .api_version import ApiVersion, Window
from .base import ParsedJob, Product, counts
from .enums import Enumeration, EnumValue
from .paging import PageNumber

# Only runs that back the data up as a whole are normalised to backup: the others must not let a
# gate pass in their place.
JOB_TYPES = (
    EnumValue(1, "backup", "backup"),
    EnumValue(2, "on_demand_backup", "backup"),
    EnumValue(3, "restore", "restore"),
    EnumValue(4, "pre_restore", "other"),
    EnumValue(5, "compare", "other"),
    EnumValue(6, "archive", "other"),
    EnumValue(7, "simulation", "other"),
    EnumValue(8, "inactive_data_analysis", "other"),
    EnumValue(9, "retention", "retention"),
    EnumValue(10, "discovery", "other"),
    EnumValue(11, "backup_export", "export"),
    EnumValue(12, "on_demand_export", "export"),
    EnumValue(13, "auto_export", "export"),
    EnumValue(14, "data_cleanup", "delete"),
    EnumValue(15, "sandbox_seeding", "other"),
    EnumValue(16, "generate_recovery_point", "other"),
    EnumValue(17, "continuous_data_protection", "other"),
    EnumValue(18, "data_service", "other"),
    EnumValue(19, "on_demand_data_service", "other"),
    EnumValue(20, "audit_log_backup", "audit"),
    EnumValue(21, "audit_log_export", "audit"),
    EnumValue(22, "audit_log_auto_export", "audit"),
)
LEVELS = {"organization": 1, "object": 2, "record": 3, "field": 4, "metadata": 5, "not_applicable": 6}


class _Row(fields.JobRow):
    type: fields.Code = None
    start_time: fields.Moment = None
    finish_time: fields.Moment = None
    successful_records: fields.Count = None
    skipped_records: fields.Count = None
    failed_records: fields.Count = None
    total_records: fields.Count = None
    successful_metadata: fields.Count = None
    failed_metadata: fields.Count = None
    total_metadata: fields.Count = None
    successful_objects: fields.Count = None
    skipped_objects: fields.Count = None
    failed_objects: fields.Count = None
    total_objects: fields.Count = None
    data_size: fields.Count = None
    api_calls: fields.Remark = None
    organization_id: fields.Text = None


class Salesforce(Product):
    """Has no services; its subjects are organisations."""

    name = "salesforce"
    title = "Cloud Backup for Salesforce"
    scope = "salesforce.public.read.all"
    finest_unit = "records"
    job_types = Enumeration("job type of salesforce", JOB_TYPES)
    statuses = Enumeration(
        "status of salesforce",
        (
            EnumValue(1, "in_progress", "running"),
            EnumValue(2, "finished", "succeeded"),
            EnumValue(3, "finished_with_exception", "warning"),
            EnumValue(4, "failed", "failed"),
            EnumValue(5, "paused", "paused"),
            EnumValue(6, "stopped", "stopped"),
            EnumValue(7, "skipped", "skipped"),
        ),
        STATUSES,
    )
    tag = "salesforce"
    aliases = ("sfdc", "sf")
    versions = (
        ApiVersion(
            names=("2024", "2025"),
            path="/backup/sfbapi/jobs",
            paging=PageNumber("pageIndex", "pageSize"),
            window=Window("startTime", "finishTime"),
            job_type="type",
            status="status",
            options={"organization_id": "organizationId", "level": "level"},
        ),
    )
    organization_option = "organization_id"
    options = (
        Option("organization_id", ("Only jobs of the source organisation with this ID.",)),
        Option("level", ("Only jobs that ran on this level.",), choices=tuple(LEVELS)),
    )

    def option_value(self, name: str, value: t.Any) -> t.Any:
        return LEVELS[value] if name == "level" else value

    def parse_row(self, row: t.Any) -> ParsedJob:
        read = fields.read(_Row, row, status=self.statuses.read)
        return ParsedJob(
            id=read.job_id,
            status=read.status,
            started=read.start_time,
            finished=read.finish_time,
            job_type=read.type,
            units={unit: counts(read, unit) for unit in ("records", "metadata", "objects")},
            # The service reports KB.
            size_bytes=None if read.data_size is None else read.data_size * 1024,
            organization_id=read.organization_id,
            api_calls=read.api_calls,
        )


PRODUCT = Salesforce()
