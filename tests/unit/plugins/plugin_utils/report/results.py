# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results of the modules for the tests of reports, at a fixed moment."""

from __future__ import annotations

import typing as t

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._jobs.job import Job, subject_text
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.times import format_moment
from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report.build import Options, build_report
from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report.models import Report, Subject
from unit.plugins.jobs import NOW, ago, make


def run(number: int, status: str = "succeeded", hours: float = 1, service: str | None = "gmail", **more: t.Any) -> Job:
    """Return a backup that started so many hours ago and took half an hour."""
    times = {"started_at": ago(hours=hours), "finished_at": ago(hours=hours - 0.5), "duration_seconds": 1800.0}
    job = make(status, **{"id": f"job-{number}", "product": "google", "service": service, **times, **more})
    return job if job["finished"] else t.cast("Job", {**job, "finished_at": None, "duration_seconds": None})


def query(product: str = "google", **more: t.Any) -> dict[str, t.Any]:
    """Return a row of queries."""
    return {
        "product": product,
        "since": ago(days=30),
        "until": format_moment(NOW),
        "filters": {"job_types": ["backup"]},
        "api_revision": "unversioned",
        "pages": 1,
        "requests": 1,
        "retries": 0,
        "total_reported": 1,
        "fetched": 1,
        "duplicates": 0,
        "complete": True,
        "elapsed_seconds": 0.5,
        **more,
    }


def read(*jobs: Job, products: t.Sequence[str] = ("google",), errors: t.Sequence[t.Any] = ()) -> dict[str, t.Any]:
    """Return a result of job_info."""
    return {"jobs": list(jobs), "queries": [query(name) for name in products], "errors": list(errors), "summary": {}}


def error(product: str = "google", message: str = "HTTP 503") -> dict[str, t.Any]:
    """Return a row of errors."""
    return {"product": product, "message": message, "request_id": "req-1"}


def check(name: str, *, passed: bool = False, job_ids: t.Sequence[str] = ()) -> dict[str, t.Any]:
    """Return a check."""
    return {"check": name, "expected": "this", "actual": "that", "passed": passed, "job_ids": list(job_ids)}


def verdict(*failed: dict[str, t.Any], service: str | None = "gmail", **more: t.Any) -> dict[str, t.Any]:
    """Return a verdict of job_gate that fails if there are failed checks."""
    return {
        "rule": "mail",
        "product": "google",
        "service": service,
        "organization_id": None,
        "subject": subject_text("google", service, None),
        "passed": not failed,
        "last_success_at": ago(hours=2),
        "jobs_judged": 3,
        "checks": [check("max_age", passed=True), *failed],
        "reasons": [f"{each['check']}: expected this, found that" for each in failed],
        "exclusions": [],
        **more,
    }


def gate(*verdicts: dict[str, t.Any]) -> dict[str, t.Any]:
    """Return a result of job_gate."""
    passed = all(each["passed"] for each in verdicts)
    return {"passed": passed, "msg": "", "verdicts": list(verdicts), "queries": [query()]}


def policy(status: str = "compliant", service: str | None = "gmail", **more: t.Any) -> dict[str, t.Any]:
    """Return a subject of job_compliance."""
    return {
        "policy": "mail policy",
        "product": "google",
        "service": service,
        "organization_id": None,
        "subject": subject_text("google", service, None),
        "status": status,
        "compliant_time_percent": 100.0,
        "longest_exposure_seconds": 90_000,
        "known_since": ago(days=30),
        "breaches": [],
        "runs": {"expected": 30, "succeeded": 29},
        "missed": [],
        "checks": [],
        "reasons": [] if status == "compliant" else ["rpo: expected this, found that"],
        "days": [
            {"date": "2026-11-21", "status": "good", "succeeded": 1, "warning": 0, "failed": 0, "objects": 5},
        ],
        **more,
    }


def compliance(*subjects: dict[str, t.Any], **more: t.Any) -> dict[str, t.Any]:
    """Return a result of job_compliance."""
    statuses = {each["status"] for each in subjects}
    compliant = "compliant" in statuses and statuses <= {"compliant", "not_applicable"}
    period = {"since": ago(days=30), "until": format_moment(NOW), "time_zone": "UTC"}
    return {
        "compliant": compliant,
        "msg": "",
        "period": period,
        "subjects": list(subjects),
        "controls": [],
        "exclusions": [],
        "queries": [query()],
        **more,
    }


def report(
    value: object, *, more: object = None, gate: object = None, compliance: object = None, **options: t.Any
) -> Report:
    """Return a report of the fixed moment."""
    given = Options(**{"now": format_moment(NOW), **options})
    return build_report(value, more=more, gate=gate, compliance=compliance, options=given)


def only(made: Report) -> Subject:
    """Return the only subject of a report."""
    (subject,) = made.subjects
    return subject


def states(made: Report) -> dict[str, str]:
    """Return the state of each subject."""
    return {subject.subject: subject.state for subject in made.subjects}
