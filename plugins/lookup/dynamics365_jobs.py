# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Written by tools/generate.py: change the code and the templates that it reads, not this file.

from __future__ import annotations

DOCUMENTATION = r"""
name: dynamics365_jobs
short_description: Look up the jobs of AvePoint Cloud Backup for Dynamics 365
version_added: 0.1.0
description:
  - Reads the jobs of AvePoint Cloud Backup for Dynamics 365 and returns a list of them, normalised, newest first.
  - A read that cannot be proved complete is an error; the lookup never silently returns fewer jobs.
author:
  - The avepoint.cloud_backup authors (@avepoint)
extends_documentation_fragment:
  - avepoint.cloud_backup.connection.plugins
  - avepoint.cloud_backup.query.plugins
options:
  _terms:
    description: The services to read, none for all of them.
    type: list
    elements: str
  job_types:
    description:
      - 'Only jobs of these types: normalised names, the vendor''s names, or the vendor''s numbers.'
      - A normalised name stands for every type of the product that it covers.
      - The product's job types are V(backup), V(restore), V(dry_run), V(retention), V(audit_backup), V(export).
      - Of the normalised names, V(other) stands for V(dry_run); V(audit) stands for V(audit_backup).
    type: list
    elements: str
  services:
    description:
      - 'Only jobs of these services: normalised names, the vendor''s names, or the vendor''s numbers.'
      - V(all), alone, stands for every service, so that each job has its service. A product that reports the service
        of a job only where it is requested is read one service at a time then, without the jobs of services that
        its API no longer accepts, or that this collection does not know.
      - The vendor publishes no list of services; any name is taken as it is, in lower case with underscores.
    type: list
    elements: str
  statuses:
    description:
      - 'Only jobs with these statuses: normalised names, the vendor''s names, or the vendor''s numbers.'
      - A job with an unknown status is returned only for V(unknown); there is a warning about it in any case.
      - The product's statuses are V(in_progress), V(finished), V(failed), V(finished_with_exception).
      - Of the normalised names, V(running) stands for V(in_progress); V(succeeded) stands for V(finished); V(warning)
        stands for V(finished_with_exception).
    type: list
    elements: str
  organization_id:
    description:
      - Only jobs of the organisation with this ID.
    type: str
  object_type:
    description:
      - Only jobs of this type of module, as the vendor's number; no list of them is published.
      - API version 2024 alone has it, and is the one that is used then.
    type: int
notes:
  - The app needs the scope C(Dynamics.ReadWrite.All). It also grants writing; there is no read-only scope.
  - Lookups run on the controller. Use C(query), or C(lookup) with C(wantlist=true), to get a list in every case.
seealso:
  - module: avepoint.cloud_backup.dynamics365_job_info
"""

EXAMPLES = r"""
- name: Show every backup of the last week that failed
  ansible.builtin.debug:
    msg: "{{ query('avepoint.cloud_backup.dynamics365_jobs', 'customer_engagement', since='7d', job_types=['backup'], statuses=['failed']) }}"
"""

RETURN = r"""
_raw:
  description:
    - The jobs, newest first. Jobs that have not started come before all others.
    - Their text is that of the service, unchanged; it is never treated as a template.
  returned: success
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
"""

import typing as t

from ..module_utils._products.dynamics365 import PRODUCT
from ..plugin_utils.lookup import JobsLookup


class LookupModule(JobsLookup):
    """The jobs of one product; the terms are services."""

    def run(self, terms: list[t.Any], variables: dict[str, t.Any] | None = None, **kwargs: t.Any) -> list[t.Any]:
        """Read them."""
        return self.read(lambda: [PRODUCT], variables, kwargs, services=terms)
