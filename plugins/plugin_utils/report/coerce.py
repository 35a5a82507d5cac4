# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Take a report as a filter receives it."""

from __future__ import annotations

import typing as t
from collections.abc import Mapping, Sequence

from ...module_utils import _pydantic
from ...module_utils._jobs.validate import kind
from ...module_utils.errors import CloudBackupError
from .library import library
from .models import FORMAT, Report

# What no result of a module has.
_KEYS = frozenset({"format", "headline", "subjects", "reading"})


def is_report(value: object) -> bool:
    """Return whether a value is meant to be a report; it may not be a valid one."""
    return isinstance(value, Report) or (isinstance(value, Mapping) and set(value) >= _KEYS)


def as_report(value: object) -> Report:
    """Return a report: one that is given, or the one that the builder makes of anything else.

    Raise CloudBackupError for a report that is not valid, and for what no report can be made of.
    """
    with library("pydantic"):
        if _pydantic.IMPORT_ERROR is not None:
            raise ImportError("pydantic")
    if isinstance(value, Report):
        return value
    if is_report(value):
        return _validated(t.cast("Mapping[str, t.Any]", value))
    if not isinstance(value, (Mapping, list, tuple)):
        raise CloudBackupError(
            f"a report, a result of job_info, job_gate or job_compliance, or a list of jobs is expected, "
            f"not {kind(value)}"
        )
    from .build import build_report

    return build_report(value)


def _validated(value: Mapping[str, t.Any]) -> Report:
    if value["format"] != FORMAT:
        raise CloudBackupError(f"this report has another format than {FORMAT}, the one of this version")
    try:
        return Report.model_validate(_plain(value))
    except _pydantic.ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise CloudBackupError(f"this is not a valid report: {where}: {first['msg']}") from None


def _plain(value: object) -> object:
    """Return a copy without the types of ansible-core, whose containers make their items when they are read."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return [_plain(item) for item in value]
    return value
