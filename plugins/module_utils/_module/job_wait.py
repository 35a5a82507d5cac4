# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wait until jobs have ended: look, decide, leave the service alone for a while, look again.

Here alone a clock is known; what is decided by what was seen is in C(picture.py). Source: the interface's
page on job_wait.
"""

from __future__ import annotations

import time
import typing as t
from dataclasses import dataclass, field
from datetime import datetime

from .. import times, unexpected
from .._http.deadline import Deadline
from .._jobs.job import Job, recency
from .._read.query import Query
from .._read.reader import Reader
from .._read.result import QueryResult
from .._read.session import open_reader
from .._wait.messages import reason, span, told
from .._wait.spec import WaitSpec, validate
from .._wait.state import Outcome, SeenJobs, decide, late, missing, next_query, update
from ..errors import ApiError, CloudBackupError, IncompleteRead, OptionError
from .base import run_module
from .base_module import CloudBackupModule

# Data that moves cannot be proved whole now and then; data that never can will not get better.
MOST_UNPROVED = 3
MOST_LINES = 100

Ask = t.Callable[[Query], t.Sequence[Job]]


@dataclass
class Ending:
    """How a wait ended. C(why) is the message where it did not end well."""

    outcome: Outcome
    picture: SeenJobs
    missing: list[str]
    timed_out: bool
    elapsed: float
    progress: list[str]
    why: str | None = None
    details: t.Mapping[str, t.Any] = field(default_factory=dict)

    def result(self) -> dict[str, t.Any]:
        """What the module returns."""
        told: dict[str, t.Any] = {
            **self.details,
            "changed": False,
            "outcome": self.outcome,
            "jobs": sorted(self.picture.values(), key=recency, reverse=True),
            "missing": self.missing,
            "timed_out": self.timed_out,
            "elapsed_seconds": round(self.elapsed, 3),
            "progress": self.progress,
        }
        return told if self.why is None else {**told, "failure": self.why}


class Watch:
    """The clocks and the pause between looks; the monotonic clock is set to 0 when it is made."""

    def __init__(self) -> None:
        self.began = time.monotonic()

    def elapsed(self) -> float:
        """Seconds since it was made."""
        return time.monotonic() - self.began

    def pause(self, seconds: float) -> None:
        """Do nothing for a while; ends at once when the process is interrupted."""
        time.sleep(max(0.0, seconds))

    def now(self) -> datetime:
        """The present."""
        return times.utc_now()


def lived_through(error: CloudBackupError, unproved: int) -> bool:
    """Whether another look may go better; C(unproved) looks in a row could not be proved whole."""
    if isinstance(error, IncompleteRead):
        return unproved < MOST_UNPROVED
    return isinstance(error, ApiError) and error.recoverable


def following(wanted: WaitSpec, elapsed: float, error: CloudBackupError | None) -> float | None:
    """The moment of the next look, None where there is none: the last is when the time is over."""
    asked_for = getattr(error, "retry_after", None) or 0.0
    if elapsed >= wanted.wait_timeout or elapsed + asked_for > wanted.wait_timeout:
        return None
    return min(elapsed + max(wanted.interval, asked_for), wanted.wait_timeout)


class _Diary:
    """Keeps a line for each look that brought something new."""

    def __init__(self, log: t.Callable[[str], object]) -> None:
        self.lines: list[str] = []
        self._log = log
        self._last = ""

    def add(self, elapsed: float, text: str) -> None:
        """A line, unless it would say the same as the one before."""
        if text != self._last:
            self._last = text
            line = f"{span(elapsed)}: {text}"
            self._log(line)
            self.lines = [*self.lines, line][-MOST_LINES:]


def follow(wanted: WaitSpec, ask: Ask, watch: Watch, *, once: bool, log: t.Callable[[str], object]) -> Ending:
    """Look until there is an outcome; C(once) looks a single time."""
    picture: SeenJobs = {}
    diary = _Diary(log)
    looked, unproved = False, 0

    def end(outcome: Outcome, error: CloudBackupError | None, over: bool = False) -> Ending:
        elapsed = watch.elapsed()
        good = outcome in ("finished", "waiting")
        why = None if good else reason(wanted, picture, outcome, elapsed, error)
        details = error.details if error is not None and not good else {}
        return Ending(outcome, picture, missing(wanted, picture), over, elapsed, diary.lines, why, details)

    while True:
        trouble: CloudBackupError | None = None
        try:
            asked = next_query(wanted, picture, watch.now())
            picture = update(wanted, picture, ask(asked) if asked is not None else ())
            looked, unproved = True, 0
            diary.add(watch.elapsed(), told(picture.values(), missing(wanted, picture)))
        except OptionError:
            # What one generation of the API alone knows is found out only now.
            raise
        except CloudBackupError as error:
            trouble = error
            unproved += isinstance(error, IncompleteRead)
            diary.add(watch.elapsed(), f"could not be read: {error}")
            if once or not lived_through(error, unproved):
                return end("unreadable", error)
        outcome = decide(wanted, picture)
        if outcome is not None or once:
            return end(outcome or "waiting", None)
        moment = following(wanted, watch.elapsed(), trouble)
        if moment is None:
            return end(late(picture, looked), trouble, over=True)
        watch.pause(moment - watch.elapsed())


def _jobs(reader: Reader, asked: Query, warnings: dict[str, None]) -> list[Job]:
    """The jobs of a look; the text of each warning is kept once, however many looks there are."""
    # Failures are raised, unless they are to be reported.
    (answer,) = reader.read_queries([asked], report=False)
    answer = t.cast(QueryResult, answer)
    warnings.update(dict.fromkeys(answer.warnings))
    return answer.jobs


def run(module: CloudBackupModule) -> None:
    """The whole of the module."""

    def act() -> dict[str, t.Any]:
        watch = Watch()
        wanted = validate(module.params, watch.now())
        deadline = Deadline(watch.began + wanted.wait_timeout + module.params["timeout"], "wait_timeout")
        with open_reader(
            module.params,
            [wanted.product],
            module.warn,
            redact=module.redact,
            show_trace=unexpected.show_with(module),
            deadline=deadline,
            # A look that fails is one of many here: the next one is what tries again.
            retries=0,
        ) as reader:
            warnings: dict[str, None] = {}
            ending = follow(
                wanted, lambda asked: _jobs(reader, asked, warnings), watch, once=module.check_mode, log=module.log
            )
        for warning in (*warnings, *reader.warnings):
            module.warn(warning)
        return ending.result()

    run_module(module, act)
