# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the parts of sample reports: a subject from a short text of its days, and a report from subjects."""

from __future__ import annotations

import typing as t
from collections import Counter
from datetime import datetime, timedelta, timezone

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._jobs.job import subject_text
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.registry import PRODUCTS
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.release import VERSION
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.times import format_moment
from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report import models
from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report.headline import counts_of, headline_of
from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report.states import (
    MEANINGS,
    PROBLEMS,
    STATES,
    State,
    worst,
)

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=timezone.utc)
ZONE = "Europe/Berlin"
# The letters of the days of a subject.
STATUS_OF_DAY = {
    "g": "good",
    "w": "warning",
    "f": "failed",
    "m": "missed",
    "x": "excluded",
    ".": "none",
    "?": "unknown",
    ">": "future",
}
# How the job of a day ended.
STATUS_OF_JOB = {"g": "succeeded", "w": "warning", "f": "failed"}
ALL_GOOD = "g" * 31


def moment(days: float) -> str:
    """Return the moment so many days before the report."""
    return format_moment(NOW - timedelta(days=days))


def days_of(history: str, objects: int | None, seconds: float) -> list[models.Day]:
    """Return the days of a subject, the last of them today, from a letter each."""
    last = NOW.date() + timedelta(days=history.count(">"))
    first = last - timedelta(days=len(history) - 1)
    return [_day(str(first + timedelta(days=n)), letter, n, objects, seconds) for n, letter in enumerate(history)]


def _day(date: str, letter: str, number: int, objects: int | None, seconds: float) -> models.Day:
    # A repeating pattern instead of random numbers.
    change = (number * 7 % 11 - 5) / 60
    status = t.cast(t.Any, STATUS_OF_DAY[letter])
    return models.Day(
        date=date,
        status=status,
        succeeded=int(letter == "g"),
        warning=int(letter == "w"),
        failed=int(letter == "f"),
        objects=round(objects * (1 + change + number / 500)) if objects is not None and letter == "g" else None,
        longest_seconds=round(seconds * (1 - change), 1) if letter in STATUS_OF_JOB else None,
    )


def subject(
    product: str,
    service: str | None,
    history: str = ALL_GOOD,
    *,
    state: State = "ok",
    organization: tuple[str, str] | None = None,
    objects: int | None = 1840,
    seconds: float = 2700,
    since_days: float | None = None,
    reasons: t.Sequence[str] = (),
    **more: t.Any,
) -> models.Subject:
    """Return a subject whose jobs are those of its days, one a day at most."""
    organization_id, organization_name = organization or (None, None)
    jobs = [letter for letter in history if letter in STATUS_OF_JOB]
    ended = history.rstrip("m?x.>")
    success = history.rfind("g")
    ago = len(history.rstrip(">")) - 1 - success
    strikes = len(ended) - len(ended.rstrip("wf"))
    past = "g" in history
    values: dict[str, t.Any] = {
        "subject": subject_text(product, service, organization_id),
        "product": product,
        "service": service,
        "organization_id": organization_id,
        "organization_name": organization_name,
        "state": state,
        "state_since": None if since_days is None else moment(since_days),
        "reasons": list(reasons),
        "next_step": MEANINGS[state].next_step,
        "change": None,
        "declared": True,
        "judged_by": ["nightly"],
        "expected": "a success in the last 24h",
        "last_success_at": moment(ago + 0.41) if past else None,
        "last_success_age_seconds": round((ago + 0.41) * 86400) if past else None,
        "last_job_id": f"FB{NOW:%Y%m%d}{abs(hash_of(product, service, organization_id)):08d}" if jobs else None,
        "last_job_status": STATUS_OF_JOB[ended[-1]] if jobs else None,
        "last_job_at": moment(len(history.rstrip(">")) - len(ended) + 0.44) if jobs else None,
        "jobs": len(jobs),
        "by_status": {STATUS_OF_JOB[letter]: count for letter, count in Counter(jobs).items()},
        "finished": len(jobs),
        "success_rate": 100 * jobs.count("g") / len(jobs) if jobs else None,
        "consecutive_failures": strikes if jobs else 0,
        "failed_objects": 12 * jobs.count("w") + 3 * jobs.count("f"),
        "days": days_of(history, objects, seconds),
        "outliers": [],
    }
    return models.Subject(**{**values, **more})


def hash_of(*parts: str | None) -> int:
    """Return a number of up to eight digits that is the same in every process."""
    number = 0
    for character in " ".join(filter(None, parts)):
        number = (number * 31 + ord(character)) % 10**8
    return number


def verdict(subject: models.Subject) -> models.Verdict:
    """Return the verdict of the rule C(nightly) on a subject."""
    outcome = {"unreadable": "unreadable", "not_assessed": "not_assessed"}.get(
        subject.state, "failed" if subject.state in PROBLEMS else "passed"
    )
    passed = outcome == "passed"
    age = None if subject.last_success_age_seconds is None else subject.last_success_age_seconds // 3600
    check = models.Check(
        check="max_age",
        expected="a success in the last 24h",
        actual="no success" if age is None else f"{age}h ago",
        passed=passed,
        job_ids=[subject.last_job_id] if subject.last_job_id else [],
    )
    return models.Verdict(
        **identity(subject),
        kind="rule",
        name="nightly",
        outcome=t.cast(t.Any, outcome),
        checks=[check] if outcome in ("passed", "failed") else [],
        reasons=[] if passed else subject.reasons,
    )


def identity(part: models.Identity) -> dict[str, str | None]:
    """Return what a row is about, as the arguments of another row."""
    return {name: getattr(part, name) for name in models.Identity.model_fields}


def running(
    about: models.Subject, hours: float | None, *, typical: float | None = 2700, stuck: bool = False, **more: t.Any
) -> models.RunningJob:
    """Return a running job of a subject that started so many hours ago."""
    values: dict[str, t.Any] = {
        **identity(about),
        "job_id": f"FB{NOW:%Y%m%d}{hash_of(about.subject):08d}",
        "status": "running",
        "started_at": None if hours is None else moment(hours / 24),
        "running_seconds": None if hours is None else hours * 3600,
        "typical_seconds": typical,
        "stuck": stuck,
    }
    return models.RunningJob(**{**values, **more})


def query(product: str, **more: t.Any) -> models.Query:
    """Return a complete read of a product."""
    values: dict[str, t.Any] = {
        "purpose": "jobs",
        "product": product,
        "since": moment(30),
        "until": moment(0),
        "filters": {"job_types": ["backup"]},
        "api_revision": "2025",
        "pages": 3,
        "requests": 4,
        "retries": 0,
        "total_reported": 248,
        "fetched": 248,
        "duplicates": 0,
        "complete": True,
        "elapsed_seconds": 1.82,
    }
    return models.Query(**{**values, **more})


def product(name: str, subjects: t.Sequence[models.Subject], **more: t.Any) -> models.Product:
    """Return the row of a product from its subjects."""
    own = [each for each in subjects if each.product == name]
    finished = sum(each.finished for each in own)
    succeeded = sum(each.by_status.get("succeeded", 0) for each in own)
    values: dict[str, t.Any] = {
        "product": name,
        "title": PRODUCTS[name].title,
        "readable": True,
        "message": None,
        "request_id": None,
        "state": worst(each.state for each in own),
        "subjects": len(own),
        "problems": sum(each.state in PROBLEMS for each in own),
        "jobs": sum(each.jobs for each in own),
        "success_rate": 100 * succeeded / finished if finished else None,
        "failed_objects": sum(each.failed_objects for each in own),
        "last_success_at": max((each.last_success_at for each in own if each.last_success_at), default=None),
    }
    return models.Product(**{**values, **more})


def report(subjects: t.Sequence[models.Subject], **more: t.Any) -> models.Report:
    """Return a report on subjects."""
    ordered = sorted(subjects, key=lambda each: (STATES.index(each.state), each.subject))
    names = list(dict.fromkeys(each.product for each in subjects)) or ["m365", "google"]
    counts = counts_of(ordered, has_inventory=True)
    values: dict[str, t.Any] = {
        "format": models.FORMAT,
        "title": "Backup report",
        "tenant": "contoso",
        "generated_at": moment(0),
        "since": moment(30),
        "until": moment(0),
        "time_zone": ZONE,
        "state": worst(each.state for each in ordered),
        "headline": headline_of(counts, is_judged=any(each.judged_by for each in ordered)),
        "counts": counts,
        "products": [product(name, subjects) for name in names],
        "subjects": ordered,
        "recovered": [each.subject for each in ordered if each.change == "recovered"],
        "no_longer_seen": [],
        "previous_at": None,
        "problems_changed": any(each.change for each in ordered),
        "running": [],
        "verdicts": [verdict(each) for each in ordered],
        "compliance": None,
        "excluded": [],
        "reading": models.Reading(complete=True, queries=[query(name) for name in names], version=VERSION),
    }
    return models.Report(**{**values, **more})
