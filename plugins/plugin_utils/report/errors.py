# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The error of a value that no report can be made from."""

from __future__ import annotations

from ...module_utils.errors import CloudBackupError


class NotReportable(CloudBackupError):
    """A value is none of those that a report is made from."""
