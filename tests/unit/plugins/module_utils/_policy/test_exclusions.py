# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Exclusions: what is read of them, to whom they apply, and what they change in a verdict."""

from __future__ import annotations

import json
import typing as t
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils import times
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._gate import verdicts
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._gate.verdicts import Verdict
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._jobs.job import Job
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._jobs.subject import Subject
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._policy import exclusions
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._policy.exclusions import ExcludedSpan
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import OptionError
from unit.plugins.module_utils._gate.gate_jobs import MOMENT, NOW, ago, job, judge_rules, rule

SUBJECT = Subject("m365", "teams")
ONE = {"from": "2026-11-20", "until": "2026-11-20", "reason": "patched"}


def read(*given: dict[str, t.Any], zone: t.Any = times.UTC) -> list[ExcludedSpan]:
    return exclusions.read(list(given), NOW, zone)


def span(begin: float, end: float, **more: t.Any) -> ExcludedSpan:
    """Return an exclusion from and until so many hours ago."""
    return ExcludedSpan(ago(begin), ago(end), "patched", **more)


def judge(jobs: list[Job], *excluded: ExcludedSpan, **keys: t.Any) -> Verdict:
    return verdicts.judge(rule(**keys), SUBJECT, jobs, replace(MOMENT, exclusions=excluded))


def found(verdict: Verdict, name: str) -> tuple[bool, str, list[str]]:
    (check,) = [check for check in verdict["checks"] if check["check"] == name]
    return check["passed"], check["actual"], check["job_ids"]


def utc(*fields: int) -> datetime:
    return datetime(*fields, tzinfo=timezone.utc)


MOMENTS: list[tuple[t.Any, t.Any, datetime, datetime]] = [
    # A date is the whole day.
    ("2026-11-20", "2026-11-20", utc(2026, 11, 20), utc(2026, 11, 21)),
    (date(2026, 11, 20), date(2026, 11, 20), utc(2026, 11, 20), utc(2026, 11, 21)),
    ("2026-11-20T22:00", "2026-11-21T04:00:00", utc(2026, 11, 20, 22), utc(2026, 11, 21, 4)),
    ("2026-11-20T22:00+02:00", "2026-11-21T04:00Z", utc(2026, 11, 20, 20), utc(2026, 11, 21, 4)),
    (utc(2026, 11, 20, 22), utc(2026, 11, 21, 4), utc(2026, 11, 20, 22), utc(2026, 11, 21, 4)),
    ("2d", "24h", NOW - timedelta(days=2), NOW - timedelta(days=1)),
    (1_795_240_800, "1795244400", utc(2026, 11, 21, 6), utc(2026, 11, 21, 7)),
    # Whole seconds, as the times of jobs.
    ("2026-11-20T22:00:00.9Z", "2026-11-21T04:00:00.9Z", utc(2026, 11, 20, 22), utc(2026, 11, 21, 4)),
]


@pytest.mark.parametrize(("begin", "end", "since", "until"), MOMENTS, ids=[f"{row[0]} {row[1]}" for row in MOMENTS])
def test_dates_and_times(begin: t.Any, end: t.Any, since: datetime, until: datetime) -> None:
    (excluded,) = read({"from": begin, "until": end, "reason": "patched"})
    assert (excluded.since, excluded.until) == (since, until)


def test_dates_and_times_without_an_offset_are_those_of_the_zone() -> None:
    zone = ZoneInfo("Europe/Berlin")
    (day,) = read({**ONE, "from": "2026-10-25", "until": "2026-10-25"}, zone=zone)
    # This day has 25 hours.
    assert (day.since, day.until) == (utc(2026, 10, 24, 22), utc(2026, 10, 25, 23))
    (night,) = read({**ONE, "from": "2026-11-20T22:00", "until": "2026-11-21T04:00Z"}, zone=zone)
    assert (night.since, night.until) == (utc(2026, 11, 20, 21), utc(2026, 11, 21, 4))


@pytest.mark.parametrize(
    "given",
    [
        [{**ONE, "product": "m365", "services": ["teams", "7"]}],
        json.dumps([{**ONE, "product": "m365", "services": "teams"}]),
        "- {from: 2026-11-20, until: 2026-11-20, reason: patched, product: m365, services: [7]}",
        [json.dumps({**ONE, "product": "m365", "services": ["Teams"]})],
    ],
    ids=repr,
)
def test_lists_and_text(given: t.Any) -> None:
    (excluded,) = exclusions.read(given, NOW)
    assert excluded == ExcludedSpan(utc(2026, 11, 20), utc(2026, 11, 21), "patched", "m365", ("teams",))


@pytest.mark.parametrize("given", [None, [], "", "[]"], ids=repr)
def test_none_are_given(given: t.Any) -> None:
    assert exclusions.read(given, NOW) == []


BAD: list[tuple[dict[str, t.Any], str]] = [
    ({"from": "soon"}, "from: 'soon' is none of: a duration back from now (90m, 24h, 7d, 2w), an ISO 8601 date or"),
    ({"until": "25:00"}, "until: '25:00' is none of: "),
    ({"until": True}, "until: True is not a duration back from now"),
    ({"until": "9999-12-31"}, "until: '9999-12-31' is out of range"),
    ({"reason": ""}, "reason is empty; leave the key out or give a value"),
    ({"reason": 7}, "reason: 7 is not text"),
    ({"until": "2026-11-19"}, "from, 2026-11-20T00:00:00Z, is not before until, 2026-11-20T00:00:00Z"),
    ({"from": "24h", "until": "24h"}, "from, 2026-11-20T08:00:00Z, is not before until, 2026-11-20T08:00:00Z"),
    ({"from": "24h", "until": "48h"}, "from, 2026-11-20T08:00:00Z, is not before until, 2026-11-19T08:00:00Z"),
    ({"services": ["teams"]}, "services: product is missing, whose services these are"),
    ({"product": ["m365"]}, "product: ['m365'] is not text"),
    ({"product": "m356"}, "product: 'm356' is not a product; did you mean m365?"),
    ({"product": "m365", "services": ["gmail"]}, "services: 'gmail' is not a service of m365"),
    ({"product": "salesforce", "services": ["teams"]}, "services: jobs of salesforce have no services"),
    ({"product": "m365", "services": []}, "services is empty"),
    ({"begin": "24h"}, "begin is not a key of an exclusion; expected one of from, until, reason, product, services"),
    ({"reasons": "x"}, "reasons is not a key of an exclusion; did you mean reason?"),
]


@pytest.mark.parametrize(("keys", "says"), BAD, ids=[row[1] for row in BAD])
def test_a_bad_exclusion_is_one_sentence_with_its_number_and_key(keys: dict[str, t.Any], says: str) -> None:
    with pytest.raises(OptionError) as raised:
        read(ONE, {**ONE, **keys})
    assert str(raised.value).startswith(f"exclusions: exclusion 2: {says}"), str(raised.value)
    assert raised.value.details == {"option": "exclusions"}


def test_a_row_is_as_a_user_could_write_it() -> None:
    (excluded,) = read({**ONE, "product": "m365", "services": ["teams"]})
    assert excluded.row() == {
        "from": "2026-11-20T00:00:00Z",
        "until": "2026-11-21T00:00:00Z",
        "reason": "patched",
        "product": "m365",
        "services": ["teams"],
    }
    assert read(excluded.written()) == [excluded]
    (everywhere,) = read(ONE)
    assert (everywhere.row()["product"], everywhere.row()["services"]) == (None, [])
    assert read(everywhere.written()) == [everywhere]


@pytest.mark.parametrize(
    ("product", "services", "applies"),
    [
        (None, (), [True, True, True, True]),
        ("m365", (), [True, True, True, False]),
        ("m365", ("teams",), [True, False, False, False]),
        ("m365", ("teams", "onedrive"), [True, True, False, False]),
        ("google", (), [False, False, False, True]),
    ],
)
def test_limits_to_a_product_and_services(product: str | None, services: tuple[str, ...], applies: list[bool]) -> None:
    """A subject without a service has jobs of others too, so an exclusion of services is none of it."""
    subjects = [Subject("m365", "teams"), Subject("m365", "onedrive"), Subject("m365"), Subject("google")]
    excluded = span(2, 1, product=product, services=services)
    assert [bool(exclusions.of_subject([excluded], subject)) for subject in subjects] == applies


def test_an_exclusion_is_half_open() -> None:
    inside = exclusions.starts_inside([span(10, 5), span(3, 2)])
    assert inside is not None
    second = 1 / 3600
    starts = {10 + second: False, 10: True, 7: True, 5 + second: True, 5: False, 4: False, 3: True, 2: False}
    assert {hours: inside(job("j", ended=hours - 1, took=1)) for hours in starts} == starts
    # A job without a start is nowhere.
    assert not inside(job("j", ended=2.5, took=None))
    assert exclusions.starts_inside([]) is None


bad = job("bad", "failed", ended=2, took=1)
bad_too = job("bad-too", "failed", ended=2.5, took=1)
good = job("good", ended=6, took=1)


@pytest.mark.parametrize(
    "keys",
    [
        {"max_failed_jobs": 0},
        {"min_success_rate": 100},
        {"max_consecutive_failures": 0},
        {"max_failed_ratio": 0.5},
        {"max_duration": "1h"},
        {"min_objects": 50},
        {"max_object_drop": 10},
    ],
    ids=str,
)
def test_jobs_that_started_inside_do_not_count(keys: dict[str, t.Any]) -> None:
    small = job("small", ended=1, took=2.5, objects=(0, 3))
    before = [job(f"before-{number}", ended=7 + number, took=1) for number in range(3)]
    jobs = [bad, bad_too, small, good, *before]
    assert not judge(jobs, **keys)["passed"]
    verdict = judge(jobs, span(4, 2), **keys)
    assert verdict["passed"], verdict
    assert verdict["jobs_judged"] == 4
    # One second less, and the first of them counts.
    assert judge([good, bad_too], span(3.5, 3), **keys)["passed"]
    assert judge([good, bad_too], span(3.5 - 1 / 3600, 3), **keys)["jobs_judged"] == 2


def test_a_success_inside_protects() -> None:
    inside = job("inside", ended=2, took=1)
    verdict = judge([inside, job("b", "failed", ended=20)], span(4, 2), max_age="12h", max_failed_jobs=9)
    assert found(verdict, "max_age") == (True, "2h ago", ["inside"])
    assert verdict["last_success_at"] == times.format_moment(ago(2))
    # A check that counts has none to count.
    assert found(verdict, "max_failed_jobs") == (False, "no success outside the exclusions, 1 failed", ["b"])
    assert [check["check"] for check in verdict["checks"]] == ["max_age", "max_failed_jobs"]


def test_without_jobs_outside_on_no_jobs_decides() -> None:
    verdict = judge([bad], span(4, 2), max_failed_jobs=0)
    since = times.format_moment(ago(24))
    actual = f"no jobs that ended since {since} outside the exclusions, which on_no_jobs denies"
    assert found(verdict, "max_failed_jobs") == (False, actual, [])
    assert judge([bad], span(4, 2), max_failed_jobs=0, on_no_jobs="allow")["passed"]


def test_a_running_job_is_a_problem_whenever_it_started() -> None:
    late = job("late", "running", took=9)
    verdict = judge([late, good], span(10, 8), max_running="8h", max_duration="8h")
    assert found(verdict, "max_running")[2] == ["late"]
    assert found(verdict, "max_duration")[0] is True


def test_an_unknown_job_inside_does_not_count() -> None:
    odd = job("odd", "unknown", took=3)
    assert not judge([odd, good], max_age="24h")["passed"]
    assert judge([odd, good], span(4, 2), max_age="24h")["passed"]


def test_a_success_of_the_future_does_not_pass_inside_an_exclusion() -> None:
    """It would protect with an age below 0."""
    ahead = job("ahead", ended=-5, took=1)
    verdict = judge([ahead], span(2, -9), max_age="24h")
    assert found(verdict, "clock")[2] == ["ahead"]
    assert not verdict["passed"]


def test_overlapping_exclusions_are_as_one() -> None:
    assert judge([bad, good], span(4, 2.5), span(3, 2), max_failed_jobs=0)["passed"]
    assert judge([bad, good], span(9, 3.5), span(3, 2), max_failed_jobs=0, on_no_jobs="allow")["passed"]


def test_a_verdict_shows_the_exclusions_of_its_time() -> None:
    shown = [span(48, 30), span(26, 23), span(2, -3)]
    hidden = [span(99, 48), span(0, -3), span(2, 1, product="google"), span(2, 1, product="m365", services=("chat",))]
    verdict = judge([good], *hidden, *shown, max_age="48h", window="24h")
    assert verdict["exclusions"] == [each.row() for each in shown]
    assert verdict["exclusions"][0]["reason"] == "patched"
    assert judge([good], *shown, max_age="24h")["exclusions"] == [each.row() for each in shown[1:]]


def test_each_subject_has_its_own_exclusions() -> None:
    jobs = [bad, good, *(job(f"o{each['id']}", **_of_onedrive(each)) for each in (bad, good))]
    excluded = span(4, 2, product="m365", services=("onedrive",))
    moment = replace(MOMENT, exclusions=[excluded])
    keys = {"services": ["teams", "onedrive"], "max_failed_jobs": 0, "min_success_rate": None}
    found_verdicts = judge_rules(jobs, keys, moment=moment)
    assert [verdict["passed"] for verdict in found_verdicts] == [False, True]
    assert [verdict["exclusions"] for verdict in found_verdicts] == [[], [excluded.row()]]


def _of_onedrive(each: Job) -> dict[str, t.Any]:
    return {**{key: each[key] for key in ("status", "started_at", "finished_at")}, "service": "onedrive"}
