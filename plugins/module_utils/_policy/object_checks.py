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
    ended = [*jobs.successes(in_window=True), *jobs.failures(in_window=True)]
    losses = {job["id"]: _loss(job) for job in ended}
    highest = f"{max(ratio for ratio, _is_complete in losses.values()):.4g}"
    above = [job for job in ended if losses[job["id"]][0] > limit]
    if above:
        return make_check(name, expected, highest, False, above)
    unclear = [job for job in ended if not losses[job["id"]][1]]
    if unclear:
        return _without_counts(jobs, name, expected, unclear, "job")
    return make_check(name, expected, highest, True, [])


def min_objects(jobs: SubjectJobs, name: str, limit: int) -> Check:
    """Check how many objects each success protected."""
    expected = f"at least {limit} in each success"
    missing = without_success(jobs, name, expected, in_window=True)
    if missing is not None:
        return missing
    successes = jobs.successes(in_window=True)
    protected = {job["id"]: objects for job in successes if (objects := _objects(job)) is not None}
    below = [job for job in successes if protected.get(job["id"], limit) < limit]
    if below:
        return make_check(name, expected, str(min(protected.values())), False, below)
    unclear = [job for job in successes if job["id"] not in protected]
    if unclear:
        return _without_counts(jobs, name, expected, unclear, "success")
    return make_check(name, expected, str(min(protected.values())), True, [])


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
    above = [job for job in successes if drops.get(job["id"], 0.0) > limit]
    if above:
        return make_check(name, expected, f"{max(drops.values()):.4g} % fewer", False, above)
    if unclear:
        return _without_counts(jobs, name, expected, unclear, "success")
    rest = len(successes) - len(drops)
    skipped = f"{count(rest, 'success')} not compared, with fewer than {LEAST_COMPARED} before" if rest else ""
    largest = f"{max(0.0, *drops.values()):.4g} % fewer" if drops else ""
    return make_check(name, expected, "; ".join(filter(None, (largest, skipped))), True, [])


def _drops(jobs: SubjectJobs, successes: t.Iterable[Job]) -> dict[str, float]:
    """Return by how many percent each success is below the median of those that started before it, where comparable."""
    counted = [
        (job["started_at"], objects, job["id"])
        for job in jobs.all_successes()
        if job["started_at"] is not None and (objects := _objects(job)) is not None
    ]
    counted.sort()
    judged = {job["id"] for job in successes}
    drops: dict[str, float] = {}
    for place, (started, objects, identity) in enumerate(counted):
        if identity not in judged:
            continue
        before = place
        while before and counted[before - 1][0] == started:
            before -= 1
        earlier = [each[1] for each in counted[max(0, before - MOST_COMPARED) : before]]
        if len(earlier) >= LEAST_COMPARED:
            median = statistics.median(earlier)
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
