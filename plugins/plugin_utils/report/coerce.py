# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Take a report as a filter receives it."""

from __future__ import annotations

import typing as t
from collections.abc import Mapping, Sequence

from ...module_utils._jobs.validate import kind
from ...module_utils._pydantic import ValidationError
from . import libraries
from .build import build_report
from .errors import NotReportable
from .inputs import EXPECTED
from .models import FORMAT, Report

# Keys of a report; no result of a module has them all.
_KEYS = frozenset({"format", "headline", "subjects", "reading"})


def is_report(value: object) -> bool:
    """Return whether a value is meant to be a report; it may not be a valid one."""
    return isinstance(value, Report) or (isinstance(value, Mapping) and set(value) >= _KEYS)


def as_report(value: object) -> Report:
    """Return a report: one that is given, or the one that is built from anything else.

    Raise CloudBackupError for a report that is not valid, and for a value that no report can be built from.
    """
    libraries.require("pydantic")
    if isinstance(value, Report):
        return value
    if is_report(value):
        return _validated(t.cast("Mapping[str, t.Any]", value))
    if isinstance(value, (str, bytes)) or not isinstance(value, t.Iterable):
        raise NotReportable(f"a report, {EXPECTED} is expected, not {kind(value)}")
    return build_report(value)


def _validated(value: Mapping[str, t.Any]) -> Report:
    if value["format"] != FORMAT:
        raise NotReportable(f"this report has another format than {FORMAT}, the one of this version")
    try:
        return Report.model_validate(_plain(value))
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in problem["loc"])
        raise NotReportable(f"this is not a valid report: {where}: {problem['msg']}") from None


def _plain(value: object) -> object:
    """Return a copy without the types of ansible-core, whose containers make their items when they are read."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return [_plain(item) for item in value]
    return value
