# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of how many objects jobs protect."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._gate import verdicts
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._jobs.job import Job
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._jobs.subject import Subject
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._policy.check import Check
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._policy.object_checks import (
    max_failed_ratio,
    max_object_drop,
    min_objects,
)
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._policy.subject_jobs import SubjectJobs
from unit.plugins.module_utils._gate.gate_jobs import MOMENT, NOW, ago, job, judge_rules, rule


def jobs_of(jobs: list[Job], older: list[Job] | None = None, *, hours: float = 99, **keys: t.Any) -> SubjectJobs:
    return SubjectJobs(rule(**{"max_age": "24h", **keys}), jobs, NOW, ago(hours), ago(hours), older=older or [])


def successes(*objects: int | None, newest: float = 1.0) -> list[Job]:
    """Return a success of each hour, the newest first, that protects so many objects."""
    return [
        job(f"s{number}", ended=newest + number, took=0.5, objects=None if each is None else (0, each))
        for number, each in enumerate(objects)
    ]


def drop(jobs: list[Job], limit: float = 20, **more: t.Any) -> Check:
    return max_object_drop(jobs_of(jobs, **more), "max_object_drop", limit)


def result(check: Check) -> tuple[bool, str, list[str]]:
    return check["passed"], check["actual"], check["job_ids"]


DROPS: list[tuple[str, list[Job], float, bool, str, list[str]]] = [
    ("a drop at the limit", successes(80, 100, 100, 100), 20, True, "20 % fewer; {3}", []),
    ("a drop just over", successes(799, 1000, 1000, 1000), 20, False, "20.1 % fewer", ["s0"]),
    ("no drop", successes(100, 100, 100, 100), 0, True, "0 % fewer; {3}", []),
    ("more objects", successes(150, 100, 100, 100), 0, True, "0 % fewer; {3}", []),
    ("everything", successes(0, 100, 100, 100), 99.9, False, "100 % fewer", ["s0"]),
    # The median of 10, 90 and 1000 is 90; their mean would be 367.
    ("the median of three", successes(80, 1000, 10, 90), 12, True, "11.11 % fewer; {3}", []),
    # The median of 80, 90, 100 and 1000 is 95.
    ("the median of four", successes(76, 1000, 100, 90, 80), 20, True, "20 % fewer; {3}", []),
    ("just below the median of four", successes(75, 1000, 100, 90, 80), 20, False, "21.05 % fewer", ["s0"]),
    # The eleventh and older are not compared: with them, the median would be 10.
    ("the last ten", successes(9, *[100] * 6, *[5] * 4, *[10] * 9), 50, False, "91 % fewer", ["s0"]),
    ("fewer than three", successes(1, 100, 100), 20, True, "{3}", []),
    ("one success", successes(1), 20, True, "{1}", []),
    # It is only compared with what was before it.
    ("a small one before", successes(100, 100, 100, 1), 20, True, "0 % fewer; {3}", []),
    ("several", successes(50, 40, 100, 100, 100), 20, False, "60 % fewer", ["s0", "s1"]),
    ("nothing ever", successes(0, 0, 0, 0), 0, True, "0 % fewer; {3}", []),
]


@pytest.mark.parametrize(
    ("what", "jobs", "limit", "passed", "actual", "ids"), DROPS, ids=[f"{row[0]}, {row[2]}" for row in DROPS]
)
def test_how_much_less_a_success_protects(
    what: str, jobs: list[Job], limit: float, passed: bool, actual: str, ids: list[str]
) -> None:
    uncompared = {
        "1": "1 success not compared, with fewer than 3 before",
        "3": "3 successes not compared, with fewer than 3 before",
    }
    for number, text in uncompared.items():
        actual = actual.replace(f"{{{number}}}", text)
    assert result(drop(jobs, limit)) == (passed, actual, ids)
    assert result(drop(jobs[::-1], limit)) == (passed, actual, ids)


def test_it_is_compared_with_those_that_started_before_it() -> None:
    """Not with those that ended before it, and not with those of the same second."""
    long = job("long", ended=1, took=9, objects=(0, 10))
    others = successes(100, 100, 100, newest=2)
    assert drop([long, *others])["passed"]
    together = [job(f"t{number}", ended=1, took=1, objects=(0, each)) for number, each in enumerate((1, 100, 100, 100))]
    assert result(drop(together)) == (True, "4 successes not compared, with fewer than 3 before", [])
    # Of two of the same second each is compared with the three before.
    pair = [job("a", ended=1, took=1, objects=(0, 50)), job("b", ended=1, took=1, objects=(0, 90))]
    assert result(drop([*pair, *successes(100, 100, 100, newest=4)])) == (False, "50 % fewer", ["a"])


def test_older_successes_are_compared_but_not_judged() -> None:
    older = [*successes(100, 100, 100, newest=200), job("small", ended=199, took=0.5, objects=(0, 1))]
    judged = successes(70)
    assert result(drop(judged, older=older)) == (False, "30 % fewer", ["s0"])
    assert result(drop(judged, 30, older=older)) == (True, "30 % fewer", [])
    assert result(drop(judged, older=older[:2])) == (True, "1 success not compared, with fewer than 3 before", [])


def test_the_window_is_judged_and_compared_with_what_was_before_it() -> None:
    jobs = successes(70, 100, 1, 100, 100, newest=20)
    check = max_object_drop(SubjectJobs(rule(max_age="24h"), jobs, NOW, ago(99), ago(20)), "max_object_drop", 20)
    # s2 is not in the window; the median of 100, 1, 100 and 100 is 100.
    assert result(check) == (False, "30 % fewer", ["s0"])


def test_successes_that_do_not_count_are_not_compared_with() -> None:
    """Those in an exclusion, in the window and before it."""
    new = [job("new", objects=(0, 90)), *(job(f"test {hours}", ended=hours, objects=(0, 1)) for hours in (2, 3, 4))]
    old = [job(f"old {hours}", ended=hours, objects=(0, 100)) for hours in (50, 51, 52)]
    old += [job(f"old test {hours}", ended=hours, objects=(0, 1)) for hours in (60, 61, 62)]
    for limit, passed in ((10, True), (9, False)):
        jobs = SubjectJobs(
            rule(max_age="24h"), new, NOW, ago(48), older=old, is_excluded=lambda each: "test" in each["id"]
        )
        check = max_object_drop(jobs, "max_object_drop", limit)
        assert (check["passed"], check["actual"]) == (passed, "10 % fewer")


@pytest.mark.parametrize("on_no_jobs", ["allow", "deny"])
def test_without_counts_on_no_jobs_decides(on_no_jobs: str) -> None:
    allowed, word = on_no_jobs == "allow", f"which on_no_jobs {'allows' if on_no_jobs == 'allow' else 'denies'}"
    jobs = successes(None, 100, None, 100, 100)
    for check in (
        drop(jobs, on_no_jobs=on_no_jobs),
        min_objects(jobs_of(jobs, on_no_jobs=on_no_jobs), "min_objects", 50),
    ):
        assert result(check) == (allowed, f"2 successes without usable counts, {word}", ["s0", "s2"])
    assert result(drop(successes(None), on_no_jobs=on_no_jobs)) == (
        allowed,
        f"1 success without usable counts, {word}",
        ["s0"],
    )
    # Too few is worse than not reported.
    assert result(drop([*jobs, job("new", ended=0.1, objects=(0, 1))], on_no_jobs=on_no_jobs))[0] is False


def test_failures_and_their_counts_are_not_compared() -> None:
    failures = [job(f"f{number}", "failed", ended=5 + number, objects=(0, 10**6)) for number in range(9)]
    assert drop([*successes(100, 100, 100, 100), *failures])["passed"]
    warned = job("w", "warning", ended=0.5, objects=(99, 100))
    jobs = [warned, *successes(100, 100, 100)]
    assert drop(jobs)["passed"]
    assert result(drop(jobs, on_warning="allow")) == (False, "99 % fewer", ["w"])


def test_a_minimum_names_the_smallest() -> None:
    def check(*objects: int | None, limit: int = 50, **keys: t.Any) -> tuple[bool, str, list[str]]:
        return result(min_objects(jobs_of(successes(*objects), **keys), "min_objects", limit))

    assert check(100, 50) == (True, "50", [])
    assert check(100, 49, 7) == (False, "7", ["s1", "s2"])
    assert check(100, 49, None) == (False, "49", ["s1"])
    assert check(0, limit=0) == (True, "0", [])
    assert check(0, limit=1, on_no_jobs="allow") == (False, "0", ["s0"])


@pytest.mark.parametrize("check", [max_failed_ratio, min_objects, max_object_drop])
def test_without_a_success_there_is_no_data(check: t.Callable[[SubjectJobs, str, t.Any], Check]) -> None:
    failed = check(jobs_of([job("b", "failed")], on_no_jobs="allow"), "x", 1)
    assert result(failed) == (False, "no success, 1 failed", ["b"])
    assert check(jobs_of([], on_no_jobs="allow"), "x", 1)["passed"]
    assert not check(jobs_of([]), "x", 1)["passed"]


def test_a_gate_compares_with_the_jobs_that_it_read_before_its_horizon() -> None:
    nights = [job(f"n{number}", ended=1 + 24 * number, objects=(0, 100 if number else 60)) for number in range(5)]
    (verdict,) = judge_rules(nights, {"services": ["teams"], "max_object_drop": 30, "min_success_rate": None})
    (check,) = verdict["checks"]
    assert (verdict["jobs_judged"], *result(check)) == (1, False, "40 % fewer", ["n0"])
    assert verdict["reasons"] == [
        "max_object_drop: expected at most 30 % fewer objects than the median of the successes before, "
        "found 40 % fewer (n0)"
    ]


def test_a_green_job_that_protected_nothing_fails_a_gate_that_asks() -> None:
    nothing = job("g", objects=(0, 0))
    subject = Subject("m365", "teams")
    assert verdicts.judge(rule(max_age="24h"), subject, [nothing], MOMENT)["passed"]
    assert not verdicts.judge(rule(max_age="24h", min_objects=1), subject, [nothing], MOMENT)["passed"]
