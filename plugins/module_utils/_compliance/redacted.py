# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Remove secrets from what the evidence holds: from the texts of services and users, never from what follows from them.

Values are redacted, not their JSON, which stays valid so. What is judged is what remains, so that it gives the same
result again. Times, numbers and words of this collection are no place for a secret: a short one, such as the password
of a proxy, would otherwise remove years and digests.
"""

from __future__ import annotations

import itertools
import json
import typing as t
from dataclasses import replace

from .._jobs.job import Job
from .._products.registry import PRODUCTS
from .._read.disk_store import to_line
from ..redaction import Redactor
from .inputs import Inputs

Redact = t.Callable[[str], str]

_AT_ONCE = 50

# Of a job: everything else is a number, a time or a word of this collection.
_TEXTS_OF_JOB = frozenset(
    (
        *("id", "job_type_name", "organization_id", "organization_name", "operator"),
        *("message", "errors", "subject", "raw"),
    )
)
# Of a policy and of an exclusion: every other key is validated.
_TEXTS_OF_INPUTS = frozenset(("name", "organization_ids", "controls", "reason"))


def value(given: t.Any, redact: Redact) -> t.Any:
    """Return a value of JSON with all its texts redacted, names of members included."""
    if isinstance(given, str):
        return redact(given)
    if isinstance(given, dict):
        return {redact(key): value(each, redact) for key, each in given.items()}
    return [value(each, redact) for each in given] if isinstance(given, list) else given


def job_lines(lines: t.Iterable[str], redactor: Redactor) -> t.Iterator[list[str]]:
    """Yield the lines of jobs without secrets, several at once."""
    left = iter(lines)
    while several := list(itertools.islice(left, _AT_ONCE)):
        # Nearly all have none.
        suspect = redactor.may_redact("\n".join(several))
        yield [job_line(line, redactor.everywhere) for line in several] if suspect else several


def job_line(line: str, redact: Redact) -> str:
    """Return the line of a job without secrets."""
    # JSON escapes what a secret may contain: then its texts are looked at.
    if "\\" not in line and redact(line) == line:
        return line
    job: Job = json.loads(line)
    texts = _TEXTS_OF_JOB | set(_unknown_words(job))
    shown = {key: value(each, redact) if key in texts else each for key, each in job.items()}
    return to_line(t.cast("Job", shown))


def _unknown_words(job: Job) -> t.Iterator[str]:
    """Yield the keys with words of the service that mean nothing here."""
    product = PRODUCTS[job["product"]]
    if job["status"] == "unknown":
        yield "status_raw"
    if product.job_type_of(job) is None:
        yield "job_type_raw"
    if not product.knows_service(job):
        yield from ("service", "service_raw")


def inputs(given: Inputs, redact: Redact) -> Inputs:
    """Return the inputs of a run without secrets."""
    return replace(
        given,
        policies=[_texts(each, redact) for each in given.policies],
        exclusions=[_texts(each, redact) for each in given.exclusions],
    )


def _texts(keys: dict[str, t.Any], redact: Redact) -> dict[str, t.Any]:
    return {key: value(each, redact) if key in _TEXTS_OF_INPUTS else each for key, each in keys.items()}
