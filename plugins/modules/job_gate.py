#!/usr/bin/python
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Written by tools/generate.py: change the code and the templates that it reads, not this file.

from __future__ import annotations

DOCUMENTATION = r"""
module: job_gate
short_description: Fail unless backups meet their rules
version_added: 0.1.0
description:
  - Reads the jobs that the rules need, each only once, judges them, and fails unless every subject passed.
  - Jobs that cannot be read, are not understood or lie in the future never pass, and neither does a subject that never
    succeeded.
  - A check needs a success as its data. Without one, jobs that ended fail the check; if no job ended, C(on_no_jobs) of
    the rule decides.
  - Changes nothing, with or without check mode.
author:
  - The avepoint.cloud_backup authors (@avepoint)
extends_documentation_fragment:
  - avepoint.cloud_backup.attributes
  - avepoint.cloud_backup.connection
options:
  rules:
    description:
      - The rules, a list of mappings, or JSON or YAML text of such a list. Every subject of every rule has to pass.
      - Each service and each organisation that a rule names is a subject of its own; otherwise the product is one
        subject.
      - The keys of a rule are the following.
      - 'C(name): Its name in results and messages.'
      - 'C(product): The product to judge.'
      - 'C(services): The services to judge, each on its own; without it the product as one subject.'
      - 'C(organization_ids): The IDs of the organisations to judge, each on its own, if the product reports them;
        without it all together. Case, and the braces and dashes of a GUID, do not matter.'
      - 'C(job_types): The types of jobs to judge. The default is V([backup]); V([scan]) for V(aos_scan).'
      - 'C(min_success_rate): The minimum percentage of successes among the finished jobs, such as 95; 0, or above
        1.'
      - 'C(max_failed_jobs): How many jobs may have failed.'
      - 'C(max_failed_ratio): The maximum ratio of failed objects in any job, from 0 to 1, in the unit with the highest
        ratio. A job that failed or was stopped counts as 1. Counts that do not add up, or that protect nothing, are
        no data.'
      - 'C(min_objects): How many objects each success has to protect at least. A success without counts is no data.'
      - 'C(max_object_drop): How many percent fewer objects a success may protect than the median of up to ten successes
        that started before it. With fewer than three before it, it is not compared, which the check says.'
      - 'C(max_duration): How long a job may take, or have been running. A running job without a start fails the check.'
      - 'C(window): How far back to judge, by the end of jobs; jobs of up to 7 days are read whenever they started.
        The default is V(24h).'
      - 'C(max_age): How old the last success may be.'
      - 'C(age_from): Whether the age of a success is counted from its end or from its start. The data is as old as
        the start: what changed while the job ran may not be in it. The default is V(end).'
      - 'C(max_consecutive_failures): How many of the last jobs may have failed in a row.'
      - 'C(max_running): How long a job may be running, paused or pending. Jobs that started up to 90 days before
        the window are judged too, and one without a start fails the check. Exclusions do not apply.'
      - 'C(on_warning): Whether a warning counts as a success everywhere, or as a failure. The default is V(deny).'
      - 'C(on_skipped): Whether a skipped job is ignored, or counts as a failure. The default is V(allow).'
      - 'C(on_no_jobs): Whether a check without data passes. With C(allow), backups that stopped running pass. The
        default is V(deny).'
      - 'C(on_unknown): Whether unknown jobs are ignored, or fail the verdict: those with an unknown status, and those
        that did not succeed and whose job type or service is unknown, so that they may belong to the subject. The
        default is V(deny).'
    type: raw
    required: true
  enforce:
    description:
      - Whether the task fails unless every subject passed. With V(false) it only returns the verdicts.
    type: bool
    default: true
  as_of:
    description:
      - 'Judge as of this moment in the past: a duration back from now (V(90m), V(24h), V(7d), V(2w)), an ISO 8601
        date or time (UTC if it names no offset), or epoch seconds. Without it, the backups are judged as of now.'
      - Jobs that started later are ignored, and one that ended later counts as running.
    type: str
  exclusions:
    description:
      - 'Spans of time that are not judged, such as maintenance windows: a list of mappings, or JSON or YAML text
        of such a list.'
      - Checks that count jobs leave out those that started inside one. A success inside one still protects.
      - The keys of an exclusion are the following.
      - 'C(from): When it begins.'
      - 'C(until): When it ends, exclusive; a date without a time means the end of that day.'
      - 'C(reason): Why nothing is judged in it. It is shown in every result.'
      - 'C(product): Only subjects of this product.'
      - 'C(services): Only subjects of these services of the product, and none without a service.'
    type: raw
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
  read_timeout:
    description:
      - How long the read may take in total, such as V(90s), V(30m) or V(2h), including repeated requests.
      - A read that is not finished by then fails; it does not return a part.
    type: str
    default: 30m
seealso:
  - module: avepoint.cloud_backup.job_info
"""

EXAMPLES = r"""
- name: Continue only if the backups of last night are good
  avepoint.cloud_backup.job_gate:
    rules:
      - name: mail and files
        product: m365
        services: [exchange_online, sharepoint_online, onedrive]
        max_age: 24h
        max_consecutive_failures: 2
      - name: crm
        product: salesforce
        window: 7d
        max_age: 48h
        min_success_rate: 98
        on_warning: allow

- name: Judge without failing
  avepoint.cloud_backup.job_gate:
    enforce: false
    rules:
      - {name: machines, product: iaas, services: [vm], max_age: 24h, max_running: 8h}
  register: gate
"""

RETURN = r"""
msg:
  description:
    - Whether the gate passed, and one line for each subject that did not pass.
    - With O(enforce=true), the message that the task fails with.
  returned: when the rules were judged, also if the task fails because of the verdicts
  type: str
  sample: 'Gate passed: all 13 subjects passed'
passed:
  description: Whether every subject of every rule passed.
  returned: when the rules were judged, also if the task fails because of the verdicts
  type: bool
  sample: true
verdicts:
  description: The verdict of each rule on each of its subjects.
  returned: when the rules were judged, also if the task fails because of the verdicts
  type: list
  elements: dict
  contains:
    rule:
      description: The rule's name.
      returned: always
      type: str
      sample: mail and files
    product:
      description: The product judged.
      returned: always
      type: str
      sample: m365
    service:
      description: The service judged; null if the rule names none.
      returned: always
      type: str
      sample: exchange_online
    organization_id:
      description: The organisation judged; null if the rule names none.
      returned: always
      type: str
      sample: 00D5g000008XyZaEAK
    subject:
      description: The product, the service and the organisation as one text; the same as C(subject) of a job.
      returned: always
      type: str
      sample: m365 exchange_online
    job_types:
      description: The normalised types of the jobs that are judged.
      returned: always
      type: list
      elements: str
      sample:
        - backup
    passed:
      description: Whether every check passed.
      returned: always
      type: bool
      sample: true
    last_success_at:
      description: When the last success ended, in UTC; null if none is known.
      returned: always
      type: str
      sample: '2026-11-21T23:04:51Z'
    jobs_judged:
      description: How many jobs the verdict is based on.
      returned: always
      type: int
      sample: 4
    checks:
      description:
        - The checks of the rule.
        - In addition to those that the rule names there can be V(read) (the jobs could not be read), V(on_unknown),
          V(clock) (times in the future, or clocks of this machine and of the service that differ by more than 5
          minutes) and V(success) (no success at all); these are returned only if they fail.
      returned: always
      type: list
      elements: dict
      contains:
        check:
          description: The check's name.
          returned: always
          type: str
          sample: max_age
        expected:
          description: What the rule expects.
          returned: always
          type: str
          sample: a success in the last 24h
        actual:
          description: What was found.
          returned: always
          type: str
          sample: 5h 12m ago
        passed:
          description: Whether the check passed.
          returned: always
          type: bool
          sample: true
        job_ids:
          description: The IDs of the jobs that decided, at most 20.
          returned: always
          type: list
          elements: str
          sample:
            - FB20261121230451000000
    exclusions:
      description: The exclusions that apply to the subject and are not over before the rule looks back.
      returned: always
      type: list
      elements: dict
      contains:
        from:
          description: When it begins, in UTC.
          returned: always
          type: str
          sample: '2026-11-21T00:00:00Z'
        until:
          description: When it ends, exclusive, in UTC.
          returned: always
          type: str
          sample: '2026-11-21T06:00:00Z'
        reason:
          description: Why nothing is judged in it.
          returned: always
          type: str
          sample: storage maintenance
        product:
          description: The product that it is limited to; null if to none.
          returned: always
          type: str
          sample: m365
        services:
          description: The services that it is limited to; empty if to none.
          returned: always
          type: list
          elements: str
          sample:
            - exchange_online
    reasons:
      description:
        - Why the subject did not pass, one line of text for each check that failed; empty if it passed.
        - Control and invisible characters in text of the service are replaced, so these lines are safe to show.
      returned: always
      type: list
      elements: str
      sample:
        - 'max_age: expected a success in the last 24h, found 31h 12m ago (FB20261120160451000000)'
summary:
  description: The jobs in figures.
  returned: when the rules were judged, also if the task fails because of the verdicts
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
  returned: when the rules were judged, also if the task fails because of the verdicts
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
"""

from ..module_utils import argument_spec
from ..module_utils._module import job_gate
from ..module_utils._module.base import run_module
from ..module_utils._module.base_module import CloudBackupModule


def main(module_class: type[CloudBackupModule] = CloudBackupModule) -> None:
    """Judge the rules."""
    spec = argument_spec.argument_spec(job_gate.gate_options())
    run_module(module_class(argument_spec=spec, supports_check_mode=True), job_gate.run)


if __name__ == "__main__":
    main()
