# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Discovery scans of AvePoint Online Services. Source: docs/api/aos_scan.md."""

from __future__ import annotations

import typing as t

from .._http import fields
from .._jobs.job import STATUSES
from .api_version import ApiVersion
from .base import ParsedJob, Product
from .enums import Enumeration, EnumValue
from .paging import Offset

SERVICES = ("microsoft_365", "power_platform", "active_directory", "google")


class _Row(fields.JobRow):
    type: fields.Code = None
    category: fields.Code = None
    start_time: fields.Moment = None
    finish_time: fields.Moment = None
    scan_profile_name: fields.Text = None


class AosScan(Product):
    """Scans find the mailboxes, sites and machines that are to be backed up; they are no backups themselves."""

    name = "aos_scan"
    title = "Online Services discovery scans"
    scope = "autodiscovery.readwrite.all"
    scope_writes = True
    in_google_cloud = True
    is_backup = False
    default_job_types = ("scan",)
    aliases = ("aos", "avepointonlineservices", "autodiscovery", "discovery", "discoveryscan", "scan", "scans")
    services = Enumeration(
        "service of aos_scan", (EnumValue(number, name, name) for number, name in enumerate(SERVICES))
    )
    job_types = Enumeration(
        "job type of aos_scan",
        (
            EnumValue(0, "microsoft_scan", "scan"),
            EnumValue(10, "google_scan", "scan"),
            EnumValue(11, "batch_import", "scan"),
        ),
    )
    statuses = Enumeration(
        "status of aos_scan",
        (
            EnumValue(1, "running", "running"),
            EnumValue(2, "finished", "succeeded"),
            EnumValue(3, "failed", "failed"),
            EnumValue(4, "finished_with_exception", "warning", aliases=("FinishedException",)),
            EnumValue(5, "skipped", "skipped"),
            EnumValue(10, "stopped", "stopped"),
        ),
        STATUSES,
    )
    versions = (
        ApiVersion(
            path="/aos/jobs",
            paging=Offset("skip", "top", max_page_size=1000),
            # 1 is newest first, so that scans that start during a read come before the rows already read.
            always={"orderby": "StartTime", "sortorder": 1},
            # In the vendor's sample the total counts the rows of its page, and the link leads to a row of that page.
            reliable_totals=False,
            reliable_links=False,
        ),
    )

    def parse_row(self, row: t.Any) -> ParsedJob:
        read = fields.read(_Row, row, status=self.statuses.read)
        return ParsedJob(
            id=read.job_id,
            status=read.status,
            started=read.start_time,
            finished=read.finish_time,
            job_type=read.type,
            service=read.category,
            message=read.scan_profile_name,
        )


PRODUCT = AosScan()
