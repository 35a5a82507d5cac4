# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Judging as of a moment in the past."""

from __future__ import annotations

import typing as t
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.avepoint.cloud_backup.plugins.module_utils import times
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._gate.as_of import state_at
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._gate.verdicts import JudgingMoment, Verdict
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._jobs.job import STATUSES, Job
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._module import job_gate
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._policy.exclusions import ExcludedSpan
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import OptionError
from unit.plugins.module_utils._gate.gate_jobs import NOW, ago, job, judge_rules

SECOND = 1 / 3600


def then(hours: float, **more: t.Any) -> JudgingMoment:
    """Return the moment so many hours ago, from which later jobs are not seen."""
    return JudgingMoment(ago(hours), in_the_past=True, **more)


def judge(jobs: list[Job], moment: JudgingMoment, **keys: t.Any) -> Verdict:
    (verdict,) = judge_rules(jobs, {"services": ["teams"], "min_success_rate": None, **keys}, moment=moment)
    return verdict


def checks(verdict: Verdict) -> dict[str, tuple[bool, list[str]]]:
    return {check["check"]: (check["passed"], check["job_ids"]) for check in verdict["checks"]}


def test_a_job_that_ended_before_is_as_it_is() -> None:
    ended = job("j", "failed", ended=5, took=1)
    assert state_at(ended, ago(4)) is ended
    assert state_at(ended, ago(5)) is ended


def test_a_job_that_ended_later_was_running() -> None:
    ended = job("j", "failed", ended=5, took=2)
    was = state_at(ended, ago(5 + SECOND))
    assert was == {**ended, "status": "running", "finished": False, "finished_at": None, "duration_seconds": None}
    good = state_at(job("j", ended=5, took=2), ago(7))
    assert good is not None
    assert (good["status"], good["ok"]) == ("running", False)


@pytest.mark.parametrize("status", ["succeeded", "warning", "skipped"])
def test_a_job_whose_end_is_not_known_was_running(status: str) -> None:
    """It may have ended later, and must not protect before."""
    was = state_at(job("j", status, started_at=times.format_moment(ago(5)), finished_at=None), ago(4))
    assert was is not None
    assert (was["status"], was["ok"], was["finished"]) == ("running", False, False)


@pytest.mark.parametrize("status", ["failed", "stopped"])
def test_a_failure_whose_end_is_not_known_had_failed(status: str) -> None:
    failed = job("j", status, started_at=times.format_moment(ago(5)), finished_at=None)
    assert state_at(failed, ago(4)) is failed


def test_a_job_that_started_later_was_not_there() -> None:
    ended = job("j", ended=5, took=2)
    assert state_at(ended, ago(7 + SECOND)) is None
    assert state_at(job("j", "running", took=5), ago(6)) is None


@pytest.mark.parametrize("status", ["running", "paused", "pending"])
def test_an_unfinished_job_had_its_status(status: str) -> None:
    unfinished = job("j", status, took=5)
    assert state_at(unfinished, ago(4)) is unfinished


def test_a_job_without_a_start_was_there() -> None:
    """It may have been running for ever."""
    without = job("j", ended=5, took=None)
    assert state_at(without, ago(5)) is without
    was = state_at(without, ago(6))
    assert was is not None
    assert (was["status"], was["started_at"], was["finished_at"]) == ("running", None, None)
    timeless = job("j", "failed", ended=None, took=None)
    assert state_at(timeless, ago(6)) is timeless


@given(
    st.sampled_from(sorted(STATUSES)),
    st.sampled_from([None, *range(9)]),
    st.sampled_from([None, *range(5)]),
    st.integers(0, 9),
    st.integers(0, 9),
)
def test_looking_back_twice_is_looking_back_once(
    status: str, ended: int | None, took: int | None, first: int, second: int
) -> None:
    """What was seen at a later moment is enough to know an earlier one."""
    each = job("j", status, ended=ended, took=took)
    later, earlier = sorted((first, second))
    seen = state_at(each, ago(later))
    assert (None if seen is None else state_at(seen, ago(earlier))) == state_at(each, ago(earlier))


def test_the_age_is_that_of_the_moment() -> None:
    jobs = [job("later", ended=1), job("good", ended=30), job("old", ended=60)]
    verdict = judge(jobs, then(24), max_age="8h")
    assert checks(verdict) == {"max_age": (True, ["good"])}
    assert verdict["checks"][0]["actual"] == "6h ago"
    assert (verdict["last_success_at"], verdict["jobs_judged"]) == (times.format_moment(ago(30)), 1)
    assert not judge(jobs, then(31), max_age="8h")["passed"]
    # Without the moment in the past, the success of later would count.
    assert checks(judge(jobs, replace(then(24), in_the_past=False), max_age="8h"))["max_age"] == (True, ["later"])


def test_later_jobs_and_their_clocks_are_ignored() -> None:
    jobs = [job("good", ended=30), job("b", "failed", ended=1), job("odd", "unknown", ended=1), job("a", ended=-9)]
    verdict = judge(jobs, then(24), max_age="8h", max_failed_jobs=0)
    assert checks(verdict) == {"max_age": (True, ["good"]), "max_failed_jobs": (True, [])}


def test_a_failure_that_ended_later_was_no_failure_yet() -> None:
    jobs = [job("good", ended=30), job("b", "failed", ended=22, took=3)]
    verdict = judge(jobs, then(24), max_failed_jobs=0, max_running="2h")
    assert checks(verdict) == {"max_failed_jobs": (True, []), "max_running": (True, ["b"])}
    assert verdict["jobs_judged"] == 2
    assert not judge(jobs, then(21), max_failed_jobs=0)["passed"]


@pytest.mark.parametrize("key", ["max_running", "max_duration"])
def test_a_job_that_ran_for_weeks_was_running(key: str) -> None:
    """It started long before the look-back of jobs that ended, and has ended now."""
    weeks = job("weeks", ended=1, took=20 * 24)
    good = job("good", ended=30)
    verdict = judge([weeks, good], then(24), **{key: "8h"})
    assert checks(verdict)[key] == (False, ["weeks"])
    # Which limit it is compared with is exact at the moment too.
    assert judge([weeks, good], then(24), **{key: f"{20 * 24 - 23}h"})["passed"]
    assert not judge([weeks, good], then(24), **{key: f"{20 * 24 - 23 - 1}h"})["passed"]


def test_a_window_ends_at_the_moment() -> None:
    jobs = [job("good", ended=25), job("edge", "failed", ended=48), job("before", "failed", ended=48 + SECOND)]
    assert checks(judge(jobs, then(24), max_failed_jobs=0))["max_failed_jobs"] == (False, ["edge"])


def test_exclusions_are_those_of_the_moment() -> None:
    jobs = [job("good", ended=25), job("b", "failed", ended=30, took=1)]
    span, later = ExcludedSpan(ago(32), ago(30), "patched"), ExcludedSpan(ago(20), ago(10), "later")
    verdict = judge(jobs, then(24, exclusions=[span, later]), max_failed_jobs=0)
    assert verdict["passed"]
    assert verdict["exclusions"] == [span.row()]


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        (None, None),
        ("24h", NOW - timedelta(hours=24)),
        ("2026-11-20", ago(32)),
        ("2026-11-20T10:00+02:00", ago(24)),
        ("2026-11-20T08:00:00.9Z", ago(24)),
        ("1795161600", ago(24)),
        # The present is not the future.
        ("2026-11-21T08:00:00Z", NOW),
        ("0s", NOW),
    ],
)
def test_the_moments_of_the_option(given_text: str | None, expected: object) -> None:
    assert job_gate._as_of(given_text, NOW) == expected


@pytest.mark.parametrize(
    ("given_text", "says"),
    [
        ("2026-11-21T08:00:01Z", "as_of: 2026-11-21T08:00:01Z is in the future, which cannot be judged"),
        ("2026-11-22", "as_of: 2026-11-22T00:00:00Z is in the future, which cannot be judged"),
        ("soon", "as_of: 'soon' is none of: a duration back from now (90m, 24h, 7d, 2w), an ISO 8601 date or time"),
        ("-1h", "as_of: '-1h' is none of: "),
    ],
)
def test_other_moments_are_refused(given_text: str, says: str) -> None:
    with pytest.raises(OptionError) as raised:
        job_gate._as_of(given_text, NOW)
    assert str(raised.value).startswith(says)
