# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which table of CSV text a value gives."""

from __future__ import annotations

import typing as t
from collections.abc import Iterable, Mapping

from ...module_utils._jobs import validate
from . import csv_rows, judgement, libraries
from .coerce import as_report
from .csv_text import TABLES, Row, Table, csv_text
from .errors import NotReportable
from .inputs import collect
from .inventory import subject_of_row
from .validated import is_report

EXPECTED = (
    "a report, a result of job_info, job_gate or job_compliance, or a list of jobs, verdicts, subjects or days "
    "of one is expected"
)
# The keys that tell the items of lists apart; a job has none of them.
_VERDICT = frozenset({"rule", "checks"})
_POLICY = frozenset({"policy", "days"})
_DAY = frozenset({"date", "status", "succeeded"})

# What makes the rows of each table that a value gives, the natural table first.
Tables = dict[Table, t.Callable[[], Iterable[Row]]]


def to_csv(value: object, table: str | None = None, bom: bool = False) -> str:
    """Return one table of a value as CSV text. Raise CloudBackupError for a value or a table that gives none."""
    if table is not None and table not in TABLES:
        raise NotReportable(f"table is one of {', '.join(TABLES)}, not {table}")
    found = _tables(value)
    name = next(iter(found)) if table is None else table
    if name not in found:
        raise NotReportable(_lacking(name, value, found))
    return csv_text(name, found[name](), bom=bom)


def _tables(value: object) -> Tables:
    if is_report(value):
        report = as_report(value)
        return {
            "verdicts": lambda: csv_rows.of_verdicts(report.verdicts),
            "days": lambda: csv_rows.of_days(report.subjects),
        }
    if isinstance(value, Mapping):
        return _of_result(value)
    if isinstance(value, (str, bytes)) or not isinstance(value, Iterable):
        raise NotReportable(f"{EXPECTED}, not {validate.kind(value)}")
    return _of_list(list(value))


def _of_result(result: Row) -> Tables:
    if "jobs" in result:
        return _jobs(result["jobs"])
    if "verdicts" in result:
        return _verdicts(result["verdicts"])
    if "compliant" in result and "subjects" in result:
        return _policies(result["subjects"])
    raise NotReportable(f"{EXPECTED}, not a dictionary without jobs, verdicts or subjects")


def _of_list(items: list[t.Any]) -> Tables:
    """Return the tables of a list; an empty one gives an empty table of any kind."""
    if not items:
        return {table: lambda: () for table in TABLES}
    keys = set(items[0]) if isinstance(items[0], Mapping) else set()
    if keys >= _VERDICT:
        return _verdicts(items)
    if keys >= _POLICY:
        return _policies(items)
    return _days(items) if keys >= _DAY else _jobs(items)


def _jobs(given: object) -> Tables:
    jobs = validate.several(given)
    return {"jobs": lambda: csv_rows.of_jobs(jobs)}


def _verdicts(given: object) -> Tables:
    libraries.require("pydantic")
    rows = collect({"verdicts": given}).verdicts
    verdicts = [judgement.by_rule(row, subject_of_row(row), {}).verdict for row in rows]
    return {"verdicts": lambda: csv_rows.of_verdicts(verdicts)}


def _policies(given: object) -> Tables:
    libraries.require("pydantic")
    rows = (collect({"compliant": False, "subjects": given}).compliance or {})["subjects"]
    verdicts = [judgement.by_policy(row, subject_of_row(row)).verdict for row in rows]
    return {"days": lambda: csv_rows.of_policy_days(rows), "verdicts": lambda: csv_rows.of_verdicts(verdicts)}


def _days(items: list[t.Any]) -> Tables:
    for number, item in enumerate(items, 1):
        if not isinstance(item, Mapping) or not set(item) >= _DAY:
            raise NotReportable(f"days: item {number} is not as the module returns it")
    return {"days": lambda: items}


def _lacking(table: Table, value: object, found: t.Iterable[str]) -> str:
    """Return why a value does not give a table."""
    if table == "jobs" and is_report(value):
        return "a report holds no jobs; use the result of job_info for the table jobs"
    return f"this value gives the table {' or '.join(found)}, not {table}"
