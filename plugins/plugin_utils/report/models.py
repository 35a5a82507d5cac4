# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The structure of a report, which every format is made from.

Moments are text in UTC such as C(2026-11-21T08:00:00Z). All text of the service is one line without control characters
and invisible characters; it is not escaped for any format. The JSON Schema in docs/schemas/report.json is generated
from these models.
"""

from __future__ import annotations

import typing as t

from ...module_utils._pydantic import BaseModel, ConfigDict, Field
from .states import State

# Counted up whenever a key is removed or its meaning changes.
FORMAT = 1


class Part(BaseModel):
    """The base of every part of a report: no key is lost or added silently."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Identity(Part):
    """What a row is about."""

    subject: str = Field(description="The product, the service and the organisation as one text.")
    product: str = Field(description="The name of the product.")
    service: str | None = Field(description="The name of the service; null if the row is about all of them.")
    organization_id: str | None = Field(description="The organisation; null if the row is about all of them.")


class Counts(Part):
    """How many subjects there are, and how many are in each state."""

    subjects: int = Field(description="All subjects.")
    problems: int = Field(description="Those that need a person.")
    new: int = Field(description="Problems that the earlier report does not have; 0 without one.")
    recovered: int = Field(description="Problems of the earlier report that are over; 0 without one.")
    undeclared: int = Field(description="Subjects that are seen, but not declared; 0 if nothing is declared.")
    unreadable: int
    never_succeeded: int
    stale: int
    failed: int
    warning: int
    no_result: int
    running: int
    ok: int
    not_assessed: int


class Day(Part):
    """What happened to a subject on one day of the report's time zone, by the start of the runs."""

    date: str = Field(description="The local date, such as 2026-11-21.")
    status: t.Literal["good", "warning", "failed", "missed", "excluded", "none", "unknown", "future"] = Field(
        description="The worst of what happened: failed, missed, warning or good; none if nothing did. "
        "Excluded, unknown or future if the whole day is."
    )
    succeeded: int = Field(description="How many runs succeeded.")
    warning: int = Field(description="How many runs ended with a warning.")
    failed: int = Field(description="How many runs failed or were stopped.")
    objects: int | None = Field(description="How many objects the successes protected; null if none reports it.")
    longest_seconds: float | None = Field(description="How long the longest run took that ended; null if none did.")


class Outlier(Part):
    """A run that took much longer, or protected far fewer objects, than the subject's other runs."""

    job_id: str = Field(description="The job.")
    started_at: str = Field(description="When it started.")
    measure: t.Literal["duration", "objects"] = Field(description="What is unusual.")
    value: float = Field(description="Its duration in seconds, or its number of objects.")
    typical: float = Field(description="The median of the subject's successes, in the same unit.")
    text: str = Field(description="The same as one sentence.")


class RunningJob(Identity):
    """A job that has not ended."""

    job_id: str = Field(description="The job.")
    status: str = Field(description="running, paused or pending.")
    started_at: str | None = Field(description="When it started; null if it has not, or if that is unknown.")
    running_seconds: float | None = Field(description="For how long; null if the start is unknown.")
    typical_seconds: float | None = Field(description="The median duration of the subject's successes.")
    stuck: bool = Field(description="Whether it has been running for more than twice the usual time, and for an hour.")


class Check(Part):
    """One check of a verdict."""

    check: str = Field(description="Its name.")
    expected: str = Field(description="What is expected.")
    actual: str = Field(description="What was found.")
    passed: bool = Field(description="Whether it passed.")
    job_ids: list[str] = Field(description="The jobs that decided.")


class Verdict(Identity):
    """The judgement of a rule or a policy on a subject; every subject has at least one."""

    kind: t.Literal["rule", "policy", "latest"] = Field(
        description="A rule of job_gate, a policy of job_compliance, or the latest runs, if neither judges the subject."
    )
    name: str = Field(description="The name of the rule or policy.")
    outcome: t.Literal["passed", "failed", "unreadable", "not_assessed"] = Field(description="What was decided.")
    checks: list[Check] = Field(description="The checks; none if nothing is assessed.")
    reasons: list[str] = Field(description="Why it did not pass, a line each.")


class Subject(Identity):
    """One subject: its state, and the figures of its jobs in the report's window."""

    organization_name: str | None = Field(description="The name of the organisation, if the jobs have it.")
    state: State = Field(description="The worst of what is known of it.")
    state_since: str | None = Field(
        description="Since when it is a problem; null if it is none, or if that is unknown."
    )
    reasons: list[str] = Field(description="Why it is in this state, a line each.")
    next_step: str = Field(description="What to do about it; empty if nothing.")
    change: t.Literal["new", "recovered"] | None = Field(
        description="Whether it became a problem, or is one no longer, since the earlier report; otherwise null."
    )
    declared: bool = Field(description="Whether it is expected: by the declared subjects, a rule or a policy.")
    judged_by: list[str] = Field(description="The rules and policies that judge it.")
    expected: str | None = Field(description="How old the last success may be, as the rule says it.")
    last_success_at: str | None = Field(description="When the last success ended.")
    last_success_age_seconds: int | None = Field(description="How long ago that was.")
    last_job_id: str | None = Field(description="The last run.")
    last_job_status: str | None = Field(description="Its status.")
    last_job_at: str | None = Field(description="When it started, or ended if its start is unknown.")
    jobs: int = Field(description="How many jobs there are.")
    by_status: dict[str, int] = Field(description="How many of them have each status, only those that occur.")
    finished: int = Field(description="How many of them ended.")
    success_rate: float | None = Field(description="The percentage of successes among those; null if there are none.")
    consecutive_failures: int = Field(description="How many of the last runs failed in a row; warnings count.")
    failed_objects: int = Field(description="How many objects failed in all of them.")
    days: list[Day] = Field(description="The last days of the window, at most 90, the oldest first.")
    outliers: list[Outlier] = Field(description="Unusual runs, the newest first, at most ten.")


class Product(Part):
    """A product that was to be read."""

    product: str = Field(description="Its name.")
    title: str = Field(description="What the vendor calls it.")
    readable: bool = Field(description="Whether it could be read.")
    message: str | None = Field(description="Why it could not be read.")
    request_id: str | None = Field(description="The service's ID of the request that failed.")
    state: State = Field(description="The worst state of its subjects.")
    subjects: int = Field(description="How many subjects it has.")
    problems: int = Field(description="How many of them need a person.")
    jobs: int = Field(description="How many jobs were read.")
    success_rate: float | None = Field(description="The percentage of successes among those that ended.")
    failed_objects: int = Field(description="How many objects failed.")
    last_success_at: str | None = Field(description="When the last success ended.")


class PolicyResult(Identity):
    """What a policy found for a subject over the period."""

    policy: str = Field(description="The name of the policy.")
    status: t.Literal["compliant", "non_compliant", "unknown", "not_applicable", "unreadable"] = Field(
        description="The judgement; unreadable if the jobs could not be read."
    )
    compliant_time_percent: float | None = Field(description="The share of the time that met the objective.")
    longest_exposure_seconds: int | None = Field(description="The longest time without a new success.")
    breaches: int = Field(description="How many times the objective was broken.")
    breach_seconds: int = Field(description="For how long together.")
    missed: int = Field(description="How many expected runs did not start.")
    expected_runs: int = Field(description="How many runs were expected.")
    reasons: list[str] = Field(description="Why it is not compliant, a line each.")


class Control(Part):
    """A control that policies give evidence for; evidence is not compliance with it."""

    framework: str | None = Field(description="The framework; null for what no job history shows.")
    control: str | None = Field(description="The control of the framework, or the name that a policy gives.")
    title: str | None = Field(description="What it is about.")
    statement: str | None = Field(description="What the policies give evidence for; null if there is none.")
    status: str = Field(description="holds, does not hold, unknown, not applicable or not assessed.")
    reason: str | None = Field(description="Why it is not assessed; null if it is.")


class Excluded(Part):
    """A span that is not judged."""

    begin: str = Field(description="When it begins.")
    end: str = Field(description="When it ends, exclusive.")
    reason: str
    product: str | None
    services: list[str]


class Compliance(Part):
    """What the policies found over the period."""

    compliant: bool
    since: str = Field(description="The beginning of the period.")
    until: str = Field(description="Its end.")
    time_zone: str = Field(description="The time zone of its days.")
    counts: dict[str, int] = Field(description="How many subjects there are, and how many have each status.")
    results: list[PolicyResult]
    controls: list[Control]


class Query(Part):
    """A read of one product, with the proof that it is complete."""

    purpose: t.Literal["jobs", "rules", "policies"] = Field(description="What the jobs were read for.")
    product: str
    since: str
    until: str
    filters: dict[str, t.Any]
    api_revision: str | None
    pages: int
    requests: int
    retries: int
    total_reported: int | None
    fetched: int
    duplicates: int
    complete: bool
    elapsed_seconds: float


class Reading(Part):
    """How the jobs were read."""

    complete: bool = Field(description="Whether everything was read that was to be read.")
    queries: list[Query]
    version: str = Field(description="The version of the collection.")


class Report(Part):
    """A report on the backups of a tenant."""

    format: t.Literal[1] = Field(description="The version of this structure, 1.")
    title: str = Field(description="The title of the report.")
    tenant: str = Field(description="The label of the tenant.")
    generated_at: str = Field(description="The moment that states and ages are of.")
    since: str | None = Field(description="The beginning of the window; null if it is unknown.")
    until: str = Field(description="The end of the window.")
    time_zone: str = Field(description="The time zone of the days, an IANA name.")
    state: State = Field(description="The worst state of all subjects.")
    headline: str = Field(description="The report in one sentence.")
    counts: Counts = Field(description="How many subjects there are, and how many are in each state.")
    products: list[Product] = Field(description="The products that were read, or have a subject.")
    subjects: list[Subject] = Field(description="Worst first, then by name.")
    recovered: list[str] = Field(description="The subjects that were problems in the earlier report, and are none now.")
    no_longer_seen: list[str] = Field(description="Subjects of the earlier report that this one does not have.")
    previous_at: str | None = Field(description="The moment of the earlier report; null without one.")
    problems_changed: bool = Field(description="Whether the set of problems differs from that of the earlier report.")
    running: list[RunningJob] = Field(description="Jobs that have not ended, the longest running first.")
    verdicts: list[Verdict] = Field(description="What each rule and policy found for each subject.")
    compliance: Compliance | None = Field(description="What the policies found over the period; null without one.")
    excluded: list[Excluded] = Field(description="The spans that rules or policies do not judge.")
    reading: Reading = Field(description="How the jobs were read, and whether that is complete.")
