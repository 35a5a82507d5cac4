# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The problems of a report as the statistics of a play, of which a workflow makes variables."""

from __future__ import annotations

import re
import typing as t

from .models import Report

MOST = 20
_KEYS = ("product", "service", "organization_id", "state", "state_since", "change")
# Text of the service that is not like a name or an ID could be a template where it becomes a variable.
_NAME = re.compile(r"[\w.:@-]{1,100}", re.ASCII)


def problems_of(report: Report) -> list[dict[str, t.Any]]:
    """Return the worst problems; a service or organisation whose text is not like a name or an ID is null."""
    return [
        {key: _safe(getattr(subject, key)) for key in _KEYS}
        for subject in report.subjects[: report.counts.problems][:MOST]
    ]


def _safe(text: str | None) -> str | None:
    return text if text is not None and _NAME.fullmatch(text) else None
