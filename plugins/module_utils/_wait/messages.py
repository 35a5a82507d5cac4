# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a wait tells a person: what was seen at a look, and why it did not end well."""

from __future__ import annotations

import typing as t
from collections import Counter
from datetime import timedelta

from .. import times
from .._jobs.job import Job
from ..errors import CloudBackupError, sanitize
from .spec import WaitSpec
from .state import Outcome, SeenJobs, failing, missing

# So many jobs are told one by one, more are counted.
MOST_NAMED = 5


def told(jobs: t.Collection[Job], unseen: t.Sequence[str]) -> str:
    """What was seen, for a person: each job, or how many there are of each status."""
    each = [*map(_job, jobs), *map(_unseen, unseen)]
    if not each:
        return "no run seen"
    if len(each) <= MOST_NAMED:
        return ", ".join(each)
    counted = Counter(job["status"] for job in jobs)
    counted.update({"not seen": len(unseen)} if unseen else {})
    return ", ".join(f"{count} {status}" for status, count in counted.most_common())


def _unseen(identity: str) -> str:
    return f"{sanitize(identity, 80)} not seen"


def _job(job: Job) -> str:
    status = job["status"]
    if status == "unknown":
        status = f"unknown ({sanitize(job['status_raw'], 40)!r} is not understood)"
    return f"{sanitize(job['id'], 80)} {status}"


def reason(
    wanted: WaitSpec, picture: SeenJobs, outcome: Outcome, elapsed: float, trouble: CloudBackupError | None
) -> str:
    """The message that the task fails with."""
    name = wanted.product.name
    unseen = missing(wanted, picture)
    if outcome == "failed":
        bad = failing(wanted, picture)
        rest = [job for job in picture.values() if job not in bad]
        others = f"; the others: {told(rest, unseen)}" if rest or unseen else ""
        return f"{name}: fail_on names what became of {_list(map(_job, bad))}{others}"
    after = f"after {span(elapsed)}"
    doubt = f"; the last look failed: {trouble}" if trouble is not None else ""
    if outcome == "unreadable":
        return str(trouble) if trouble is not None else f"{name}: was not asked a single time {after}"
    if outcome == "timed_out":
        left = [job for job in picture.values() if not job["finished"]]
        return f"{name}: not ended {after}: {_list([*map(_job, left), *map(_unseen, unseen)])}{doubt}"
    since = times.show(wanted.question.since)
    if wanted.ids:
        ids = _list(sanitize(identity, 80) for identity in unseen)
        return f"{name}: never seen {after} among the jobs since {since}: {ids}{doubt}"
    return f"{name}: no run {_filters(wanted)}that started at {since} or later appeared {after}{doubt}"


def _filters(wanted: WaitSpec) -> str:
    given = wanted.question.filters()
    values = {name: ", ".join(value) if isinstance(value, list) else value for name, value in given.items()}
    return f"with {'; '.join(f'{name} {sanitize(value, 80)}' for name, value in values.items())} " if values else ""


def _list(texts: t.Iterable[str]) -> str:
    every = list(texts)
    more = f" and {len(every) - MOST_NAMED} more" if len(every) > MOST_NAMED else ""
    return ", ".join(every[:MOST_NAMED]) + more


def span(seconds: float) -> str:
    """A duration as users write it."""
    return times.format_duration(timedelta(seconds=seconds)) if seconds >= 1 else f"{seconds:.1f}s"
