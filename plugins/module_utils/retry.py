# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one retry policy: what is tried again, how often, and how long to wait before.

Source: the contract's page on errors. A 400 or 403 is never tried again; waits grow and are
jittered, and a C(Retry-After) is honoured.
"""

from __future__ import annotations

import threading
import typing as t

from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import ApiError

TRANSIENT_STATUSES = frozenset({408, 429, 500, 502, 503, 504})
FIRST_WAIT = 0.5
LONGEST_WAIT = 30.0
# A service that wants a longer pause than this is told of as a failure instead: never asked sooner
# than it said, never waited for without end.
LONGEST_RETRY_AFTER = 300.0

Result = t.TypeVar("Result")


class Stopped(Exception):
    """The task is over, for a reason that is told elsewhere."""


def transient(error: BaseException) -> bool:
    """Whether asking again may help."""
    return (
        isinstance(error, ApiError)
        and error.transient
        and (error.retry_after is None or error.retry_after <= LONGEST_RETRY_AFTER)
    )


class Policy:
    """Tries again, for as many times as the user allows; one for all requests of a task."""

    def __init__(self, retries: int) -> None:
        self._retries = retries
        self._stopped = threading.Event()

    def stop(self) -> None:
        """Nothing is tried any more; what waits to try again raises Stopped."""
        self._stopped.set()

    def call(self, ask: t.Callable[[], Result], before_retry: t.Callable[[], None] = lambda: None) -> Result:
        """Call C(ask), and again after a transient ApiError; the last error is raised as it is.

        C(before_retry) is called before each wait.
        """
        # Imported here: it costs as much start-up time as a small request.
        import tenacity

        grown = tenacity.wait_exponential(multiplier=FIRST_WAIT, max=LONGEST_WAIT)
        jittered = grown + tenacity.wait_random(0, FIRST_WAIT)

        def wait(state: tenacity.RetryCallState) -> float:
            error = state.outcome.exception() if state.outcome is not None else None
            told = error.retry_after if isinstance(error, ApiError) else None
            return min(jittered(state), LONGEST_WAIT) if told is None else told

        policy = tenacity.Retrying(
            retry=tenacity.retry_if_exception(transient),
            stop=tenacity.stop_after_attempt(self._retries + 1),
            wait=wait,
            sleep=self._pause,
            before_sleep=lambda _state: before_retry(),
            reraise=True,
        )
        if self._stopped.is_set():
            raise Stopped
        return policy(ask)

    def _pause(self, seconds: float) -> None:
        if self._stopped.wait(seconds):
            raise Stopped
