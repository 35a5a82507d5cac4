# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many requests a service is sent at once: fewer after a 429.

After a 429 the number is halved, and no request is sent before C(Retry-After) has passed; then it grows again, slowly.
Source: docs/api/errors.md.
"""

from __future__ import annotations

import contextlib
import threading
import time
import typing as t

from .deadline import Deadline
from .retry import LONGEST_RETRY_AFTER, RetryPolicy


class Throttle:
    """Allows at most C(most) requests at once; used from many threads."""

    def __init__(self, most: int, policy: RetryPolicy, deadline: Deadline) -> None:
        self._most = most
        self._policy = policy
        self._deadline = deadline
        self._allowed = float(most)
        self._in_flight = 0
        # On the monotonic clock: when the number was last halved, and when the next request may be sent.
        self._halved_at = self._resume = 0.0
        self._changed = threading.Condition()

    @property
    def allowed(self) -> int:
        """How many requests may be in flight at once."""
        return int(self._allowed)

    @contextlib.contextmanager
    def slot(self) -> t.Iterator[float]:
        """Wait for a slot and hold it; yield the moment at which it was taken, on the monotonic clock."""
        while not self._take():
            self._policy.pause(max(0.0, self._wait()))
        try:
            self._policy.check()
            yield time.monotonic()
        finally:
            with self._changed:
                self._in_flight -= 1
                self._changed.notify_all()

    def _take(self) -> bool:
        """Wait for a slot and take it; return False where no request may be sent yet by then."""
        with self._changed:
            self._changed.wait_for(lambda: self._in_flight < self.allowed)
            if self._wait() > 0:
                return False
            self._in_flight += 1
            return True

    def _wait(self) -> float:
        """Return the seconds until the next request may be sent, or until the deadline if that is earlier."""
        return min(self._resume - time.monotonic(), self._deadline.left())

    def succeeded(self) -> None:
        """Note a response other than 429: one more request is allowed after as many of them as are allowed now."""
        with self._changed:
            if self._allowed < self._most:
                self._allowed = min(self._most, self._allowed + 1 / self._allowed)
                self._changed.notify_all()

    def too_many(self, since: float, retry_after: float | None) -> None:
        """Note a 429 for a request that was sent at C(since).

        The requests of one burst halve the number once: a 429 for one that was sent before that is no news.
        """
        now = time.monotonic()
        with self._changed:
            if since >= self._halved_at:
                self._halved_at = now
                self._allowed = max(1.0, self._allowed / 2)
            if retry_after is not None and retry_after <= LONGEST_RETRY_AFTER:
                self._resume = max(self._resume, now + retry_after)
