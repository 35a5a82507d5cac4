#!/usr/bin/python
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Written by tools/generate.py: change the code and the templates that it reads, not this file.

from __future__ import annotations

DOCUMENTATION = r"""
module: job_wait
short_description: Wait until jobs have ended
version_added: 0.1.0
description:
  - Waits for jobs by their IDs, or for the first run that the filters match and that starts after a given time, until all
    have ended.
  - Any final status ends the wait, including a warning; O(fail_on) has the statuses that fail the task.
  - Fails if a job has a status of O(fail_on), if jobs have not ended when the time is over, and if a job or a run never
    appeared. RV(outcome) distinguishes these cases.
  - Reads only the jobs that it waits for, once in an O(interval), and changes nothing at the service.
author:
  - The avepoint.cloud_backup authors (@avepoint)
extends_documentation_fragment:
  - avepoint.cloud_backup.attributes
  - avepoint.cloud_backup.connection
attributes:
  check_mode:
    description: Reads once and returns the result, without waiting.
    support: partial
    details:
      - A job that has not ended or does not exist yet is not a failure; RV(outcome) is V(waiting).
      - A status of O(fail_on) and a service that cannot be read fail the task, as without check mode.
  async:
    description: Can be used with the C(async) keyword.
    support: full
options:
  product:
    description:
      - The product whose jobs to wait for.
    type: str
    required: true
  job_ids:
    description:
      - Wait until all jobs with these IDs have ended. Give either this or O(started_after).
      - O(services), O(job_types) and the product's own options limit the jobs that are searched.
    type: list
    elements: str
  started_after:
    description:
      - Wait until the first run has ended that matches the filters and started at this time or later. The run need
        not exist yet.
      - A duration before now (V(10m), V(24h)), an ISO 8601 date or time (UTC if it has no offset), or epoch seconds.
        Fractions of a second are ignored.
    type: str
  since:
    description:
      - How far back O(job_ids) are searched, written like O(started_after), with which it has no effect.
      - When all of them have been seen, they are read only since their start.
    type: str
    default: 7d
  job_types:
    description:
      - 'Only jobs of these types: normalised names, the vendor''s names, or the vendor''s numbers.'
      - A normalised name stands for every type of the product that it covers.
    type: list
    elements: str
  services:
    description:
      - 'Only jobs of these services: normalised names, the vendor''s names, or the vendor''s numbers.'
      - V(all), alone, stands for every service, so that each job has its service. A product that reports the service
        of a job only where it is requested is read one service at a time then, without the jobs of services that
        its API no longer accepts, or that this collection does not know.
    type: list
    elements: str
  location:
    description:
      - Only jobs of this multi-geo location, such as V(NAM), V(EUR), V(GBR), V(APC) or V(AUS).
      - API version 2025 alone has it, and is the one that is used then.
      - A tenant without multi-geo is said to return no jobs for any location. A warning is shown then.
      - For V(m365) alone.
    type: str
  data_source:
    description:
      - 'Where the jobs were started: in the admin portal or in ReCenter.'
      - Jobs of the other one are not read; the API has no value for both.
      - For V(google) alone. V(admin) if not given.
    type: str
    choices:
      - admin
      - recenter
  organization_id:
    description:
      - Only jobs of the organisation with this ID.
      - For V(dynamics365) and V(salesforce) alone.
    type: str
  object_type:
    description:
      - Only jobs of this type of module, as the vendor's number; no list of them is published.
      - API version 2024 alone has it, and is the one that is used then.
      - For V(dynamics365) alone.
    type: int
  level:
    description:
      - Only jobs that ran on this level.
      - For V(salesforce) alone.
    type: str
    choices:
      - organization
      - object
      - record
      - field
      - metadata
      - not_applicable
  search_text:
    description:
      - Only the job with this ID, or jobs whose description has this text.
      - For V(iaas) alone.
    type: str
  wait_timeout:
    description:
      - How long to wait in total, such as V(90s), V(45m) or V(2h). The task takes no longer than this plus the O(timeout)
        of one request.
    type: str
    default: 1h
  interval:
    description:
      - The time between two reads, such as V(30s) or V(5m); longer if the service requires it with C(Retry-After).
        Only the last read is earlier, when O(wait_timeout) ends.
    type: str
    default: 30s
  fail_on:
    description:
      - 'The statuses that fail the task: normalised names, the vendor''s names, or the vendor''s numbers.'
      - The task fails as soon as any of the jobs has one of them, and the message names all jobs.
      - 'Every final status ends the wait, listed or not, including a warning. V(paused) and V(unknown) are not final:
        the wait goes on for such a job unless the status is listed.'
    type: list
    elements: str
    default:
      - failed
      - stopped
  page_size:
    description:
      - How many jobs to request in one page. A service that returns fewer without notice is read completely too.
    type: int
    default: 100
  concurrency:
    description:
      - The number of concurrent requests of the task.
    type: int
    default: 8
  include_raw:
    description:
      - Whether each job has the data that the service sent for it, as C(raw).
    type: bool
    default: false
notes:
  - A temporary error of the service does not end the wait, so O(retries) has no effect. A permanent error does.
  - A token in O(access_token) is not renewed; for a wait longer than its lifetime, give other credentials.
  - A job whose status this version of the collection does not know does not count as ended; the message reports it when
    the time is over.
  - Waits for a single run. If several match O(services) and O(job_types), it is the first to start.
  - With C(-v), RV(progress) is shown at the end. During the wait, the same lines go to the log of the host that it runs on.
seealso:
  - module: avepoint.cloud_backup.job_info
  - module: avepoint.cloud_backup.job_gate
"""

EXAMPLES = r"""
- name: Wait for the first backup of the mailboxes that starts from now on
  avepoint.cloud_backup.job_wait:
    product: m365
    services: [exchange_online]
    job_types: [backup]
    started_after: 0s
    wait_timeout: 6h
    interval: 5m

- name: Wait until two jobs have ended, and do not accept a warning
  avepoint.cloud_backup.job_wait:
    product: iaas
    job_ids:
      - IB20261121230451000000
      - IB20261121231207000000
    fail_on: [failed, stopped, warning]
    wait_timeout: 2h

- name: Start to wait, and continue with other tasks
  avepoint.cloud_backup.job_wait:
    product: salesforce
    job_types: [backup]
    started_after: 10m
    wait_timeout: 1h
  async: 3700
  poll: 0
  register: started
"""

RETURN = r"""
jobs:
  description:
    - The jobs, newest first. Jobs that have not started come before all others.
    - Their text is that of the service, unchanged; it is never treated as a template.
  returned: success, and when the wait fails
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
outcome:
  description:
    - How the wait ended.
    - 'V(finished): all jobs have ended, none with a status of O(fail_on). V(failed): one of them has a status of
      O(fail_on). V(timed_out): a job was seen and had not ended in time. V(never_appeared): an ID was not seen
      in time, or no run started. V(unreadable): the service refused, or no read succeeded.'
    - V(waiting) is returned only in check mode, which reads once and does not wait.
    - V(finished) and V(waiting) are successes; with any other outcome the task fails.
  returned: success, and when the wait fails
  type: str
  sample: finished
timed_out:
  description: Whether the wait ended because O(wait_timeout) was over.
  returned: success, and when the wait fails
  type: bool
  sample: false
elapsed_seconds:
  description: How long the task waited.
  returned: success, and when the wait fails
  type: float
  sample: 754.218
missing:
  description: Those of O(job_ids) that were not seen.
  returned: success, and when the wait fails
  type: list
  elements: str
  sample: []
progress:
  description: What each read with news found, and after how long; the last 100 of them.
  returned: success, and when the wait fails
  type: list
  elements: str
  sample:
    - '0.2s: FB20261121230451000000 running'
    - '12m 34s: FB20261121230451000000 succeeded'
"""

from ..module_utils import argument_spec
from ..module_utils._module import job_wait
from ..module_utils._module.base import run_module
from ..module_utils._module.base_module import CloudBackupModule
from ..module_utils._wait import spec


def main(module_class: type[CloudBackupModule] = CloudBackupModule) -> None:
    """Wait until the jobs have ended."""
    arguments = argument_spec.argument_spec(spec.wait_options())
    run_module(module_class(argument_spec=arguments, supports_check_mode=True), job_wait.run)


if __name__ == "__main__":
    main()
