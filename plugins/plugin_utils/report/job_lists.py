# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The jobs of several lists, each once."""

from __future__ import annotations

import typing as t
from collections.abc import Mapping

from ...module_utils._jobs.job import Job, id_key
from ...module_utils._jobs.validate import several
from ...module_utils._read.duplicates import Key, merge
from ...module_utils.errors import sanitize
from .errors import NotReportable
from .plain import plain

# Larger than any number of objects or of seconds.
_LARGEST = 1e15


def with_others(known: list[Job] | None, value: object) -> list[Job]:
    """Return known jobs, and those of a list that are not among them. Raise CloudBackupError for anything else."""
    keys = {_key(job) for job in known or ()}
    others = several(_others(value, keys))
    for job in others:
        _check_figures(job)
    latest, contradictory = merge(others)
    if contradictory:
        product, identity = next(iter(contradictory))
        raise NotReportable(f"the list has two different ends of the job {identity} of {product}")
    return [*(known or ()), *latest.values()]


def _others(value: object, known: set[Key]) -> object:
    """Return the jobs of a list without those that are known, as plain dictionaries.

    A value that is no list is returned as it is, for the message about it. Of a known job only the key is looked at,
    since each access to an item of a container of ansible-core takes long.
    """
    if isinstance(value, (str, bytes, Mapping)) or not isinstance(value, t.Iterable):
        return value
    others = (job for job in value if not known or not isinstance(job, Mapping) or _key(job) not in known)
    return [plain(job) for job in others]


def _check_figures(job: Job) -> None:
    """Raise NotReportable for a figure that nothing can be computed with."""
    length, objects = job["duration_seconds"], job["counts"].get("successful")
    for name, value in (("duration_seconds", length), ("successful", objects), ("failed", job["counts"]["failed"])):
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if value is not None and not (is_number and 0 <= value <= _LARGEST):
            raise NotReportable(f"the job {sanitize(job['id'], 80)} cannot be reported: {name} is no figure")


def _key(job: t.Mapping[str, t.Any]) -> Key:
    """Return the key of a job; that of something else is no job's."""
    return str(job.get("product")), id_key(str(job.get("id")))
