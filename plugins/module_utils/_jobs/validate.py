# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs that a user hands back: from a registered result, a lookup, a file.

They are taken as they are, never copied: under ansible-core each text knows whether it may be a
template, and a copy would not. What could make a judgement wrong is refused, in one sentence.
"""

from __future__ import annotations

import re
import typing as t
from collections.abc import Iterable, Mapping

from .. import times
from ..errors import CloudBackupError, sanitize
from .job import FINISHED, STATUSES, Job

# Nothing is judged by these, which files of an older version lack.
_ADDED_LATER = frozenset({"data_source", "api_calls", "subject"})
_KEYS = tuple(key for key in Job.__annotations__ if key in Job.__required_keys__ - _ADDED_LATER)
# No other spelling of a time: times are compared as text.
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z", re.ASCII)
_MOST_NAMED = 5
_MOST_OF_AN_ID = 80


class NotJobs(CloudBackupError):
    """What was given is no job, or no list of jobs."""


def one(value: object) -> Job:
    """A job as it was given; L(NotJobs) for what is none."""
    return _job(value, "")


def several(value: object) -> list[Job]:
    """A list of jobs as they were given; L(NotJobs) for what is none."""
    if isinstance(value, (str, bytes, Mapping)) or not isinstance(value, Iterable):
        # A registered result is easily given instead of what it holds.
        hint = "; a registered result holds it under jobs" if isinstance(value, Mapping) and "jobs" in value else ""
        raise NotJobs(f"a list of jobs is expected, not {kind(value)}{hint}")
    return [_job(item, f"item {number} of the list: ") for number, item in enumerate(value, 1)]


def _job(value: object, where: str) -> Job:
    if not isinstance(value, Mapping):
        raise NotJobs(f"{where}a job is expected, not {kind(value)}")
    lacking = [key for key in _KEYS if key not in value]
    if lacking:
        more = f" and {len(lacking) - _MOST_NAMED} more" if len(lacking) > _MOST_NAMED else ""
        raise NotJobs(f"{where}a job is expected, but this has no {', '.join(lacking[:_MOST_NAMED])}{more}")
    wrong = next(_faults(value), None)
    if wrong is not None:
        raise NotJobs(f"{where}the job {sanitize(value['id'], _MOST_OF_AN_ID)} cannot be judged: {wrong}")
    return t.cast("Job", value)


def _faults(job: Mapping[str, t.Any]) -> t.Iterator[str]:
    """What is wrong with the keys that judgements and figures rest on."""
    for key, (fits, expected) in _RULES.items():
        if not fits(job[key]):
            yield f"{key} is not {expected}"
    # Whoever changed one of them must not turn a failure into a success.
    if job["finished"] is not (job["status"] in FINISHED):
        yield "finished does not fit its status"
    if job["ok"] is not (job["status"] == "succeeded"):
        yield "ok does not fit its status"


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


def _tells_failed(value: object) -> bool:
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
    "counts": (_tells_failed, "figures with one for failed, which may be null"),
}


def kind(value: object) -> str:
    """What a value is, in a user's words."""
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
