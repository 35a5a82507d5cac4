# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The checks of a rule. Pure functions of a subject's jobs. Source: the documentation of the module job_gate.

Every check needs a success as its data, so that more failures never improve a verdict. Without one, jobs that ended
fail the check, and on_no_jobs decides where no job ended. Unknown jobs and times in the future never pass.
"""

from __future__ import annotations

import typing as t
from datetime import datetime, timedelta

from .. import times
from .._jobs.job import UNFINISHED, UNITS_WITHOUT_SKIPPED, Counts, Job
from .subject_jobs import SubjectJobs, end_or_start, start
from .wording import allows, by_status, count, limit_text, percentage

MAX_JOB_IDS = 20


class Check(t.TypedDict):
    """One check of a verdict, with the jobs that decided it."""

    check: str
    expected: str
    actual: str
    passed: bool
    job_ids: list[str]


def run_checks(jobs: SubjectJobs, clock_problem: str | None) -> list[Check]:
    """Return the implicit checks that fail, then those that the rule names."""
    checks = [*_implicit_checks(jobs, clock_problem)]
    for name, check in _CHECKS.items():
        limit = getattr(jobs.rule, name)
        if limit is not None:
            checks.append(check(jobs, name, limit))
    return checks


def _check(name: str, expected: str, actual: str, passed: bool, jobs: t.Iterable[Job]) -> Check:
    ids = [job["id"] for job in jobs][:MAX_JOB_IDS]
    return Check(check=name, expected=expected, actual=actual, passed=passed, job_ids=ids)


def unreadable_check(problem: str) -> Check:
    """Return the check of a subject whose jobs could not be read."""
    return _check("read", "a complete read", problem, False, [])


def _implicit_checks(jobs: SubjectJobs, clock_problem: str | None) -> t.Iterator[Check]:
    """Yield the failed checks that every rule has: no unknown job, no time in the future, at least one success."""
    unknown = jobs.unknown()
    if unknown:
        statuses = all(job["status"] == "unknown" for job in unknown)
        what = "status" if statuses else "status, and no failure of an unknown job type or service"
        yield _check("on_unknown", f"no job with an unknown {what}", f"{len(unknown)} of them", False, unknown)
    latest = times.format_moment(jobs.now + times.CLOCK_TOLERANCE)
    ahead = [job for job in jobs.jobs if max(job["started_at"] or "", job["finished_at"] or "") > latest]
    if clock_problem is not None:
        expected = f"clocks that differ by at most {times.format_duration(times.CLOCK_TOLERANCE)}"
        yield _check("clock", expected, clock_problem, False, ahead)
    elif ahead:
        actual = f"{count(len(ahead), 'job')} in the future; is a clock or its time zone wrong?"
        yield _check("clock", "no times in the future", actual, False, ahead)
    # The check max_age reports a success that is too old, with its age.
    reported_by_max_age = jobs.older_success is not None and jobs.rule.max_age is not None
    failures = jobs.failures()
    if failures and not jobs.successes() and not reported_by_max_age:
        yield _check("success", "a success", f"none in {count(len(failures), 'ended job')}", False, failures)


def _without_success(jobs: SubjectJobs, name: str, expected: str, window: timedelta | None = None) -> Check | None:
    """Return the result of a check that has no success as its data; None if there is a success."""
    if jobs.successes(window):
        return None
    failures = jobs.failures(window)
    if failures:
        return _check(name, expected, f"no success, {len(failures)} failed", False, failures)
    allowed = jobs.rule.on_no_jobs == "allow"
    # Older jobs may exist: the rule does not look further back.
    since = times.format_moment(jobs.now - (window or jobs.rule.horizon))
    return _check(name, expected, f"no jobs that ended since {since}, {allows(allowed)}", allowed, [])


def _max_age(jobs: SubjectJobs, name: str, limit: timedelta) -> Check:
    expected = f"a success in the last {limit_text(limit)}"
    last = jobs.last_success()
    if last is None:
        missing = _without_success(jobs, name, expected) or _check(name, expected, "no success", False, [])
        if missing["passed"] or jobs.older_success is None:
            return missing
        return _check(name, expected, _age_text(_age(jobs, jobs.older_success)), False, [jobs.older_success])
    age = _age(jobs, last)
    return _check(name, expected, _age_text(age), age <= limit, [last])


def _age(jobs: SubjectJobs, success: Job) -> timedelta:
    # A job without a time is not a success.
    return jobs.now - t.cast(datetime, end_or_start(success))


def _age_text(age: timedelta) -> str:
    return f"{times.format_duration(age)} ago"


def _min_success_rate(jobs: SubjectJobs, name: str, limit: float) -> Check:
    expected = f"at least {limit:.15g} %"
    missing = _without_success(jobs, name, expected, jobs.rule.window)
    if missing is not None:
        return missing
    successes, failures = jobs.successes(jobs.rule.window), jobs.failures(jobs.rule.window)
    ended = len(successes) + len(failures)
    # Not rounded, so that 99.996 is not 100. Divided, since a product such as 8.8 * 375 is above 3300.
    rate = 100 * len(successes) / ended
    actual = f"{percentage(rate, limit)} % ({len(successes)} of {ended})"
    return _check(name, expected, actual, rate >= limit, failures)


def _max_failed_jobs(jobs: SubjectJobs, name: str, limit: int) -> Check:
    expected, failures = f"at most {limit}", jobs.failures(jobs.rule.window)
    missing = _without_success(jobs, name, expected, jobs.rule.window)
    return missing or _check(name, expected, str(len(failures)), len(failures) <= limit, failures)


def _max_failed_ratio(jobs: SubjectJobs, name: str, limit: float) -> Check:
    """Check each job on its own: a large good job must not hide a small one that lost its objects."""
    expected = f"at most {limit:g} of the objects of any job"
    missing = _without_success(jobs, name, expected, jobs.rule.window)
    if missing is not None:
        return missing
    ended = [*jobs.successes(jobs.rule.window), *jobs.failures(jobs.rule.window)]
    ratios = {job["id"]: _failed_ratio(job) for job in ended}
    above = [job for job in ended if ratios[job["id"]] > limit]
    if above:
        return _check(name, expected, f"{max(ratios.values()):.4g}", False, above)
    unclear = [job for job in ended if not _has_complete_counts(job)]
    if unclear:
        allowed = jobs.rule.on_no_jobs == "allow"
        actual = f"{count(len(unclear), 'job')} without usable counts, {allows(allowed)}"
        return _check(name, expected, actual, allowed, unclear)
    return _check(name, expected, f"{max(ratios.values()):.4g}", True, [])


# A job with one of these statuses lost everything, whatever its counts are.
_LOST = frozenset({"failed", "stopped"})


def _failed_ratio(job: Job) -> float:
    """Return failed ÷ total of the unit that lost most; 0 if no counts are reported, above 1 if they are impossible."""
    return 1.0 if job["status"] in _LOST else max(map(_unit_ratio, _counts_by_unit(job).values()), default=0.0)


def _has_complete_counts(job: Job) -> bool:
    """Return whether the counts of a job account for all its objects, in each unit that it has any of."""
    units = _counts_by_unit(job)
    return job["status"] in _LOST or (bool(units) and all(_adds_up(unit, counts) for unit, counts in units.items()))


def _counts_by_unit(job: Job) -> dict[str, Counts]:
    """Return the counts of a job in each unit, without units whose counts are all 0 or unknown."""
    units = job["counts_by_unit"] or {"": job["counts"]}
    return {unit: counts for unit, counts in units.items() if any(counts.values())}


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


def _max_consecutive_failures(jobs: SubjectJobs, name: str, limit: int) -> Check:
    expected, strikes = f"at most {limit} in a row", []
    for job in jobs.ended():
        if jobs.is_success(job):
            break
        strikes.append(job)
    passed = len(strikes) <= limit
    return _without_success(jobs, name, expected) or _check(name, expected, str(len(strikes)), passed, strikes)


def _max_duration(jobs: SubjectJobs, name: str, limit: timedelta) -> Check:
    expected, window = f"at most {limit_text(limit)}", jobs.rule.window
    durations = {job["id"]: _seconds(jobs, job) for job in (*jobs.successes(window), *jobs.failures(window))}
    durations.update({job["id"]: _seconds(jobs, job) for job in jobs.running})
    known = {identity: seconds for identity, seconds in durations.items() if seconds is not None}
    above = [job for job in jobs.jobs if known.get(job["id"], 0.0) > limit.total_seconds()]
    if above:
        return _check(name, expected, times.format_duration(timedelta(seconds=max(known.values()))), False, above)
    # A running job without a start may have been running for ever.
    without_start = [job for job in jobs.running if start(job) is None]
    if without_start:
        return _check(name, expected, f"{by_status(without_start)} without a start", False, without_start)
    missing = _without_success(jobs, name, expected, window)
    if missing is not None:
        return missing
    unclear = [job for job in jobs.successes(window) if job["id"] not in known]
    if unclear:
        actual = f"{count(len(unclear), 'success')} without a duration"
        return _check(name, expected, actual, jobs.rule.on_no_jobs == "allow", unclear)
    return _check(name, expected, times.format_duration(timedelta(seconds=max(known.values()))), True, [])


def _seconds(jobs: SubjectJobs, job: Job) -> float | None:
    """Return how long a job took, or has been running."""
    started = start(job)
    if job["status"] in UNFINISHED and started is not None:
        return (jobs.now - started).total_seconds()
    return job["duration_seconds"]


def _max_running(jobs: SubjectJobs, name: str, limit: timedelta) -> Check:
    expected = f"none running for more than {limit_text(limit)}"
    # A job without a start may have been running for ever.
    above = [job for job in jobs.unfinished if (since := start(job)) is None or jobs.now - since > limit]
    if above:
        without_start = any(start(job) is None for job in above)
        actual = f"{by_status(above)} longer{', or without a start' if without_start else ''}"
        return _check(name, expected, actual, False, above)
    actual = by_status(jobs.unfinished) if jobs.unfinished else "none running"
    return _without_success(jobs, name, expected) or _check(name, expected, actual, True, jobs.unfinished)


_CHECKS: dict[str, t.Callable[[SubjectJobs, str, t.Any], Check]] = {
    "max_age": _max_age,
    "min_success_rate": _min_success_rate,
    "max_failed_jobs": _max_failed_jobs,
    "max_failed_ratio": _max_failed_ratio,
    "max_consecutive_failures": _max_consecutive_failures,
    "max_duration": _max_duration,
    "max_running": _max_running,
}
