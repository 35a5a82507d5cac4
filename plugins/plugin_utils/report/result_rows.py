# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows of results, as the modules return them: a row that lacks a key or contradicts itself is refused."""

from __future__ import annotations

import typing as t
from collections.abc import Mapping

from ...module_utils._jobs.validate import kind
from .errors import NotReportable

Row = t.Mapping[str, t.Any]
ERROR_KEYS = frozenset(("product", "message"))
QUERY_KEYS = frozenset(("product", "until", "complete"))
_VERDICT_KEYS = frozenset(("rule", "product", "service", "organization_id", "passed", "last_success_at", "checks"))
_CHECK_KEYS = frozenset(("check", "expected", "actual", "passed", "job_ids"))
_POLICY_KEYS = frozenset(("policy", "product", "service", "organization_id", "status", "breaches", "runs", "days"))
# Filters with which the jobs that are read do not show how the backups are.
_SELECTING = ("statuses", "search_text")


def rows_of(value: object, what: str, keys: frozenset[str]) -> list[Row]:
    """Return the rows of a list. Raise NotReportable for anything else."""
    if isinstance(value, (str, bytes, Mapping)) or not isinstance(value, t.Iterable):
        raise NotReportable(f"{what}: a list is expected, not {kind(value)}")
    rows = list(value)
    for number, row in enumerate(rows, 1):
        if not isinstance(row, Mapping) or not keys <= set(row):
            lacking = sorted(keys - set(row)) if isinstance(row, Mapping) else []
            raise _wrong(what, number, f"it has no {', '.join(lacking)}" if lacking else "it is no mapping")
    return rows


def verdicts_of(value: object, what: str) -> list[Row]:
    """Return the verdicts of job_gate. Raise NotReportable for one that passed although a check did not."""
    rows = rows_of(value, what, _VERDICT_KEYS)
    for number, row in enumerate(rows, 1):
        passed = _checks_pass(row, what, number)
        if not isinstance(row["passed"], bool) or row["passed"] is not passed:
            raise _wrong(what, number, "passed contradicts its checks")
    return rows


def check_compliance(result: Row, name: str) -> None:
    """Raise NotReportable for a result of job_compliance that contradicts itself, or a compliant subject that does."""
    what = f"{name}: subjects"
    rows = rows_of(result["subjects"], what, _POLICY_KEYS)
    for number, row in enumerate(rows, 1):
        lasts = any(breach["until"] is None for breach in rows_of(row["breaches"], what, frozenset(("until",))))
        if row["status"] == "compliant" and (lasts or not _checks_pass(row, what, number)):
            raise _wrong(what, number, "its status contradicts its checks or breaches")
    statuses = {row["status"] for row in rows}
    if result["compliant"] is not ("compliant" in statuses and statuses <= {"compliant", "not_applicable"}):
        raise NotReportable(f"{name}: compliant contradicts its subjects")


def _checks_pass(row: Row, what: str, number: int) -> bool:
    """Return whether all checks of a row passed."""
    checks = rows_of(row.get("checks", []), f"{what}: checks", _CHECK_KEYS)
    if not all(isinstance(check["passed"], bool) for check in checks):
        raise _wrong(what, number, "passed of a check is no boolean")
    return all(check["passed"] for check in checks)


def _wrong(what: str, number: int, why: str) -> NotReportable:
    return NotReportable(f"{what}: item {number} is not as the module returns it: {why}")


def selection_problem(query: Row) -> str | None:
    """Return why the jobs of a read do not show how the backups are; None if they do."""
    if query["complete"] is not True:
        return "not all jobs were read, because the option limit was given"
    filters = query.get("filters") or {}
    used = [name for name in _SELECTING if isinstance(filters, Mapping) and filters.get(name)]
    return f"only some of the jobs were read, because of the filter {used[0]}" if used else None
