#!/usr/bin/python
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Written by tools/generate.py: change the code and the templates that it reads, not this file.

from __future__ import annotations

DOCUMENTATION = r"""
module: iaas_job_info
short_description: Read the jobs of AvePoint Cloud Backup for IaaS + PaaS
version_added: 0.1.0
description:
  - Reads the jobs of AvePoint Cloud Backup for IaaS + PaaS and returns them normalised, newest first,
    with a summary and the evidence that the read is complete.
  - A read that cannot be proved complete fails the task; the module never silently returns fewer jobs.
  - A job of this product in API version 2024 contains neither its service nor its type.
  - With O(services) or O(job_types) given, each value is requested on its own and the jobs are labelled with it.
author:
  - The avepoint.cloud_backup authors (@avepoint)
extends_documentation_fragment:
  - avepoint.cloud_backup.attributes
  - avepoint.cloud_backup.connection
  - avepoint.cloud_backup.query
options:
  job_types:
    description:
      - 'Only jobs of these types: normalised names, the vendor''s names, or the vendor''s numbers.'
      - A normalised name stands for every type of the product that it covers.
      - The product's job types are V(backup), V(restore), V(export), V(report), V(vm_sync), V(initialize), V(gen_index),
        V(aad_compare), V(retention), V(aad_backup), V(aad_restore), V(aad_export), V(file_sync), V(file_backup),
        V(file_restore), V(file_export), V(license_sync), V(aos_update), V(aks_backup), V(aks_sync), V(aks_restore),
        V(ap_setting_backup), V(ap_setting_export), V(ap_setting_sync), V(ap_setting_restore), V(export_clean_up),
        V(ec2_backup), V(ec2_restore), V(sql_sync), V(sql_backup), V(sql_restore), V(devops_backup), V(devops_restore),
        V(azure_sql_database_backup), V(azure_sql_database_restore), V(vm_file_restore), V(azure_ad_b2c_backup), V(azure_ad_b2c_restore),
        V(google_vm_backup), V(google_vm_restore), V(google_vm_gen_index), V(google_vm_export), V(soft_delete), V(hard_delete),
        V(data_deletion), V(aws_setting_backup), V(aws_setting_export), V(sql_server_backup), V(sql_server_restore),
        V(vmware_backup), V(vmware_restore), V(postgresql_backup), V(postgresql_restore), V(gcs_backup), V(gcs_restore),
        V(gcs_export), V(cosmos_db_backup), V(cosmos_db_restore), V(entra_external_id_backup), V(entra_external_id_restore),
        V(entra_external_id_export), V(s3_backup), V(s3_restore).
      - Of them, API version 2024 alone has V(report), V(vm_sync), V(initialize), V(aad_compare), V(file_sync), V(license_sync),
        V(aos_update), V(aks_backup), V(aks_sync), V(aks_restore), V(ap_setting_sync), V(export_clean_up), V(soft_delete),
        V(hard_delete); API version 2025 alone has V(azure_sql_database_backup), V(azure_sql_database_restore), V(vm_file_restore),
        V(azure_ad_b2c_backup), V(azure_ad_b2c_restore), V(google_vm_backup), V(google_vm_restore), V(google_vm_gen_index),
        V(google_vm_export), V(data_deletion), V(aws_setting_backup), V(aws_setting_export), V(sql_server_backup),
        V(sql_server_restore), V(vmware_backup), V(vmware_restore), V(postgresql_backup), V(postgresql_restore), V(gcs_backup),
        V(gcs_restore), V(gcs_export), V(cosmos_db_backup), V(cosmos_db_restore), V(entra_external_id_backup), V(entra_external_id_restore),
        V(entra_external_id_export), V(s3_backup), V(s3_restore). They are not requested from a tenant that has another
        one.
      - Of the normalised names, V(backup) stands for V(backup), V(aad_backup), V(file_backup), V(aks_backup), V(ap_setting_backup),
        V(ec2_backup), V(sql_backup) (in API version 2024), V(devops_backup), V(azure_sql_database_backup), V(azure_ad_b2c_backup),
        V(google_vm_backup), V(aws_setting_backup), V(sql_server_backup), V(vmware_backup), V(postgresql_backup),
        V(gcs_backup), V(cosmos_db_backup), V(entra_external_id_backup), V(s3_backup); V(restore) stands for V(restore),
        V(aad_restore), V(file_restore), V(aks_restore), V(ap_setting_restore), V(ec2_restore), V(sql_restore) (in
        API version 2024), V(devops_restore), V(azure_sql_database_restore), V(vm_file_restore), V(azure_ad_b2c_restore),
        V(google_vm_restore), V(sql_server_restore), V(vmware_restore), V(postgresql_restore), V(gcs_restore), V(cosmos_db_restore),
        V(entra_external_id_restore), V(s3_restore); V(export) stands for V(export), V(aad_export), V(file_export),
        V(ap_setting_export), V(google_vm_export), V(aws_setting_export), V(gcs_export), V(entra_external_id_export);
        V(sync) stands for V(vm_sync), V(file_sync), V(license_sync), V(aks_sync), V(ap_setting_sync), V(sql_sync)
        (in API version 2024); V(other) stands for V(initialize), V(gen_index), V(aad_compare), V(aos_update), V(export_clean_up),
        V(google_vm_gen_index); V(monitoring) stands for V(sql_sync) (in API version 2025), V(sql_backup) (in API
        version 2025), V(sql_restore) (in API version 2025); V(delete) stands for V(soft_delete), V(hard_delete),
        V(data_deletion).
    type: list
    elements: str
  services:
    description:
      - 'Only jobs of these services: normalised names, the vendor''s names, or the vendor''s numbers.'
      - V(all), alone, stands for every service, so that each job has its service. A product that reports the service
        of a job only where it is requested is read one service at a time then, without the jobs of services that
        its API no longer accepts, or that this collection does not know.
      - The product's services are V(vm), V(aad), V(azure_file), V(file_share), V(blob_storage), V(aks), V(ap_setting),
        V(common), V(amazon_ec2), V(azure_sql), V(azure_devops), V(azure_sql_backup), V(azure_ad_b2c), V(google_cloud),
        V(aws_setting), V(sql_server), V(vmware), V(google_cloud_storage), V(azure_cosmos_db), V(azure_postgresql),
        V(amazon_s3), V(entra_external_id).
      - Of them, API version 2024 alone has V(file_share), V(blob_storage), V(aks); API version 2025 alone has V(azure_sql_backup),
        V(azure_ad_b2c), V(google_cloud), V(aws_setting), V(sql_server), V(vmware), V(google_cloud_storage), V(azure_cosmos_db),
        V(azure_postgresql), V(amazon_s3), V(entra_external_id). They are not requested from a tenant that has another
        one.
    type: list
    elements: str
  statuses:
    description:
      - 'Only jobs with these statuses: normalised names, the vendor''s names, or the vendor''s numbers.'
      - A job with an unknown status is returned only for V(unknown); there is a warning about it in any case.
      - The product's statuses are V(not_started), V(in_progress), V(successful), V(skipped), V(exception), V(failed),
        V(waiting), V(stopped).
      - Of the normalised names, V(pending) stands for V(not_started), V(waiting); V(running) stands for V(in_progress);
        V(succeeded) stands for V(successful); V(warning) stands for V(exception).
    type: list
    elements: str
  search_text:
    description:
      - Only the job with this ID, or jobs whose description has this text.
    type: str
  dest:
    description:
      - Write the jobs to this file, one JSON object a line, instead of returning them.
      - The file is replaced in one step, after the read is proved to be complete. It is written on the host where
        the task runs.
      - In check mode nothing is written.
    type: path
  mode:
    description:
      - The permissions of O(dest), as octal text (V('0640'), with quotes) or symbolic (V(u=rw,g=r)).
      - Without it, a new file has V('0600'), whatever the umask, and an existing file keeps its permissions.
    type: raw
  owner:
    description:
      - The name or number of the user who owns O(dest). Without it, an existing file keeps its owner.
    type: str
  group:
    description:
      - The name or number of the group that owns O(dest). Without it, an existing file keeps its group.
    type: str
notes:
  - The app needs the scope C(PlatformBackup.ReadWrite.All). It also grants writing; there is no read-only scope.
seealso:
  - module: avepoint.cloud_backup.job_info
  - plugin: avepoint.cloud_backup.iaas_jobs
    plugin_type: lookup
"""

EXAMPLES = r"""
# The connection comes from the AVEPOINT_ variables; it can also be set once with module_defaults.
- name: Read the jobs of the last day
  avepoint.cloud_backup.iaas_job_info:
  register: result

- name: Stop unless every finished backup of the last week succeeded
  avepoint.cloud_backup.iaas_job_info:
    since: 7d
    job_types: [backup]
    services: [vm]
  register: runs
  failed_when: >-
    runs is failed or runs.summary.success_rate is none or runs.summary.success_rate < 100
    or 'unknown' in runs.summary.by_status

- name: Write the jobs of a month to a file
  avepoint.cloud_backup.iaas_job_info:
    since: "2026-10-01"
    until: "2026-10-31" # including that day
    dest: /var/lib/reports/iaas.jsonl
"""

RETURN = r"""
jobs:
  description:
    - The jobs, newest first. Jobs that have not started come before all others.
    - Their text is that of the service, unchanged; it is never treated as a template.
  returned: success, unless O(dest) is given
  type: list
  elements: dict
  contains:
    id:
      description: The job's ID.
      returned: always
      type: str
      sample: FB20261121230451000000
    product:
      description: The product that ran the job.
      returned: always
      type: str
      sample: m365
    status:
      description:
        - One of V(pending), V(running), V(succeeded), V(warning), V(failed), V(skipped), V(stopped), V(paused)
          and V(unknown).
        - V(warning) is what the vendor calls finished with exception or partially finished; data is missing.
      returned: always
      type: str
      sample: succeeded
    status_raw:
      description: The status as the service sent it, text or a number; null if it sent none.
      returned: always
      type: raw
      sample: Finished
    finished:
      description: Whether the job has ended, whether it succeeded or not.
      returned: always
      type: bool
      sample: true
    ok:
      description: Whether the job succeeded. A warning is not a success.
      returned: always
      type: bool
      sample: true
    job_type:
      description:
        - The normalised type, one of V(backup), V(restore), V(export), V(delete), V(retention), V(report), V(sync),
          V(scan), V(audit), V(monitoring) or V(other).
        - V(monitoring) monitors backups that Azure itself makes, in iaas with the API version 2025; its success
          is not that of a V(backup).
        - Null if the service does not report it and O(job_types) is not given.
      returned: always
      type: str
      sample: backup
    job_type_raw:
      description: The vendor's number or text of the type; null as above.
      returned: always
      type: raw
      sample: 1
    job_type_name:
      description: The product's own name of the type, such as V(aad_backup); null as above.
      returned: always
      type: str
      sample: backup
    service:
      description:
        - The service of the job, such as V(exchange_online).
        - Null if the service does not report it and O(services) is not given.
      returned: always
      type: str
      sample: exchange_online
    service_raw:
      description: The vendor's number or text of the service; null as above.
      returned: always
      type: raw
      sample: 1
    started_at:
      description: When the job started, in UTC; null if it has not started.
      returned: always
      type: str
      sample: '2026-11-21T23:00:00Z'
    finished_at:
      description: When the job ended, in UTC; null if it has not.
      returned: always
      type: str
      sample: '2026-11-21T23:04:51Z'
    duration_seconds:
      description: How long the job took; null if it has not ended.
      returned: always
      type: float
      sample: 291.0
    counts:
      description: What the job worked on, in the product's finest unit; objects in m365 and iaas, records in dynamics365
        and salesforce. A figure that the service does not report is null.
      returned: always
      type: dict
      sample:
        total: 2428
        successful: 2409
        failed: 0
        skipped: 19
        warning: null
    counts_by_unit:
      description: The same figures for every unit that the service reports, of C(objects), C(records), C(entities),
        C(metadata).
      returned: always
      type: dict
      sample:
        objects:
          total: 2428
          successful: 2409
          failed: 0
          skipped: 19
          warning: null
    size_bytes:
      description: How much data the job worked on; null if the service does not report it.
      returned: always
      type: int
      sample: 1073741824
    progress_percent:
      description: How far the job is; null if the service does not report it.
      returned: always
      type: float
      sample: 100.0
    organization_id:
      description: The ID of the organisation of the job; null if the service does not report it.
      returned: always
      type: str
      sample: 8a6f8f0a-8f0c-4c8f-9d3e-0d7c5d2f4a10
    organization_name:
      description: The name of that organisation; null if the service does not report it.
      returned: always
      type: str
      sample: Contoso
    operator:
      description: Who or what started the job; null if the service does not report it.
      returned: always
      type: str
      sample: System
    message:
      description: The message of the service about the job; null if there is none.
      returned: always
      type: str
      sample: Nightly backup
    errors:
      description: The errors that the service reports with the job.
      returned: always
      type: list
      elements: dict
      contains:
        message:
          description: The error's text.
          returned: always
          type: str
          sample: The mailbox is locked.
        count:
          description: How often it happened.
          returned: always
          type: int
          sample: 3
        url:
          description: Where it happened.
          returned: always
          type: str
          sample: https://contoso.sharepoint.com/sites/hr
        is_error_code:
          description: Whether the message is a code of the vendor instead of text; null if the service does not
            report it.
          returned: always
          type: bool
          sample: false
    data_source:
      description:
        - Where a job of google was started, V(admin) or V(recenter), as in the option C(data_source).
        - Null in other products, and if the service does not report it.
      returned: always
      type: str
      sample: admin
    api_calls:
      description:
        - How many calls to the API of Salesforce a job of salesforce made.
        - Null in other products, and if the service does not report it.
      returned: always
      type: int
      sample: 412
    subject:
      description:
        - The product, the service and the ID of the organisation as one text, as far as the service reports them.
        - Never null, so that C(groupby('subject')) works with the jobs of every product. Control characters are
          removed.
      returned: always
      type: str
      sample: m365 exchange_online
    raw:
      description: The job as the service sent it.
      returned: if O(include_raw=true)
      type: dict
      sample:
        Id: FB20261121230451000000
        State: Finished
summary:
  description: The jobs in figures.
  returned: success
  type: dict
  contains:
    total:
      description: How many jobs there are.
      returned: always
      type: int
      sample: 12
    by_status:
      description: How many jobs have each status.
      returned: always
      type: dict
      sample:
        succeeded: 10
        failed: 1
        running: 1
    by_product:
      description: How many jobs each product has.
      returned: always
      type: dict
      sample:
        m365: 12
    by_service:
      description: How many jobs each service has; V(unknown) counts those without one.
      returned: always
      type: dict
      sample:
        exchange_online: 12
    by_job_type:
      description: How many jobs each normalised type has; V(unknown) counts those without one.
      returned: always
      type: dict
      sample:
        backup: 12
    finished:
      description: How many jobs have ended.
      returned: always
      type: int
      sample: 11
    success_rate:
      description: The percentage of succeeded jobs among the finished ones, never rounded up; null if none finished.
      returned: always
      type: float
      sample: 90.9
    failed_objects:
      description: How many objects or records failed in all jobs.
      returned: always
      type: int
      sample: 13
    last_success_at:
      description: When the last successful job ended, in UTC; null if none succeeded.
      returned: always
      type: str
      sample: '2026-11-21T23:04:51Z'
    oldest_started_at:
      description: When the oldest job started, in UTC; null if none started.
      returned: always
      type: str
      sample: '2026-11-21T01:30:00Z'
    newest_started_at:
      description: When the newest job started, in UTC; null if none started.
      returned: always
      type: str
      sample: '2026-11-22T00:40:08Z'
queries:
  description: How the jobs were read, with the evidence that the read is complete; one row for each product.
  returned: success
  type: list
  elements: dict
  contains:
    product:
      description: The product.
      returned: always
      type: str
      sample: m365
    since:
      description: The start of the window, in UTC.
      returned: always
      type: str
      sample: '2026-11-21T01:00:00Z'
    until:
      description: The end of the window, in UTC; exclusive if C(until) was given.
      returned: always
      type: str
      sample: '2026-11-22T01:00:00Z'
    filters:
      description: The filters that were applied.
      returned: always
      type: dict
      sample:
        services:
          - exchange_online
        job_types:
          - backup
    api_revision:
      description: The API version that was read.
      returned: always
      type: str
      sample: '2024'
    pages:
      description: How many pages were received.
      returned: always
      type: int
      sample: 2
    requests:
      description: How many requests were sent, including retries, without those for tokens.
      returned: always
      type: int
      sample: 2
    retries:
      description: How many of the requests were retries.
      returned: always
      type: int
      sample: 0
    total_reported:
      description: The total that the service reported; null if it reported none.
      returned: always
      type: int
      sample: 12
    fetched:
      description: How many different jobs were received, before the filters that the collection applies.
      returned: always
      type: int
      sample: 12
    duplicates:
      description: How many jobs were received more than once.
      returned: always
      type: int
      sample: 0
    complete:
      description: Whether every job of the window was received. A read that cannot be proved complete fails, so
        this is V(false) only with C(limit).
      returned: always
      type: bool
      sample: true
    elapsed_seconds:
      description: How long the read took.
      returned: always
      type: float
      sample: 0.42
dest:
  description: The file that the jobs were written to, one JSON object a line.
  returned: if O(dest) is given
  type: str
  sample: /var/lib/reports/jobs.jsonl
sha256:
  description: The SHA-256 checksum of the file as hexadecimal text; in check mode that of the content that would
    be written.
  returned: if O(dest) is given and the file exists
  type: str
  sample: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
state:
  description: The type of the file; V(absent) in check mode if it did not exist.
  returned: if O(dest) is given
  type: str
  sample: file
mode:
  description: The file's permissions, as octal text.
  returned: if O(dest) is given and the file exists
  type: str
  sample: '0600'
owner:
  description: The name of the file's owner.
  returned: if O(dest) is given and the file exists
  type: str
  sample: root
group:
  description: The name of the file's group.
  returned: if O(dest) is given and the file exists
  type: str
  sample: root
uid:
  description: The number of the file's owner.
  returned: if O(dest) is given and the file exists
  type: int
  sample: 0
gid:
  description: The number of the file's group.
  returned: if O(dest) is given and the file exists
  type: int
  sample: 0
size:
  description: The file's size in bytes.
  returned: if O(dest) is given and the file exists
  type: int
  sample: 5310
"""

import functools

from ..module_utils import argument_spec
from ..module_utils._module import job_info
from ..module_utils._module.base import run_module
from ..module_utils._module.base_module import CloudBackupModule
from ..module_utils._products.iaas import PRODUCT


def main(module_class: type[CloudBackupModule] = CloudBackupModule) -> None:
    """Read the jobs of one product."""
    spec = argument_spec.argument_spec(job_info.product_options(PRODUCT))
    run = functools.partial(job_info.run, products=[PRODUCT])
    run_module(module_class(argument_spec=spec, supports_check_mode=True), run)


if __name__ == "__main__":
    main()
