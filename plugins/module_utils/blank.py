# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What counts as not given: blank text, since AWX renders an optional field that was left empty as empty text."""

from __future__ import annotations


def is_blank(value: object) -> bool:
    """Return whether a value is text that is empty or has only white space."""
    return isinstance(value, str) and not value.strip()
