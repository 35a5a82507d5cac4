# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows of each table: of a report, and of what the modules return."""

from __future__ import annotations

import typing as t
from collections.abc import Iterable, Mapping

from .csv_text import COUNTS, IDENTITY, JOB_KEYS, UNIT_COUNTS, Row
from .models import Subject, Verdict


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


def of_verdicts(verdicts: Iterable[Verdict]) -> t.Iterator[Row]:
    """Yield a row for each verdict and each of its checks, or one row if it has none."""
    for verdict in verdicts:
        head = verdict.model_dump(exclude={"checks"})
        yield from ({**check.model_dump(), **head} for check in verdict.checks)
        if not verdict.checks:
            yield head


def of_days(subjects: Iterable[Subject]) -> t.Iterator[Row]:
    """Yield a row for each subject of a report and each of its days."""
    for subject in subjects:
        head = subject.model_dump(include=set(IDENTITY))
        yield from ({**head, **day.model_dump()} for day in subject.days)


def of_policy_days(subjects: Iterable[Row]) -> t.Iterator[Row]:
    """Yield a row for each policy and subject of job_compliance and each of its days."""
    for subject in subjects:
        head = {key: subject.get(key) for key in ("policy", *IDENTITY)}
        yield from ({**day, **head} for day in subject["days"])
