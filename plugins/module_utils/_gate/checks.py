# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Verdicts: what a rule says of the jobs of a subject. Pure functions over jobs.

A check needs a success as its data, so that more failures can never turn a verdict to the better:
where there is none, ended jobs fail the check and no ended job leaves it to on_no_jobs. What is not
understood, or lies in the future, is never a pass. Source: the interface's page on job_gate.
"""

from __future__ import annotations

import typing as t
from datetime import datetime, timedelta

from .. import times
from .._jobs.job import UNFINISHED, UNITS_WITHOUT_SKIPPED, Counts, Job, subject_text
from .._jobs.latest import Subject
from ..errors import sanitize
from .rules import Rule

MOST_IDS = 20
MOST_IDS_SHOWN = 3
# Checks that cannot hold without a success.
_NEED_A_SUCCESS = frozenset(
    ("max_age", "min_success_rate", "max_failed_jobs", "max_failed_ratio", "max_consecutive_failures")
)


class Check(t.TypedDict):
    """One check of a verdict, with the jobs that decided it."""

    check: str
    expected: str
    actual: str
    passed: bool
    job_ids: list[str]


class Verdict(t.TypedDict):
    """What a rule says of one subject."""

    rule: str
    product: str
    service: str | None
    organization_id: str | None
    subject: str
    passed: bool
    last_success_at: str | None
    jobs_judged: int
    checks: list[Check]
    reasons: list[str]


def judge(
    rule: Rule,
    subject: Subject,
    jobs: t.Sequence[Job],
    now: datetime,
    doubtful: t.Sequence[Job] = (),
    clock_problem: str | None = None,
    older: t.Sequence[Job] = (),
) -> Verdict:
    """The verdict of a rule on a subject's jobs, which reach back as far as the rule's horizon.

    C(doubtful) jobs may be the subject's: their job type or service is not known. C(on_unknown) decides what they
    mean; they are never a success. C(clock_problem) says how the clock that C(now) is from differs from the
    service's, where it does. C(older) are jobs beyond that horizon; they decide nothing, but the last success among
    them is named.
    """
    if rule.on_unknown == "deny":
        # One that has not ended can only fail a check.
        jobs = [*jobs, *(job for job in doubtful if job["status"] in UNFINISHED)]
    case = _Case(rule, jobs, now, doubtful, clock_problem, older)
    checks = [*case.guards()]
    for name, decide in _CHECKS.items():
        limit = getattr(rule, name)
        if limit is not None:
            checks.append(decide(case, name, limit))
    last = case.last_success() or case.older_success
    ended = None if last is None else case.end(last)
    judged = {job["id"] for job in (*case.jobs, *case.unknown())}
    return _verdict(rule, subject, checks, None if ended is None else times.show(ended), len(judged))


def unreadable(rule: Rule, subject: Subject, why: str) -> Verdict:
    """The verdict where the jobs could not be read: never a pass."""
    check = Check(check="read", expected="a whole read", actual=why, passed=False, job_ids=[])
    return _verdict(rule, subject, [check], None, 0)


def _verdict(rule: Rule, subject: Subject, checks: list[Check], last: str | None, judged: int) -> Verdict:
    return Verdict(
        rule=rule.name,
        product=subject.product,
        service=subject.service,
        organization_id=subject.organization_id,
        subject=subject_text(subject.product, subject.service, subject.organization_id),
        passed=all(check["passed"] for check in checks),
        last_success_at=last,
        jobs_judged=judged,
        checks=checks,
        reasons=reasons(checks),
    )


def reasons(checks: t.Sequence[Check]) -> list[str]:
    """Return why a verdict is not a pass: one line of text fit to be shown for each check that failed.

    Without any success the check C(success) says so once; the checks that cannot hold without one are left out.
    """
    failed = [check for check in checks if not check["passed"]]
    if any(check["check"] == "success" for check in failed):
        failed = [check for check in failed if check["check"] not in _NEED_A_SUCCESS]
    return [_reason(check) for check in failed]


def _reason(check: Check) -> str:
    named = ", ".join(sanitize(identity, 80) for identity in check["job_ids"][:MOST_IDS_SHOWN])
    ids = f" ({named})" if named else ""
    return f"{check['check']}: expected {check['expected']}, found {sanitize(check['actual'], 1000)}{ids}"


class _Case:
    """A subject's jobs, sorted by what they mean to a rule; the newest first."""

    def __init__(
        self,
        rule: Rule,
        jobs: t.Sequence[Job],
        now: datetime,
        doubtful: t.Sequence[Job],
        clock_problem: str | None,
        older: t.Sequence[Job],
    ) -> None:
        self.rule = rule
        self.older_success = self._last([job for job in older if self.is_good(job)])
        self._doubtful = doubtful
        self._clock_problem = clock_problem
        self.now = now
        self.jobs = sorted(jobs, key=self._place, reverse=True)
        self.unfinished = [job for job in self.jobs if job["status"] in UNFINISHED]
        # One that waits for its turn takes no time yet.
        self.running = [job for job in self.unfinished if job["status"] != "pending"]
        self._good = [job for job in self.jobs if self.is_good(job)]
        self._bad = [job for job in self.jobs if self._is_bad(job)]

    def _place(self, job: Job) -> tuple[bool, str, bool, str]:
        """Where a job stands among the others: by its start, or by its end where that alone is told.

        One without times counts as the newest, and of those of the same second a failure as the newer.
        """
        moment = job["started_at"] or job["finished_at"]
        return moment is None, moment or "", self._is_bad(job), job["id"]

    def is_good(self, job: Job) -> bool:
        """A success that is known to have happened: without a time it proves nothing."""
        allowed = ("succeeded", "warning") if self.rule.on_warning == "allow" else ("succeeded",)
        return job["status"] in allowed and (job["finished_at"] or job["started_at"]) is not None

    def _is_bad(self, job: Job) -> bool:
        refused = {"failed", "stopped"}
        if self.rule.on_warning == "deny":
            refused.add("warning")
        if self.rule.on_skipped == "deny":
            refused.add("skipped")
        return job["status"] in refused

    @staticmethod
    def start(job: Job) -> datetime | None:
        """When a job started."""
        return times.parse_instant(job["started_at"])

    @staticmethod
    def end(job: Job) -> datetime | None:
        """When a job ended, or started if its end is not told."""
        return times.parse_instant(job["finished_at"] or job["started_at"])

    @classmethod
    def moment(cls, success: Job) -> datetime:
        """When a success ended; M(is_good) knows that it has a time."""
        return t.cast("datetime", cls.end(success))

    def last_success(self) -> Job | None:
        """The success that ended last."""
        return self._last(self._good)

    @staticmethod
    def _last(jobs: t.Sequence[Job]) -> Job | None:
        return max(jobs, key=lambda job: str(job["finished_at"] or job["started_at"]), default=None)

    def good(self, window: timedelta | None = None) -> list[Job]:
        """Successes, of a window or all."""
        return self._within(self._good, window)

    def bad(self, window: timedelta | None = None) -> list[Job]:
        """Failures, of a window or all; one without times is in every window."""
        return self._within(self._bad, window)

    def ended(self) -> list[Job]:
        """Successes and failures, the newest first."""
        return [job for job in self.jobs if self.is_good(job) or self._is_bad(job)]

    def _within(self, jobs: list[Job], window: timedelta | None) -> list[Job]:
        if window is None:
            return jobs
        # Compared as text, which reads the same way and is much faster for many jobs.
        since = times.show(self.now - window)
        return [job for job in jobs if (job["finished_at"] or job["started_at"] or since) >= since]

    def guards(self) -> t.Iterator[Check]:
        """Checks that every rule has: nothing unknown, nothing in the future, a success at all."""
        unknown = self.unknown()
        if unknown:
            statuses = all(job["status"] == "unknown" for job in unknown)
            what = "status" if statuses else "status, and no failure of an unknown job type or service"
            yield _check("on_unknown", f"no job with an unknown {what}", f"{len(unknown)} of them", False, unknown)
        latest = times.show(self.now + times.CLOCK_TOLERANCE)
        ahead = [job for job in self.jobs if max(job["started_at"] or "", job["finished_at"] or "") > latest]
        if self._clock_problem is not None:
            expected = f"clocks that differ by at most {times.format_duration(times.CLOCK_TOLERANCE)}"
            yield _check("clock", expected, self._clock_problem, False, ahead)
        elif ahead:
            actual = f"{_number(len(ahead), 'job')} in the future; is a clock or its time zone wrong?"
            yield _check("clock", "no times in the future", actual, False, ahead)
        # A success that is too old for max_age is told by that check, with its age.
        told = self.older_success is not None and self.rule.max_age is not None
        if self._bad and not self._good and not told:
            yield _check("success", "a success", f"none in {_number(len(self._bad), 'ended job')}", False, self._bad)

    def unknown(self) -> list[Job]:
        """What a rule that denies the unknown cannot pass: an unknown status, a failure that may be the subject's."""
        if self.rule.on_unknown == "allow":
            return []
        own = [job for job in self.jobs if job["status"] == "unknown"]
        return own + [job for job in self._doubtful if job["status"] == "unknown" or self._is_bad(job)]

    def no_data(self, name: str, expected: str, window: timedelta | None = None) -> Check | None:
        """The end of a check that has no success as its data; None where it has one."""
        if self.good(window):
            return None
        bad = self.bad(window)
        if bad:
            return _check(name, expected, f"no success, {len(bad)} failed", False, bad)
        allowed = self.rule.on_no_jobs == "allow"
        # There may be older ones: nobody looked further back.
        since = times.show(self.now - (window or self.rule.horizon))
        word = "allows" if allowed else "denies"
        return _check(name, expected, f"no jobs that ended since {since}, which on_no_jobs {word}", allowed, [])


def _number(count: int, what: str) -> str:
    """Return how many of something there are, as text."""
    return f"{count} {what}{'' if count == 1 else 's'}"


def _silent(count: int) -> str:
    return "1 success tells no duration" if count == 1 else f"{count} successes tell no duration"


def _check(name: str, expected: str, actual: str, passed: bool, jobs: t.Iterable[Job]) -> Check:
    ids = [job["id"] for job in jobs][:MOST_IDS]
    return Check(check=name, expected=expected, actual=actual, passed=passed, job_ids=ids)


def _max_age(case: _Case, name: str, limit: timedelta) -> Check:
    expected = f"a success in the last {limit_text(limit)}"
    last = case.last_success()
    if last is None:
        missing = case.no_data(name, expected) or _check(name, expected, "no success", False, [])
        if missing["passed"] or case.older_success is None:
            return missing
        return _check(name, expected, _age(case, case.older_success), False, [case.older_success])
    return _check(name, expected, _age(case, last), case.now - case.moment(last) <= limit, [last])


def _age(case: _Case, job: Job) -> str:
    return f"{times.format_duration(case.now - case.moment(job))} ago"


def _min_success_rate(case: _Case, name: str, limit: float) -> Check:
    expected = f"at least {limit:.15g} %"
    missing = case.no_data(name, expected, case.rule.window)
    if missing is not None:
        return missing
    good, bad = case.good(case.rule.window), case.bad(case.rule.window)
    ended = len(good) + len(bad)
    # Not rounded, so that 99.996 is not 100; and divided, since a product such as 8.8 * 375 is above 3300.
    rate = 100 * len(good) / ended
    passed = rate >= limit
    return _check(name, expected, f"{percentage(rate, limit)} % ({len(good)} of {ended})", passed, bad)


def percentage(rate: float, limit: float) -> str:
    """Return a rate with two decimals, or with as many more as show on which side of the limit and of 100 it is."""
    text = f"{rate:.2f}"
    for decimals in range(2, 16):
        text = f"{rate:.{decimals}f}"
        if (float(text) >= limit) == (rate >= limit) and (float(text) >= 100) == (rate >= 100):
            break
    return text.rstrip("0").rstrip(".")


def _max_failed_jobs(case: _Case, name: str, limit: int) -> Check:
    expected, bad = f"at most {limit}", case.bad(case.rule.window)
    return case.no_data(name, expected, case.rule.window) or _check(
        name, expected, str(len(bad)), len(bad) <= limit, bad
    )


def _max_failed_ratio(case: _Case, name: str, limit: float) -> Check:
    """Judged job by job: a large good job must not hide a small one that lost its objects."""
    expected = f"at most {limit:g} of the objects of any job"
    missing = case.no_data(name, expected, case.rule.window)
    if missing is not None:
        return missing
    ended = [*case.good(case.rule.window), *case.bad(case.rule.window)]
    lost = {job["id"]: _lost(job) for job in ended}
    over = [job for job in ended if lost[job["id"]] > limit]
    if over:
        return _check(name, expected, f"{max(lost.values()):.4g}", False, over)
    silent = [job for job in ended if not _tells_all(job)]
    if silent:
        allowed = case.rule.on_no_jobs == "allow"
        counts = f"the counts of {_number(len(silent), 'job')} say nothing"
        actual = f"{counts}, which on_no_jobs {'allows' if allowed else 'denies'}"
        return _check(name, expected, actual, allowed, silent)
    return _check(name, expected, f"{max(lost.values()):.4g}", True, [])


# A run that ended so lost everything, whatever its counts say.
_LOST = frozenset({"failed", "stopped"})


def _lost(job: Job) -> float:
    """Failed ÷ total of the unit that lost most; 0 where nothing is told, and above 1 for an impossible figure."""
    return 1.0 if job["status"] in _LOST else max(map(_ratio, _units(job).values()), default=0.0)


def _tells_all(job: Job) -> bool:
    """Whether the counts of a job say what became of its objects, in each unit that it has any of."""
    units = _units(job)
    return job["status"] in _LOST or (bool(units) and all(_adds_up(unit, counts) for unit, counts in units.items()))


def _units(job: Job) -> dict[str, Counts]:
    """The counts of a job in each unit, without those that are all 0 or not told."""
    units = job["counts_by_unit"] or {"": job["counts"]}
    return {unit: counts for unit, counts in units.items() if any(counts.values())}


def _ratio(counts: Counts) -> float:
    failed, total = counts["failed"], counts["total"]
    if failed is None or total is None:
        return 0.0
    if total <= 0:
        return 1.0 if failed > 0 else 0.0
    return failed / total


def _adds_up(unit: str, counts: Counts) -> bool:
    """Whether something is protected, and all parts together are the total; a part that is not told has nothing."""
    kept = (counts["successful"] or 0) + (counts["warning"] or 0)
    if counts["total"] is None or counts["failed"] is None or not kept:
        return False
    rest = counts["total"] - kept - counts["failed"] - (counts["skipped"] or 0)
    return rest == 0 or (rest > 0 and unit in UNITS_WITHOUT_SKIPPED)


def _max_consecutive_failures(case: _Case, name: str, limit: int) -> Check:
    expected, strikes = f"at most {limit} in a row", []
    for job in case.ended():
        if case.is_good(job):
            break
        strikes.append(job)
    passed = len(strikes) <= limit
    return case.no_data(name, expected) or _check(name, expected, str(len(strikes)), passed, strikes)


def _max_duration(case: _Case, name: str, limit: timedelta) -> Check:
    expected = f"at most {limit_text(limit)}"
    took = {job["id"]: _seconds(case, job) for job in (*case.good(case.rule.window), *case.bad(case.rule.window))}
    took.update({job["id"]: _seconds(case, job) for job in case.running})
    known = {identity: seconds for identity, seconds in took.items() if seconds is not None}
    over = [job for job in case.jobs if known.get(job["id"], 0.0) > limit.total_seconds()]
    if over:
        return _check(name, expected, times.format_duration(timedelta(seconds=max(known.values()))), False, over)
    # It may have been running for ever.
    timeless = [job for job in case.running if case.start(job) is None]
    if timeless:
        return _check(name, expected, f"{_by_status(timeless)} without a start", False, timeless)
    missing = case.no_data(name, expected, case.rule.window)
    if missing is not None:
        return missing
    silent = [job for job in case.good(case.rule.window) if job["id"] not in known]
    if silent:
        allowed = case.rule.on_no_jobs == "allow"
        return _check(name, expected, _silent(len(silent)), allowed, silent)
    return _check(name, expected, times.format_duration(timedelta(seconds=max(known.values()))), True, [])


def _seconds(case: _Case, job: Job) -> float | None:
    """How long a job took, or has been running."""
    started = case.start(job)
    if job["status"] in UNFINISHED and started is not None:
        return (case.now - started).total_seconds()
    return job["duration_seconds"]


def _max_running(case: _Case, name: str, limit: timedelta) -> Check:
    expected = f"none running for more than {limit_text(limit)}"
    # One that does not tell since when may have been so for ever.
    over = [job for job in case.unfinished if (since := case.start(job)) is None or case.now - since > limit]
    if over:
        timeless = any(case.start(job) is None for job in over)
        actual = f"{_by_status(over)} longer{', or without a start' if timeless else ''}"
        return _check(name, expected, actual, False, over)
    actual = _by_status(case.unfinished) if case.unfinished else "none running"
    return case.no_data(name, expected) or _check(name, expected, actual, True, case.unfinished)


def _by_status(jobs: t.Sequence[Job]) -> str:
    """How many jobs there are of each status that is not an end, as text."""
    counted = {status: sum(job["status"] == status for job in jobs) for status in UNFINISHED}
    return ", ".join(f"{count} {status}" for status, count in counted.items() if count)


_CHECKS: dict[str, t.Callable[[_Case, str, t.Any], Check]] = {
    "max_age": _max_age,
    "min_success_rate": _min_success_rate,
    "max_failed_jobs": _max_failed_jobs,
    "max_failed_ratio": _max_failed_ratio,
    "max_consecutive_failures": _max_consecutive_failures,
    "max_duration": _max_duration,
    "max_running": _max_running,
}


def limit_text(limit: timedelta) -> str:
    """Return a limit as the user wrote it, such as C(48h) where M(span) has C(2d)."""
    return limit.text if isinstance(limit, times.WrittenSpan) else times.format_duration(limit)
