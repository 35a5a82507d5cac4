# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The retry policy: how often, how long, and what is not retried. No test here waits."""

from __future__ import annotations

import time
import typing as t

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http import retry
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http.deadline import Deadline
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http.retry import RetryPolicy, Stopped
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import ApiError


class Clock:
    """Replaces the event that a policy waits on: the waits are recorded, and nobody waits."""

    def __init__(self) -> None:
        self.waits: list[float] = []
        self.stopped = False
        self.stop_after = 10**9

    def wait(self, seconds: float) -> bool:
        self.waits.append(seconds)
        self.stopped |= len(self.waits) >= self.stop_after
        return self.stopped

    def set(self) -> None:
        self.stopped = True

    def is_set(self) -> bool:
        return self.stopped


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(retry.threading, "Event", lambda: found)
    return found


class Service:
    """Raises the failures, then returns a response."""

    def __init__(self, *failures: BaseException) -> None:
        self.failures = list(failures)
        self.requests = 0

    def __call__(self) -> str:
        self.requests += 1
        if self.failures:
            raise self.failures.pop(0)
        return "response"


def transient(retry_after: float | None = None, status: int = 503) -> ApiError:
    """Return a retryable error."""
    return ApiError("busy", status=status, retryable=True, retry_after=retry_after)


def test_a_response_is_returned_at_once(clock: Clock) -> None:
    service = Service()
    assert RetryPolicy(5).call(service) == "response"
    assert (service.requests, clock.waits) == (1, [])


@pytest.mark.parametrize("failures", range(6))
def test_a_request_is_repeated_until_there_is_a_response(clock: Clock, failures: int) -> None:
    service = Service(*[transient() for _number in range(failures)])
    assert RetryPolicy(5).call(service) == "response"
    assert service.requests == failures + 1
    assert len(clock.waits) == failures


@pytest.mark.parametrize("retries", [0, 1, 5])
def test_the_last_error_is_raised_unchanged_after_the_retries(clock: Clock, retries: int) -> None:
    failures = [transient() for _number in range(10)]
    service = Service(*failures)
    with pytest.raises(ApiError) as wrong:
        RetryPolicy(retries).call(service)
    assert wrong.value is failures[retries]
    assert service.requests == retries + 1
    assert len(clock.waits) == retries


def test_waits_grow_and_stay_bounded(clock: Clock) -> None:
    with pytest.raises(ApiError):
        RetryPolicy(12).call(Service(*[transient() for _number in range(20)]))
    assert clock.waits == sorted(clock.waits)
    assert 0.5 <= clock.waits[0] < 1.01
    assert clock.waits[4] >= 8
    assert clock.waits[-1] == 30


@pytest.mark.parametrize("seconds", [0.0, 0.2, 7.0, 120.0, 300.0])
def test_a_retry_after_is_honoured_to_the_second(clock: Clock, seconds: float) -> None:
    assert RetryPolicy(5).call(Service(transient(seconds, 429))) == "response"
    assert clock.waits == [seconds]


def test_a_retry_after_beyond_the_bound_is_an_error_at_once(clock: Clock) -> None:
    service = Service(transient(301.0, 429))
    with pytest.raises(ApiError) as wrong:
        RetryPolicy(5).call(service)
    assert wrong.value.retry_after == 301.0
    assert (service.requests, clock.waits) == (1, [])


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 410, 501])
def test_a_permanent_error_is_not_retried(clock: Clock, status: int) -> None:
    assert status not in retry.RETRYABLE_STATUSES
    service = Service(ApiError("no", status=status))
    with pytest.raises(ApiError):
        RetryPolicy(5).call(service)
    assert (service.requests, clock.waits) == (1, [])


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_transient_statuses(status: int) -> None:
    assert status in retry.RETRYABLE_STATUSES


def test_an_unexpected_exception_is_not_retried(clock: Clock) -> None:
    service = Service(RuntimeError("bug"))
    with pytest.raises(RuntimeError, match="bug"):
        RetryPolicy(5).call(service)
    assert (service.requests, clock.waits) == (1, [])


def test_before_retry_is_called_before_each_wait(clock: Clock) -> None:
    calls: list[int] = []
    RetryPolicy(5).call(Service(transient(), transient()), lambda: calls.append(len(clock.waits)))
    assert calls == [0, 1]


def test_a_stop_ends_the_wait(clock: Clock) -> None:
    clock.stop_after = 2
    service = Service(*[transient() for _number in range(10)])
    with pytest.raises(Stopped):
        RetryPolicy(5).call(service)
    assert service.requests == 2


def test_after_a_stop_no_request_is_sent(clock: Clock) -> None:
    policy = RetryPolicy(5)
    policy.stop()
    service = Service()
    with pytest.raises(Stopped):
        policy.call(service)
    assert service.requests == 0
    assert clock.is_set()


def test_a_stop_during_a_request_ends_the_wait_of_a_real_event() -> None:
    policy = RetryPolicy(5)

    def send() -> t.NoReturn:
        policy.stop()
        raise transient(300.0)

    with pytest.raises(Stopped):
        policy.call(send)


def test_no_attempt_is_made_after_the_deadline(clock: Clock) -> None:
    failures = [transient(7.0, 429) for _number in range(10)]
    service = Service(*failures)
    with pytest.raises(ApiError, match="busy; read_timeout leaves no time to retry") as wrong:
        RetryPolicy(5, Deadline(time.monotonic() + 6, "read_timeout")).call(service)
    assert wrong.value is failures[0]
    assert (service.requests, clock.waits) == (1, [])


def test_attempts_continue_before_the_deadline(clock: Clock) -> None:
    service = Service(transient(7.0, 429))
    assert RetryPolicy(5, Deadline(time.monotonic() + 60, "read_timeout")).call(service) == "response"
    assert clock.waits == [7.0]


def test_the_deadline_is_not_named_if_the_retries_are_used_up(clock: Clock) -> None:
    with pytest.raises(ApiError, match=r"busy$"):
        RetryPolicy(1, Deadline(time.monotonic() + 60, "read_timeout")).call(Service(transient(), transient()))
    assert len(clock.waits) == 1
