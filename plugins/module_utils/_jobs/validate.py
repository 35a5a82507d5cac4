# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Validate jobs that a user passes back: from a registered result, a lookup or a file.

Jobs are used as they are, never copied: ansible-core marks each text as trusted or not, and a copy would lose the mark.
A job with a value that could lead to a wrong judgement is refused with one sentence.
"""

from __future__ import annotations

import re
import typing as t
from collections.abc import Iterable, Mapping

from .. import times
from ..errors import CloudBackupError, sanitize
from .job import FINISHED, STATUSES, Job

# Files of an older version lack these keys; no judgement depends on them.
_ADDED_LATER = frozenset({"data_source", "api_calls", "subject"})
_KEYS = tuple(key for key in Job.__annotations__ if key in Job.__required_keys__ - _ADDED_LATER)
# The only accepted form, since times are compared as text.
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z", re.ASCII)
_MAX_NAMED_KEYS = 5
_MAX_ID_LENGTH = 80


class NotJobs(CloudBackupError):
    """A value is not a job, or not a list of jobs."""


def one(value: object) -> Job:
    """Return a job as it was given. Raise NotJobs for any other value."""
    return _job(value, "")


def several(value: object) -> list[Job]:
    """Return a list of jobs as they were given. Raise NotJobs for any other value."""
    if isinstance(value, (str, bytes, Mapping)) or not isinstance(value, Iterable):
        # A registered result is easily passed instead of its jobs.
        hint = "; a registered result has it in jobs" if isinstance(value, Mapping) and "jobs" in value else ""
        raise NotJobs(f"a list of jobs is expected, not {kind(value)}{hint}")
    return [_job(item, f"item {number} of the list: ") for number, item in enumerate(value, 1)]


def _job(value: object, where: str) -> Job:
    if not isinstance(value, Mapping):
        raise NotJobs(f"{where}a job is expected, not {kind(value)}")
    lacking = [key for key in _KEYS if key not in value]
    if lacking:
        more = f" and {len(lacking) - _MAX_NAMED_KEYS} more" if len(lacking) > _MAX_NAMED_KEYS else ""
        raise NotJobs(f"{where}a job is expected, but this has no {', '.join(lacking[:_MAX_NAMED_KEYS])}{more}")
    wrong = next(_faults(value), None)
    if wrong is not None:
        raise NotJobs(f"{where}the job {sanitize(value['id'], _MAX_ID_LENGTH)} cannot be judged: {wrong}")
    return t.cast("Job", value)


def _faults(job: Mapping[str, t.Any]) -> t.Iterator[str]:
    """Yield the problems of the keys that judgements and figures depend on."""
    for key, (fits, expected) in _RULES.items():
        if not fits(job[key]):
            yield f"{key} is not {expected}"
    # An edited job must not turn a failure into a success.
    if job["finished"] is not (job["status"] in FINISHED):
        yield "finished contradicts its status"
    if job["ok"] is not (job["status"] == "succeeded"):
        yield "ok contradicts its status"


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_text_or_null(value: object) -> bool:
    return value is None or isinstance(value, str)


def _is_status(value: object) -> bool:
    return isinstance(value, str) and value in STATUSES


def _is_time_or_null(value: object) -> bool:
    if value is None:
        return True
    if not isinstance(value, str) or not _TIME.match(value):
        return False
    try:
        times.parse_iso(value)
    except ValueError:
        return False
    return True


def _has_failed_count(value: object) -> bool:
    if not isinstance(value, Mapping) or "failed" not in value:
        return False
    figure = value["failed"]
    return figure is None or (isinstance(figure, int) and not isinstance(figure, bool) and figure >= 0)


_TEXT = (_is_text, "a string")
_TEXT_OR_NULL = (_is_text_or_null, "a string or null")
_TIME_OR_NULL = (_is_time_or_null, "a time such as 2026-11-21T08:00:00Z, or null")
_RULES: dict[str, tuple[t.Callable[[object], bool], str]] = {
    "id": _TEXT,
    "product": _TEXT,
    "status": (_is_status, f"one of {', '.join(STATUSES)}"),
    "job_type": _TEXT_OR_NULL,
    "service": _TEXT_OR_NULL,
    "organization_id": _TEXT_OR_NULL,
    "started_at": _TIME_OR_NULL,
    "finished_at": _TIME_OR_NULL,
    "counts": (_has_failed_count, "a dictionary with the number of failed objects, or null, in failed"),
}


def kind(value: object) -> str:
    """Return the type of a value in a user's words."""
    kinds: tuple[tuple[type | tuple[type, ...], str], ...] = (
        (type(None), "null"),
        (bool, "a boolean"),
        (str, "a string"),
        (bytes, "bytes"),
        (Mapping, "a dictionary"),
        ((int, float), "a number"),
        ((list, tuple), "a list"),
    )
    return next((word for kind, word in kinds if isinstance(value, kind)), f"of the type {type(value).__name__}")
