# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report as a filter receives it."""

from __future__ import annotations

import typing as t

from ...module_utils._jobs.validate import kind
from . import libraries
from .build import build_report
from .errors import NotReportable
from .inputs import EXPECTED
from .models import Report
from .validated import is_report, validated


def as_report(value: object) -> Report:
    """Return a report: one that is given, or the one that is built from anything else.

    Raise CloudBackupError for a report that is not valid, and for a value that no report can be built from.
    """
    libraries.require("pydantic")
    if is_report(value):
        return validated(value)
    if isinstance(value, (str, bytes)) or not isinstance(value, t.Iterable):
        raise NotReportable(f"a report, {EXPECTED} is expected, not {kind(value)}")
    return build_report(value)
