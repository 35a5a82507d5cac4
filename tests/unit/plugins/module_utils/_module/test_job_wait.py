# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waiting: on a clock that is set by hand and a service that answers what the test says; nobody sleeps."""

from __future__ import annotations

import typing as t
from datetime import datetime, timedelta

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils import argument_spec
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._jobs.job import Job
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._module import job_wait
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._module.job_wait import Ending
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._read.query import Query
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._wait import spec as wishes
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import (
    ApiError,
    CloudBackupError,
    IncompleteRead,
    OptionError,
)
from unit.plugins.jobs import NOW, make

DEFAULTS = {option.name: option.default for option in wishes.wait_options()}
Sight: t.TypeAlias = "t.Sequence[Job] | CloudBackupError"


def wish(**params: t.Any) -> wishes.WaitSpec:
    given = {"product": "google", "wait_timeout": "100s", "interval": "10s", **params}
    return wishes.validate({**DEFAULTS, **given}, NOW)


def at(seconds: float) -> str:
    """A moment after C(NOW), as jobs tell it."""
    return (NOW + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


RAW = {"running": 0, "succeeded": 2, "failed": 3, "warning": 7}


def job(identity: str, status: str = "running", started: float | None = -60, **told: t.Any) -> Job:
    """A job that started so many seconds after C(NOW)."""
    told = {"status_raw": RAW.get(status, status), **told}
    return make(status, id=identity, started_at=None if started is None else at(started), **told)


class Watch(job_wait.Watch):
    """A clock that goes on when somebody waits, and when the service is asked."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.pauses: list[float] = []

    def elapsed(self) -> float:
        return self.seconds

    def pause(self, seconds: float) -> None:
        assert seconds >= 0
        self.pauses.append(seconds)
        self.seconds += seconds

    def now(self) -> datetime:
        return NOW + timedelta(seconds=int(self.seconds))


class Service:
    """Answers one sight after the other, the last one again and again; an answer takes some time."""

    def __init__(self, *sights: Sight, takes: float = 0) -> None:
        self.watch = Watch()
        self.asked: list[Query] = []
        self.asked_at: list[float] = []
        self.logged: list[str] = []
        self._sights = sights
        self._takes = takes

    def ask(self, question: Query) -> t.Sequence[Job]:
        sight = self._sights[min(len(self.asked), len(self._sights) - 1)]
        self.asked.append(question)
        self.asked_at.append(self.watch.seconds)
        self.watch.seconds += self._takes
        if isinstance(sight, CloudBackupError):
            raise sight
        return sight

    def follow(self, wanted: wishes.WaitSpec, once: bool = False) -> Ending:
        return job_wait.follow(wanted, self.ask, self.watch, once=once, log=self.logged.append)


def passing(retry_after: float | None = None, status: int = 503) -> ApiError:
    return ApiError(f"google: answered {status}", status=status, retryable=True, retry_after=retry_after)


# What is asked for, and what is wrong with it.


@pytest.mark.parametrize(
    ("params", "option", "expected"),
    [
        ({"product": "gogle", "started_after": "1h"}, "product", "did you mean google"),
        ({"product": "", "started_after": "1h"}, "product", "salesforce"),
        ({}, "job_ids or started_after", "give one of them"),
        ({"job_ids": [], "started_after": " "}, "job_ids", "is an empty list"),
        ({"services": ["gmail"]}, "job_ids or started_after", "give one of them"),
        ({"job_ids": ["a"], "started_after": "1h"}, "job_ids and started_after", "give one of them"),
        ({"job_ids": ["a", " "]}, "job_ids", "empty"),
        ({"started_after": "soon"}, "started_after", "ISO 8601"),
        ({"job_ids": ["a"], "since": "soon"}, "since", "ISO 8601"),
        ({"job_ids": ["a"], "since": "2027-01-01"}, "since", "not before now"),
        ({"job_ids": ["a"], "interval": "0s"}, "interval", "above 0"),
        ({"job_ids": ["a"], "interval": "30"}, "interval", "duration"),
        ({"job_ids": ["a"], "wait_timeout": "0m"}, "wait_timeout", "above 0"),
        ({"job_ids": ["a"], "wait_timeout": "-1h"}, "wait_timeout", "duration"),
        ({"job_ids": ["a"], "wait_timeout": "60w"}, "wait_timeout", "at most 366d"),
        ({"job_ids": ["a"], "wait_timeout": "99999999999999w"}, "wait_timeout", "too long"),
        ({"job_ids": ["a"], "fail_on": ["faild"]}, "fail_on", "did you mean failed"),
        ({"job_ids": ["a"], "fail_on": ["running"]}, "fail_on", "on the way to an end"),
        ({"job_ids": ["a"], "fail_on": ["in_progress"]}, "fail_on", "on the way to an end"),
        ({"job_ids": ["a"], "fail_on": ["Pending"]}, "fail_on", "on the way to an end"),
        ({"started_after": "1h", "services": ["gmial"]}, "services", "did you mean gmail"),
        ({"started_after": "1h", "job_types": ["bakup"]}, "job_types", "did you mean backup"),
        ({"started_after": "1h", "level": "object"}, "level", "is not known to google"),
        ({"started_after": "1h", "page_size": 0}, "page_size", "at least 1"),
    ],
)
def test_what_is_wrong_is_told_in_one_sentence(params: dict[str, t.Any], option: str, expected: str) -> None:
    with pytest.raises(OptionError) as wrong:
        wish(**params)
    assert str(wrong.value).startswith(f"{option}: ")
    assert expected in str(wrong.value)
    assert wrong.value.details == {"option": option}


def test_the_defaults_are_those_of_the_interface() -> None:
    wanted = wishes.validate({**DEFAULTS, "product": "google", "job_ids": ["a"]}, NOW)
    assert (wanted.wait_timeout, wanted.interval) == (3600, 30)
    assert wanted.question.since == NOW - timedelta(days=7)
    assert wanted.fail_on is not None
    assert wanted.fail_on.given == ["failed", "stopped"]


def test_options_of_a_product_have_its_defaults_and_those_of_others_none() -> None:
    assert wish(job_ids=["a"]).question.options == {"data_source": "admin"}
    assert wish(job_ids=["a"], data_source="recenter").question.options == {"data_source": "recenter"}
    assert wish(product="salesforce", job_ids=["a"], organization_id="o").question.options == {"organization_id": "o"}
    assert {"location", "level", "search_text"} <= DEFAULTS.keys()


def test_every_option_stands_once_in_the_table() -> None:
    names = [option.name for option in wishes.wait_options()]
    assert len(names) == len(set(names))
    assert argument_spec.argument_spec(wishes.wait_options())["product"]["required"] is True


def test_ids_are_taken_once_and_as_text() -> None:
    assert wish(job_ids=[" a ", "a", 7]).ids == ("a", "7")


# How a wait ends.


@pytest.mark.parametrize("status", ["succeeded", "warning", "skipped"])
def test_every_end_ends_the_wait(status: str) -> None:
    service = Service([job("a")], [job("a", status)])
    ending = service.follow(wish(job_ids=["a"]))
    assert (ending.outcome, ending.why, ending.timed_out) == ("finished", None, False)
    assert ending.elapsed == 10
    assert ending.result()["jobs"] == [job("a", status)]
    assert "failure" not in ending.result()


@pytest.mark.parametrize(
    ("product", "fail_on", "raw", "status"),
    [
        ("google", ["failed", "stopped"], 3, "failed"),
        ("salesforce", ["failed", "stopped"], 6, "stopped"),
        ("google", ["warning"], 7, "warning"),
        ("m365", ["partially_finished"], "PartiallyFinished", "warning"),
        ("iaas", ["8"], 8, "warning"),
        ("salesforce", ["paused"], 5, "paused"),
        ("google", ["unknown"], 99, "unknown"),
        ("google", ["succeeded"], 2, "succeeded"),
    ],
)
def test_a_status_of_fail_on_fails_at_once(product: str, fail_on: list[str], raw: t.Any, status: str) -> None:
    service = Service([job("a"), job("b", status, status_raw=raw)])
    ending = service.follow(wish(product=product, job_ids=["a", "b", "c"], fail_on=fail_on))
    assert (ending.outcome, ending.timed_out, ending.elapsed) == ("failed", False, 0)
    assert ending.why is not None
    assert f"b {status}" in ending.why
    assert "the others: a running, c not seen" in ending.why
    assert set(ending.picture) == {"a", "b"}
    assert ending.missing == ["c"]


def test_the_vendors_own_name_is_more_exact_than_the_word() -> None:
    service = Service([job("a", "warning", status_raw="FinishedException")])
    assert service.follow(wish(product="m365", job_ids=["a"], fail_on=["partially_finished"])).outcome == "finished"


def test_nothing_fails_where_nothing_is_named() -> None:
    assert Service([job("a", "failed")]).follow(wish(job_ids=["a"], fail_on=[])).outcome == "finished"


@pytest.mark.parametrize("status", ["running", "pending", "paused"])
def test_time_over_with_a_job_that_has_not_ended(status: str) -> None:
    service = Service([job("a", status), job("b", "succeeded")])
    ending = service.follow(wish(job_ids=["a", "b"]))
    assert (ending.outcome, ending.timed_out, ending.elapsed) == ("timed_out", True, 100)
    assert ending.why == f"google: not ended after 1m 40s: a {status}"
    assert len(ending.result()["jobs"]) == 2


def test_an_unknown_status_is_no_end_and_is_told() -> None:
    ending = Service([job("a", "unknown", status_raw="Pausiert\x1b")]).follow(wish(job_ids=["a"]))
    assert ending.outcome == "timed_out"
    assert ending.why is not None
    assert "a unknown ('Pausiert' is not understood)" in ending.why


def test_ids_that_never_appear_are_named() -> None:
    ending = Service([job("x", "succeeded")]).follow(wish(job_ids=["a", "b"]))
    assert (ending.outcome, ending.timed_out, ending.missing) == ("never_appeared", True, ["a", "b"])
    assert ending.why == "google: never seen after 1m 40s among the jobs since 2026-11-15T12:00:00Z: a, b"
    assert ending.picture == {}


def test_an_id_that_never_appears_beside_one_that_ended() -> None:
    ending = Service([job("a", "succeeded")]).follow(wish(job_ids=["a", "b"]))
    assert (ending.outcome, ending.missing) == ("never_appeared", ["b"])


def test_an_id_that_never_appears_beside_one_that_runs() -> None:
    ending = Service([job("a")]).follow(wish(job_ids=["a", "b"]))
    assert ending.outcome == "timed_out"
    assert ending.why is not None
    assert ending.why.endswith(": a running, b not seen")


def test_an_id_that_appears_late_is_waited_for() -> None:
    service = Service([], [], [job("a")], [job("a", "succeeded")])
    assert service.follow(wish(job_ids=["a"])).elapsed == 30


def test_a_job_that_goes_stays_as_it_was_seen() -> None:
    ending = Service([job("a")], []).follow(wish(job_ids=["a"]))
    assert ending.outcome == "timed_out"
    assert list(ending.picture) == ["a"]


def test_no_run_ever() -> None:
    wanted = wish(started_after="5m", services=["gmail"], job_types=["backup"])
    ending = Service([]).follow(wanted)
    assert (ending.outcome, ending.timed_out, ending.missing) == ("never_appeared", True, [])
    assert ending.why is not None
    assert "no run with services gmail; job_types backup" in ending.why
    assert "2026-11-22T11:55:00Z" in ending.why


# The first run since a moment.


def test_the_first_run_after_the_moment_is_the_one() -> None:
    service = Service([job("late", started=-10), job("early", started=-100), job("before", "failed", started=-301)])
    assert list(service.follow(wish(started_after="5m")).picture) == ["early"]


def test_a_run_that_started_in_the_very_second_counts() -> None:
    service = Service([job("a", "succeeded", started=-300)])
    assert service.follow(wish(started_after="5m")).outcome == "finished"


def test_a_run_that_does_not_exist_yet_is_waited_for() -> None:
    service = Service([], [job("a", started=5)], [job("a", "succeeded", started=5)])
    ending = service.follow(wish(started_after="0s"))
    assert (ending.outcome, list(ending.picture)) == ("finished", ["a"])
    # In the second in which the wait begins nothing can be there yet.
    assert service.asked_at == [10, 20, 30]


def test_a_moment_to_come_is_waited_for_without_asking() -> None:
    service = Service([job("a", "succeeded", started=31)])
    assert service.follow(wish(started_after=at(30))).outcome == "finished"
    assert service.asked_at == [40]


def test_a_run_once_started_is_kept_although_an_earlier_one_turns_up() -> None:
    service = Service([job("a", started=-10)], [job("a", started=-10), job("b", "failed", started=-20)])
    ending = service.follow(wish(started_after="5m"))
    assert list(ending.picture) == ["a"]


def test_a_run_that_has_not_started_may_be_overtaken() -> None:
    service = Service([job("a", "pending", None)], [job("a", "pending", None), job("b", "succeeded", -1)])
    ending = service.follow(wish(started_after="5m"))
    assert (ending.outcome, list(ending.picture)) == ("finished", ["b"])


def test_a_run_that_never_starts_was_seen() -> None:
    ending = Service([job("a", "pending", None)]).follow(wish(started_after="5m"))
    assert (ending.outcome, list(ending.picture)) == ("timed_out", ["a"])


# What is asked for.


def test_the_window_is_narrowed_to_the_start_of_those_that_run() -> None:
    service = Service([], [job("a", started=-7200), job("b", "succeeded", started=-9000)])
    service.follow(wish(job_ids=["a", "b"], wait_timeout="30s"))
    wide, still_wide, narrow, *_more = service.asked
    assert wide.since == still_wide.since == NOW - timedelta(days=7)
    assert narrow.since == NOW - timedelta(hours=2, minutes=1)
    assert (narrow.ids, narrow.limit) == (frozenset("a"), 1)
    assert (wide.ids, wide.limit) == (frozenset("ab"), 2)
    assert narrow.until == NOW + timedelta(seconds=20)


def test_the_window_stays_wide_while_one_has_not_started() -> None:
    service = Service([job("a", "pending", None), job("b")])
    service.follow(wish(job_ids=["a", "b"], wait_timeout="20s"))
    assert service.asked[-1].since == NOW - timedelta(days=7)


def test_the_window_never_grows() -> None:
    service = Service([job("a", started=-7200)])
    service.follow(wish(job_ids=["a"], since="2h", wait_timeout="20s"))
    assert service.asked[-1].since == NOW - timedelta(hours=2)


def test_the_last_id_is_searched_for_where_the_product_can() -> None:
    service = Service([job("a"), job("b")], [job("a", "succeeded"), job("b")])
    service.follow(wish(product="iaas", job_ids=["a", "b"], wait_timeout="30s"))
    assert [question.options for question in service.asked[:3]] == [{}, {}, {"search_text": "b"}]
    own = Service([job("a")])
    own.follow(wish(product="iaas", job_ids=["a"], search_text="nightly", wait_timeout="10s"))
    assert own.asked[-1].options == {"search_text": "nightly"}


def test_a_run_is_asked_for_by_its_own_service_and_type_alone() -> None:
    run = job("a", product="m365", service="teams", job_type_name="restore", status_raw=1)
    service = Service([run])
    wanted = wish(product="m365", started_after="5m", services=["teams", "onedrive"], job_types=["backup", "restore"])
    service.follow(wanted)
    first, second, *_more = service.asked
    assert first.filters() == {"services": ["teams", "onedrive"], "job_types": ["backup", "restore"]}
    assert first.limit is None
    assert second.filters() == {"services": ["teams"], "job_types": ["restore"]}
    assert (second.ids, second.limit) == (frozenset("a"), 1)


def test_a_run_that_does_not_tell_what_it_is_keeps_the_filters() -> None:
    run = job("a", service=None, job_type_name=None)
    service = Service([run])
    service.follow(wish(started_after="5m", services=["gmail", "drive"], job_types=["backup"]))
    assert service.asked[1].filters()["services"] == ["gmail", "drive"]


# The clock.


def test_the_service_is_left_alone_for_an_interval_after_each_answer() -> None:
    service = Service([job("a")], takes=2)
    ending = service.follow(wish(job_ids=["a"], wait_timeout="30s"))
    assert service.asked_at == [0, 12, 24, 30]
    assert ending.elapsed == 32


def test_a_last_look_is_taken_when_the_time_is_over() -> None:
    service = Service([job("a")], [job("a", "succeeded")])
    ending = service.follow(wish(job_ids=["a"], wait_timeout="7s", interval="1h"))
    assert (ending.outcome, ending.elapsed) == ("finished", 7)


def test_there_is_no_look_after_the_deadline() -> None:
    service = Service([job("a")], takes=500)
    assert service.follow(wish(job_ids=["a"])).outcome == "timed_out"
    assert len(service.asked) == 1


def test_an_interval_is_never_shorter_than_retry_after() -> None:
    service = Service(passing(25), passing(4), [job("a", "succeeded")])
    ending = service.follow(wish(job_ids=["a"]))
    assert service.asked_at == [0, 25, 35]
    assert ending.outcome == "finished"


def test_a_retry_after_past_the_deadline_ends_the_wait() -> None:
    service = Service([job("a")], passing(86400, 429))
    ending = service.follow(wish(job_ids=["a"]))
    assert (ending.outcome, ending.timed_out, ending.elapsed) == ("timed_out", True, 10)
    assert len(service.asked) == 2
    assert ending.why is not None
    assert "the last look failed: google: answered 429" in ending.why


def test_the_deadline_is_not_moved_by_faults() -> None:
    service = Service(passing(), takes=3)
    ending = service.follow(wish(job_ids=["a"]))
    assert ending.elapsed == 103
    assert service.watch.pauses == pytest.approx([10] * 7 + [6])


# Faults.


def test_what_passes_is_lived_through_and_told() -> None:
    service = Service([job("a")], passing(), passing(), [job("a", "succeeded")])
    ending = service.follow(wish(job_ids=["a"]))
    assert ending.outcome == "finished"
    assert ending.progress == [
        "0.0s: a running",
        "10s: could not be read: google: answered 503",
        "30s: a succeeded",
    ]
    assert service.logged == ending.progress


def test_what_stays_fails_at_once_with_its_own_message() -> None:
    refusal = ApiError("google: answered 403", status=403, product="google")
    ending = Service([job("a")], refusal).follow(wish(job_ids=["a"]))
    assert (ending.outcome, ending.timed_out, ending.elapsed) == ("unreadable", False, 10)
    result = ending.result()
    assert result["failure"] == "google: answered 403"
    assert (result["status"], result["product"]) == (403, "google")
    assert [one["id"] for one in result["jobs"]] == ["a"]


def test_a_service_that_is_never_read_is_not_said_to_have_no_jobs() -> None:
    ending = Service(passing()).follow(wish(started_after="5m"))
    assert (ending.outcome, ending.timed_out, ending.why) == ("unreadable", True, "google: answered 503")


def test_a_fault_at_the_end_is_told_beside_what_was_seen() -> None:
    ending = Service([], passing()).follow(wish(job_ids=["a"]))
    assert ending.outcome == "never_appeared"
    assert ending.why is not None
    assert ending.why.endswith("the last look failed: google: answered 503")


def test_a_read_that_is_not_whole_is_tried_again_but_not_for_ever() -> None:
    moved = IncompleteRead("google", "it moved")
    assert Service(moved, moved, [job("a", "succeeded")]).follow(wish(job_ids=["a"])).outcome == "finished"
    ending = Service(moved).follow(wish(job_ids=["a"]))
    assert (ending.outcome, ending.elapsed) == ("unreadable", 20)


def test_an_option_that_this_generation_does_not_know_is_told_as_an_option() -> None:
    with pytest.raises(OptionError):
        Service(OptionError("location", "is not known")).follow(wish(job_ids=["a"]))


# Check mode, and what is told on the way.


def test_a_single_look() -> None:
    for sight, outcome in (([job("a")], "waiting"), ([], "waiting"), ([job("a", "warning")], "finished")):
        service = Service(sight)
        ending = service.follow(wish(job_ids=["a"]), once=True)
        assert (ending.outcome, ending.why, ending.timed_out, ending.elapsed) == (outcome, None, False, 0)
        assert service.watch.pauses == []


def test_a_single_look_fails_on_a_bad_end_and_on_a_fault() -> None:
    assert Service([job("a", "failed")]).follow(wish(job_ids=["a"]), once=True).outcome == "failed"
    assert Service(passing()).follow(wish(job_ids=["a"]), once=True).outcome == "unreadable"


def test_progress_has_a_line_for_each_news_and_an_end() -> None:
    names = [f"j{number}" for number in range(7)]
    sights = [[job(name, "succeeded") for name in names[:count]] for count in range(8)]
    ending = Service(*sights).follow(wish(job_ids=names))
    assert ending.progress[0] == "0.0s: 7 not seen"
    assert ending.progress[3] == "30s: 4 not seen, 3 succeeded"
    assert ending.progress[-1] == "1m 10s: 7 succeeded"
    changing = [[job("a", "unknown", status_raw=f"new-{number}")] for number in range(500)]
    many = Service(*changing).follow(wish(job_ids=["a"], interval="0.2s"))
    assert len(many.progress) == job_wait.MOST_LINES


def test_a_long_list_is_cut() -> None:
    ending = Service([]).follow(wish(job_ids=[f"j{number}" for number in range(400)]))
    assert ending.why is not None
    assert ending.why.endswith("j0, j1, j2, j3, j4 and 395 more")
    assert len(ending.missing) == 400
