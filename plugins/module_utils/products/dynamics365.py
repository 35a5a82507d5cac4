# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cloud Backup for Dynamics 365. Source: the contract's page dynamics365, and its seed page."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, replace

from ansible_collections.avepoint.cloud_backup.plugins.module_utils import wire
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.enumeration import (
    Enumeration,
    Member,
    OpenEnumeration,
)
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.job import STATUSES, Counts
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.options import Option
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.product import Form, Product, Request, Told


@dataclass(frozen=True)
class _PostForm(Form):
    """The form of 2024: the filters and the page are a JSON body."""

    def page(self, request: Request, index: int, size: int) -> Request:
        info = {self.index: index + self.first_index, self.size: size}
        return replace(request, params={}, body={"pageInfo": info, **request.params})


class _Row(wire.JobRow):
    module: wire.Name = None
    type: wire.Name = None
    start_time: wire.Instant = None
    finish_time: wire.Instant = None
    duration_hours: wire.Hours = None
    backup_size: wire.Figure = None
    organization_id: wire.Text = None
    organization_name: wire.Text = None
    successful_entity: wire.Figure = None
    failed_entity: wire.Figure = None
    skipped_entity: wire.Figure = None
    warning_entity: wire.Figure = None
    total_entity: wire.Figure = None
    successful_record: wire.Figure = None
    failed_record: wire.Figure = None
    skipped_record: wire.Figure = None
    warning_record: wire.Figure = None
    total_record: wire.Figure = None

    def counts(self, unit: str) -> Counts:
        """The five figures of C(entity) or C(record)."""
        return Counts(
            total=getattr(self, f"total_{unit}"),
            successful=getattr(self, f"successful_{unit}"),
            failed=getattr(self, f"failed_{unit}"),
            skipped=getattr(self, f"skipped_{unit}"),
            warning=getattr(self, f"warning_{unit}"),
        )


class Dynamics365(Product):
    """Its services are the modules that jobs name as text; the vendor publishes no list of them."""

    name = "dynamics365"
    title = "Cloud Backup for Dynamics 365"
    scope = "Dynamics.ReadWrite.All"
    scope_writes = True
    scope_alone = True
    finest_unit = "records"
    services = OpenEnumeration("service of dynamics365", ())
    job_types = Enumeration(
        "job type of dynamics365",
        (
            Member(1, "backup", "backup"),
            Member(2, "restore", "restore"),
            Member(4, "dry_run", "other"),
            Member(8, "retention", "retention"),
            Member(16, "audit_backup", "audit"),
            Member(32, "export", "export"),
        ),
    )
    statuses = Enumeration(
        "status of dynamics365",
        (
            Member(2, "in_progress", "running"),
            Member(3, "finished", "succeeded"),
            Member(4, "failed", "failed"),
            Member(7, "finished_with_exception", "warning", also=("FinishedException",)),
        ),
        STATUSES,
    )
    forms: t.ClassVar[t.Mapping[str, Form]] = {
        "2024": _PostForm(
            path="/api/OpenApi/GetJobs",
            method="POST",
            start="startTime",
            # The page's table says finishTime; the body it shows says endTime, and that is settled.
            finish="endTime",
            index="currentPage",
            size="pageSize",
            first_index=1,
            job_type="type",
            status="status",
            options={"organization_id": "organizationId", "object_type": "objectType"},
            always={"type": 0},
        ),
        "2025": Form(
            path="/dynamicsbackup/jobs",
            start="startTime",
            finish="finishTime",
            index="pageIndex",
            size="pageSize",
            first_index=1,
            job_type="type",
            status="status",
            options={"organization_id": "organizationId"},
            always={"type": 0},
        ),
    }
    options = (
        Option("organization_id", ("Only jobs of the organisation with this ID.",)),
        Option(
            "object_type",
            (
                "Only jobs of this type of module, as the vendor's number; no list of them is published.",
                "The API knows it in its generation of 2024 alone; that generation is asked then.",
            ),
            type="int",
        ),
    )

    def tell(self, row: t.Any) -> Told:
        read = wire.read(_Row, row, status=self.statuses.read)
        return Told(
            id=read.job_id,
            status=read.status,
            started=read.start_time,
            finished=read.finish_time,
            elapsed=read.duration_hours,
            job_type=read.type,
            service=read.module or None,
            units={"records": read.counts("record"), "entities": read.counts("entity")},
            size_bytes=read.backup_size,
            organization_id=read.organization_id,
            organization_name=read.organization_name,
        )


PRODUCT = Dynamics365()
