# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a wait has seen so far: what to look for next, and what has been decided by it. Knows no clock.

Source: the interface's page on job_wait.
"""

from __future__ import annotations

import typing as t
from dataclasses import replace
from datetime import datetime, timedelta

from .. import times
from .._jobs.job import Job
from .._products.base import Product
from .._products.enums import Enumeration
from .._read.filters import Choice, choose
from .._read.query import Query
from .spec import WaitSpec

# Before the start of a job that is waited for: no service has to agree on where a window begins.
MARGIN = timedelta(minutes=1)

Outcome = t.Literal["finished", "failed", "timed_out", "never_appeared", "unreadable", "waiting"]
# The jobs waited for that were seen, as they were seen last, by their id.
SeenJobs = t.Mapping[str, Job]


def missing(wanted: WaitSpec, picture: SeenJobs) -> list[str]:
    """The ids that were not seen so far."""
    return [identity for identity in wanted.ids if identity not in picture]


def next_query(wanted: WaitSpec, picture: SeenJobs, now: datetime) -> Query | None:
    """The narrowest question that tells what is still waited for; None where nothing can be there yet."""
    asked = _for_ids(wanted, picture) if wanted.ids else _for_run(wanted, picture)
    return replace(asked, until=now) if asked.since < now else None


def _for_ids(wanted: WaitSpec, picture: SeenJobs) -> Query:
    asked, unseen = wanted.question, missing(wanted, picture)
    running = [job for job in picture.values() if not job["finished"]]
    asked = asked if unseen else _since_start(asked, running)
    left = [*unseen, *(job["id"] for job in running)]
    asked = _just(asked, left)
    search = asked.product.id_search_option
    if search is not None and len(left) == 1 and search not in asked.options:
        asked = replace(asked, options={**asked.options, search: left[0]})
    return asked


def _for_run(wanted: WaitSpec, picture: SeenJobs) -> Query:
    asked = _since_start(wanted.question, list(picture.values()))
    for job in picture.values():
        if job["started_at"] is not None:
            product = asked.product
            services = _only(asked.services, "services", product, product.services, job["service"])
            job_types = _only(asked.job_types, "job_types", product, product.job_types, job["job_type_name"])
            asked = _just(replace(asked, services=services, job_types=job_types), [job["id"]])
    return asked


def _just(asked: Query, ids: t.Sequence[str]) -> Query:
    """The question for these jobs: it need not be proved that there are no others."""
    return replace(asked, ids=frozenset(ids), limit=len(ids)) if ids else asked


def _since_start(asked: Query, jobs: t.Sequence[Job]) -> Query:
    """The question since the first start of these jobs, if all of them have started."""
    starts = [job["started_at"] for job in jobs]
    told = [start for start in starts if start is not None]
    if not told or len(told) < len(starts):
        return asked
    return replace(asked, since=max(asked.since, times.parse_iso(min(told)) - MARGIN))


def _only(
    choice: Choice | None, option: str, product: Product, values: Enumeration | None, own: str | None
) -> Choice | None:
    """The job's own value of those that were asked for, which would each be asked for on its own."""
    if choice is None or values is None or own is None or not values.read(own):
        return choice
    return choose(option, [product], [own], lambda _one: values)[product.name]


def update(wanted: WaitSpec, picture: SeenJobs, jobs: t.Sequence[Job]) -> SeenJobs:
    """What is known after a look. What is not there any more stays as it was seen last."""
    if wanted.ids:
        return {**picture, **{job["id"]: job for job in jobs if job["id"] in wanted.ids}}
    if any(job["started_at"] is not None or job["finished"] for job in picture.values()):
        return {**picture, **{job["id"]: job for job in jobs if job["id"] in picture}}
    # One that has not started yet may be overtaken by another until it does.
    since = times.show(wanted.question.since)
    able = [job for job in jobs if job["started_at"] is None or job["started_at"] >= since]
    first = min(able, key=lambda job: (job["started_at"] is None, job["started_at"] or "", job["id"]), default=None)
    return picture if first is None else {first["id"]: first}


def failing(wanted: WaitSpec, picture: SeenJobs) -> list[Job]:
    """The jobs that fail the task."""
    choice = wanted.fail_on
    if choice is None:
        return []
    return [job for job in picture.values() if choice.has(wanted.product.statuses.read(job["status_raw"]))]


def decide(wanted: WaitSpec, picture: SeenJobs) -> Outcome | None:
    """How the wait ends with what was seen; None where it goes on."""
    if failing(wanted, picture):
        return "failed"
    ended = picture and not missing(wanted, picture) and all(job["finished"] for job in picture.values())
    return "finished" if ended else None


def late(picture: SeenJobs, looked: bool) -> Outcome:
    """How the wait ends when its time is over."""
    if not looked:
        return "unreadable"
    return "timed_out" if any(not job["finished"] for job in picture.values()) else "never_appeared"
