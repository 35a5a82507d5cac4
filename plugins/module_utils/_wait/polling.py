# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The loop of a wait: read, decide, pause, read again."""

from __future__ import annotations

import time
import typing as t
from dataclasses import dataclass, field
from datetime import datetime

from .. import times
from .._jobs.job import Job, recency
from .._read.query import Query
from ..errors import ApiError, CloudBackupError, IncompleteRead, OptionError
from .messages import elapsed_text, failure_message, seen_text
from .spec import WaitSpec
from .state import Outcome, SeenJobs, missing_ids, next_query, outcome_at_timeout, outcome_of, update

# A listing that changes while it is read is incomplete now and then; one that always is will not get better.
MAX_INCOMPLETE_READS = 3
MAX_PROGRESS_LINES = 100

ReadJobs = t.Callable[[Query], t.Sequence[Job]]
Log = t.Callable[[str], object]


@dataclass
class WaitResult:
    """How a wait ended. C(failure) is the message of a wait that failed, C(details) are those of its error."""

    outcome: Outcome
    seen: SeenJobs
    missing: list[str]
    timed_out: bool
    elapsed: float
    progress: list[str]
    failure: str | None = None
    details: t.Mapping[str, t.Any] = field(default_factory=dict)

    def returned(self) -> dict[str, t.Any]:
        """Return the result of the module."""
        values: dict[str, t.Any] = {
            **self.details,
            "changed": False,
            "outcome": self.outcome,
            "jobs": sorted(self.seen.values(), key=recency, reverse=True),
            "missing": self.missing,
            "timed_out": self.timed_out,
            "elapsed_seconds": round(self.elapsed, 3),
            "progress": self.progress,
        }
        return values if self.failure is None else {**values, "failure": self.failure}


class WaitClock:
    """The time since the wait began, the present, and the pause between reads."""

    def __init__(self) -> None:
        self.began = time.monotonic()

    def elapsed(self) -> float:
        """Return the seconds since the wait began."""
        return time.monotonic() - self.began

    def pause(self, seconds: float) -> None:
        """Sleep; an interrupt of the process ends it."""
        time.sleep(max(0.0, seconds))

    def now(self) -> datetime:
        """Return the present."""
        return times.utc_now()


class _Progress:
    """A line for each read that found something new."""

    def __init__(self, log: Log) -> None:
        self.lines: list[str] = []
        self._log = log
        self._last = ""

    def add(self, elapsed: float, text: str) -> None:
        """Add and log a line, unless the text is that of the last line."""
        if text != self._last:
            self._last = text
            line = f"{elapsed_text(elapsed)}: {text}"
            self._log(line)
            self.lines = [*self.lines, line][-MAX_PROGRESS_LINES:]


def poll(spec: WaitSpec, read: ReadJobs, clock: WaitClock, *, once: bool, log: Log) -> WaitResult:
    """Read until there is an outcome; with C(once) a single time. Raise OptionError for an option that does not fit."""
    seen: SeenJobs = {}
    progress = _Progress(log)
    was_read, incomplete_reads = False, 0

    def result(outcome: Outcome, error: CloudBackupError | None, timed_out: bool = False) -> WaitResult:
        elapsed = clock.elapsed()
        good = outcome in ("finished", "waiting")
        failure = None if good else failure_message(spec, seen, outcome, elapsed, error)
        details = error.details if error is not None and not good else {}
        return WaitResult(outcome, seen, missing_ids(spec, seen), timed_out, elapsed, progress.lines, failure, details)

    while True:
        last_error: CloudBackupError | None = None
        try:
            query = next_query(spec, seen, clock.now())
            seen = update(spec, seen, read(query) if query is not None else ())
            was_read, incomplete_reads = True, 0
            progress.add(clock.elapsed(), seen_text(seen.values(), missing_ids(spec, seen)))
        except OptionError:
            # An option that only some API versions know is checked when the API version is known.
            raise
        except CloudBackupError as error:
            last_error = error
            incomplete_reads += isinstance(error, IncompleteRead)
            progress.add(clock.elapsed(), f"read failed: {error}")
            if once or not _is_recoverable(error, incomplete_reads):
                return result("unreadable", error)
        outcome = outcome_of(spec, seen)
        if outcome is not None or once:
            return result(outcome or "waiting", None)
        next_read = _next_read_at(spec, clock.elapsed(), last_error)
        if next_read is None:
            return result(outcome_at_timeout(seen, was_read), last_error, timed_out=True)
        clock.pause(next_read - clock.elapsed())


def _is_recoverable(error: CloudBackupError, incomplete_reads: int) -> bool:
    """Return whether the next read may succeed; C(incomplete_reads) is their number in a row."""
    if isinstance(error, IncompleteRead):
        return incomplete_reads < MAX_INCOMPLETE_READS
    return isinstance(error, ApiError) and error.recoverable


def _next_read_at(spec: WaitSpec, elapsed: float, error: CloudBackupError | None) -> float | None:
    """Return when to read next, in seconds since the wait began: at its end at the latest; None if it is over."""
    retry_after = getattr(error, "retry_after", None) or 0.0
    if elapsed >= spec.wait_timeout or elapsed + retry_after > spec.wait_timeout:
        return None
    return min(elapsed + max(spec.interval, retry_after), spec.wait_timeout)
