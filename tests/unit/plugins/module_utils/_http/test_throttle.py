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


class Patient(RetryPolicy):
    """Counts the pauses instead of making them; the time passes all the same."""

    def __init__(self) -> None:
        super().__init__(5)
        self.pauses: list[float] = []
        self.throttle: Throttle | None = None

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        assert self.throttle is not None
        self.throttle._resume -= seconds


def made(most: int = 8, deadline: Deadline = NO_DEADLINE) -> tuple[Throttle, Patient]:
    policy = Patient()
    policy.throttle = Throttle(most, policy, deadline)
    return policy.throttle, policy


def refuse(throttle: Throttle, retry_after: float | None = None) -> None:
    """One request that is sent now and is one too many."""
    with throttle.slot() as since:
        pass
    throttle.too_many(since, retry_after)


def test_a_refusal_halves_and_successes_bring_back() -> None:
    throttle, _policy = made(8)
    assert throttle.allowed == 8
    for expected in (4, 2, 1, 1):
        refuse(throttle)
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


def test_the_refusals_of_one_burst_count_once() -> None:
    throttle, _policy = made(8)
    with throttle.slot() as first, throttle.slot() as second, throttle.slot() as third:
        pass
    for since in (first, second, third):
        throttle.too_many(since, None)
    assert throttle.allowed == 4


def test_nothing_is_sent_before_the_time_that_it_asks_for() -> None:
    throttle, policy = made()
    refuse(throttle, 120.0)
    assert policy.pauses == []
    with throttle.slot():
        assert sum(policy.pauses) == pytest.approx(120.0, abs=5)


def test_a_pause_beyond_all_patience_is_not_made() -> None:
    throttle, policy = made()
    refuse(throttle, LONGEST_RETRY_AFTER + 1)
    with throttle.slot():
        assert policy.pauses == []


def test_no_pause_is_longer_than_the_time_that_is_left() -> None:
    throttle, policy = made(8, Deadline(time.monotonic() + 3))
    refuse(throttle, 120.0)
    with throttle.slot():
        assert sum(policy.pauses) <= 123
        assert max(policy.pauses) <= 3


def test_no_more_than_allowed_are_in_flight() -> None:
    throttle, _policy = made(4)
    for _time in range(1):
        refuse(throttle)
    most, under_way, lock = [0], [0], threading.Lock()

    def send() -> None:
        with throttle.slot():
            with lock:
                under_way[0] += 1
                most[0] = max(most[0], under_way[0])
            time.sleep(0.01)
            with lock:
                under_way[0] -= 1

    threads = [threading.Thread(target=send, daemon=True) for _each in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert most[0] == 2


def test_after_the_end_nothing_is_sent() -> None:
    throttle, policy = made()
    policy.stop()
    with pytest.raises(Stopped):
        enter(throttle)
    # Its place is free again.
    assert throttle._in_flight == 0


def enter(throttle: Throttle) -> t.NoReturn:
    with throttle.slot():
        raise AssertionError("it was let through")
