# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text of results and jobs as a report holds it: one line that is safe to show."""

from __future__ import annotations

import typing as t

from ...module_utils.errors import sanitize


def clean(text: object) -> str:
    """Return text as one line without control characters and invisible characters."""
    return sanitize(text, None)


def clean_or_none(text: object) -> str | None:
    """Return text like F(clean); None for null."""
    return None if text is None else clean(text)


def clean_texts(value: t.Any) -> t.Any:
    """Return a value whose texts are all like those of F(clean)."""
    if isinstance(value, dict):
        return {clean(key): clean_texts(each) for key, each in value.items()}
    if isinstance(value, list):
        return [clean_texts(each) for each in value]
    return clean(value) if isinstance(value, str) else value
