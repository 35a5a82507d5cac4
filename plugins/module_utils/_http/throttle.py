# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many requests a service is sent at once: fewer when it says that they are too many.

After a 429 half as many, and none before the time that it asks for; then more again, slowly.
"""

from __future__ import annotations

import contextlib
import threading
import time
import typing as t

from .deadline import Deadline
from .retry import LONGEST_RETRY_AFTER, RetryPolicy


class Throttle:
    """Lets at most C(most) requests through at once; used from many threads."""

    def __init__(self, most: int, policy: RetryPolicy, deadline: Deadline) -> None:
        self._most = most
        self._policy = policy
        self._deadline = deadline
        self._allowed = float(most)
        self._under_way = 0
        self._cut = self._resume = 0.0
        self._free = threading.Condition()

    @property
    def allowed(self) -> int:
        """How many requests may be under way at once."""
        return int(self._allowed)

    @contextlib.contextmanager
    def slot(self) -> t.Iterator[float]:
        """Wait for a place and hold it; gives the moment at which it was had."""
        while not self._take():
            self._policy.pause(max(0.0, self._rest()))
        try:
            self._policy.check()
            yield time.monotonic()
        finally:
            with self._free:
                self._under_way -= 1
                self._free.notify_all()

    def _take(self) -> bool:
        """Wait for a place and take it, unless the service is to be left alone by then."""
        with self._free:
            self._free.wait_for(lambda: self._under_way < self.allowed)
            if self._rest() > 0:
                return False
            self._under_way += 1
            return True

    def _rest(self) -> float:
        """How many seconds the service is to be left alone, as far as there is time for it."""
        return min(self._resume - time.monotonic(), self._deadline.left())

    def went_well(self) -> None:
        """A request was answered: room for one more after as many as are allowed."""
        with self._free:
            if self._allowed < self._most:
                self._allowed = min(self._most, self._allowed + 1 / self._allowed)
                self._free.notify_all()

    def too_many(self, since: float, retry_after: float | None) -> None:
        """A request that was sent at C(since) was answered 429.

        Those of one burst halve the number once: what was sent before that says nothing new.
        """
        now = time.monotonic()
        with self._free:
            if since >= self._cut:
                self._cut = now
                self._allowed = max(1.0, self._allowed / 2)
            if retry_after is not None and retry_after <= LONGEST_RETRY_AFTER:
                self._resume = max(self._resume, now + retry_after)
