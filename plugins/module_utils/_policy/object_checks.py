# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The checks of the objects that jobs protected, failed to protect, or lost since earlier jobs."""

from __future__ import annotations

import statistics
import typing as t

from .._jobs.job import UNITS_WITHOUT_SKIPPED, Counts, Job
from .check import Check, make_check, without_success
from .subject_jobs import SubjectJobs
from .wording import allows, count

# A job with one of these statuses lost everything, whatever its counts are.
_LOST = frozenset({"failed", "stopped"})
# A success is compared with the median of so many successes before it.
MOST_COMPARED = 10
LEAST_COMPARED = 3


def max_failed_ratio(jobs: SubjectJobs, name: str, limit: float) -> Check:
    """Check each job on its own: a large good job must not hide a small one that lost its objects."""
    expected = f"at most {limit:g} of the objects of any job"
    missing = without_success(jobs, name, expected, in_window=True)
    if missing is not None:
        return missing
    losses = [(job, *_loss(job)) for job in (*jobs.successes(in_window=True), *jobs.failures(in_window=True))]
    highest = max(ratio for _job, ratio, _is_complete in losses)
    if highest > limit:
        above = [job for job, ratio, _is_complete in losses if ratio > limit]
        return make_check(name, expected, f"{highest:.4g}", False, above)
    unclear = [job for job, _ratio, is_complete in losses if not is_complete]
    if unclear:
        return _without_counts(jobs, name, expected, unclear, "job")
    return make_check(name, expected, f"{highest:.4g}", True, [])


def min_objects(jobs: SubjectJobs, name: str, limit: int) -> Check:
    """Check how many objects each success protected."""
    expected = f"at least {limit} in each success"
    missing = without_success(jobs, name, expected, in_window=True)
    if missing is not None:
        return missing
    protected = [(job, _objects(job)) for job in jobs.successes(in_window=True)]
    least = min((objects for _job, objects in protected if objects is not None), default=limit)
    if least < limit:
        below = [job for job, objects in protected if objects is not None and objects < limit]
        return make_check(name, expected, str(least), False, below)
    unclear = [job for job, objects in protected if objects is None]
    if unclear:
        return _without_counts(jobs, name, expected, unclear, "success")
    return make_check(name, expected, str(least), True, [])


def max_object_drop(jobs: SubjectJobs, name: str, limit: float) -> Check:
    """Check how much less each success protected than those before it usually did."""
    expected = f"at most {limit:g} % fewer objects than the median of the successes before"
    missing = without_success(jobs, name, expected, in_window=True)
    if missing is not None:
        return missing
    successes = jobs.successes(in_window=True)
    # Without a start, it is not known which successes were before it.
    unclear = [job for job in successes if _objects(job) is None or job["started_at"] is None]
    drops = _drops(jobs, successes)
    largest = max(drops.values(), default=0.0)
    if largest > limit:
        above = [job for job in successes if drops.get(job["id"], 0.0) > limit]
        return make_check(name, expected, f"{largest:.4g} % fewer", False, above)
    if unclear:
        return _without_counts(jobs, name, expected, unclear, "success")
    rest = len(successes) - len(drops)
    skipped = f"{count(rest, 'success')} not compared, with fewer than {LEAST_COMPARED} before" if rest else ""
    compared = f"{max(0.0, largest):.4g} % fewer" if drops else ""
    return make_check(name, expected, "; ".join(filter(None, (compared, skipped))), True, [])


def _drops(jobs: SubjectJobs, successes: t.Iterable[Job]) -> dict[str, float]:
    """Return by how many percent each success is below the median of those that started before it, where comparable."""
    counted = [
        (job["started_at"], objects, job["id"])
        for job in jobs.all_successes()
        if job["started_at"] is not None and (objects := _objects(job)) is not None
    ]
    counted.sort()
    series = [objects for _started, objects, _identity in counted]
    judged = {job["id"] for job in successes}
    drops: dict[str, float] = {}
    # The place of the first success of the same second, and that second.
    before, second = 0, None
    for place, (started, objects, identity) in enumerate(counted):
        if started != second:
            before, second = place, started
        if identity in judged and before >= LEAST_COMPARED:
            median = statistics.median(series[max(0, before - MOST_COMPARED) : before])
            drops[identity] = 100 * (median - objects) / median if median > 0 else 0.0
    return drops


def _without_counts(jobs: SubjectJobs, name: str, expected: str, unclear: list[Job], noun: str) -> Check:
    """Return the result of a check that lacks the counts of jobs, which on_no_jobs decides."""
    allowed = jobs.criteria.on_no_jobs == "allow"
    actual = f"{count(len(unclear), noun)} without usable counts, {allows(allowed)}"
    return make_check(name, expected, actual, allowed, unclear)


def _objects(job: Job) -> int | None:
    """Return how many objects a job protected; None if it does not report that."""
    return job["counts"]["successful"]


def _loss(job: Job) -> tuple[float, bool]:
    """Return failed ÷ total of the unit that lost most, and whether the counts account for all objects of the job.

    The ratio is 0 if no counts are reported, above 1 if they are impossible. Units whose counts are all 0 or unknown
    are left out.
    """
    if job["status"] in _LOST:
        return 1.0, True
    ratio, is_known, is_complete = 0.0, False, True
    for unit, counts in (job["counts_by_unit"] or {"": job["counts"]}).items():
        if any(counts.values()):
            is_known = True
            ratio = max(ratio, _unit_ratio(counts))
            is_complete = is_complete and _adds_up(unit, counts)
    return ratio, is_known and is_complete


def _unit_ratio(counts: Counts) -> float:
    failed, total = counts["failed"], counts["total"]
    if failed is None or total is None:
        return 0.0
    if total <= 0:
        return 1.0 if failed > 0 else 0.0
    return failed / total


def _adds_up(unit: str, counts: Counts) -> bool:
    """Return whether something is protected and all parts add up to the total; an unknown part counts as 0."""
    kept = (counts["successful"] or 0) + (counts["warning"] or 0)
    if counts["total"] is None or counts["failed"] is None or not kept:
        return False
    rest = counts["total"] - kept - counts["failed"] - (counts["skipped"] or 0)
    return rest == 0 or (rest > 0 and unit in UNITS_WITHOUT_SKIPPED)
