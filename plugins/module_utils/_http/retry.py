# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one retry policy: what is retried, how often, and how long to wait before.

Waits grow and are randomised; a C(Retry-After) replaces the wait. Source: docs/api/errors.md.
"""

from __future__ import annotations

import itertools
import threading
import typing as t

from ..errors import ApiError
from .deadline import NO_DEADLINE, Deadline

if t.TYPE_CHECKING:
    import tenacity

RETRYABLE_STATUSES = frozenset({408, 429, 500, 502, 503, 504})
FIRST_WAIT = 0.5
LONGEST_WAIT = 30.0
# A longer Retry-After is an error at once: no request is sent earlier than allowed, and no wait is endless.
LONGEST_RETRY_AFTER = 300.0

Result = t.TypeVar("Result")


class Stopped(Exception):
    """The task has ended, for a reason that is reported elsewhere."""


def is_retryable(error: BaseException) -> bool:
    """Return whether a request may succeed when it is repeated."""
    return (
        isinstance(error, ApiError)
        and error.retryable
        and (error.retry_after is None or error.retry_after <= LONGEST_RETRY_AFTER)
    )


class RetryPolicy:
    """Retries as often as the user allows, until the deadline; one for all requests of a task."""

    def __init__(self, retries: int, deadline: Deadline = NO_DEADLINE) -> None:
        self._retries = retries
        self._deadline = deadline
        self._stopped = threading.Event()

    def stop(self) -> None:
        """Retry nothing any more; whatever waits for a retry raises Stopped."""
        self._stopped.set()

    def check(self) -> None:
        """Raise Stopped after M(stop)."""
        if self._stopped.is_set():
            raise Stopped

    def pause(self, seconds: float) -> None:
        """Wait. Raise Stopped as soon as M(stop) is called."""
        if self._stopped.wait(seconds):
            raise Stopped

    def call(self, send: t.Callable[[], Result], before_retry: t.Callable[[], None] = lambda: None) -> Result:
        """Return the result of C(send), called again after each retryable ApiError; raise the last error unchanged.

        C(before_retry) is called before each wait. Raise Stopped for an error after M(stop), which may have caused it.
        """

        def send_unless_stopped() -> Result:
            self.check()
            try:
                return send()
            except ApiError:
                self.check()
                raise

        try:
            return send_unless_stopped()
        except ApiError as error:
            if not is_retryable(error):
                raise
            first_error = error
        # Imported for a retry only: the import takes as long as a small request.
        import tenacity

        backoff = tenacity.wait_exponential(multiplier=FIRST_WAIT, max=LONGEST_WAIT)
        backoff_with_jitter = backoff + tenacity.wait_random(0, FIRST_WAIT)

        def wait(state: tenacity.RetryCallState) -> float:
            retry_after = _error(state).retry_after
            return min(backoff_with_jitter(state), LONGEST_WAIT) if retry_after is None else retry_after

        def before_sleep(state: tenacity.RetryCallState) -> None:
            self._check_time(state)
            before_retry()

        def first_attempt() -> t.NoReturn:
            raise first_error

        attempts = itertools.chain([first_attempt], itertools.repeat(send_unless_stopped))

        def attempt() -> Result:
            return next(attempts)()

        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception(is_retryable),
            stop=tenacity.stop_after_attempt(self._retries + 1),
            wait=wait,
            sleep=self.pause,
            before_sleep=before_sleep,
            reraise=True,
        )
        return retrying(attempt)

    def _check_time(self, state: tenacity.RetryCallState) -> None:
        """Raise the error of the last attempt, with the reason, where the next one would be after the deadline."""
        seconds = state.next_action.sleep if state.next_action is not None else 0.0
        if self._deadline.left() <= seconds:
            error = _error(state)
            error.args = (f"{error}; {self._deadline.name} leaves no time to retry",)
            raise error


def _error(state: tenacity.RetryCallState) -> ApiError:
    """Return the error of the last attempt."""
    # Only an ApiError is retried.
    return t.cast("ApiError", state.outcome.exception() if state.outcome is not None else None)
