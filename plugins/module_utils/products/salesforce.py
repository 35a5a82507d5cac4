# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cloud Backup for Salesforce. Source: the contract's page salesforce, and its seed page."""

from __future__ import annotations

import typing as t

from ansible_collections.avepoint.cloud_backup.plugins.module_utils import wire
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.enumeration import Enumeration, Member
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.job import STATUSES, Counts
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.options import Option
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.product import Form, Product, Told

# Only runs that back the data up as a whole are normalised to backup: the others must not let a
# gate pass in their place.
JOB_TYPES = (
    Member(1, "backup", "backup"),
    Member(2, "on_demand_backup", "backup"),
    Member(3, "restore", "restore"),
    Member(4, "pre_restore", "other"),
    Member(5, "compare", "other"),
    Member(6, "archive", "other"),
    Member(7, "simulation", "other"),
    Member(8, "inactive_data_analysis", "other"),
    Member(9, "retention", "retention"),
    Member(10, "discovery", "other"),
    Member(11, "backup_export", "export"),
    Member(12, "on_demand_export", "export"),
    Member(13, "auto_export", "export"),
    Member(14, "data_cleanup", "delete"),
    Member(15, "sandbox_seeding", "other"),
    Member(16, "generate_recovery_point", "other"),
    Member(17, "continuous_data_protection", "other"),
    Member(18, "data_service", "other"),
    Member(19, "on_demand_data_service", "other"),
    Member(20, "audit_log_backup", "audit"),
    Member(21, "audit_log_export", "audit"),
    Member(22, "audit_log_auto_export", "audit"),
)
LEVELS = {"organization": 1, "object": 2, "record": 3, "field": 4, "metadata": 5, "not_applicable": 6}

# Both generations are asked in the same form.
_FORM = Form(
    path="/backup/sfbapi/jobs",
    start="startTime",
    finish="finishTime",
    index="pageIndex",
    size="pageSize",
    job_type="type",
    status="status",
    options={"organization_id": "organizationId", "level": "level"},
)


class _Row(wire.JobRow):
    type: wire.Name = None
    start_time: wire.Instant = None
    finish_time: wire.Instant = None
    successful_records: wire.Figure = None
    skipped_records: wire.Figure = None
    failed_records: wire.Figure = None
    total_records: wire.Figure = None
    successful_metadata: wire.Figure = None
    failed_metadata: wire.Figure = None
    total_metadata: wire.Figure = None
    successful_objects: wire.Figure = None
    skipped_objects: wire.Figure = None
    failed_objects: wire.Figure = None
    total_objects: wire.Figure = None
    data_size: wire.Figure = None
    api_calls: wire.Remark = None
    organization_id: wire.Text = None

    def counts(self, unit: str) -> Counts:
        """The figures of C(records), C(metadata) or C(objects)."""
        return Counts(
            total=getattr(self, f"total_{unit}"),
            successful=getattr(self, f"successful_{unit}"),
            failed=getattr(self, f"failed_{unit}"),
            skipped=getattr(self, f"skipped_{unit}", None),
            warning=None,
        )


class Salesforce(Product):
    """Knows no services; its subjects are organisations."""

    name = "salesforce"
    title = "Cloud Backup for Salesforce"
    scope = "salesforce.public.read.all"
    finest_unit = "records"
    job_types = Enumeration("job type of salesforce", JOB_TYPES)
    statuses = Enumeration(
        "status of salesforce",
        (
            Member(1, "in_progress", "running"),
            Member(2, "finished", "succeeded"),
            Member(3, "finished_with_exception", "warning"),
            Member(4, "failed", "failed"),
            Member(5, "paused", "paused"),
            Member(6, "stopped", "stopped"),
            Member(7, "skipped", "skipped"),
        ),
        STATUSES,
    )
    forms: t.ClassVar[t.Mapping[str, Form]] = {"2024": _FORM, "2025": _FORM}
    options = (
        Option("organization_id", ("Only jobs of the source organisation with this ID.",)),
        Option("level", ("Only jobs that ran on this level.",), choices=tuple(LEVELS)),
    )

    def option_value(self, name: str, value: t.Any) -> t.Any:
        return LEVELS[value] if name == "level" else value

    def tell(self, row: t.Any) -> Told:
        read = wire.read(_Row, row, status=self.statuses.read)
        return Told(
            id=read.job_id,
            status=read.status,
            started=read.start_time,
            finished=read.finish_time,
            job_type=read.type,
            units={unit: read.counts(unit) for unit in ("records", "metadata", "objects")},
            # The contract tells it in KB.
            size_bytes=None if read.data_size is None else read.data_size * 1024,
            organization_id=read.organization_id,
            api_calls=read.api_calls,
        )


PRODUCT = Salesforce()
