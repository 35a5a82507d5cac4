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

from ansible_collections.avepoint.cloud_backup.plugins.module_utils import times
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.choice import Choice, choose
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.enumeration import Enumeration
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.job import Job
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.product import Product
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.question import Question
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.wish import Wish

# Before the start of a job that is waited for: no service has to agree on where a window begins.
MARGIN = timedelta(minutes=1)

Outcome = t.Literal["finished", "failed", "timed_out", "never_appeared", "unreadable", "waiting"]
# The jobs waited for that were seen, as they were seen last, by their id.
Picture = t.Mapping[str, Job]


def missing(wanted: Wish, picture: Picture) -> list[str]:
    """The ids that were not seen so far."""
    return [identity for identity in wanted.ids if identity not in picture]


def look(wanted: Wish, picture: Picture, now: datetime) -> Question | None:
    """The narrowest question that tells what is still waited for; None where nothing can be there yet."""
    asked = _for_ids(wanted, picture) if wanted.ids else _for_run(wanted, picture)
    return replace(asked, until=now) if asked.since < now else None


def _for_ids(wanted: Wish, picture: Picture) -> Question:
    asked, unseen = wanted.question, missing(wanted, picture)
    running = [job for job in picture.values() if not job["finished"]]
    asked = asked if unseen else _since_start(asked, running)
    left = [*unseen, *(job["id"] for job in running)]
    asked = _just(asked, left)
    searchable = "search_text" in {option.name for option in asked.product.options}
    if searchable and len(left) == 1 and "search_text" not in asked.options:
        asked = replace(asked, options={**asked.options, "search_text": left[0]})
    return asked


def _for_run(wanted: Wish, picture: Picture) -> Question:
    asked = _since_start(wanted.question, list(picture.values()))
    for job in picture.values():
        if job["started_at"] is not None:
            product = asked.product
            services = _only(asked.services, "services", product, product.services, job["service"])
            job_types = _only(asked.job_types, "job_types", product, product.job_types, job["job_type_name"])
            asked = _just(replace(asked, services=services, job_types=job_types), [job["id"]])
    return asked


def _just(asked: Question, ids: t.Sequence[str]) -> Question:
    """The question for these jobs: it need not be proved that there are no others."""
    return replace(asked, ids=frozenset(ids), limit=len(ids)) if ids else asked


def _since_start(asked: Question, jobs: t.Sequence[Job]) -> Question:
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


def seen(wanted: Wish, picture: Picture, jobs: t.Sequence[Job]) -> Picture:
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


def failing(wanted: Wish, picture: Picture) -> list[Job]:
    """The jobs that fail the task."""
    choice = wanted.fail_on
    if choice is None:
        return []
    return [job for job in picture.values() if choice.has(wanted.product.statuses.read(job["status_raw"]))]


def decide(wanted: Wish, picture: Picture) -> Outcome | None:
    """How the wait ends with what was seen; None where it goes on."""
    if failing(wanted, picture):
        return "failed"
    ended = picture and not missing(wanted, picture) and all(job["finished"] for job in picture.values())
    return "finished" if ended else None


def late(picture: Picture, looked: bool) -> Outcome:
    """How the wait ends when its time is over."""
    if not looked:
        return "unreadable"
    return "timed_out" if any(not job["finished"] for job in picture.values()) else "never_appeared"
