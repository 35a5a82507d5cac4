#!/usr/bin/python
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Written by tools/generate.py: change the code and the templates that it reads, not this file.

from __future__ import annotations

DOCUMENTATION = r"""
module: job_compliance
short_description: Judge backups over a period, with evidence
version_added: 0.1.0
description:
  - Reads the jobs of a period and judges policies over all of it. M(avepoint.cloud_backup.job_gate) judges the present.
  - A read that is not proved to be complete fails the task. A result that is not compliant does so only with
    O(enforce=true).
  - Time is judged exactly, by the start and end of each success, and not by samples.
  - With O(dest), writes evidence that anyone can judge again without the service, with O(evidence).
  - Changes nothing at the service, with or without check mode.
author:
  - The avepoint.cloud_backup authors (@avepoint)
extends_documentation_fragment:
  - avepoint.cloud_backup.attributes
  - avepoint.cloud_backup.connection
options:
  policies:
    description:
      - The policies, a list of mappings, or JSON or YAML text of such a list.
      - Required unless O(evidence) is given.
      - Each service and each organisation that a policy names is a subject of its own; otherwise the product is one
        subject.
      - The keys of a policy are the following.
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
      - 'C(rpo): The recovery point objective: how old the data of the last available success may be at any moment,
        counted from the start of that success.'
      - 'C(min_compliant_time): The least percentage of the judged time in which the exposure is at most C(rpo). The
        default is V(100).'
      - 'C(schedule): When runs are expected: C({every: 24h}), or C({at: [''22:00''], days: [mon, tue], grace: 6h})
        in the time zone.'
      - 'C(max_missed): How many of the expected runs may be missed. The default is V(0).'
      - 'C(max_consecutive_failures): How many jobs may have failed in a row, anywhere in the period.'
      - 'C(restore_test_every): How long ago the last successful restore job of the product, and of the service where
        it is reported, may have ended at any moment.'
      - 'C(controls): Controls of your own that the policy gives evidence for.'
      - 'C(on_warning): Whether a warning counts as a success everywhere, or as a failure. The default is V(deny).'
      - 'C(on_skipped): Whether a skipped job is ignored, or counts as a failure. The default is V(allow).'
      - 'C(on_no_jobs): Whether a check without data passes. With C(allow), backups that stopped running pass. The
        default is V(deny).'
      - 'C(on_unknown): Whether unknown jobs are ignored, or fail the verdict: those with an unknown status, and those
        that did not succeed and whose job type or service is unknown, so that they may belong to the subject. The
        default is V(deny).'
      - The keys of C(schedule) are the following.
      - 'C(every): The period is cut into pieces of this length, and a run has to start in each.'
      - 'C(at): Times of day at which a run starts.'
      - 'C(days): The days of the week of C(at), all if not given.'
      - 'C(grace): How long after its time a run may start. The default is V(1h).'
    type: raw
  since:
    description:
      - 'The beginning of the period: a duration back from now (V(30d), V(13w)), an ISO 8601 date or time, or epoch
        seconds. A date, and a time without an offset, is one of O(time_zone).'
    type: str
    default: 30d
  until:
    description:
      - The end of the period, in the same format as O(since), exclusive. A date without a time means the end of that
        day. If not given, the period ends now.
      - What lies in the future is not judged.
    type: str
  time_zone:
    description:
      - The time zone in which days begin and schedules run, by its name in the IANA database, such as V(Europe/Berlin).
        It is also that of dates and of times without an offset.
    type: str
    default: UTC
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
  enforce:
    description:
      - Whether the task fails unless everything is compliant. With V(false) it only returns the result.
    type: bool
    default: false
  dest:
    description:
      - 'Write the evidence into this folder: the jobs, the policies, the result, the reads, the population of runs,
        and a manifest with the SHA-256 of each file. Only the user who runs the task can read it.'
      - It is written completely or not at all. An existing folder is replaced only if it is empty or verifies as
        evidence. It is written on the host where the task runs. In check mode nothing is written.
    type: path
  evidence:
    description:
      - Judge the evidence in this folder, which an earlier run wrote, instead of asking the service; no connection
        is needed.
      - The files are verified, the jobs are judged again, and the result is compared byte for byte. Any difference,
        missing or additional file fails the task.
      - 'O(policies), O(exclusions), O(since), O(until), O(time_zone) and O(dest) cannot be given with it: the evidence
        has its own.'
    type: path
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
  - module: avepoint.cloud_backup.job_gate
"""

EXAMPLES = r"""
- name: Judge the third quarter, and keep the evidence
  avepoint.cloud_backup.job_compliance:
    since: 2026-07-01
    until: 2026-09-30
    time_zone: Europe/Berlin
    dest: /var/lib/backup-evidence/2026-q3
    policies:
      - name: mail
        product: m365
        services: [exchange_online]
        rpo: 24h
        min_compliant_time: 99.5
        schedule: {at: ["22:00"], grace: 2h}
        restore_test_every: 90d
      - name: crm
        product: salesforce
        rpo: 48h
        max_object_drop: 20
    exclusions:
      - from: 2026-08-15
        until: 2026-08-16
        reason: move of the data centre, approved as change 4711
        product: m365
  register: quarter

- name: Judge the evidence again, on any machine and without a connection
  avepoint.cloud_backup.job_compliance:
    evidence: /var/lib/backup-evidence/2026-q3
"""

RETURN = r"""
msg:
  description:
    - Whether everything is compliant, and one line for each subject that is not.
    - With O(enforce=true), the message that the task fails with.
  returned: when the policies were judged, also if the task fails because of the result
  type: str
  sample: 'Compliant: 12 of 12 subjects'
compliant:
  description: Whether at least one policy applies, and all that apply hold.
  returned: when the policies were judged, also if the task fails because of the result
  type: bool
  sample: false
period:
  description: The period that was judged.
  returned: when the policies were judged, also if the task fails because of the result
  type: dict
  contains:
    since:
      description: Its beginning, in UTC.
      returned: always
      type: str
      sample: '2026-07-01T00:00:00Z'
    until:
      description: Its end, exclusive, in UTC.
      returned: always
      type: str
      sample: '2026-10-01T00:00:00Z'
    time_zone:
      description: The time zone of days and schedules.
      returned: always
      type: str
      sample: Europe/Berlin
    seconds:
      description: Its length.
      returned: always
      type: int
      sample: 7948800
    judged_at:
      description: The moment of judging, in UTC. What lies after it is not judged.
      returned: always
      type: str
      sample: '2026-10-02T08:00:00Z'
counts:
  description: How many subjects there are, and how many have each status.
  returned: when the policies were judged, also if the task fails because of the result
  type: dict
  sample:
    subjects: 12
    compliant: 11
    non_compliant: 1
    unknown: 0
    not_applicable: 0
subjects:
  description: The judgement of each policy on each of its subjects.
  returned: when the policies were judged, also if the task fails because of the result
  type: list
  elements: dict
  contains:
    policy:
      description: The name of the policy.
      returned: always
      type: str
      sample: mail
    product:
      description: The product judged.
      returned: always
      type: str
      sample: m365
    service:
      description: The service judged; null if the policy names none.
      returned: always
      type: str
      sample: exchange_online
    organization_id:
      description: The organisation judged; null if the policy names none.
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
    status:
      description:
        - V(compliant), V(non_compliant), V(unknown) (the service no longer has the jobs of the beginning of the
          period) or V(not_applicable) (the whole period is excluded).
        - V(unknown) is never compliant.
      returned: always
      type: str
      sample: non_compliant
    compliant_time_percent:
      description:
        - The percentage of the judged time in which the exposure was at most C(rpo), rounded down to four decimals.
        - Null without C(rpo), and without any judged time.
      returned: always
      type: float
      sample: 99.8765
    judged_seconds:
      description:
        - The judged time; the period without exclusions, unknown time and what lies after the moment of judging.
        - With C(rpo), what is unknown for it is not judged.
      returned: always
      type: int
      sample: 7948800
    longest_exposure_seconds:
      description: The longest exposure in the judged time; null if no success was available in it.
      returned: always
      type: int
      sample: 97200
    known_since:
      description:
        - From when on the jobs are known; the beginning of the period unless the history that the policy needs
          is missing.
        - It can be before the period, if C(rpo) or C(restore_test_every) need earlier jobs.
      returned: always
      type: str
      sample: '2026-07-01T00:00:00Z'
    unknown_seconds:
      description: How much of the period is not excluded and unknown for any of the requirements.
      returned: always
      type: int
      sample: 0
    breaches:
      description: The spans in which the exposure exceeded C(rpo), within the period.
      returned: always
      type: list
      elements: dict
      contains:
        from:
          description: When it began, in UTC.
          returned: always
          type: str
          sample: '2026-08-12T22:00:00Z'
        until:
          description: When it ended, in UTC; null if it lasts.
          returned: always
          type: str
          sample: '2026-08-13T01:00:00Z'
        seconds:
          description: How long it lasted, exclusions included.
          returned: always
          type: int
          sample: 10800
        excluded_seconds:
          description: How much of it is excluded.
          returned: always
          type: int
          sample: 0
        last_success:
          description: The ID of the job that protected the data before it; null if none is known.
          returned: always
          type: str
          sample: FB20260811220000000000
        next_success:
          description: The ID of the first job that ended it or was available later; null if none is known.
          returned: always
          type: str
          sample: FB20260812220000000000
    runs:
      description: How many runs were expected, started, ended in each way, were missed, or are still running.
      returned: always
      type: dict
      sample:
        expected: 92
        started: 92
        succeeded: 91
        warning: 0
        failed: 1
        missed: 0
        running: 0
    missed:
      description: The times at which a run was expected and none started, in UTC.
      returned: always
      type: list
      elements: str
      sample: []
    restore_tests:
      description: The successful restore jobs, if the policy has C(restore_test_every).
      returned: always
      type: list
      elements: dict
      sample:
        - id: RS20260801100000000000
          started_at: '2026-08-01T10:00:00Z'
          finished_at: '2026-08-01T10:20:00Z'
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
    reasons:
      description:
        - Why the subject did not pass, one line of text for each check that failed; empty if it passed.
        - Control and invisible characters in text of the service are replaced, so these lines are safe to show.
      returned: always
      type: list
      elements: str
      sample:
        - 'max_age: expected a success in the last 24h, found 31h 12m ago (FB20261120160451000000)'
    days:
      description: What happened on each day of the period, in its time zone, by the start of the runs.
      returned: always
      type: list
      elements: dict
      contains:
        date:
          description: The local date.
          returned: always
          type: str
          sample: '2026-08-12'
        status:
          description:
            - The worst of what happened, V(failed), V(missed), V(warning) or V(good); V(none) if nothing did.
            - V(excluded), V(unknown) or V(future) if the whole day is.
          returned: always
          type: str
          sample: good
        succeeded:
          description: How many runs succeeded.
          returned: always
          type: int
          sample: 1
        warning:
          description: How many runs ended with a warning.
          returned: always
          type: int
          sample: 0
        failed:
          description: How many runs failed or were stopped.
          returned: always
          type: int
          sample: 0
        objects:
          description: How many objects the successes protected; null if none reports it.
          returned: always
          type: int
          sample: 1240
controls:
  description:
    - What the policies give evidence for, by control, and what the history of jobs cannot show.
    - Evidence for a control is not compliance with it.
  returned: when the policies were judged, also if the task fails because of the result
  type: list
  elements: dict
  contains:
    framework:
      description: The framework; null for what no job history shows.
      returned: always
      type: str
      sample: ISO/IEC 27001:2022
    control:
      description: The control of the framework, or the name that a policy gives.
      returned: always
      type: str
      sample: A.8.13
    title:
      description: What the control is about, in the words of this collection.
      returned: always
      type: str
      sample: Backups are kept and regularly tested
    statement:
      description: What the policies give evidence for; null if there is none.
      returned: always
      type: str
      sample: gives evidence for ISO/IEC 27001:2022 A.8.13
    status:
      description: V(holds), V(does not hold), V(unknown), V(not applicable) or V(not assessed).
      returned: always
      type: str
      sample: does not hold
    holds:
      description: Whether it holds; null if that is unknown, not applicable or not assessed.
      returned: always
      type: bool
      sample: false
    reason:
      description: Why it is not assessed; null if it is.
      returned: always
      type: str
      sample: null
    subjects:
      description: The policies and subjects behind it, each with its status and the requirements that count.
      returned: always
      type: list
      elements: dict
      sample:
        - policy: mail
          subject: m365 exchange_online
          status: does not hold
          requirements:
            - rpo
exclusions:
  description: All exclusions, each with its reason.
  returned: when the policies were judged, also if the task fails because of the result
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
evidence:
  description: The evidence that was written or verified.
  returned: with O(dest) or O(evidence)
  type: dict
  contains:
    path:
      description: Its folder.
      returned: always
      type: str
      sample: /var/lib/backup-evidence/2026-q3
    sha256:
      description: The SHA-256 of its manifest; null in check mode.
      returned: always
      type: str
      sample: 6f1ed002ab5595859014ebf0951522d9e1d2e1d1c1bd6a4a0b3c5b0a8f0c1d2e
    verified:
      description: Always true; evidence that does not verify fails the task.
      returned: with O(evidence)
      type: bool
      sample: true
    created_at:
      description: When it was written, in UTC.
      returned: with O(evidence)
      type: str
      sample: '2026-10-02T08:00:00Z'
summary:
  description: The jobs in figures.
  returned: when the policies were judged, also if the task fails because of the result
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
  returned: when the policies were judged, also if the task fails because of the result
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
from ..module_utils._module import job_compliance
from ..module_utils._module.base import run_module
from ..module_utils._module.base_module import CloudBackupModule


def main(module_class: type[CloudBackupModule] = CloudBackupModule) -> None:
    """Judge the policies."""
    spec = argument_spec.argument_spec(job_compliance.compliance_options())
    run_module(
        module_class(argument_spec=spec, required_one_of=[("policies", "evidence")], supports_check_mode=True),
        job_compliance.run,
    )


if __name__ == "__main__":
    main()
