# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs and rules for the tests of the gate, in hours before a fixed time."""

from __future__ import annotations

import typing as t
from datetime import datetime, timedelta, timezone

from ansible_collections.avepoint.cloud_backup.plugins.module_utils import times
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._gate import rules
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._gate.resolved_rules import (
    ResolvedRule,
    resolve_rules,
)
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._gate.verdicts import (
    JudgingMoment,
    Verdict,
    judge_all,
)
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._jobs.job import FINISHED, Counts, Job, no_counts
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._policy.queries import JobQuery, plan_queries

NOW = datetime(2026, 11, 21, 8, 0, 0, tzinfo=timezone.utc)
MOMENT = JudgingMoment(NOW)


def ago(hours: float) -> datetime:
    """Return the time so many hours before now, or after now if negative."""
    return NOW - timedelta(hours=hours)


def counted(failed: int | None, total: int | None, **more: int | None) -> Counts:
    """Return counts that add up if both figures are given."""
    kept = None if failed is None or total is None else max(0, total - failed)
    return t.cast(Counts, {**no_counts(), "total": total, "failed": failed, "successful": kept, **more})


def job(
    identity: str,
    status: str = "succeeded",
    ended: float | None = 1.0,
    took: float | None = 0.5,
    objects: tuple[int | None, int | None] | None = (0, 100),
    **more: t.Any,
) -> Job:
    """Return a job that ended so many hours ago; C(objects) are the failed objects and all objects.

    An unfinished job has been running for C(took) hours. C(None) is a value that is not reported.
    """
    over = status in FINISHED
    start = None if took is None or (over and ended is None) else (ended or 0.0) + took if over else took
    counts = counted(*objects) if objects else no_counts()
    values = {
        "id": identity,
        "product": "m365",
        "status": status,
        "status_raw": status,
        "finished": over,
        "ok": status == "succeeded",
        "job_type": "backup",
        "job_type_raw": 1,
        "job_type_name": "backup",
        "service": "teams",
        "service_raw": 7,
        "started_at": None if start is None else times.format_moment(ago(start)),
        "finished_at": None if not over or ended is None else times.format_moment(ago(ended)),
        "duration_seconds": None if not over or took is None else took * 3600,
        "counts": counts,
        "counts_by_unit": {},
        "size_bytes": None,
        "progress_percent": None,
        "organization_id": None,
        "organization_name": None,
        "operator": None,
        "message": None,
        "errors": [],
        "subject": "m365 teams",
    }
    return t.cast(Job, {**values, **more})


def rule(**keys: t.Any) -> rules.Rule:
    """Return a rule that is read as that of a user."""
    return rules.read([{"name": "r", "product": "m365", **keys}])[0]


def resolve(*given: dict[str, t.Any]) -> list[ResolvedRule]:
    """Return resolved rules with default keys; a key whose value is None is left out."""
    base = {"product": "m365", "min_success_rate": 90}
    complete = [{"name": f"rule {number}", **base, **keys} for number, keys in enumerate(given)]
    return resolve_rules(
        rules.read([{key: value for key, value in keys.items() if value is not None} for keys in complete])
    )


def plan(resolved: t.Iterable[ResolvedRule], *, in_the_past: bool = False) -> list[JobQuery]:
    """Return the queries of resolved rules."""
    return plan_queries([each.selection for each in resolved], in_the_past=in_the_past)


def judge_rules(jobs: list[Job], *given: dict[str, t.Any], moment: JudgingMoment = MOMENT) -> list[Verdict]:
    """Judge as if every query had returned those of the jobs that it asks for."""
    resolved = resolve(*given)
    queries = plan(resolved, in_the_past=moment.in_the_past)
    for query in queries:
        since = times.format_moment(moment.now - query.look_back)
        query.jobs = [
            each
            for each in jobs
            if (not query.statuses or each["status"] in query.statuses) and (each["started_at"] or since) >= since
        ]
    return judge_all(resolved, queries, moment)
