# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Threads that do not delay the end of the process.

The standard library waits for the threads of its pool when the interpreter ends, so an interrupted task would wait
for a service that does not respond.
"""

from __future__ import annotations

import queue
import signal
import threading
import typing as t
from concurrent.futures import FIRST_EXCEPTION, Executor, Future, wait

# Those that end a task: Ctrl-C, a supervisor, a closed terminal, the timeout of a task.
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGALRM)

_Task = tuple["Future[t.Any]", t.Callable[..., t.Any], tuple[t.Any, ...], dict[str, t.Any]]
_Item = t.TypeVar("_Item")
_Result = t.TypeVar("_Result")


class DaemonThreadPool(Executor):
    """A pool of at most C(size) daemon threads, each started when there is work for it."""

    def __init__(self, size: int, name: str) -> None:
        self._size = size
        self._name = name
        self._started = 0
        self._lock = threading.Lock()
        self._tasks: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
        self._shut_down = threading.Event()

    def submit(self, fn: t.Callable[..., t.Any], /, *args: t.Any, **kwargs: t.Any) -> Future[t.Any]:
        """Call C(fn) as soon as a thread is free."""
        future: Future[t.Any] = Future()
        self._tasks.put((future, fn, args, kwargs))
        with self._lock:
            if self._started < self._size:
                self._started += 1
                threading.Thread(target=self._work, name=f"{self._name}-{self._started}", daemon=True).start()
        return future

    def shutdown(self, wait: bool = False, *, cancel_futures: bool = True) -> None:
        """Start nothing any more, and do not wait for what is running."""
        self._shut_down.set()
        for _thread in range(self._started):
            self._tasks.put(None)

    def _work(self) -> None:
        # A signal that reaches another thread than the main one does not end what the main one waits for.
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        while (task := self._tasks.get()) is not None:
            future, fn, args, kwargs = task
            if self._shut_down.is_set():
                future.cancel()
            elif future.set_running_or_notify_cancel():
                try:
                    future.set_result(fn(*args, **kwargs))
                except BaseException as error:  # it is raised again where the result is read
                    future.set_exception(error)


def map_concurrently(
    fn: t.Callable[[_Item], _Result],
    items: t.Sequence[_Item],
    concurrency: int,
    name: str,
    timeout: float | None = None,
    on_timeout: t.Callable[[_Item], _Result] | None = None,
) -> list[_Result]:
    """Call C(fn) for all items, at most C(concurrency) at once, and return the results in the order of the items.

    The first error is raised at once, and calls that have not started are dropped. An item that is not done after
    C(timeout) seconds gets the result of C(on_timeout).
    """
    pool = DaemonThreadPool(max(1, min(concurrency, len(items))), name)
    try:
        futures = [pool.submit(fn, item) for item in items]
        done, _running = wait(futures, timeout, return_when=FIRST_EXCEPTION)
        for future in futures:
            if future in done:
                # Raises its error, if it has one.
                future.result()
        return [
            on_timeout(item) if on_timeout is not None and future not in done else future.result()
            for item, future in zip(items, futures, strict=True)
        ]
    finally:
        pool.shutdown()


def map_ahead(
    pool: Executor, fn: t.Callable[[_Item], _Result], items: t.Iterable[_Item], ahead: int
) -> t.Iterator[_Result]:
    """Yield the results in the order of the items; at most C(ahead) of them are running or not yet taken."""
    left = iter(items)
    futures: list[Future[_Result]] = []
    try:
        while True:
            for item in left:
                futures.append(pool.submit(fn, item))
                if len(futures) >= ahead:
                    break
            if not futures:
                return
            yield futures.pop(0).result()
    finally:
        for future in futures:
            future.cancel()
