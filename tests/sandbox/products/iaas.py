# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cloud Backup for IaaS + PaaS (docs/api/iaas.md)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from .. import times
from ..errors import ApiError
from ..model import Counts, Job
from ..paging import Page
from ..query import ApiVersion, Parameter, Parser, integer, one_of, page_size, ticks
from ..schedules import Schedule
from .base import ROWS, Document, Endpoint, Product, Stamp, iso, unfinished

_SERVICES_SINCE_2025: Final = {
    2048: "azure_sql_backup",
    4096: "azure_ad_b2c",
    8192: "google_cloud",
    16384: "aws_setting",
    20000: "sql_server",
    21000: "vmware",
    23000: "google_cloud_storage",
    24000: "azure_cosmos_db",
    25000: "azure_postgresql",
    26000: "amazon_s3",
    27000: "entra_external_id",
}
_JOB_TYPES_SINCE_2025: Final = {
    20016: "azure_sql_database_backup",
    20017: "azure_sql_database_restore",
    20018: "vm_file_restore",
    20019: "azure_ad_b2c_backup",
    20020: "azure_ad_b2c_restore",
    20022: "google_vm_backup",
    20023: "google_vm_restore",
    20024: "google_vm_gen_index",
    20025: "google_vm_export",
    30003: "data_deletion",
    40000: "aws_setting_backup",
    40001: "aws_setting_export",
    60000: "sql_server_backup",
    60001: "sql_server_restore",
    60010: "vmware_backup",
    60011: "vmware_restore",
    60100: "postgresql_backup",
    60101: "postgresql_restore",
    70010: "gcs_backup",
    70011: "gcs_restore",
    70012: "gcs_export",
    80000: "cosmos_db_backup",
    80010: "cosmos_db_restore",
    90000: "entra_external_id_backup",
    90001: "entra_external_id_restore",
    90002: "entra_external_id_export",
    90110: "s3_backup",
    90120: "s3_restore",
}
# The vendor's pages of 2025 no longer list these values of the filters.
_SERVICES_UNTIL_2024: Final = frozenset({8, 16, 32})
_JOB_TYPES_UNTIL_2024: Final = frozenset(
    {8, 16, 32, 34, 512, 8192, 16384, 20000, 20001, 20002, 20005, 20007, 20011, 30000, 30001}
)
# Azure Storage in 2025 combines Azure Files, file shares and blob storage of 2024.
_AZURE_STORAGE: Final = frozenset({4, 8, 16})
_TIME_NAMES: Final = ("starttime", "finishtime")
_NO_COUNTS: Final = Counts(0, 0)
# Text that a careless report would execute or display unescaped.
_HOSTILE_COMMENTS: Final = (
    "{{ 7*7 }} {% raw %}",
    "=cmd|' /C calc'!A0",
    "\u001b[31mnot really red\u001b[0m",
    "<script>alert('sandbox')</script> & \"quotes\", commas; and a\nsecond line",
)
_SCHEDULES: Final = (
    Schedule(1, 1, last=4, minutes=75, objects=48),
    Schedule(2, 128, every=12, last=3, minutes=18, objects=5100),
    Schedule(512, 20012, last=6, minutes=40, objects=12),
    Schedule(32, 20000, last=120, minutes=25, objects=9, pattern="stale", until_2024=True),
    Schedule(16, 1024, last=7, minutes=90, objects=22_000),
    Schedule(8, 1024, last=8, minutes=60, objects=14_000),
    Schedule(256, 20009, last=9, minutes=30, objects=17),
    Schedule(1024, 20014, last=10, minutes=15, objects=33),
    Schedule(1, 16, every=24, last=11, minutes=3, objects=48),
    Schedule(1, 2, every=130, last=37, minutes=28, objects=2),
    Schedule(2, 256, every=110, last=48, minutes=6, objects=14),
    Schedule(128, 64, every=168, last=75, minutes=12, objects=300),
    Schedule(128, 8192, every=24, last=12, minutes=1, objects=1),
    Schedule(1, 1, last=0.6, minutes=75, objects=48, pattern="running"),
    Schedule(24000, 80000, last=9, minutes=21, objects=6, since_2025=True),
    Schedule(21000, 60010, last=10, minutes=55, objects=31, since_2025=True),
)


class IaaS(Product):
    key = "iaas"
    scope = "PlatformBackup.ReadWrite.All"
    endpoints: ClassVar = {
        "2024": Endpoint("GET", "/backup/vm/jobs"),
        "2025": Endpoint("GET", "/backup/vm/jobs"),
    }
    page_name = "PageNumber"
    size_name = "PageSize"
    token_name = "SkipToken"
    link_style = "token"
    services: ClassVar = {
        1: "vm",
        2: "aad",
        4: "azure_file",
        8: "file_share",
        16: "blob_storage",
        32: "aks",
        64: "ap_setting",
        128: "common",
        256: "amazon_ec2",
        512: "azure_sql",
        1024: "azure_devops",
        **_SERVICES_SINCE_2025,
    }
    job_types: ClassVar = {
        1: "backup",
        2: "restore",
        4: "export",
        8: "report",
        16: "vm_sync",
        32: "initialize",
        33: "gen_index",
        34: "aad_compare",
        64: "retention",
        128: "aad_backup",
        256: "aad_restore",
        257: "aad_export",
        512: "file_sync",
        1024: "file_backup",
        2048: "file_restore",
        4096: "file_export",
        8192: "license_sync",
        16384: "aos_update",
        20000: "aks_backup",
        20001: "aks_sync",
        20002: "aks_restore",
        20003: "ap_setting_backup",
        20004: "ap_setting_export",
        20005: "ap_setting_sync",
        20006: "ap_setting_restore",
        20007: "export_clean_up",
        20009: "ec2_backup",
        20010: "ec2_restore",
        20011: "sql_sync",
        20012: "sql_backup",
        20013: "sql_restore",
        20014: "devops_backup",
        20015: "devops_restore",
        30000: "soft_delete",
        30001: "hard_delete",
        **_JOB_TYPES_SINCE_2025,
    }
    schedules = _SCHEDULES
    counts_objects = True
    pending_message = "Waiting for a free agent"
    sampled_services = (1, 2, 512)
    sampled_job_types = (128, 20012, 20009, 8192)
    types_of_one_service = True
    other_ends: ClassVar = ({"state": 2}, {"state": 16}, {"status": 2}, {"status": 16})
    statuses: ClassVar = {
        0: "pending",
        1: "running",
        2: "succeeded",
        4: "skipped",
        8: "warning",
        16: "failed",
        32: "pending",
        64: "stopped",
    }

    def parameters(self, api_version: ApiVersion) -> Sequence[Parameter]:
        services, job_types = set(self.services), set(self.job_types)
        if api_version == "2024":
            services -= _SERVICES_SINCE_2025.keys()
            job_types -= _JOB_TYPES_SINCE_2025.keys()
        else:
            services -= _SERVICES_UNTIL_2024
            job_types -= _JOB_TYPES_UNTIL_2024
        service = one_of(services) if api_version == "2024" else _service_2025(one_of(services))
        moment = ticks if api_version == "2024" else times.parse_iso
        return (
            Parameter("SearchText", "search", str),
            Parameter("StartTime", "start", moment),
            Parameter("FinishTime", "finish", moment),
            Parameter("ServiceType", "service", service),
            Parameter("JobType", "job_type", one_of(job_types)),
            Parameter("PageNumber", "page", integer),
            Parameter("PageSize", "size", page_size),
            Parameter("SkipToken", "token", str),
        )

    def row_lacks(self, api_version: ApiVersion) -> tuple[str, ...]:
        return ("service", "job_type") if api_version == "2024" else ("service",)

    def add_rare_cases(self, jobs: Sequence[Job]) -> None:
        for job, comment in zip(jobs, _HOSTILE_COMMENTS, strict=False):
            job.message = comment
        self.set_status(jobs[4], "stopped")
        self.set_status(jobs[5], "skipped")
        jobs[6].job_type = 77777

    def api_version(self, served: Sequence[ApiVersion], pairs: Sequence[tuple[str, str]]) -> ApiVersion:
        """Return the API version. Both have the same path and differ in the format of the times."""
        moments = [text for name, text in pairs if name.lower() in _TIME_NAMES]
        requested: ApiVersion = "2025" if any("-" in text for text in moments) else "2024"
        return requested if requested in served else served[-1]

    def row(self, job: Job, api_version: ApiVersion) -> Document:
        counts = job.counts.get("objects", _NO_COUNTS)
        document: Document = {
            "jobId": job.id,
            "state" if api_version == "2024" else "status": job.status_code,
            "failedCount": counts.failed,
            "successfulCount": counts.successful,
            "skippedCount": counts.skipped,
            "totalCount": counts.total,
            **(_times_2024(job) if api_version == "2024" else _times_2025(job)),
            "comments": job.message,
        }
        return document if api_version == "2024" else {**document, "jobType": job.job_type}

    def envelope(self, page: Page, api_version: ApiVersion, stamp: Stamp) -> Document:
        document: Document = {"totalCount": page.total, "jobs": ROWS}
        if page.link:
            return {**document, "nextLink": page.link}
        return document if page.number % 2 else {**document, "nextLink": ""}

    def error(self, api_error: ApiError, stamp: Stamp) -> Document:
        return {
            "requestId": stamp.request_id,
            "date": stamp.timestamp,
            "statusCode": api_error.status,
        }


def _service_2025(parse: Parser) -> Parser:
    """Return a parser for 2025, where one service means several of 2024."""
    return lambda text: _AZURE_STORAGE if parse(text) in _AZURE_STORAGE else parse(text)


def _times_2024(job: Job) -> Document:
    open_end = unfinished((0, None), job.quirk)
    return {
        "startTime": open_end if job.started is None else times.to_ticks(job.started),
        "finishTime": open_end if job.finished is None else times.to_ticks(job.finished),
        "duration": open_end if job.duration is None else job.duration * 10,
    }


def _times_2025(job: Job) -> Document:
    open_end = unfinished(("N/A", None), job.quirk)
    return {
        "startTime": iso(job.started, job, open_end),
        "finishTime": iso(job.finished, job, open_end),
        "duration": open_end if job.duration is None else times.to_timespan(job.duration),
    }


PRODUCT: Final = IaaS()
