# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report that was made before, such as one read back from its file."""

from __future__ import annotations

import typing as t
from collections.abc import Mapping

from ...module_utils._pydantic import ValidationError
from .errors import NotReportable
from .models import FORMAT, Report
from .plain import plain

# Keys of a report; no result of a module has them all.
_KEYS = frozenset({"format", "headline", "subjects", "reading"})


def is_report(value: object) -> bool:
    """Return whether a value is meant to be a report; it may not be a valid one."""
    return isinstance(value, Report) or (isinstance(value, Mapping) and set(value) >= _KEYS)


def validated(value: object) -> Report:
    """Return the report that a value is. Raise NotReportable if it is not valid."""
    if isinstance(value, Report):
        return value
    given = t.cast("Mapping[str, t.Any]", value)
    if given["format"] != FORMAT:
        raise NotReportable(f"this report has another format than {FORMAT}, the one of this version")
    try:
        return Report.model_validate(plain(given))
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in problem["loc"])
        raise NotReportable(f"this is not a valid report: {where}: {problem['msg']}") from None
