# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lines of text that say why a verdict did not pass, which roles, tickets and messages print."""

from __future__ import annotations

import typing as t

from ..errors import sanitize
from .check import Check

MAX_IDS_IN_REASON = 3
# These checks cannot pass without a success.
_NEED_A_SUCCESS = frozenset(
    (
        *("max_age", "min_success_rate", "max_failed_jobs", "max_failed_ratio", "max_consecutive_failures"),
        *("min_objects", "max_object_drop"),
    )
)


def reasons(checks: t.Sequence[Check]) -> list[str]:
    """Return one line of safe text for each check that failed.

    If the check C(success) failed, the checks that cannot pass without a success are left out.
    """
    failed = [check for check in checks if not check["passed"]]
    if any(check["check"] == "success" for check in failed):
        failed = [check for check in failed if check["check"] not in _NEED_A_SUCCESS]
    return [_reason(check) for check in failed]


def _reason(check: Check) -> str:
    ids = ", ".join(sanitize(identity, 80) for identity in check["job_ids"][:MAX_IDS_IN_REASON])
    jobs = f" ({ids})" if ids else ""
    return f"{check['check']}: expected {check['expected']}, found {sanitize(check['actual'], 1000)}{jobs}"
