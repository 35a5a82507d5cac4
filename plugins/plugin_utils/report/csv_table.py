# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which table of CSV text a value gives."""

from __future__ import annotations

import typing as t
from collections.abc import Iterable, Mapping

from ...module_utils._jobs import validate
from ...module_utils.errors import CloudBackupError
from . import csv_rows
from .coerce import as_report, is_report
from .csv_text import TABLES, Row, Table, csv_text

EXPECTED = (
    "a report, a result of job_info, job_gate or job_compliance, or a list of jobs, verdicts, subjects or days "
    "of one is expected"
)
# The keys that tell the items of a list apart; a job has none of them.
_VERDICT = frozenset({"rule", "checks"})
_COMPLIANCE = frozenset({"policy", "days"})
_DAY = frozenset({"date", "status", "succeeded"})


def to_csv(value: object, table: str | None = None, bom: bool = False) -> str:
    """Return one table of a value as CSV text. Raise CloudBackupError for a value or a table that gives none."""
    if table is not None and table not in TABLES:
        raise CloudBackupError(f"table is one of {', '.join(TABLES)}, not {table}")
    found = _tables(value)
    name = next(iter(found)) if table is None else t.cast("Table", table)
    if name not in found:
        raise CloudBackupError(_lacking(name, value, found))
    return csv_text(name, found[name](), bom=bom)


Rows = t.Callable[[], Iterable[Row]]


def _tables(value: object) -> dict[Table, Rows]:
    """Return what makes the rows of each table that a value gives, the natural table first."""
    if is_report(value):
        report = as_report(value)
        return {
            "verdicts": lambda: csv_rows.of_report_verdicts(report),
            "days": lambda: csv_rows.of_report_days(report),
        }
    if isinstance(value, Mapping):
        return _result(value)
    if isinstance(value, (str, bytes)) or not isinstance(value, Iterable):
        raise CloudBackupError(f"{EXPECTED}, not {validate.kind(value)}")
    return _items(list(value))


def _result(result: Row) -> dict[Table, Rows]:
    """Return the same for a registered result."""
    if "jobs" in result:
        return _jobs(result["jobs"])
    if "verdicts" in result:
        return _verdicts(result["verdicts"])
    if "subjects" in result and "period" in result:
        return _compliance(result["subjects"])
    raise CloudBackupError(f"{EXPECTED}, not a dictionary without jobs, verdicts or subjects")


def _items(items: list[t.Any]) -> dict[Table, Rows]:
    """Return the same for a list; an empty one gives an empty table of any kind."""
    if not items:
        return {table: lambda: () for table in TABLES}
    keys = set(items[0]) if isinstance(items[0], Mapping) else set()
    if keys >= _VERDICT:
        return _verdicts(items)
    if keys >= _COMPLIANCE:
        return _compliance(items)
    if keys >= _DAY:
        days = _mappings(items, _DAY, "a day")
        return {"days": lambda: days}
    return _jobs(items)


def _jobs(given: object) -> dict[Table, Rows]:
    jobs = validate.several(given)
    return {"jobs": lambda: csv_rows.of_jobs(jobs)}


def _verdicts(given: object) -> dict[Table, Rows]:
    verdicts = _mappings(given, _VERDICT, "a verdict of job_gate")
    return {"verdicts": lambda: csv_rows.of_gate_verdicts(verdicts)}


def _compliance(given: object) -> dict[Table, Rows]:
    subjects = _mappings(given, _COMPLIANCE, "a subject of job_compliance")
    return {"days": lambda: csv_rows.of_compliance_days(subjects)}


def _mappings(given: object, keys: frozenset[str], what: str) -> list[Row]:
    """Return a list of mappings that have these keys."""
    if isinstance(given, (str, bytes, Mapping)) or not isinstance(given, Iterable):
        raise CloudBackupError(f"{EXPECTED}, not {validate.kind(given)}")
    items = list(given)
    for number, item in enumerate(items, 1):
        if not isinstance(item, Mapping) or not keys <= set(item):
            raise CloudBackupError(f"item {number} of the list: {what} is expected")
    return items


def _lacking(table: Table, value: object, found: t.Iterable[str]) -> str:
    """Return why a value does not give a table."""
    if table == "jobs" and is_report(value):
        return "a report holds no jobs; use the result of job_info for the table jobs"
    return f"this value gives the table {' or '.join(found)}, not {table}"
