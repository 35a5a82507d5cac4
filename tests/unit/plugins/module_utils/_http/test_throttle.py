# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many requests are sent at once, and when none is."""

from __future__ import annotations

import threading
import time
import typing as t

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http.deadline import NO_DEADLINE, Deadline
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http.retry import (
    LONGEST_RETRY_AFTER,
    RetryPolicy,
    Stopped,
)
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http.throttle import Throttle


class RecordingPolicy(RetryPolicy):
    """Records the pauses instead of making them, and moves the throttle's time forward."""

    def __init__(self) -> None:
        super().__init__(5)
        self.pauses: list[float] = []
        self.throttle: Throttle | None = None

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        assert self.throttle is not None
        self.throttle._resume -= seconds


def new_throttle(most: int = 8, deadline: Deadline = NO_DEADLINE) -> tuple[Throttle, RecordingPolicy]:
    policy = RecordingPolicy()
    policy.throttle = Throttle(most, policy, deadline)
    return policy.throttle, policy


def reject(throttle: Throttle, retry_after: float | None = None) -> None:
    """Send one request, whose response is a 429."""
    with throttle.slot() as since:
        pass
    throttle.too_many(since, retry_after)


def test_a_429_halves_the_number_and_successes_raise_it() -> None:
    throttle, _policy = new_throttle(8)
    assert throttle.allowed == 8
    for expected in (4, 2, 1, 1):
        reject(throttle)
        assert throttle.allowed == expected
    needed = 0
    while throttle.allowed < 8:
        throttle.succeeded()
        needed += 1
        assert needed < 100
    assert needed > 20
    for _more in range(50):
        throttle.succeeded()
    assert throttle.allowed == 8


def test_the_429s_of_one_burst_halve_the_number_once() -> None:
    throttle, _policy = new_throttle(8)
    with throttle.slot() as first, throttle.slot() as second, throttle.slot() as third:
        pass
    for since in (first, second, third):
        throttle.too_many(since, None)
    assert throttle.allowed == 4


def test_no_request_is_sent_before_retry_after_has_passed() -> None:
    throttle, policy = new_throttle()
    reject(throttle, 120.0)
    assert policy.pauses == []
    with throttle.slot():
        assert sum(policy.pauses) == pytest.approx(120.0, abs=5)


def test_a_retry_after_beyond_the_bound_is_not_waited_for() -> None:
    throttle, policy = new_throttle()
    reject(throttle, LONGEST_RETRY_AFTER + 1)
    with throttle.slot():
        assert policy.pauses == []


def test_no_pause_is_longer_than_the_time_left() -> None:
    throttle, policy = new_throttle(8, Deadline(time.monotonic() + 3))
    reject(throttle, 120.0)
    with throttle.slot():
        assert sum(policy.pauses) <= 123
        assert max(policy.pauses) <= 3


def test_no_more_requests_than_allowed_are_in_flight() -> None:
    throttle, _policy = new_throttle(4)
    for _time in range(1):
        reject(throttle)
    most, in_flight, lock = [0], [0], threading.Lock()

    def send() -> None:
        with throttle.slot():
            with lock:
                in_flight[0] += 1
                most[0] = max(most[0], in_flight[0])
            time.sleep(0.01)
            with lock:
                in_flight[0] -= 1

    threads = [threading.Thread(target=send, daemon=True) for _each in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert most[0] == 2


def test_after_a_stop_no_request_is_sent() -> None:
    throttle, policy = new_throttle()
    policy.stop()
    with pytest.raises(Stopped):
        enter(throttle)
    # Its slot is free again.
    assert throttle._in_flight == 0


def enter(throttle: Throttle) -> t.NoReturn:
    with throttle.slot():
        raise AssertionError("the slot was granted")
