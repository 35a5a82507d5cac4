# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the jobs of a tenant: a month of them, from the schedules."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import Final

from . import times
from .model import UNFINISHED, Counts, Job, JobError
from .products import PRODUCTS
from .products.base import Product
from .schedules import Schedule

_OUTCOMES: Final = (("succeeded", 915), ("warning", 50), ("failed", 30), ("skipped", 3))
_RARE: Final = "stopped"
_FAILURES: Final = (
    "The service is throttling requests.",
    "The account used for the backup has no permission to this object.",
    "The connection was closed by the remote host.",
    "The object was changed while it was read.",
)


@dataclass(frozen=True)
class Setting:
    """What a data set depends on, besides the schedules."""

    seed: int
    client_id: str
    now: int
    days: int


def month_of(product: str, setting: Setting, api_versions: Collection[str]) -> list[Job]:
    """Return all jobs of one product of one tenant with these API versions, newest first."""
    random = Random(f"{setting.seed}:{setting.client_id}:{product}")
    jobs = [
        job
        for schedule in PRODUCTS[product].schedules
        if ("2025" in api_versions or not schedule.since_2025) and ("2024" in api_versions or not schedule.until_2024)
        for job in _runs(product, schedule, setting, random)
    ]
    jobs.sort(key=lambda job: -job.when)
    _assign_ids(product, jobs, random)
    _add_rare_cases(product, jobs, setting, random)
    jobs.sort(key=lambda job: -job.when)
    return jobs


def _runs(product: str, schedule: Schedule, setting: Setting, random: Random) -> Iterator[Job]:
    """Yield the runs of a schedule, newest first."""
    start = setting.now - round(schedule.last * times.HOUR)
    if schedule.pattern == "running":
        yield make_job(product, schedule, "running", start, random)
        return
    oldest = setting.now - setting.days * times.DAY
    number = 0
    while start >= oldest:
        jitter = round(random.uniform(-0.05, 0.05) * times.HOUR)
        status = _outcome(product, schedule, number, random)
        yield make_job(product, schedule, status, start + jitter, random)
        start -= round(schedule.every * times.HOUR)
        number += 1


def _outcome(product: str, schedule: Schedule, number: int, random: Random) -> str:
    """Return the status of a run. The two newest runs of an ordinary schedule succeed, to keep tests simple."""
    words = PRODUCTS[product].statuses.values()
    drawn = random.choices(
        [word for word, _weight in _OUTCOMES] + [_RARE], [weight for _word, weight in _OUTCOMES] + [2]
    )[0]
    if schedule.pattern == "never":
        return "failed"
    if number < 2:
        return "failed" if schedule.pattern == "last_failed" and number == 0 else "succeeded"
    return drawn if drawn in words else "succeeded"


def make_job(product: str, schedule: Schedule, status: str, start: int, random: Random) -> Job:
    """Return one run of a schedule. Its times have the precision that its product writes."""
    declared = PRODUCTS[product]
    grain = random.choice((times.SECOND, 1000, times.MICROSECOND))
    started = start - start % grain
    duration = round(schedule.minutes * random.uniform(0.7, 1.4) * times.MINUTE)
    finished = None if status in UNFINISHED else started + duration - duration % grain
    done = random.uniform(0.2, 0.8) if status in ("running", "failed", "stopped") else 1.0
    return Job(
        id="",
        status=status,
        status_code=_code(product, status, random),
        service=schedule.service,
        job_type=schedule.job_type,
        created=started - 2 * times.SECOND,
        started=started,
        finished=finished,
        counts=_counts(declared, schedule, status, done, random),
        organization_id=schedule.organization.id,
        organization_name=schedule.organization.name,
        module=schedule.module,
        object_type=schedule.object_type,
        level=schedule.level,
        data_source=schedule.data_source,
        location=random.choice(declared.locations) if declared.locations else "",
        size_bytes=round(schedule.objects * done) * 1024 * 37 if declared.has_size else None,
        progress=100.0 if status != "running" else round(done * 100, 1),
        operator=schedule.operator,
        message="" if status != "failed" else random.choice(_FAILURES),
        errors=_errors(status, random),
        quirk=random.getrandbits(30),
    )


def _code(product: str, status: str, random: Random) -> int:
    codes = [code for code, word in PRODUCTS[product].statuses.items() if word == status]
    return random.choice(codes) if codes else PRODUCTS[product].code_of(status)


def _errors(status: str, random: Random) -> tuple[JobError, ...]:
    if status not in ("failed", "warning"):
        return ()
    message = random.choice(_FAILURES)
    return (JobError(message, random.randint(1, 40), "https://learn.example.com/errors/1042"),)


def _counts(product: Product, schedule: Schedule, status: str, done: float, random: Random) -> dict[str, Counts]:
    main = _split(round(schedule.objects * random.uniform(0.9, 1.1)), status, done, random)
    few = _split(max(1, schedule.objects // 900), status, done, random)
    if not product.counts_warnings:
        main, few = _without_warning(main), _without_warning(few)
    return product.counts(main, few, schedule, lambda total, other: _split(total, other or status, done, random))


def _without_warning(counts: Counts) -> Counts:
    """Return the counts of a product that does not report objects with warnings: the others add up to the total."""
    return replace(counts, successful=counts.successful + counts.warning, warning=0)


def _split(total: int, status: str, done: float, random: Random) -> Counts:
    """Split a total into outcomes that suit the status of the job."""
    if status in ("pending", "skipped"):
        return Counts(total, 0, skipped=total if status == "skipped" else 0)
    handled = round(total * done)
    if status == "failed":
        failed = max(1, round(handled * random.uniform(0.3, 1)))
        return Counts(total, max(0, handled - failed), failed)
    skipped = round(handled * 0.01)
    if status != "warning":
        return Counts(total, handled - skipped, skipped=skipped)
    failed = min(total, max(1, round(handled * random.uniform(0.002, 0.03))))
    warning = min(total - failed, round(handled * 0.005))
    skipped = min(skipped, total - failed - warning)
    return Counts(total, total - failed - warning - skipped, failed, skipped, warning)


def _assign_ids(product: str, jobs: list[Job], random: Random) -> None:
    """Give every job a unique id, in the format of its product."""
    taken: set[str] = set()
    for job in jobs:
        moment = job.when
        while not job.id or job.id in taken:
            job.id = new_id(product, moment, random)
            moment += times.SECOND
        taken.add(job.id)


def new_id(product: str, moment: int, random: Random) -> str:
    declared = PRODUCTS[product]
    if declared.id_prefix is None:
        return str(uuid.UUID(int=random.getrandbits(128), version=4))
    return declared.id_prefix + times.stamp(moment)[: declared.id_digits]


def _add_rare_cases(product: str, jobs: list[Job], setting: Setting, random: Random) -> None:
    """Change some jobs so that every month has rare cases: unknown values and unusual ends."""
    steady = [job for job in jobs if job.status == "succeeded" and _age(job, setting) > 8]
    if len(steady) < 40:
        return
    PRODUCTS[product].add_rare_cases(random.sample(steady, 12))
    if PRODUCTS[product].pending_message:
        jobs.append(_pending(product, setting, random))


def _pending(product: str, setting: Setting, random: Random) -> Job:
    """Return a job that has not started yet."""
    declared = PRODUCTS[product]
    return replace(
        make_job(product, declared.schedules[0], "pending", setting.now, random),
        id=new_id(product, setting.now, random),
        status_code=declared.code_of("pending"),
        created=setting.now - 3 * times.MINUTE,
        started=None,
        message=declared.pending_message,
        rendered={},
    )


def _age(job: Job, setting: Setting) -> float:
    return (setting.now - job.when) / times.DAY
