# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a wait has seen so far, the next query that it needs, and its outcome. Pure functions without a clock."""

from __future__ import annotations

import typing as t
from dataclasses import replace
from datetime import datetime, timedelta

from .. import times
from .._jobs.job import Job
from .._products.base import Product
from .._products.enums import Enumeration
from .._read.choices import Choice, choose
from .._read.query import Query
from .spec import WaitSpec

# A query starts this long before the jobs that it looks for: services may round the start of a window.
MARGIN = timedelta(minutes=1)

Outcome = t.Literal["finished", "failed", "timed_out", "never_appeared", "unreadable", "waiting"]
# The jobs waited for by their ID, as they were read last.
SeenJobs = t.Mapping[str, Job]


def missing_ids(spec: WaitSpec, seen: SeenJobs) -> list[str]:
    """Return the IDs that have not been seen yet."""
    return [identity for identity in spec.ids if identity not in seen]


def next_query(spec: WaitSpec, seen: SeenJobs, now: datetime) -> Query | None:
    """Return the narrowest query for the jobs still waited for; None if its window has not begun yet."""
    query = _query_for_ids(spec, seen) if spec.ids else _query_for_run(spec, seen)
    return replace(query, until=now) if query.since < now else None


def _query_for_ids(spec: WaitSpec, seen: SeenJobs) -> Query:
    query, missing = spec.query, missing_ids(spec, seen)
    unfinished = [job for job in seen.values() if not job["finished"]]
    query = query if missing else _since_start(query, unfinished)
    ids = [*missing, *(job["id"] for job in unfinished)]
    query = _only_ids(query, ids)
    searchable = "search_text" in {option.name for option in query.product.options}
    if searchable and len(ids) == 1 and "search_text" not in query.options:
        query = replace(query, options={**query.options, "search_text": ids[0]})
    return query


def _query_for_run(spec: WaitSpec, seen: SeenJobs) -> Query:
    query = _since_start(spec.query, list(seen.values()))
    for job in seen.values():
        if job["started_at"] is not None:
            product = query.product
            services = _narrowed(query.services, "services", product, product.services, job["service"])
            job_types = _narrowed(query.job_types, "job_types", product, product.job_types, job["job_type_name"])
            query = _only_ids(replace(query, services=services, job_types=job_types), [job["id"]])
    return query


def _only_ids(query: Query, ids: t.Sequence[str]) -> Query:
    """Return the query for these jobs; it ends when they are found and does not prove that there are no others."""
    return replace(query, ids=frozenset(ids), limit=len(ids)) if ids else query


def _since_start(query: Query, jobs: t.Sequence[Job]) -> Query:
    """Return the query since the first start of these jobs, if all of them have started."""
    starts = [job["started_at"] for job in jobs if job["started_at"] is not None]
    if not starts or len(starts) < len(jobs):
        return query
    return replace(query, since=max(query.since, times.parse_iso(min(starts)) - MARGIN))


def _narrowed(
    choice: Choice | None, option: str, product: Product, values: Enumeration | None, own: str | None
) -> Choice | None:
    """Return the filter for the job's own value alone, since each value can need a request of its own."""
    if choice is None or values is None or own is None or not values.read(own):
        return choice
    return choose(option, [product], [own], lambda _each: values)[product.name]


def update(spec: WaitSpec, seen: SeenJobs, jobs: t.Sequence[Job]) -> SeenJobs:
    """Return the seen jobs after a read. A job that is no longer returned stays as it was read last."""
    if spec.ids:
        return {**seen, **{job["id"]: job for job in jobs if job["id"] in spec.ids}}
    if any(job["started_at"] is not None or job["finished"] for job in seen.values()):
        return {**seen, **{job["id"]: job for job in jobs if job["id"] in seen}}
    # Until the run has started, another one may start before it.
    since = times.format_moment(spec.query.since)
    runs = [job for job in jobs if job["started_at"] is None or job["started_at"] >= since]
    first = min(runs, key=lambda job: (job["started_at"] is None, job["started_at"] or "", job["id"]), default=None)
    return seen if first is None else {first["id"]: first}


def failing_jobs(spec: WaitSpec, seen: SeenJobs) -> list[Job]:
    """Return the jobs whose status is one of fail_on."""
    choice = spec.fail_on
    if choice is None:
        return []
    return [job for job in seen.values() if choice.has(spec.product.statuses.read(job["status_raw"]))]


def outcome_of(spec: WaitSpec, seen: SeenJobs) -> Outcome | None:
    """Return the outcome of a wait that has seen these jobs; None if it goes on."""
    if failing_jobs(spec, seen):
        return "failed"
    ended = seen and not missing_ids(spec, seen) and all(job["finished"] for job in seen.values())
    return "finished" if ended else None


def outcome_at_timeout(seen: SeenJobs, was_read: bool) -> Outcome:
    """Return the outcome of a wait whose time is over; C(was_read) is whether any read succeeded."""
    if not was_read:
        return "unreadable"
    return "timed_out" if any(not job["finished"] for job in seen.values()) else "never_appeared"
