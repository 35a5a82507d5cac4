# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The loop of a wait, with a clock and a service under control of the test; nothing sleeps."""

from __future__ import annotations

import typing as t
from datetime import datetime, timedelta

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._jobs.job import Job
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._read.query import Query
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._wait import polling
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._wait import spec as specs
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import (
    ApiError,
    CloudBackupError,
    IncompleteRead,
    OptionError,
)
from unit.plugins.jobs import NOW, make
from unit.plugins.module_utils._wait.wait_specs import wait_spec

Response: t.TypeAlias = "t.Sequence[Job] | CloudBackupError"


def at(seconds: float) -> str:
    """A time after C(NOW), as in a job."""
    return (NOW + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


RAW = {"running": 0, "succeeded": 2, "failed": 3, "warning": 7}


def job(identity: str, status: str = "running", started: float | None = -60, **keys: t.Any) -> Job:
    """A job that started so many seconds after C(NOW)."""
    keys = {"status_raw": RAW.get(status, status), **keys}
    return make(status, id=identity, started_at=None if started is None else at(started), **keys)


class Clock(polling.WaitClock):
    """A clock that advances with each pause and each read."""

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
    """Returns one response after the other, the last one again and again; each read takes some time."""

    def __init__(self, *responses: Response, takes: float = 0) -> None:
        self.clock = Clock()
        self.queries: list[Query] = []
        self.read_at: list[float] = []
        self.logged: list[str] = []
        self._responses = responses
        self._takes = takes

    def read(self, query: Query) -> t.Sequence[Job]:
        response = self._responses[min(len(self.queries), len(self._responses) - 1)]
        self.queries.append(query)
        self.read_at.append(self.clock.seconds)
        self.clock.seconds += self._takes
        if isinstance(response, CloudBackupError):
            raise response
        return response

    def follow(self, spec: specs.WaitSpec, once: bool = False) -> polling.WaitResult:
        return polling.poll(spec, self.read, self.clock, once=once, log=self.logged.append)


def temporary(retry_after: float | None = None, status: int = 503) -> ApiError:
    return ApiError(f"google: answered {status}", status=status, retryable=True, retry_after=retry_after)


# How a wait ends.


@pytest.mark.parametrize("status", ["succeeded", "warning", "skipped"])
def test_every_end_ends_the_wait(status: str) -> None:
    service = Service([job("a")], [job("a", status)])
    result = service.follow(wait_spec(job_ids=["a"]))
    assert (result.outcome, result.failure, result.timed_out) == ("finished", None, False)
    assert result.elapsed == 10
    assert result.returned()["jobs"] == [job("a", status)]
    assert "failure" not in result.returned()


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
    result = service.follow(wait_spec(product=product, job_ids=["a", "b", "c"], fail_on=fail_on))
    assert (result.outcome, result.timed_out, result.elapsed) == ("failed", False, 0)
    assert result.failure is not None
    assert f"b {status}" in result.failure
    assert "other jobs: a running, c not seen" in result.failure
    assert set(result.seen) == {"a", "b"}
    assert result.missing == ["c"]


def test_a_vendor_name_in_fail_on_is_more_exact_than_a_normalized_status() -> None:
    service = Service([job("a", "warning", status_raw="FinishedException")])
    assert (
        service.follow(wait_spec(product="m365", job_ids=["a"], fail_on=["partially_finished"])).outcome == "finished"
    )


def test_an_empty_fail_on_fails_nothing() -> None:
    assert Service([job("a", "failed")]).follow(wait_spec(job_ids=["a"], fail_on=[])).outcome == "finished"


@pytest.mark.parametrize("status", ["running", "pending", "paused"])
def test_a_timeout_with_a_job_that_has_not_ended(status: str) -> None:
    service = Service([job("a", status), job("b", "succeeded")])
    result = service.follow(wait_spec(job_ids=["a", "b"]))
    assert (result.outcome, result.timed_out, result.elapsed) == ("timed_out", True, 100)
    assert result.failure == f"google: not finished after 1m 40s: a {status}"
    assert len(result.returned()["jobs"]) == 2


def test_an_unknown_status_is_reported_and_does_not_end_the_wait() -> None:
    result = Service([job("a", "unknown", status_raw="Pausiert\x1b")]).follow(wait_spec(job_ids=["a"]))
    assert result.outcome == "timed_out"
    assert result.failure is not None
    assert "a unknown (reported as 'Pausiert')" in result.failure


def test_ids_that_never_appear_are_named() -> None:
    result = Service([job("x", "succeeded")]).follow(wait_spec(job_ids=["a", "b"]))
    assert (result.outcome, result.timed_out, result.missing) == ("never_appeared", True, ["a", "b"])
    assert result.failure == "google: not found after 1m 40s among the jobs since 2026-11-15T12:00:00Z: a, b"
    assert result.seen == {}


def test_an_id_that_never_appears_with_one_that_ended() -> None:
    result = Service([job("a", "succeeded")]).follow(wait_spec(job_ids=["a", "b"]))
    assert (result.outcome, result.missing) == ("never_appeared", ["b"])


def test_an_id_that_never_appears_with_one_that_is_running() -> None:
    result = Service([job("a")]).follow(wait_spec(job_ids=["a", "b"]))
    assert result.outcome == "timed_out"
    assert result.failure is not None
    assert result.failure.endswith(": a running, b not seen")


def test_the_wait_goes_on_for_an_id_that_appears_late() -> None:
    service = Service([], [], [job("a")], [job("a", "succeeded")])
    assert service.follow(wait_spec(job_ids=["a"])).elapsed == 30


def test_a_job_that_disappears_stays_as_it_was_read_last() -> None:
    result = Service([job("a")], []).follow(wait_spec(job_ids=["a"]))
    assert result.outcome == "timed_out"
    assert list(result.seen) == ["a"]


def test_a_run_that_never_appears() -> None:
    wanted = wait_spec(started_after="5m", services=["gmail"], job_types=["backup"])
    result = Service([]).follow(wanted)
    assert (result.outcome, result.timed_out, result.missing) == ("never_appeared", True, [])
    assert result.failure == (
        "google: no run started at or after 2026-11-22T11:55:00Z "
        "(services: gmail; job_types: backup; data_source: admin); waited 1m 40s"
    )


# The first run since a moment.


def test_the_first_run_after_started_after_is_waited_for() -> None:
    service = Service([job("late", started=-10), job("early", started=-100), job("before", "failed", started=-301)])
    assert list(service.follow(wait_spec(started_after="5m")).seen) == ["early"]


def test_a_run_that_started_in_the_same_second_counts() -> None:
    service = Service([job("a", "succeeded", started=-300)])
    assert service.follow(wait_spec(started_after="5m")).outcome == "finished"


def test_a_run_that_does_not_exist_yet() -> None:
    service = Service([], [job("a", started=5)], [job("a", "succeeded", started=5)])
    result = service.follow(wait_spec(started_after="0s"))
    assert (result.outcome, list(result.seen)) == ("finished", ["a"])
    # In its first second the window is still empty.
    assert service.read_at == [10, 20, 30]


def test_a_future_started_after_is_waited_for_without_requests() -> None:
    service = Service([job("a", "succeeded", started=31)])
    assert service.follow(wait_spec(started_after=at(30))).outcome == "finished"
    assert service.read_at == [40]


def test_a_started_run_is_kept_if_an_earlier_one_appears() -> None:
    service = Service([job("a", started=-10)], [job("a", started=-10), job("b", "failed", started=-20)])
    result = service.follow(wait_spec(started_after="5m"))
    assert list(result.seen) == ["a"]


def test_another_run_may_start_before_one_that_has_not_started() -> None:
    service = Service([job("a", "pending", None)], [job("a", "pending", None), job("b", "succeeded", -1)])
    result = service.follow(wait_spec(started_after="5m"))
    assert (result.outcome, list(result.seen)) == ("finished", ["b"])


def test_a_run_that_never_starts_times_out() -> None:
    result = Service([job("a", "pending", None)]).follow(wait_spec(started_after="5m"))
    assert (result.outcome, list(result.seen)) == ("timed_out", ["a"])


# The queries.


def test_the_window_is_narrowed_to_the_start_of_running_jobs() -> None:
    service = Service([], [job("a", started=-7200), job("b", "succeeded", started=-9000)])
    service.follow(wait_spec(job_ids=["a", "b"], wait_timeout="30s"))
    wide, still_wide, narrow, *_more = service.queries
    assert wide.since == still_wide.since == NOW - timedelta(days=7)
    assert narrow.since == NOW - timedelta(hours=2, minutes=1)
    assert (narrow.ids, narrow.limit) == (frozenset("a"), 1)
    assert (wide.ids, wide.limit) == (frozenset("ab"), 2)
    assert narrow.until == NOW + timedelta(seconds=20)


def test_the_window_stays_wide_while_one_has_not_started() -> None:
    service = Service([job("a", "pending", None), job("b")])
    service.follow(wait_spec(job_ids=["a", "b"], wait_timeout="20s"))
    assert service.queries[-1].since == NOW - timedelta(days=7)


def test_the_window_never_grows() -> None:
    service = Service([job("a", started=-7200)])
    service.follow(wait_spec(job_ids=["a"], since="2h", wait_timeout="20s"))
    assert service.queries[-1].since == NOW - timedelta(hours=2)


def test_the_last_id_is_the_search_text_if_the_product_can_search() -> None:
    service = Service([job("a"), job("b")], [job("a", "succeeded"), job("b")])
    service.follow(wait_spec(product="iaas", job_ids=["a", "b"], wait_timeout="30s"))
    assert [query.options for query in service.queries[:3]] == [{}, {}, {"search_text": "b"}]
    own = Service([job("a")])
    own.follow(wait_spec(product="iaas", job_ids=["a"], search_text="nightly", wait_timeout="10s"))
    assert own.queries[-1].options == {"search_text": "nightly"}


def test_a_started_run_is_read_by_its_own_service_and_type() -> None:
    run = job("a", product="m365", service="teams", job_type_name="restore", status_raw=1)
    service = Service([run])
    wanted = wait_spec(
        product="m365", started_after="5m", services=["teams", "onedrive"], job_types=["backup", "restore"]
    )
    service.follow(wanted)
    first, second, *_more = service.queries
    assert first.filters() == {"services": ["teams", "onedrive"], "job_types": ["backup", "restore"]}
    assert first.limit is None
    assert second.filters() == {"services": ["teams"], "job_types": ["restore"]}
    assert (second.ids, second.limit) == (frozenset("a"), 1)


def test_a_run_without_service_and_type_keeps_the_filters() -> None:
    run = job("a", service=None, job_type_name=None)
    service = Service([run])
    service.follow(wait_spec(started_after="5m", services=["gmail", "drive"], job_types=["backup"]))
    assert service.queries[1].filters()["services"] == ["gmail", "drive"]


# The clock.


def test_the_interval_begins_after_each_read() -> None:
    service = Service([job("a")], takes=2)
    result = service.follow(wait_spec(job_ids=["a"], wait_timeout="30s"))
    assert service.read_at == [0, 12, 24, 30]
    assert result.elapsed == 32


def test_the_last_read_is_at_the_timeout() -> None:
    service = Service([job("a")], [job("a", "succeeded")])
    result = service.follow(wait_spec(job_ids=["a"], wait_timeout="7s", interval="1h"))
    assert (result.outcome, result.elapsed) == ("finished", 7)


def test_there_is_no_read_after_the_timeout() -> None:
    service = Service([job("a")], takes=500)
    assert service.follow(wait_spec(job_ids=["a"])).outcome == "timed_out"
    assert len(service.queries) == 1


def test_an_interval_is_at_least_retry_after() -> None:
    service = Service(temporary(25), temporary(4), [job("a", "succeeded")])
    result = service.follow(wait_spec(job_ids=["a"]))
    assert service.read_at == [0, 25, 35]
    assert result.outcome == "finished"


def test_a_retry_after_beyond_the_timeout_ends_the_wait() -> None:
    service = Service([job("a")], temporary(86400, 429))
    result = service.follow(wait_spec(job_ids=["a"]))
    assert (result.outcome, result.timed_out, result.elapsed) == ("timed_out", True, 10)
    assert len(service.queries) == 2
    assert result.failure is not None
    assert "the last read failed: google: answered 429" in result.failure


def test_failed_reads_do_not_move_the_timeout() -> None:
    service = Service(temporary(), takes=3)
    result = service.follow(wait_spec(job_ids=["a"]))
    assert result.elapsed == 103
    assert service.clock.pauses == pytest.approx([10] * 7 + [6])


# Errors.


def test_temporary_errors_are_survived_and_reported() -> None:
    service = Service([job("a")], temporary(), temporary(), [job("a", "succeeded")])
    result = service.follow(wait_spec(job_ids=["a"]))
    assert result.outcome == "finished"
    assert result.progress == [
        "0.0s: a running",
        "10s: read failed: google: answered 503",
        "30s: a succeeded",
    ]
    assert service.logged == result.progress


def test_a_permanent_error_fails_at_once_with_its_message() -> None:
    refusal = ApiError("google: answered 403", status=403, product="google")
    result = Service([job("a")], refusal).follow(wait_spec(job_ids=["a"]))
    assert (result.outcome, result.timed_out, result.elapsed) == ("unreadable", False, 10)
    returned = result.returned()
    assert returned["failure"] == "google: answered 403"
    assert (returned["status"], returned["product"]) == (403, "google")
    assert [each["id"] for each in returned["jobs"]] == ["a"]


def test_a_service_that_is_never_read_is_unreadable() -> None:
    result = Service(temporary()).follow(wait_spec(started_after="5m"))
    assert (result.outcome, result.timed_out, result.failure) == ("unreadable", True, "google: answered 503")


def test_an_error_of_the_last_read_is_reported_with_what_was_seen() -> None:
    result = Service([], temporary()).follow(wait_spec(job_ids=["a"]))
    assert result.outcome == "never_appeared"
    assert result.failure is not None
    assert result.failure.endswith("the last read failed: google: answered 503")


def test_incomplete_reads_are_retried_but_not_for_ever() -> None:
    moved = IncompleteRead("google", "it moved")
    assert Service(moved, moved, [job("a", "succeeded")]).follow(wait_spec(job_ids=["a"])).outcome == "finished"
    result = Service(moved).follow(wait_spec(job_ids=["a"]))
    assert (result.outcome, result.elapsed) == ("unreadable", 20)


def test_an_option_unknown_to_the_api_version_is_an_option_error() -> None:
    with pytest.raises(OptionError):
        Service(OptionError("location", "is not known")).follow(wait_spec(job_ids=["a"]))


# Check mode, and the progress.


def test_a_single_read() -> None:
    for sight, outcome in (([job("a")], "waiting"), ([], "waiting"), ([job("a", "warning")], "finished")):
        service = Service(sight)
        result = service.follow(wait_spec(job_ids=["a"]), once=True)
        assert (result.outcome, result.failure, result.timed_out, result.elapsed) == (outcome, None, False, 0)
        assert service.clock.pauses == []


def test_a_single_read_fails_on_a_status_of_fail_on_and_on_an_error() -> None:
    assert Service([job("a", "failed")]).follow(wait_spec(job_ids=["a"]), once=True).outcome == "failed"
    assert Service(temporary()).follow(wait_spec(job_ids=["a"]), once=True).outcome == "unreadable"


def test_progress_has_a_line_for_each_change_and_is_limited() -> None:
    names = [f"j{number}" for number in range(7)]
    sights = [[job(name, "succeeded") for name in names[:count]] for count in range(8)]
    result = Service(*sights).follow(wait_spec(job_ids=names))
    assert result.progress[0] == "0.0s: 7 not seen"
    assert result.progress[3] == "30s: 4 not seen, 3 succeeded"
    assert result.progress[-1] == "1m 10s: 7 succeeded"
    changing = [[job("a", "unknown", status_raw=f"new-{number}")] for number in range(500)]
    many = Service(*changing).follow(wait_spec(job_ids=["a"], interval="0.2s"))
    assert len(many.progress) == polling.MAX_PROGRESS_LINES


def test_a_long_list_is_shortened() -> None:
    result = Service([]).follow(wait_spec(job_ids=[f"j{number}" for number in range(400)]))
    assert result.failure is not None
    assert result.failure.endswith("j0, j1, j2, j3, j4 and 395 more")
    assert len(result.missing) == 400
