# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The checks of a rule: the decision table, written by hand, exact limits, and the evidence of each check."""

from __future__ import annotations

import typing as t
from dataclasses import replace
from datetime import timedelta

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils import times
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._gate import verdicts
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._gate.checks import CHECKS
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._gate.verdicts import Verdict
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._jobs.job import Counts, Job, no_counts
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._jobs.subject import Subject
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._policy.check import MAX_JOB_IDS, Check
from unit.plugins.module_utils._gate.gate_jobs import MOMENT, NOW, counted, job, rule

SUBJECT = Subject("m365", "teams")
ALLOW_WARNING = {"on_warning": "allow"}
ALLOW_NOTHING = {"on_no_jobs": "allow"}
ALLOW_UNKNOWN = {"on_unknown": "allow"}
# The read itself failed.
UNREAD = None

LIMITS: dict[str, dict[str, t.Any]] = {
    "max_age": {"max_age": "24h", "window": "48h"},
    "min_success_rate": {"min_success_rate": 75},
    "max_failed_jobs": {"max_failed_jobs": 1},
    "max_failed_ratio": {"max_failed_ratio": 0.1},
    "max_consecutive_failures": {"max_consecutive_failures": 1},
    "max_duration": {"max_duration": "2h"},
    "max_running": {"max_running": "8h"},
    "min_objects": {"min_objects": 50},
    "max_object_drop": {"max_object_drop": 20},
}

good = job("good", ended=2)
good_too = job("good-too", ended=3)
good_three = job("good-three", ended=4)
bad = job("bad", "failed", ended=1)
bad_too = job("bad-too", "failed", ended=1.2)
warned = job("warned", "warning", ended=1, objects=(5, 100))
odd = job("odd", "unknown", took=1)
skipped = job("skipped", "skipped", ended=1)
# Successes of 100 objects each, to compare later ones with.
usual = [job(f"usual-{number}", ended=2 + number) for number in range(3)]

Row = tuple[str, str, dict[str, t.Any], t.Optional[t.Sequence[Job]], bool, t.Optional[bool]]

# The check, the situation, other keys of the rule, the jobs, and by hand: whether the verdict passes and whether the
# check itself does (None: it is not among the checks).
TABLE: list[Row] = [
    # The age of the last success, 24 h allowed.
    ("max_age", "passes", {}, [job("g", ended=23)], True, True),
    ("max_age", "fails", {}, [job("g", ended=25)], False, False),
    # A later failure makes no success younger, and its age is not asked for.
    ("max_age", "a failure since", {}, [bad, job("g", ended=23)], True, True),
    ("max_age", "a failure instead", {}, [bad, job("g", ended=25)], False, False),
    ("max_age", "no data", {}, [], False, False),
    ("max_age", "no data, allowed", ALLOW_NOTHING, [], True, True),
    # A warning is a failure: data is missing. The success is 30 h old.
    ("max_age", "warning", {}, [warned, job("g", ended=30)], False, False),
    # ... and where it is allowed, a success that is 1 h old.
    ("max_age", "warning, allowed", ALLOW_WARNING, [warned, job("g", ended=30)], True, True),
    # The check passes, but an unknown status fails the rule.
    ("max_age", "unknown", {}, [odd, good], False, True),
    ("max_age", "unknown, allowed", ALLOW_UNKNOWN, [odd, good], True, True),
    # An ignored unknown status is not data.
    ("max_age", "unknown alone, allowed", ALLOW_UNKNOWN, [odd], False, False),
    ("max_age", "incomplete read", {}, UNREAD, False, None),
    # Ends 5 h in the future: recent, but its clock is wrong.
    ("max_age", "wrong clock", {}, [job("g", ended=-5)], False, True),
    ("max_age", "never succeeded", ALLOW_NOTHING, [bad], False, False),
    # The share of successes, 75 % wanted.
    ("min_success_rate", "passes", {}, [bad, good, good_too, good_three], True, True),
    ("min_success_rate", "fails", {}, [bad, bad_too, good, good_too, good_three], False, False),
    ("min_success_rate", "no data", {}, [], False, False),
    ("min_success_rate", "no data, allowed", ALLOW_NOTHING, [], True, True),
    # 1 of 2.
    ("min_success_rate", "warning", {}, [warned, good], False, False),
    ("min_success_rate", "warning, allowed", ALLOW_WARNING, [warned, good], True, True),
    ("min_success_rate", "unknown", {}, [odd, good], False, True),
    # Ignored: 1 of 1, not 1 of 2.
    ("min_success_rate", "unknown, allowed", ALLOW_UNKNOWN, [odd, good], True, True),
    ("min_success_rate", "unknown alone, allowed", ALLOW_UNKNOWN, [odd], False, False),
    ("min_success_rate", "incomplete read", {}, UNREAD, False, None),
    ("min_success_rate", "wrong clock", {}, [job("g", ended=-5), good], False, True),
    ("min_success_rate", "never succeeded", ALLOW_NOTHING, [bad], False, False),
    # Running and pending jobs do not count.
    ("min_success_rate", "unfinished", {}, [job("r", "running"), job("p", "pending", took=None), good], True, True),
    # Failed jobs, 1 allowed.
    ("max_failed_jobs", "passes", {}, [bad, good], True, True),
    ("max_failed_jobs", "fails", {}, [bad, bad_too, good], False, False),
    # No failure, but no evidence of a backup either.
    ("max_failed_jobs", "no data", {}, [], False, False),
    ("max_failed_jobs", "no data, allowed", ALLOW_NOTHING, [], True, True),
    ("max_failed_jobs", "warning", {}, [warned, bad, good], False, False),
    ("max_failed_jobs", "warning, allowed", ALLOW_WARNING, [warned, bad, good], True, True),
    ("max_failed_jobs", "unknown", {}, [odd, good], False, True),
    # Ignored: no second failure.
    ("max_failed_jobs", "unknown, allowed", ALLOW_UNKNOWN, [odd, bad, good], True, True),
    ("max_failed_jobs", "unknown alone, allowed", ALLOW_UNKNOWN, [odd], False, False),
    ("max_failed_jobs", "incomplete read", {}, UNREAD, False, None),
    ("max_failed_jobs", "wrong clock", {}, [job("b", "failed", ended=-5), good], False, True),
    # One failure is allowed; no success is not, or a failure could stand in for the backup.
    ("max_failed_jobs", "never succeeded", ALLOW_NOTHING, [bad], False, False),
    # A job that was stopped backed nothing up.
    ("max_failed_jobs", "stopped", {}, [bad, job("s", "stopped"), good], False, False),
    # The part of its objects that any job lost, 0.1 allowed.
    ("max_failed_ratio", "passes", {}, [job("g", objects=(10, 100))], True, True),
    ("max_failed_ratio", "fails", {}, [job("g", objects=(11, 100)), good], False, False),
    # A run that failed lost everything, whatever it counts.
    ("max_failed_ratio", "a failure's", {}, [job("b", "failed", objects=(1, 100)), good], False, False),
    ("max_failed_ratio", "a failure of none", {}, [job("b", "failed", objects=(0, 0)), good], False, False),
    (
        "max_failed_ratio",
        "a failure, not reported",
        ALLOW_NOTHING,
        [job("b", "failed", objects=None), good],
        False,
        False,
    ),
    ("max_failed_ratio", "stopped", ALLOW_NOTHING, [job("b", "stopped", objects=(0, 100)), good], False, False),
    # A warning that is denied is no success, but lost no more than it counts.
    ("max_failed_ratio", "a warning's", {}, [warned, good], True, True),
    ("max_failed_ratio", "a warning, not reported", {}, [job("w", "warning", objects=None), good], False, False),
    # A job of a million objects hides no small one that lost half of its own.
    ("max_failed_ratio", "a small job", {}, [job("s", objects=(5, 10)), job("l", objects=(0, 10**6))], False, False),
    ("max_failed_ratio", "no data", {}, [], False, False),
    ("max_failed_ratio", "no data, allowed", ALLOW_NOTHING, [], True, True),
    # Google reports no counts: nothing shows that the objects are protected.
    ("max_failed_ratio", "not reported", {}, [job("g", objects=None)], False, False),
    ("max_failed_ratio", "not reported, allowed", ALLOW_NOTHING, [job("g", objects=None)], True, True),
    ("max_failed_ratio", "partly reported", {}, [job("g", objects=(1, None))], False, False),
    # Failed objects of none at all make no sense, and nonsense is no pass.
    ("max_failed_ratio", "of none", {}, [job("g", objects=(1, 0))], False, False),
    # Nothing failed, and nothing was protected.
    ("max_failed_ratio", "none of none", {}, [job("g", objects=(0, 0))], False, False),
    ("max_failed_ratio", "none of none, allowed", ALLOW_NOTHING, [job("g", objects=(0, 0))], True, True),
    # Only the warning, so there is no success; where it is one, it lost 0.05.
    ("max_failed_ratio", "warning", {}, [warned], False, False),
    ("max_failed_ratio", "warning, allowed", ALLOW_WARNING, [warned], True, True),
    ("max_failed_ratio", "unknown", {}, [odd, good], False, True),
    ("max_failed_ratio", "unknown, allowed", ALLOW_UNKNOWN, [odd, good], True, True),
    ("max_failed_ratio", "unknown alone, allowed", ALLOW_UNKNOWN, [odd], False, False),
    ("max_failed_ratio", "incomplete read", {}, UNREAD, False, None),
    ("max_failed_ratio", "wrong clock", {}, [job("g", ended=-5)], False, True),
    # It lost no objects, since it copied none.
    ("max_failed_ratio", "never succeeded", ALLOW_NOTHING, [bad], False, False),
    # Failures in a row, 1 allowed.
    ("max_consecutive_failures", "passes", {}, [bad, good, job("b", "failed", ended=3)], True, True),
    ("max_consecutive_failures", "fails", {}, [bad, bad_too, good], False, False),
    ("max_consecutive_failures", "no data", {}, [], False, False),
    ("max_consecutive_failures", "no data, allowed", ALLOW_NOTHING, [], True, True),
    # Two strikes, one of them a warning; allowed, the warning is a success and ends the row.
    ("max_consecutive_failures", "warning", {}, [warned, bad_too, good], False, False),
    ("max_consecutive_failures", "warning, allowed", ALLOW_WARNING, [warned, bad_too, good], True, True),
    ("max_consecutive_failures", "unknown", {}, [odd, good], False, True),
    # Ignored, it ends no row: there are two.
    ("max_consecutive_failures", "unknown between", ALLOW_UNKNOWN, [bad, odd, bad_too, good], False, False),
    ("max_consecutive_failures", "unknown, allowed", ALLOW_UNKNOWN, [odd, bad, good], True, True),
    ("max_consecutive_failures", "unknown alone, allowed", ALLOW_UNKNOWN, [odd], False, False),
    ("max_consecutive_failures", "incomplete read", {}, UNREAD, False, None),
    # A success from the future would end every row.
    ("max_consecutive_failures", "wrong clock", {}, [job("g", ended=-5), bad, bad_too], False, True),
    ("max_consecutive_failures", "never succeeded", ALLOW_NOTHING, [bad], False, False),
    # How long a job takes, 2 h allowed.
    ("max_duration", "passes", {}, [job("g", took=1.9)], True, True),
    ("max_duration", "fails", {}, [job("g", took=2.1), good], False, False),
    ("max_duration", "a failure's", {}, [job("b", "failed", took=3), good], False, False),
    ("max_duration", "running", {}, [job("r", "running", took=3), good], False, False),
    ("max_duration", "no data", {}, [], False, False),
    ("max_duration", "no data, allowed", ALLOW_NOTHING, [], True, True),
    ("max_duration", "not reported", {}, [job("g", took=None)], False, False),
    ("max_duration", "not reported, allowed", ALLOW_NOTHING, [job("g", took=None)], True, True),
    ("max_duration", "warning", {}, [warned], False, False),
    ("max_duration", "warning, allowed", ALLOW_WARNING, [warned], True, True),
    # Allowed, but a success that took too long like any other.
    ("max_duration", "long warning, allowed", ALLOW_WARNING, [job("w", "warning", took=3)], False, False),
    ("max_duration", "unknown", {}, [odd, good], False, True),
    ("max_duration", "unknown, allowed", ALLOW_UNKNOWN, [odd, good], True, True),
    ("max_duration", "unknown alone, allowed", ALLOW_UNKNOWN, [odd], False, False),
    ("max_duration", "incomplete read", {}, UNREAD, False, None),
    # Both its times are 5 h ahead, so its length is right and its day is not.
    ("max_duration", "wrong clock", {}, [job("g", ended=-5)], False, True),
    ("max_duration", "never succeeded", ALLOW_NOTHING, [bad], False, False),
    # How long a job is running, 8 h allowed.
    ("max_running", "passes", {}, [job("r", "running", took=7), good], True, True),
    ("max_running", "fails", {}, [job("r", "running", took=9), good], False, False),
    ("max_running", "none runs", {}, [good], True, True),
    # It may have been running for ever.
    ("max_running", "without a start", {}, [job("r", "running", took=None), good], False, False),
    ("max_running", "no data", {}, [], False, False),
    ("max_running", "no data, allowed", ALLOW_NOTHING, [], True, True),
    ("max_running", "warning", {}, [warned], False, False),
    ("max_running", "warning, allowed", ALLOW_WARNING, [warned], True, True),
    ("max_running", "unknown", {}, [odd, good], False, True),
    ("max_running", "unknown, allowed", ALLOW_UNKNOWN, [odd, good], True, True),
    ("max_running", "unknown alone, allowed", ALLOW_UNKNOWN, [odd], False, False),
    ("max_running", "incomplete read", {}, UNREAD, False, None),
    # Running since a moment that has not come.
    ("max_running", "wrong clock", {}, [job("r", "running", took=-5), good], False, True),
    ("max_running", "never succeeded", ALLOW_NOTHING, [bad], False, False),
    # The objects that each success protects, 50 wanted.
    ("min_objects", "passes", {}, [job("g", objects=(10, 60))], True, True),
    ("min_objects", "fails", {}, [job("g", objects=(10, 59)), good], False, False),
    # It is about successes only.
    ("min_objects", "a failure's", {}, [job("b", "failed", objects=(0, 1)), good], True, True),
    # Reported, so on_no_jobs does not decide.
    ("min_objects", "none", ALLOW_NOTHING, [job("g", objects=(0, 0))], False, False),
    ("min_objects", "no data", {}, [], False, False),
    ("min_objects", "no data, allowed", ALLOW_NOTHING, [], True, True),
    ("min_objects", "not reported", {}, [job("g", objects=None), good], False, False),
    ("min_objects", "not reported, allowed", ALLOW_NOTHING, [job("g", objects=None), good], True, True),
    # Too few are worse than what is not reported.
    (
        "min_objects",
        "not reported beside too few",
        ALLOW_NOTHING,
        [job("n", objects=None), job("g", objects=(0, 49))],
        False,
        False,
    ),
    ("min_objects", "warning", {}, [warned], False, False),
    ("min_objects", "warning, allowed", ALLOW_WARNING, [warned], True, True),
    ("min_objects", "small warning, allowed", ALLOW_WARNING, [job("w", "warning", objects=(60, 100))], False, False),
    ("min_objects", "unknown", {}, [odd, good], False, True),
    ("min_objects", "unknown, allowed", ALLOW_UNKNOWN, [odd, good], True, True),
    ("min_objects", "unknown alone, allowed", ALLOW_UNKNOWN, [odd], False, False),
    ("min_objects", "incomplete read", {}, UNREAD, False, None),
    ("min_objects", "wrong clock", {}, [job("g", ended=-5)], False, True),
    ("min_objects", "never succeeded", ALLOW_NOTHING, [bad], False, False),
    # How much less a success protects than those before it, 20 % allowed.
    ("max_object_drop", "passes", {}, [job("g", objects=(0, 80)), *usual], True, True),
    ("max_object_drop", "fails", {}, [job("g", objects=(0, 79)), *usual], False, False),
    # Protected objects are compared, not those that there are.
    ("max_object_drop", "with failed ones", {}, [job("g", objects=(21, 100)), *usual], False, False),
    ("max_object_drop", "more than before", {}, [job("g", objects=(0, 900)), *usual], True, True),
    ("max_object_drop", "fewer than three before", {}, [job("g", objects=(0, 1)), *usual[:2]], True, True),
    # An earlier small success is none of those of today.
    ("max_object_drop", "a small one before", {}, [*usual, job("g", ended=9, objects=(0, 1))], True, True),
    ("max_object_drop", "a failure's", {}, [job("b", "failed", objects=(0, 1)), *usual], True, True),
    ("max_object_drop", "none", ALLOW_NOTHING, [job("g", objects=(0, 0)), *usual], False, False),
    # Nothing can be less than nothing.
    (
        "max_object_drop",
        "none as before",
        {},
        [job(f"g{number}", ended=1 + number, objects=(0, 0)) for number in range(4)],
        True,
        True,
    ),
    ("max_object_drop", "no data", {}, [], False, False),
    ("max_object_drop", "no data, allowed", ALLOW_NOTHING, [], True, True),
    ("max_object_drop", "not reported", {}, [job("g", objects=None), *usual], False, False),
    ("max_object_drop", "not reported, allowed", ALLOW_NOTHING, [job("g", objects=None), *usual], True, True),
    ("max_object_drop", "not reported before", ALLOW_NOTHING, [good, job("g", ended=3, objects=None)], True, True),
    # Without a start, it is not known what was before it.
    ("max_object_drop", "without a start", {}, [job("g", took=None), *usual], False, False),
    ("max_object_drop", "without a start, allowed", ALLOW_NOTHING, [job("g", took=None), *usual], True, True),
    (
        "max_object_drop",
        "not reported beside too few",
        ALLOW_NOTHING,
        [job("n", objects=None), job("g", objects=(0, 79)), *usual],
        False,
        False,
    ),
    ("max_object_drop", "warning", {}, [warned], False, False),
    ("max_object_drop", "warning, allowed", ALLOW_WARNING, [warned, *usual], True, True),
    (
        "max_object_drop",
        "small warning, allowed",
        ALLOW_WARNING,
        [job("w", "warning", objects=(21, 100)), *usual],
        False,
        False,
    ),
    ("max_object_drop", "unknown", {}, [odd, good], False, True),
    ("max_object_drop", "unknown, allowed", ALLOW_UNKNOWN, [odd, good], True, True),
    ("max_object_drop", "unknown alone, allowed", ALLOW_UNKNOWN, [odd], False, False),
    ("max_object_drop", "incomplete read", {}, UNREAD, False, None),
    ("max_object_drop", "wrong clock", {}, [job("g", ended=-5)], False, True),
    ("max_object_drop", "never succeeded", ALLOW_NOTHING, [bad], False, False),
]


def judge(jobs: t.Sequence[Job] | None, **keys: t.Any) -> Verdict:
    if jobs is None:
        return verdicts.unreadable(rule(**keys), SUBJECT, "m365: the service answered 503")
    return verdicts.judge(rule(**keys), SUBJECT, jobs, MOMENT)


def found(verdict: Verdict, name: str) -> Check:
    (check,) = [check for check in verdict["checks"] if check["check"] == name]
    return check


def ends(verdict: Verdict, name: str) -> bool | None:
    """Return whether a check passed; None if it is not among the checks."""
    return {check["check"]: check["passed"] for check in verdict["checks"]}.get(name)


@pytest.mark.parametrize(
    ("name", "situation", "more", "jobs", "passes", "holds"), TABLE, ids=[f"{row[0]}: {row[1]}" for row in TABLE]
)
def test_the_decision_table(
    name: str, situation: str, more: dict[str, t.Any], jobs: t.Sequence[Job] | None, passes: bool, holds: bool | None
) -> None:
    verdict = judge(jobs, **LIMITS[name], **more)
    assert (verdict["passed"], ends(verdict, name)) == (passes, holds), verdict


def test_the_table_has_every_check_in_every_situation() -> None:
    situations = {
        "passes",
        "fails",
        "no data",
        "no data, allowed",
        "warning",
        "warning, allowed",
        "unknown",
        "unknown, allowed",
        "incomplete read",
        "wrong clock",
        "never succeeded",
    }
    for name in CHECKS:
        assert situations <= {row[1] for row in TABLE if row[0] == name}
    assert list(LIMITS) == list(CHECKS)


@pytest.mark.parametrize("name", CHECKS)
@pytest.mark.parametrize("jobs", [[job("p", "pending")], [job("p", "paused")], [skipped]], ids=str)
def test_unfinished_and_skipped_jobs_are_no_data(name: str, jobs: list[Job]) -> None:
    denied, allowed = judge(jobs, **LIMITS[name]), judge(jobs, **LIMITS[name], **ALLOW_NOTHING)
    assert (denied["passed"], allowed["passed"]) == (False, True)
    assert denied["last_success_at"] is None
    assert found(denied, name)["actual"] == nothing(name, "denies")
    assert found(allowed, name)["actual"] == nothing(name, "allows")


def nothing(name: str, word: str) -> str:
    """Return what a check found if no job ended as far back as it looks."""
    reach = rule(**LIMITS[name]).horizon if name == "max_age" else timedelta(hours=24)
    return f"no jobs that ended since {times.format_moment(NOW - reach)}, which on_no_jobs {word}"


@pytest.mark.parametrize("name", CHECKS)
def test_a_skipped_job_is_ignored_or_a_failure(name: str) -> None:
    # Two of them, more than any limit allows.
    jobs = [skipped, job("skipped-too", "skipped", ended=1.5), good]
    assert judge(jobs, **LIMITS[name])["passed"]
    fails = name in ("min_success_rate", "max_failed_jobs", "max_consecutive_failures")
    assert judge(jobs, **LIMITS[name], on_skipped="deny")["passed"] is not fails
    # With nothing else there is no success.
    assert not judge([skipped], **LIMITS[name], on_skipped="deny", on_no_jobs="allow")["passed"]


@pytest.mark.parametrize("name", CHECKS)
def test_a_success_without_times_proves_nothing(name: str) -> None:
    timeless = job("t", ended=None, took=None)
    assert not judge([timeless], **LIMITS[name])["passed"]
    assert judge([timeless], **LIMITS[name])["last_success_at"] is None
    # A failure that tells none fails all the same.
    assert not judge([job("b", "failed", ended=None, took=None)], **LIMITS[name], on_no_jobs="allow")["passed"]


def test_a_failure_without_times_is_the_newest_and_in_every_window() -> None:
    timeless = [job(f"b{number}", "failed", ended=None, took=None) for number in range(2)]
    for name in ("min_success_rate", "max_failed_jobs", "max_consecutive_failures"):
        assert not judge([*timeless, good], **LIMITS[name])["passed"]


def test_a_success_with_only_an_end_is_sorted_by_its_end() -> None:
    """Otherwise it would be the newest, end every row of failures, and be in every window."""
    old = job("old", ended=47, took=None, started_at=None)
    assert not judge([bad, bad_too, old], max_consecutive_failures=1, window="48h")["passed"]
    assert not judge([old], min_success_rate=2, window="24h", max_age="48h")["passed"]


def test_in_the_same_second_a_failure_is_newer_than_a_success() -> None:
    """In every order of the jobs."""
    same = [job("a", "failed"), job("b"), job("c", "failed")]
    for jobs in (same, same[::-1]):
        assert not judge(jobs, max_consecutive_failures=1)["passed"]


@pytest.mark.parametrize("name", ["min_success_rate", "max_failed_jobs", "max_failed_ratio", "max_duration"])
def test_older_jobs_are_not_in_the_window(name: str) -> None:
    old = [job(f"old{number}", "failed", ended=30, took=5, objects=(9, 10)) for number in range(3)]
    assert judge([good, *old], **LIMITS[name], max_age="48h")["passed"]
    assert not judge([good, *old], **LIMITS[name], max_age="48h", window="48h")["passed"]
    # And an old success is no data of the window.
    assert not judge([job("g", ended=30)], **LIMITS[name], max_age="48h")["passed"]


SECOND = 1 / 3600


def small(ended: float) -> Job:
    return job("small", ended=ended, objects=(0, 1))


of_1000 = [job(f"u{number}", ended=2 + number, objects=(0, 1000)) for number in range(3)]

BOUNDARIES: list[tuple[str, dict[str, t.Any], list[Job], bool]] = [
    ("age at the limit", {"max_age": "24h"}, [job("g", ended=24)], True),
    ("age a second over", {"max_age": "24h"}, [job("g", ended=24 + SECOND)], False),
    (
        "age of a job with only a start",
        {"max_age": "24h"},
        [job("g", ended=None, took=None, started_at="2026-11-20T08:00:00Z")],
        True,
    ),
    ("rate at the limit", {"min_success_rate": 50}, [good, bad], True),
    ("rate of 100", {"min_success_rate": 100}, [good], True),
    ("rate of 0 wants a success too", {"min_success_rate": 0}, [bad], False),
    ("failed at the limit", {"max_failed_jobs": 1}, [good, bad], True),
    ("none may fail", {"max_failed_jobs": 0}, [good, bad], False),
    ("ratio at the limit", {"max_failed_ratio": 0.3}, [job("g", objects=(3, 10))], True),
    ("ratio just over", {"max_failed_ratio": 0.3}, [job("g", objects=(300_001, 10**6))], False),
    ("ratio above 1", {"max_failed_ratio": 1}, [job("g", objects=(11, 10))], False),
    ("strikes at the limit", {"max_consecutive_failures": 1}, [bad, good], True),
    ("no strikes allowed", {"max_consecutive_failures": 0}, [bad, good], False),
    ("duration at the limit", {"max_duration": "2h"}, [job("g", took=2)], True),
    ("duration a second over", {"max_duration": "2h"}, [job("g", took=2 + SECOND)], False),
    ("running at the limit", {"max_running": "8h"}, [job("r", "running", took=8), good], True),
    ("running a second over", {"max_running": "8h"}, [job("r", "running", took=8 + SECOND), good], False),
    ("end at the window's edge", {"max_failed_jobs": 0}, [good, job("b", "failed", ended=24, took=9)], False),
    ("end a second before it", {"max_failed_jobs": 0}, [good, job("b", "failed", ended=24 + SECOND)], True),
    ("end a second before it, of a success", {"min_success_rate": 2}, [job("g", ended=24 + SECOND)], False),
    (
        "only a start, at the window's edge",
        {"max_failed_jobs": 0},
        [good, job("b", "failed", ended=None, took=None, started_at="2026-11-20T08:00:00Z")],
        False,
    ),
    ("paused at the limit", {"max_running": "8h"}, [job("r", "paused", took=8), good], True),
    ("paused a second over", {"max_running": "8h"}, [job("r", "paused", took=8 + SECOND), good], False),
    ("pending a second over", {"max_running": "8h"}, [job("r", "pending", took=8 + SECOND), good], False),
    ("pending without a start", {"max_running": "8h"}, [job("r", "pending", took=None), good], False),
    ("paused without a start", {"max_running": "8h"}, [job("r", "paused", took=None), good], False),
    (
        "duration of a running job without a start",
        {"max_duration": "2h"},
        [job("r", "running", took=None), good],
        False,
    ),
    ("duration of a paused job", {"max_duration": "2h"}, [job("r", "paused", took=3), good], False),
    ("duration of one that waits for its turn", {"max_duration": "2h"}, [job("r", "pending", took=None), good], True),
    (
        "age from the start at the limit",
        {"max_age": "24h", "age_from": "start"},
        [job("g", ended=1, took=23)],
        True,
    ),
    (
        "age from the start a second over",
        {"max_age": "24h", "age_from": "start"},
        [job("g", ended=1, took=23 + SECOND)],
        False,
    ),
    ("age from the end of a long job", {"max_age": "24h", "age_from": "end"}, [job("g", ended=24, took=99)], True),
    # It is not known how old its data is.
    ("age from an unknown start", {"max_age": "24h", "age_from": "start"}, [job("g", took=None)], False),
    ("objects at the limit", {"min_objects": 7}, [job("g", objects=(0, 7))], True),
    ("objects one below", {"min_objects": 7}, [job("g", objects=(0, 6))], False),
    ("0 objects wanted", {"min_objects": 0}, [job("g", objects=(0, 0))], True),
    ("no drop allowed, and none", {"max_object_drop": 0}, [job("g"), *usual], True),
    ("no drop allowed, and one", {"max_object_drop": 0}, [job("g", objects=(0, 99)), *usual], False),
    ("drop of everything allowed", {"max_object_drop": 100}, [job("g", objects=(0, 0)), *usual], True),
    ("drop between two whole numbers", {"max_object_drop": 12.5}, [job("g", objects=(125, 1000)), *of_1000], True),
    ("drop just over one", {"max_object_drop": 12.5}, [job("g", objects=(126, 1000)), *of_1000], False),
    ("objects of a success a second before the window", {"min_objects": 7}, [good, small(24 + SECOND)], True),
    ("objects of a success at the window's edge", {"min_objects": 7}, [good, small(24)], False),
    ("clock at the tolerance", {"max_age": "24h"}, [job("g", ended=-5 / 60)], True),
    ("clock a second over it", {"max_age": "24h"}, [job("g", ended=-5 / 60 - SECOND)], False),
    ("clock of an end alone", {"max_age": "24h"}, [job("g", ended=-1, took=2)], False),
]


@pytest.mark.parametrize(("what", "keys", "jobs", "passes"), BOUNDARIES, ids=[row[0] for row in BOUNDARIES])
def test_limits_are_exact(what: str, keys: dict[str, t.Any], jobs: list[Job], passes: bool) -> None:
    assert judge(jobs, **keys)["passed"] is passes


# The counts of a success in each unit, whether they pass at a limit of 0.1, and whether on_no_jobs decides.
COUNTS: list[tuple[str, dict[str, Counts], bool, bool]] = [
    ("all kept", {"objects": counted(0, 100)}, True, False),
    ("all kept but a few", {"objects": counted(10, 100)}, True, False),
    (
        "all objects and metadata lost",
        {"records": counted(0, 0), "objects": counted(5, 5), "metadata": counted(9, 9)},
        False,
        False,
    ),
    ("40 of 41 entities lost", {"records": counted(1, 10**6), "entities": counted(40, 41)}, False, False),
    (
        "the worst of three",
        {"records": counted(0, 10), "objects": counted(2, 10), "metadata": counted(0, 10)},
        False,
        False,
    ),
    ("no records beside objects", {"records": counted(0, 0), "objects": counted(0, 7)}, True, False),
    ("no records and no objects", {"records": counted(0, 0), "objects": counted(0, 0)}, False, True),
    ("nothing reported, but objects", {"records": no_counts(), "objects": counted(0, 7)}, True, False),
    ("no objects", {"objects": counted(0, 0)}, False, True),
    ("nothing reported", {"objects": no_counts()}, False, True),
    ("no units", {}, False, True),
    ("all skipped", {"objects": counted(0, 9, successful=0, skipped=9)}, False, True),
    ("some skipped", {"objects": counted(0, 9, successful=1, skipped=8)}, True, False),
    ("all with warnings", {"entities": counted(0, 9, successful=0, skipped=0, warning=9)}, True, False),
    ("990 unaccounted for", {"objects": counted(0, 1000, successful=10, skipped=0)}, False, True),
    (
        "990 unaccounted for beside records",
        {"records": counted(0, 7), "objects": counted(0, 1000, successful=10)},
        False,
        True,
    ),
    # No product reports how many it skipped of these.
    ("skipped metadata", {"metadata": counted(0, 100, successful=97)}, True, False),
    ("only skipped metadata", {"metadata": counted(0, 100, successful=0)}, False, True),
    ("more metadata than there are", {"metadata": counted(0, 100, successful=101)}, False, True),
    ("more than there are", {"objects": counted(0, 10, successful=11, skipped=0)}, False, True),
    ("without the failed ones", {"objects": counted(None, 10, successful=10)}, False, True),
    ("without a total", {"objects": counted(0, None, successful=10)}, False, True),
    ("some failed of an unknown total", {"objects": counted(3, None, successful=10)}, False, True),
    # Too many failed is worse than what is not accounted for.
    ("lost and unaccounted for", {"objects": counted(200, 1000, successful=10, skipped=0)}, False, False),
    ("some failed of none", {"objects": counted(3, 0)}, False, False),
]


@pytest.mark.parametrize(("what", "units", "passes", "undecided"), COUNTS, ids=[row[0] for row in COUNTS])
def test_the_counts_of_every_unit_have_to_add_up(
    what: str, units: dict[str, Counts], passes: bool, undecided: bool
) -> None:
    success = job("g", objects=None, counts_by_unit=units)
    keys: dict[str, t.Any] = {"max_failed_ratio": 0.1}
    assert judge([success], **keys)["passed"] is passes
    allowed = judge([success], **keys, **ALLOW_NOTHING)
    assert allowed["passed"] is (passes or undecided)
    if undecided:
        assert found(allowed, "max_failed_ratio")["actual"] == "1 job without usable counts, which on_no_jobs allows"
        assert found(allowed, "max_failed_ratio")["job_ids"] == ["g"]


def test_failed_jobs_lost_everything_whatever_their_counts() -> None:
    for objects in ((0, 0), (0, 1000), None):
        nights = [job(f"b{n}", "failed", ended=n * 24 + 1, objects=objects) for n in range(3)]
        keys = {"max_failed_ratio": 0.5, "window": "7d", **ALLOW_NOTHING}
        assert not judge([*nights, job("g", ended=100)], **keys)["passed"]


@pytest.mark.parametrize(
    ("limit", "succeeded", "of", "passes"),
    [
        (100, 24_999, 25_000, False),
        (99.996, 24_999, 25_000, True),
        # 8.8 * 375 is more than 3300 in binary fractions.
        (8.8, 33, 375, True),
        (8.8, 32, 375, False),
        (66.67, 2, 3, False),
        (66.66, 2, 3, True),
    ],
)
def test_a_rate_is_compared_without_rounding(limit: float, succeeded: int, of: int, passes: bool) -> None:
    jobs = [job(str(number), "succeeded" if number < succeeded else "failed") for number in range(of)]
    verdict = judge(jobs, min_success_rate=limit)
    assert verdict["passed"] is passes
    assert found(verdict, "min_success_rate")["actual"].endswith(f" % ({succeeded} of {of})")


EVIDENCE: list[tuple[str, dict[str, t.Any], list[Job], Check]] = [
    (
        "the last success",
        {"max_age": "24h"},
        [bad, good, good_too],
        {
            "check": "max_age",
            "expected": "a success in the last 24h",
            "actual": "2h ago",
            "passed": True,
            "job_ids": ["good"],
        },
    ),
    (
        "the failures of a rate",
        {"min_success_rate": 98.5},
        [bad, good, bad_too],
        {
            "check": "min_success_rate",
            "expected": "at least 98.5 %",
            "actual": "33.33 % (1 of 3)",
            "passed": False,
            "job_ids": ["bad", "bad-too"],
        },
    ),
    (
        "the failures",
        {"max_failed_jobs": 0},
        [good, bad],
        {"check": "max_failed_jobs", "expected": "at most 0", "actual": "1", "passed": False, "job_ids": ["bad"]},
    ),
    (
        "the job that lost objects",
        {"max_failed_ratio": 0.1},
        [good, job("lossy", objects=(1, 3))],
        {
            "check": "max_failed_ratio",
            "expected": "at most 0.1 of the objects of any job",
            "actual": "0.3333",
            "passed": False,
            "job_ids": ["lossy"],
        },
    ),
    (
        "the strikes alone",
        {"max_consecutive_failures": 1},
        [bad, bad_too, good, job("older", "failed", ended=5)],
        {
            "check": "max_consecutive_failures",
            "expected": "at most 1 in a row",
            "actual": "2",
            "passed": False,
            "job_ids": ["bad", "bad-too"],
        },
    ),
    (
        "the long job",
        {"max_duration": "90m"},
        [good, job("long", took=2.25)],
        {
            "check": "max_duration",
            "expected": "at most 90m",
            "actual": "2h 15m",
            "passed": False,
            "job_ids": ["long"],
        },
    ),
    (
        "the job that runs on",
        {"max_running": "8h"},
        [good, job("late", "running", took=30), job("young", "running", took=1)],
        {
            "check": "max_running",
            "expected": "none running for more than 8h",
            "actual": "1 running longer",
            "passed": False,
            "job_ids": ["late"],
        },
    ),
    (
        "the small success",
        {"min_objects": 50},
        [good, job("small", objects=(0, 3)), job("smaller", ended=9, objects=(0, 2))],
        {
            "check": "min_objects",
            "expected": "at least 50 in each success",
            "actual": "2",
            "passed": False,
            "job_ids": ["small", "smaller"],
        },
    ),
    (
        "the smallest of good successes",
        {"min_objects": 50},
        [good, job("small", objects=(0, 51))],
        {
            "check": "min_objects",
            "expected": "at least 50 in each success",
            "actual": "51",
            "passed": True,
            "job_ids": [],
        },
    ),
    (
        "the success that protects less",
        {"max_object_drop": 20},
        [job("less", objects=(0, 33)), *usual],
        {
            "check": "max_object_drop",
            "expected": "at most 20 % fewer objects than the median of the successes before",
            "actual": "67 % fewer",
            "passed": False,
            "job_ids": ["less"],
        },
    ),
    (
        "an unknown status",
        {"max_age": "24h"},
        [good, odd],
        {
            "check": "on_unknown",
            "expected": "no job with an unknown status",
            "actual": "1 of them",
            "passed": False,
            "job_ids": ["odd"],
        },
    ),
    (
        "a time in the future",
        {"max_age": "24h"},
        [good, job("ahead", "running", took=-3)],
        {
            "check": "clock",
            "expected": "no times in the future",
            "actual": "1 job in the future; is a clock or its time zone wrong?",
            "passed": False,
            "job_ids": ["ahead"],
        },
    ),
    (
        "no success",
        {"max_age": "24h"},
        [bad, bad_too],
        {
            "check": "success",
            "expected": "a success",
            "actual": "none in 2 ended jobs",
            "passed": False,
            "job_ids": ["bad", "bad-too"],
        },
    ),
]


@pytest.mark.parametrize(("what", "keys", "jobs", "check"), EVIDENCE, ids=[row[0] for row in EVIDENCE])
def test_a_check_has_the_jobs_that_decided_it(what: str, keys: dict[str, t.Any], jobs: list[Job], check: Check) -> None:
    assert found(judge(jobs, **keys), check["check"]) == check


def test_the_number_of_ids_is_limited() -> None:
    many = [job(f"b{number:02}", "failed", ended=1 + number / 100) for number in range(50)]
    check = found(judge([good, *many], max_failed_jobs=0), "max_failed_jobs")
    assert check["actual"] == "50"
    # The newest of them.
    assert check["job_ids"] == [f"b{number:02}" for number in range(MAX_JOB_IDS)]


def test_jobs_that_may_belong_to_the_subject_are_unknown() -> None:
    """Their job type or service is unknown; those that did not succeed fail the rule."""
    doubtful = [
        job("failed", "failed"),
        job("stopped", "stopped"),
        job("warned", "warning"),
        job("odd", "unknown"),
        job("skipped", "skipped"),
        job("succeeded"),
    ]
    limits = {"max_age": "24h"}
    verdict = verdicts.judge(rule(**limits), SUBJECT, [good], MOMENT, doubtful)
    # Of the same time, in an order that does not depend on that of the response.
    assert found(verdict, "on_unknown")["job_ids"] == ["odd", "warned", "stopped", "failed"]
    assert (verdict["passed"], verdict["jobs_judged"]) == (False, 5)
    loose = rule(**limits, on_warning="allow", on_skipped="deny")
    verdict = verdicts.judge(loose, SUBJECT, [good], MOMENT, doubtful)
    assert found(verdict, "on_unknown")["job_ids"] == ["odd", "stopped", "skipped", "failed"]
    verdict = verdicts.judge(rule(**limits, **ALLOW_UNKNOWN), SUBJECT, [good], MOMENT, doubtful)
    assert (verdict["passed"], verdict["jobs_judged"]) == (True, 1)
    # They are never a success.
    assert not verdicts.judge(rule(**limits), SUBJECT, [], MOMENT, doubtful[-1:])["passed"]


@pytest.mark.parametrize("status", ["running", "paused", "pending"])
def test_unfinished_jobs_that_may_belong_to_the_subject_are_judged(status: str) -> None:
    late, young = job("late", status, took=30), job("young", status, took=1)
    keys = {"max_running": "8h"}
    assert verdicts.judge(rule(**keys), SUBJECT, [good], MOMENT, [young])["passed"]
    verdict = verdicts.judge(rule(**keys), SUBJECT, [good], MOMENT, [late])
    assert found(verdict, "max_running")["job_ids"] == ["late"]
    assert verdicts.judge(rule(**keys, **ALLOW_UNKNOWN), SUBJECT, [good], MOMENT, [late])["passed"]


def test_a_clock_that_differs_is_reported_once() -> None:
    ahead = job("ahead", "failed", ended=-5)
    verdict = verdicts.judge(
        rule(max_age="24h"), SUBJECT, [good, ahead], replace(MOMENT, clock_problem="the service's clock is 5h ahead")
    )
    assert found(verdict, "clock") == {
        "check": "clock",
        "expected": "clocks that differ by at most 5m",
        "actual": "the service's clock is 5h ahead",
        "passed": False,
        "job_ids": ["ahead"],
    }


def aged(jobs: list[Job], older: list[Job], **keys: t.Any) -> tuple[bool, str, list[str]]:
    verdict = verdicts.judge(rule(max_age="24h", **keys), SUBJECT, jobs, MOMENT, older=older)
    check = found(verdict, "max_age")
    assert ends(verdict, "success") is None
    return check["passed"], check["actual"], check["job_ids"]


def test_an_older_success_is_reported_with_its_age() -> None:
    older = [job("old", ended=40, took=20), job("older", ended=50)]
    assert aged([], older) == (False, "40h ago", ["old"])
    assert aged([bad], older) == (False, "40h ago", ["old"])
    assert aged([bad], older, **ALLOW_NOTHING) == (False, "40h ago", ["old"])
    assert aged([], older, age_from="start") == (False, "2d 2h ago", ["older"])
    # It decides nothing.
    assert aged([], older, **ALLOW_NOTHING)[0] is True
    assert aged([good], older) == (True, "2h ago", ["good"])


def test_one_that_ended_earlier_may_have_started_later() -> None:
    """The age of the data is that of the success that started last."""
    long, short = job("long", ended=1, took=99), job("short", ended=30, took=1)
    assert aged([long], [short], age_from="start") == (False, "31h ago", ["short"])
    assert aged([long], [short]) == (True, "1h ago", ["long"])
