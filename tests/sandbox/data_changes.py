# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Change the data while the sandbox runs: by faults, and by tests that set up jobs."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import replace
from random import Random
from typing import Final

from . import times
from .dataset import make_job, new_id
from .errors import bad_request
from .model import STATUSES, UNFINISHED, Counts, Job, iso_or_none
from .products.base import Product
from .query import Query
from .schedules import Schedule
from .store import Store

_RANDOM: Final = Random()
_NUMBERS = itertools.count(1)
_SETTABLE: Final = frozenset(
    {
        "id",
        "status",
        "service",
        "job_type",
        "created",
        "start",
        "finish",
        "organization_id",
        "organization_name",
        "module",
        "object_type",
        "level",
        "data_source",
        "location",
        "size_bytes",
        "progress",
        "operator",
        "message",
        "counts",
    }
)


def truth(product: Product, job: Job) -> dict[str, object]:
    """Return a job as the server knows it, independent of the product."""
    return {
        "id": job.id,
        "product": product.key,
        "status": job.status,
        "status_raw": product.raw_status(job),
        "status_code": job.status_code,
        "service": job.service,
        "service_name": product.services.get(job.service, ""),
        "job_type": job.job_type,
        "job_type_name": product.job_types.get(job.job_type, ""),
        "created": iso_or_none(job.created),
        "start": iso_or_none(job.started),
        "finish": iso_or_none(job.finished),
        "organization_id": job.organization_id,
        "organization_name": job.organization_name,
        "module": job.module,
        "object_type": job.object_type,
        "level": job.level,
        "data_source": job.data_source,
        "location": job.location,
        "counts": {unit: counts.as_dict() for unit, counts in job.counts.items()},
        "size_bytes": job.size_bytes,
        "progress": job.progress,
        "operator": job.operator,
        "message": job.message,
    }


def insert(product: Product, store: Store, query: Query, count: int) -> None:
    """Add jobs that match the query, newer than all others in its window."""
    store.history.begin()
    for _number in range(count):
        view = store.view(query)
        newest = view.rows.slice(0, 1)
        store.add(_new_job(product, query, newest[0].when if newest else None))


def _new_job(product: Product, query: Query, newest: int | None) -> Job:
    filters = dict(query.filters)
    text = filters.pop("search", "")
    # The oldest moment that is newer than the newest job, if there is room.
    floor = query.start or 0 if newest is None else newest + 1
    ceiling = query.finish
    start = floor + (times.SECOND if ceiling is None else max(0, (ceiling - floor) // 2))
    if ceiling is not None:
        start = min(start, ceiling)
    schedule = _best_schedule(product, filters)
    code = filters.pop("status_code", product.code_of("running"))
    status = product.statuses[_as_int(code)]
    job = make_job(product.key, schedule, status, start, _RANDOM)
    job.started = None if status == "pending" else start
    job.created, job.status_code, job.message = start, _as_int(code), str(text)
    job.id = new_id(product.key, start, _RANDOM) + _unique_letters()
    for name, value in filters.items():
        setattr(job, name, min(value) if isinstance(value, frozenset) else value)
    return job


def _unique_letters() -> str:
    """Return letters that are unique: two jobs of one second must not have the same id."""
    number, letters = next(_NUMBERS), ""
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def _best_schedule(product: Product, filters: Mapping[str, object]) -> Schedule:
    """Return the schedule that matches the filters best."""

    def score(schedule: Schedule) -> int:
        return sum(getattr(schedule, name, None) == value for name, value in filters.items())

    schedules: Iterable[Schedule] = product.schedules
    return max(schedules, key=score)


def remove(store: Store, query: Query, count: int, at: int | None) -> None:
    """Remove jobs that match the query, from the middle or from a given index."""
    store.history.begin()
    view = store.view(query)
    first = max(0, (view.total - count) // 2) if at is None else at
    for job in view.rows.slice(first, min(first + count, view.total)):
        store.remove(job)


def put(product: Product, store: Store, document: Mapping[str, object]) -> Job:
    """Add a job, or change the one with this id; times are ISO 8601 or null."""
    unknown = sorted(document.keys() - _SETTABLE)
    if unknown:
        raise bad_request(f"a job has no {', '.join(unknown)}", unknown[0])
    found = store.find(str(document["id"])) if "id" in document else None
    job = replace(found, rendered={}) if found else _blank(product)
    _set_status(product, job, document)
    for name, value in document.items():
        if name in ("created", "start", "finish"):
            moment = None if value is None else times.parse_iso(str(value))
            setattr(job, {"start": "started", "finish": "finished"}.get(name, name), moment)
        elif name == "counts":
            job.counts = _read_counts(value)
        elif name == "service":
            job.service = _code(product.services, value)
        elif name == "job_type":
            job.job_type = _code(product.job_types, value)
        elif name != "status":
            setattr(job, name, value)
    if "created" not in document and job.started is not None:
        job.created = job.started
    store.history.begin()
    if found:
        store.remove(found)
    store.add(job)
    return job


def _blank(product: Product) -> Job:
    """Return a successful run of the product's first schedule that ended just now."""
    schedule = product.schedules[0]
    start = times.now() - 10 * times.MINUTE
    job = make_job(product.key, schedule, "succeeded", start, _RANDOM)
    job.finished = times.now()
    job.id = new_id(product.key, start, _RANDOM) + _unique_letters()
    return job


def _set_status(product: Product, job: Job, document: Mapping[str, object]) -> None:
    word = document.get("status", job.status)
    if word not in STATUSES or (word != "?" and word not in product.statuses.values()):
        raise bad_request(f"{product.key} has no status {word!r}", "status")
    if word == job.status:
        return
    job.status, job.status_code = str(word), product.code_of(str(word))
    if word in UNFINISHED:
        job.finished = None
    elif job.finished is None:
        job.finished = times.now()
    if word == "pending":
        job.started = None


def _code(names: Mapping[int, str], value: object) -> int:
    """Return a code unchanged, or the code of a name."""
    if isinstance(value, int):
        return value
    for code, name in names.items():
        if name == value:
            return code
    raise bad_request(f"there is no {value!r}", str(value))


def _read_counts(value: object) -> dict[str, Counts]:
    try:
        assert isinstance(value, Mapping)
        return {str(unit): Counts(**numbers) for unit, numbers in value.items()}
    except (AssertionError, TypeError) as error:
        raise bad_request("counts are objects by unit: total, successful...", "counts") from error


def _as_int(value: object) -> int:
    assert isinstance(value, int)
    return value
