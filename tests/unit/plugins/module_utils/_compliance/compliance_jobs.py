# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs, policies and judgements for the tests of compliance, in seconds since the beginning of the period."""

from __future__ import annotations

import typing as t
from dataclasses import replace
from datetime import datetime, timedelta, timezone

from ansible_collections.avepoint.cloud_backup.plugins.module_utils import times
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance import period as periods
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance.facts import Facts, facts_of
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance.inputs import Inputs
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance.judged_jobs import JudgedJobs
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance.period import Period
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance.result import Assessment, assess
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._jobs.job import Job
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._policy.exclusions import of_subject
from unit.plugins.module_utils._gate import gate_jobs

SINCE = datetime(2026, 11, 2, tzinfo=timezone.utc)
HOUR = 3600
DAY = 24 * HOUR
# That of a service of m365 in the older API version.
SERVICES = {"exchange_online": 1, "sharepoint_online": 2, "teams": 7, None: None, "new_service": 99}
JOB_TYPES = {"backup": 1, "restore": 2, None: 99}


def at(second: float) -> datetime:
    """Return the moment so many seconds after the beginning."""
    return SINCE + timedelta(seconds=second)


def text(second: float) -> str:
    """Return that moment as text."""
    return times.format_moment(at(second))


def job(
    identity: str,
    start: float | None,
    end: float | None = None,
    status: str = "succeeded",
    service: str | None = "teams",
    job_type: str | None = "backup",
    **more: t.Any,
) -> Job:
    """Return a job that started and ended so many seconds after the beginning; None is not reported."""
    written = {
        "started_at": None if start is None else text(start),
        "finished_at": None if end is None else text(end),
        "duration_seconds": None if start is None or end is None else float(end - start),
        "service": service,
        "service_raw": SERVICES.get(service),
        "job_type": job_type,
        "job_type_raw": JOB_TYPES[job_type],
    }
    return gate_jobs.job(identity, status, **{**written, **more})


def restore(identity: str, start: float | None, end: float | None, status: str = "succeeded", **more: t.Any) -> Job:
    """Return a restore job."""
    return job(identity, start, end, status, job_type="restore", **more)


def exclusion(begin: float, end: float, **more: t.Any) -> dict[str, t.Any]:
    """Return an exclusion as a user writes it."""
    return {"from": text(begin), "until": text(end), "reason": "maintenance", **more}


def period(seconds: float, judged: float | None = None, since: float = 0, zone: str = "UTC") -> Period:
    """Return a period up to so many seconds after the beginning; it is judged at its end if nothing else is given."""
    return Period(at(since), at(seconds), at(seconds if judged is None else judged), periods.find_zone(zone), zone)


def given(
    policies: dict[str, t.Any] | list[dict[str, t.Any]],
    over: Period,
    exclusions: t.Sequence[dict[str, t.Any]] = (),
    known_since: float | None = None,
) -> Inputs:
    """Return what policies of m365 are judged by; C(known_since) is where the history of m365 begins."""
    written = [policies] if isinstance(policies, dict) else policies
    complete = [{"name": f"policy {number}", "product": "m365", **keys} for number, keys in enumerate(written, 1)]
    inputs = Inputs(complete, list(exclusions), over)
    if known_since is not None:
        inputs = replace(inputs, known_since={"m365": text(known_since)})
    return inputs


def assessment(
    jobs: t.Iterable[Job],
    policies: dict[str, t.Any] | list[dict[str, t.Any]],
    over: Period,
    *around: t.Any,
    **named: t.Any,
) -> Assessment:
    """Judge policies; what follows the period are the exclusions and the beginning of the history."""
    return assess(given(policies, over, *around, **named), JudgedJobs(jobs))


def facts(jobs: t.Iterable[Job], policy: dict[str, t.Any], over: Period, *around: t.Any, **named: t.Any) -> Facts:
    """Return the facts of a policy's only subject."""
    (resolved,), circumstances = given(policy, over, *around, **named).resolve()
    (subject,) = resolved.words.subjects()
    applying = of_subject(circumstances.exclusions, subject)
    return facts_of(resolved, subject, JudgedJobs(jobs), over, applying, circumstances.known_since.get(subject.product))


def row(
    jobs: t.Iterable[Job],
    policy: dict[str, t.Any],
    over: Period,
    exclusions: t.Sequence[dict[str, t.Any]] = (),
    known_since: float | None = None,
) -> dict[str, t.Any]:
    """Return the row of a policy's only subject."""
    (found,) = assessment(jobs, policy, over, exclusions, known_since).result["subjects"]
    return t.cast("dict[str, t.Any]", found)


def check(found: dict[str, t.Any], name: str) -> dict[str, t.Any]:
    """Return a check of a row."""
    (one,) = [each for each in found["checks"] if each["check"] == name]
    return t.cast("dict[str, t.Any]", one)
