# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
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

from ..errors import ApiError
from . import deadline
from .deadline import Deadline

if t.TYPE_CHECKING:
    import tenacity

TRANSIENT_STATUSES = frozenset({408, 429, 500, 502, 503, 504})
FIRST_WAIT = 0.5
LONGEST_WAIT = 30.0
# A service that wants a longer pause than this is told of as a failure instead: never asked sooner
# than it said, never waited for without end.
LONGEST_RETRY_AFTER = 300.0

Result = t.TypeVar("Result")


class Stopped(Exception):
    """The task is over, for a reason that is told elsewhere."""


def is_retryable(error: BaseException) -> bool:
    """Whether asking again may help."""
    return (
        isinstance(error, ApiError)
        and error.retryable
        and (error.retry_after is None or error.retry_after <= LONGEST_RETRY_AFTER)
    )


class RetryPolicy:
    """Tries again, for as many times as the user allows and the deadline; one for all requests of a task."""

    def __init__(self, retries: int, until: Deadline = deadline.NONE) -> None:
        self._retries = retries
        self._until = until
        self._stopped = threading.Event()

    def stop(self) -> None:
        """Nothing is tried any more; what waits to try again raises Stopped."""
        self._stopped.set()

    def check(self) -> None:
        """Raise Stopped where nothing is to be tried any more."""
        if self._stopped.is_set():
            raise Stopped

    def pause(self, seconds: float) -> None:
        """Wait, unless the task is over before: then Stopped is raised."""
        if self._stopped.wait(seconds):
            raise Stopped

    def call(self, ask: t.Callable[[], Result], before_retry: t.Callable[[], None] = lambda: None) -> Result:
        """Call C(ask), and again after a retryable ApiError; the last error is raised as it is.

        C(before_retry) is called before each wait.
        """
        self.check()
        try:
            return ask()
        except ApiError as error:
            if not is_retryable(error):
                raise
            failed = error
        return self._again(ask, failed, before_retry)

    def _again(self, ask: t.Callable[[], Result], failed: ApiError, before_retry: t.Callable[[], None]) -> Result:
        # Imported here: it costs as much start-up time as a small request, and most reads need none of it.
        import tenacity

        grown = tenacity.wait_exponential(multiplier=FIRST_WAIT, max=LONGEST_WAIT)
        jittered = grown + tenacity.wait_random(0, FIRST_WAIT)
        first = iter([failed])

        def attempt() -> Result:
            for error in first:
                raise error
            return ask()

        def wait(state: tenacity.RetryCallState) -> float:
            told = _error(state).retry_after
            return min(jittered(state), LONGEST_WAIT) if told is None else told

        def before_sleep(state: tenacity.RetryCallState) -> None:
            self._check_time(state)
            before_retry()

        policy = tenacity.Retrying(
            retry=tenacity.retry_if_exception(is_retryable),
            stop=tenacity.stop_after_attempt(self._retries + 1),
            wait=wait,
            sleep=self.pause,
            before_sleep=before_sleep,
            reraise=True,
        )
        return policy(attempt)

    def _check_time(self, state: tenacity.RetryCallState) -> None:
        """Raise the error, with why it is the last, where the next try would be past the deadline."""
        seconds = state.next_action.sleep if state.next_action is not None else 0.0
        if self._until.left() <= seconds:
            error = _error(state)
            error.args = (f"{error}; {self._until.told} leaves no time to retry",)
            raise error


def _error(state: tenacity.RetryCallState) -> ApiError:
    """What went wrong with a try."""
    # Nothing else is tried again.
    return t.cast("ApiError", state.outcome.exception() if state.outcome is not None else None)
