# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cloud Backup for Google Workspace. Source: the contract's page google, and its seed page."""

from __future__ import annotations

import typing as t

from ansible_collections.avepoint.cloud_backup.plugins.module_utils import wire
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.enumeration import Enumeration, Member
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.job import STATUSES
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.options import Option
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.product import Form, Product, Told

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
    Member(1, "backup", "backup"),
    Member(2, "restore", "restore"),
    Member(3, "export", "export"),
    Member(4, "delete", "delete"),
    Member(5, "retention", "retention"),
    Member(6, "report", "report", also=("Generate Report",)),
)
DATA_SOURCES = {"admin": 1, "recenter": 2}

# Both generations are asked in the same form.
_FORM = Form(
    path="/backup/google/admin/jobs",
    start="startTime",
    finish="finishTime",
    index="pageIndex",
    size="pageSize",
    job_type="jobType",
    status="jobStatus",
    service="appType",
    token="NextLink",
    options={"data_source": "dataSource"},
)


class _Row(wire.JobRow):
    app_type: wire.Name = None
    job_type: wire.Name = None
    progress: wire.Share = None
    start_time: wire.Instant = None
    finish_time: wire.Instant = None
    operator: wire.Text = None
    data_source: wire.Name = None


class Google(Product):
    """Tells no counts of objects, and no total of its jobs."""

    name = "google"
    title = "Cloud Backup for Google Workspace"
    scope = "gsuite.graph.read.all"
    services = Enumeration("service of google", (Member(number, name, name) for number, name in SERVICES.items()))
    job_types = Enumeration("job type of google", JOB_TYPES)
    statuses = Enumeration(
        "status of google",
        (
            Member(0, "in_progress", "running"),
            Member(2, "finished", "succeeded"),
            Member(3, "failed", "failed"),
            Member(7, "finished_with_exception", "warning"),
        ),
        STATUSES,
    )
    data_sources = Enumeration(
        "data source of google", (Member(number, name, name) for name, number in DATA_SOURCES.items())
    )
    forms: t.ClassVar[t.Mapping[str, Form]] = {"2024": _FORM, "2025": _FORM}
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

    def tell(self, row: t.Any) -> Told:
        read = wire.read(_Row, row, status=self.statuses.read)
        return Told(
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
