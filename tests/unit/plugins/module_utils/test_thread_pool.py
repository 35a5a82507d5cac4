# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Threads: results in order, bounded concurrency, and no delay at the end of the process."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
import typing as t

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils.thread_pool import (
    DaemonThreadPool,
    map_ahead,
    map_concurrently,
)

TIMEOUT = 20


def test_results_are_in_the_order_of_the_items() -> None:
    assert map_concurrently(lambda number: number * 2, range(50), 7, "test") == [number * 2 for number in range(50)]
    assert list(map_ahead(DaemonThreadPool(3, "test"), lambda number: number * 2, range(50), 5)) == [
        2 * n for n in range(50)
    ]


def test_no_items_have_no_results() -> None:
    assert map_concurrently(str, [], 3, "test") == []
    assert list(map_ahead(DaemonThreadPool(3, "test"), str, [], 3)) == []


def test_no_more_calls_run_at_once_than_there_are_threads() -> None:
    together = threading.Barrier(3)
    map_concurrently(lambda _item: together.wait(TIMEOUT), range(3), 3, "test")
    too_few = threading.Barrier(3)
    with pytest.raises(threading.BrokenBarrierError):
        map_concurrently(lambda _item: too_few.wait(0.2), range(3), 2, "test")


def test_the_first_error_is_raised_and_calls_that_have_not_started_are_dropped() -> None:
    started: list[int] = []

    def work(item: int) -> None:
        started.append(item)
        # Slow enough to be dropped on a busy machine, too.
        time.sleep(0.01 if item else 0)
        raise ValueError(f"item {item}")

    with pytest.raises(ValueError, match="item 0"):
        map_concurrently(work, range(1000), 1, "test")
    time.sleep(0.05)
    assert len(started) < 1000


def test_no_more_items_than_allowed_are_taken_ahead() -> None:
    taken: list[int] = []

    def items() -> t.Iterator[int]:
        for number in range(100):
            taken.append(number)
            yield number

    results = map_ahead(DaemonThreadPool(2, "test"), lambda number: number, items(), 4)
    assert next(results) == 0
    assert len(taken) == 4
    assert next(results) == 1
    assert len(taken) == 5
    results.close()


def test_a_call_that_never_returns_does_not_delay_the_end_of_the_process() -> None:
    program = (
        "from ansible_collections.avepoint.cloud_backup.plugins.module_utils import thread_pool\n"
        "import threading\n"
        "thread_pool.DaemonThreadPool(1, 'test').submit(threading.Event().wait, 60)\n"
    )
    start = time.monotonic()
    done = subprocess.run([sys.executable, "-c", program], timeout=TIMEOUT, check=False)
    assert done.returncode == 0
    assert time.monotonic() - start < TIMEOUT


def test_a_call_that_takes_too_long_gets_the_result_for_a_timeout() -> None:
    slow = threading.Event()
    results = map_concurrently(
        lambda item: slow.wait(TIMEOUT) if item else item, [0, 1, 0], 3, "test", 0.3, lambda _item: -1
    )
    slow.set()
    assert results == [0, -1, 0]


def test_threads_leave_the_signals_that_end_a_task_to_the_main_thread() -> None:
    def blocked(_item: int) -> set[int]:
        return set(signal.pthread_sigmask(signal.SIG_BLOCK, ()))

    before = blocked(0)
    (found,) = map_concurrently(blocked, [0], 1, "test")
    assert {signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGALRM} <= found
    assert blocked(0) == before


def test_two_signals_end_a_wait_for_a_thread() -> None:
    """As ansible-core sends them after Ctrl-C; a thread that took the second one would also take the first."""
    program = (
        "import os, signal, sys, threading\n"
        "from ansible_collections.avepoint.cloud_backup.plugins.module_utils import thread_pool\n"
        "for number in (signal.SIGINT, signal.SIGTERM):\n"
        "    signal.signal(number, lambda *_signal: os._exit(7))\n"
        "read, _write = os.pipe()\n"
        "started = lambda _item: (os.write(1, b'started'), os.read(read, 1))\n"
        "thread_pool.map_concurrently(started, [1, 2], 2, 'test', 60)\n"
    )
    for _turn in range(5):
        process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
        assert process.stdout is not None
        with process, process.stdout:
            process.stdout.read(len("started" * 2))
            time.sleep(0.1)
            process.send_signal(signal.SIGINT)
            process.send_signal(signal.SIGTERM)
            try:
                assert process.wait(TIMEOUT) == 7
            finally:
                process.kill()
