# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows of each table: of a report, and of what the modules return."""

from __future__ import annotations

import typing as t
from collections.abc import Iterable, Mapping

from .csv_text import COUNTS, IDENTITY, JOB_KEYS, UNIT_COUNTS, Row
from .models import Report


def of_jobs(jobs: Iterable[Row]) -> t.Iterator[Row]:
    """Yield a row for each job as the modules return it."""
    for job in jobs:
        row = {key: job.get(key) for key in JOB_KEYS}
        counts, by_unit = _mapping(row.pop("counts")), _mapping(row.pop("counts_by_unit"))
        row.update({f"counts_{figure}": counts.get(figure) for figure in COUNTS})
        row.update({f"{unit}_{figure}": _mapping(by_unit.get(unit)).get(figure) for unit, figure in UNIT_COUNTS})
        row["errors"] = [_error(error) for error in row["errors"] or ()]
        yield row


def _mapping(value: object) -> Row:
    return value if isinstance(value, Mapping) else {}


def _error(error: object) -> str:
    """Return an error of a job: its message, how often it happened, and where."""
    if not isinstance(error, Mapping):
        return str(error)
    count = f"({error['count']} times)" if error.get("count") is not None else None
    return " ".join(str(part) for part in (error.get("message"), count, error.get("url")) if part)


def of_report_verdicts(report: Report) -> t.Iterator[Row]:
    """Yield a row for each verdict of a report and each of its checks."""
    for verdict in report.verdicts:
        yield from _checks(verdict.model_dump())


def of_gate_verdicts(verdicts: Iterable[Row]) -> t.Iterator[Row]:
    """Yield the same for verdicts of job_gate."""
    for verdict in verdicts:
        named = {"kind": "rule", "name": verdict.get("rule"), "outcome": gate_outcome(verdict)}
        yield from _checks({**_identity(verdict), **named, **_only(verdict, "checks", "reasons")})


def gate_outcome(verdict: Row) -> str:
    """Return whether a verdict of job_gate passed, failed, or could not be judged because the read failed."""
    if any(check.get("check") == "read" and not check.get("passed") for check in verdict.get("checks") or ()):
        return "unreadable"
    return "passed" if verdict.get("passed") is True else "failed"


def _checks(verdict: Row) -> t.Iterator[Row]:
    """Yield a row for each check, or one row if there is none."""
    head = {key: value for key, value in verdict.items() if key != "checks"}
    for check in verdict.get("checks") or ({},):
        yield {**check, **head}


def of_report_days(report: Report) -> t.Iterator[Row]:
    """Yield a row for each subject of a report and each of its days."""
    for subject in report.subjects:
        head = subject.model_dump(include=set(IDENTITY))
        yield from ({**head, **day.model_dump()} for day in subject.days)


def of_compliance_days(subjects: Iterable[Row]) -> t.Iterator[Row]:
    """Yield a row for each policy and subject of job_compliance and each of its days."""
    for subject in subjects:
        head = {**_identity(subject), **_only(subject, "policy")}
        yield from ({**day, **head} for day in subject.get("days") or ())


def _identity(row: Row) -> dict[str, t.Any]:
    return _only(row, *IDENTITY)


def _only(row: Row, *keys: str) -> dict[str, t.Any]:
    return {key: row.get(key) for key in keys}
