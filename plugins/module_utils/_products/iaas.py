# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cloud Backup for IaaS + PaaS. Source: docs/api/iaas.md."""

from __future__ import annotations

import typing as t
from dataclasses import replace

from .._http import fields
from .._jobs.job import STATUSES
from ..option import Option
from .api_version import ApiVersion, Window
from .base import ParsedJob, Product, counts
from .enums import Enumeration, EnumValue
from .paging import NextLink, PageNumber

SERVICES = {
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

# What the vendor's pages of 2025 added to those of 2024.
_SERVICES_OF_2025 = frozenset(number for number in SERVICES if number > 1024)
_JOB_TYPES_OF_2025 = frozenset({*range(20016, 20026), 30003, *range(40000, 100_000)})
# What the pages of 2024 list and those of 2025 do not: the API version 2025 refuses it as a filter.
_RETIRED_SERVICES = frozenset({8, 16, 32})
_RETIRED_JOB_TYPES = frozenset(
    {8, 16, 32, 34, 512, 8192, 16384, 20000, 20001, 20002, 20005, 20007, 30000, 30001},
)
# Types whose service follows from them since 2025, where the same numbers are of one service alone.
_SERVICES_OF_TYPES_2025 = {
    **dict.fromkeys((1, 2, 4, 33), "vm"),
    # The vendor calls it Azure Storage since 2025.
    **dict.fromkeys((1024, 2048, 4096), "azure_file"),
}
# Native Azure SQL: since 2025 the vendor calls these the monitoring of Azure's own backups.
_MONITORING_2025 = frozenset({20011, 20012, 20013})
# The pages of 2025 do not list it among the values of the filter.
_NOT_ASKABLE_2025 = 20011

# Number, the vendor's name, the normalised word, and the service where the type belongs to one alone.
# The vendor's first page has 34 names for 35 numbers; these are from its later page and its OpenAPI file.
_JOB_TYPES = (
    (1, "backup", "backup", None),
    (2, "restore", "restore", None),
    (4, "export", "export", None),
    (8, "report", "report", None),
    (16, "vm_sync", "sync", "vm"),
    (32, "initialize", "other", None),
    (33, "gen_index", "other", None),
    (34, "aad_compare", "other", "aad"),
    (64, "retention", "retention", None),
    (128, "aad_backup", "backup", "aad"),
    (256, "aad_restore", "restore", "aad"),
    (257, "aad_export", "export", "aad"),
    (512, "file_sync", "sync", None),
    (1024, "file_backup", "backup", None),
    (2048, "file_restore", "restore", None),
    (4096, "file_export", "export", None),
    (8192, "license_sync", "sync", None),
    (16384, "aos_update", "other", None),
    (20000, "aks_backup", "backup", "aks"),
    (20001, "aks_sync", "sync", "aks"),
    (20002, "aks_restore", "restore", "aks"),
    (20003, "ap_setting_backup", "backup", "ap_setting"),
    (20004, "ap_setting_export", "export", "ap_setting"),
    (20005, "ap_setting_sync", "sync", "ap_setting"),
    (20006, "ap_setting_restore", "restore", "ap_setting"),
    (20007, "export_clean_up", "other", None),
    (20009, "ec2_backup", "backup", "amazon_ec2"),
    (20010, "ec2_restore", "restore", "amazon_ec2"),
    (20011, "sql_sync", "sync", "azure_sql"),
    (20012, "sql_backup", "backup", "azure_sql"),
    (20013, "sql_restore", "restore", "azure_sql"),
    (20014, "devops_backup", "backup", "azure_devops"),
    (20015, "devops_restore", "restore", "azure_devops"),
    (20016, "azure_sql_database_backup", "backup", "azure_sql_backup"),
    (20017, "azure_sql_database_restore", "restore", "azure_sql_backup"),
    (20018, "vm_file_restore", "restore", "vm"),
    (20019, "azure_ad_b2c_backup", "backup", "azure_ad_b2c"),
    (20020, "azure_ad_b2c_restore", "restore", "azure_ad_b2c"),
    (20022, "google_vm_backup", "backup", "google_cloud"),
    (20023, "google_vm_restore", "restore", "google_cloud"),
    (20024, "google_vm_gen_index", "other", "google_cloud"),
    (20025, "google_vm_export", "export", "google_cloud"),
    (30000, "soft_delete", "delete", None),
    (30001, "hard_delete", "delete", None),
    (30003, "data_deletion", "delete", None),
    (40000, "aws_setting_backup", "backup", "aws_setting"),
    (40001, "aws_setting_export", "export", "aws_setting"),
    (60000, "sql_server_backup", "backup", "sql_server"),
    (60001, "sql_server_restore", "restore", "sql_server"),
    (60010, "vmware_backup", "backup", "vmware"),
    (60011, "vmware_restore", "restore", "vmware"),
    (60100, "postgresql_backup", "backup", "azure_postgresql"),
    (60101, "postgresql_restore", "restore", "azure_postgresql"),
    (70010, "gcs_backup", "backup", "google_cloud_storage"),
    (70011, "gcs_restore", "restore", "google_cloud_storage"),
    (70012, "gcs_export", "export", "google_cloud_storage"),
    (80000, "cosmos_db_backup", "backup", "azure_cosmos_db"),
    (80010, "cosmos_db_restore", "restore", "azure_cosmos_db"),
    (90000, "entra_external_id_backup", "backup", "entra_external_id"),
    (90001, "entra_external_id_restore", "restore", "entra_external_id"),
    (90002, "entra_external_id_export", "export", "entra_external_id"),
    (90110, "s3_backup", "backup", "amazon_s3"),
    (90120, "s3_restore", "restore", "amazon_s3"),
)


def _values(number: int, name: str, normal: str, service: str | None) -> list[EnumValue]:
    """Return a job type: one value, or one for each API version where its meaning is not the same in both."""
    since = "2025" if number in _JOB_TYPES_OF_2025 else None
    until = "2024" if number in _RETIRED_JOB_TYPES else None
    known = EnumValue(number, name, normal, service=service, since=since, until=until)
    if number in _MONITORING_2025:
        askable = number != _NOT_ASKABLE_2025
        later = replace(known, normalized="monitoring", since="2025", askable=askable)
    elif number in _SERVICES_OF_TYPES_2025:
        later = replace(known, service=_SERVICES_OF_TYPES_2025[number], since="2025")
    else:
        return [known]
    return [replace(known, until="2024"), later]


JOB_TYPES = tuple(value for row in _JOB_TYPES for value in _values(*row))


def _service(number: int, name: str) -> EnumValue:
    since = "2025" if number in _SERVICES_OF_2025 else None
    return EnumValue(number, name, name, since=since, until="2024" if number in _RETIRED_SERVICES else None)


_OF_2024 = ApiVersion(
    names=("2024",),
    path="/backup/vm/jobs",
    paging=NextLink("SkipToken", PageNumber("PageNumber", "PageSize")),
    window=Window("StartTime", "FinishTime", ticks=True),
    service="ServiceType",
    job_type="JobType",
    options={"search_text": "SearchText"},
    rows_have_job_type=False,
    rows_have_service=False,
)


class _Row(fields.JobRow, fields.ObjectCounts):
    job_type: fields.Code = None
    start_time: fields.Moment = None
    finish_time: fields.Moment = None
    duration: fields.Duration = None
    comments: fields.Text = None


class Iaas(Product):
    """Has no filter for the status; its jobs of 2024 contain neither their service nor their type."""

    name = "iaas"
    title = "Cloud Backup for IaaS + PaaS"
    scope = "PlatformBackup.ReadWrite.All"
    scope_writes = True
    times_differ = True
    services = Enumeration(
        "service of iaas",
        (_service(number, name) for number, name in SERVICES.items()),
    )
    job_types = Enumeration("job type of iaas", JOB_TYPES)
    statuses = Enumeration(
        "status of iaas",
        (
            EnumValue(0, "not_started", "pending"),
            EnumValue(1, "in_progress", "running"),
            EnumValue(2, "successful", "succeeded"),
            EnumValue(4, "skipped", "skipped"),
            EnumValue(8, "exception", "warning"),
            EnumValue(16, "failed", "failed"),
            EnumValue(32, "waiting", "pending"),
            EnumValue(64, "stopped", "stopped"),
        ),
        STATUSES,
    )
    tag = "iaas"
    aliases = (
        *("azure", "microsoftazure", "aws", "amazon", "amazonaws", "paas", "iaaspaas", "iaas+paas"),
        *("vm", "vms", "entraid"),
    )
    versions = (
        _OF_2024,
        replace(_OF_2024, names=("2025",), window=Window("StartTime", "FinishTime"), rows_have_job_type=True),
    )
    id_search_option = "search_text"
    options = (Option("search_text", ("Only the job with this ID, or jobs whose description has this text.",)),)

    def parse_row(self, row: t.Any) -> ParsedJob:
        read = fields.read(_Row, row, status=self.statuses.read)
        return ParsedJob(
            id=read.job_id,
            status=read.status,
            started=read.start_time,
            finished=read.finish_time,
            elapsed=read.duration,
            job_type=read.job_type,
            units={"objects": counts(read, "count")},
            message=read.comments or None,
        )


PRODUCT = Iaas()
