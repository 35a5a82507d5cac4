# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Threads that do not hold up the end of the process.

The pool of the standard library is waited for when the interpreter ends, so that an interrupted task
would wait for a service that is silent.
"""

from __future__ import annotations

import queue
import threading
import typing as t
from concurrent.futures import FIRST_EXCEPTION, Executor, Future, wait

_Task = tuple["Future[t.Any]", t.Callable[..., t.Any], tuple[t.Any, ...], dict[str, t.Any]]
_Asked = t.TypeVar("_Asked")
_Got = t.TypeVar("_Got")


class DaemonThreadPool(Executor):
    """So many threads, each begun when there is work for it."""

    def __init__(self, size: int, name: str) -> None:
        self._size = size
        self._name = name
        self._begun = 0
        self._lock = threading.Lock()
        self._tasks: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
        self._over = threading.Event()

    def submit(self, fn: t.Callable[..., t.Any], /, *args: t.Any, **kwargs: t.Any) -> Future[t.Any]:
        """Do C(fn) as soon as a thread is free."""
        future: Future[t.Any] = Future()
        self._tasks.put((future, fn, args, kwargs))
        with self._lock:
            if self._begun < self._size:
                self._begun += 1
                threading.Thread(target=self._work, name=f"{self._name}-{self._begun}", daemon=True).start()
        return future

    def shutdown(self, wait: bool = False, *, cancel_futures: bool = True) -> None:
        """Begin nothing any more. What is under way is not waited for."""
        self._over.set()
        for _thread in range(self._begun):
            self._tasks.put(None)

    def _work(self) -> None:
        while (task := self._tasks.get()) is not None:
            future, fn, args, kwargs = task
            if self._over.is_set():
                future.cancel()
            elif future.set_running_or_notify_cancel():
                try:
                    future.set_result(fn(*args, **kwargs))
                except BaseException as error:  # it is raised again where the result is asked for
                    future.set_exception(error)


def map_concurrently(
    do: t.Callable[[_Asked], _Got],
    items: t.Sequence[_Asked],
    most: int,
    name: str,
    seconds: float | None = None,
    late: t.Callable[[_Asked], _Got] | None = None,
) -> list[_Got]:
    """Do each side by side, at most C(most) at once, and give the results in the order of the items.

    The first failure is raised at once, and what has not begun is dropped. What is not done after so many
    seconds has the result that C(late) gives it.
    """
    crew = DaemonThreadPool(max(1, min(most, len(items))), name)
    try:
        under_way = [crew.submit(do, item) for item in items]
        done, _left = wait(under_way, seconds, return_when=FIRST_EXCEPTION)
        for future in under_way:
            if future in done:
                # Raises what went wrong.
                future.result()
        return [
            late(item) if late is not None and future not in done else future.result()
            for item, future in zip(items, under_way, strict=True)
        ]
    finally:
        crew.shutdown()


def map_ahead(crew: Executor, do: t.Callable[[_Asked], _Got], items: t.Iterable[_Asked], most: int) -> t.Iterator[_Got]:
    """The results in the order of the items, with at most C(most) of them under way or not yet taken."""
    left = iter(items)
    under_way: list[Future[_Got]] = []
    try:
        while True:
            for item in left:
                under_way.append(crew.submit(do, item))
                if len(under_way) >= most:
                    break
            if not under_way:
                return
            yield under_way.pop(0).result()
    finally:
        for future in under_way:
            future.cancel()
