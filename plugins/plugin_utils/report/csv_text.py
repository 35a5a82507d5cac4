# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables as CSV text for spreadsheets (RFC 4180)."""

from __future__ import annotations

import csv
import io
import json
import typing as t
from collections.abc import Iterable, Mapping

from ...module_utils._jobs.job import UNITS, Counts, Job
from .text import clean

Table = t.Literal["jobs", "verdicts", "days"]
TABLES: tuple[Table, ...] = t.get_args(Table)
Row = Mapping[str, t.Any]

BOM = "\ufeff"
# A spreadsheet takes a cell that begins with one of these for a formula, some also one with a wide form of it.
# Tab and CR can begin no cell, since text has neither once it is clean.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
LIST_SEPARATOR = "; "

COUNTS = tuple(Counts.__annotations__)
UNIT_COUNTS = tuple((unit, figure) for unit in UNITS for figure in COUNTS)
JOB_KEYS = tuple(key for key in Job.__annotations__ if key in Job.__required_keys__)
IDENTITY = ("subject", "product", "service", "organization_id")


def _job_columns() -> t.Iterator[str]:
    """Yield the keys of a job, with a column for each of its counts."""
    for key in JOB_KEYS:
        if key == "counts":
            yield from (f"counts_{figure}" for figure in COUNTS)
        elif key == "counts_by_unit":
            yield from (f"{unit}_{figure}" for unit, figure in UNIT_COUNTS)
        else:
            yield key


# The columns of each table, which do not depend on what is in it.
COLUMNS: dict[Table, tuple[str, ...]] = {
    "jobs": tuple(_job_columns()),
    "verdicts": (
        *("kind", "name", *IDENTITY, "outcome"),
        *("check", "expected", "actual", "passed", "job_ids", "reasons"),
    ),
    "days": (
        *("policy", *IDENTITY),
        *("date", "status", "succeeded", "warning", "failed", "objects", "longest_seconds"),
    ),
}


def csv_text(table: Table, rows: Iterable[Row], *, bom: bool = False) -> str:
    """Return a table with its header; a row may lack columns. C(bom) puts the mark before it that Excel needs."""
    columns = COLUMNS[table]
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([cell(row.get(column)) for column in columns] for row in rows)
    return (BOM if bom else "") + out.getvalue()


def cell(value: object) -> str | int | float:
    """Return a value as a cell: text is one line and no formula, null is empty, a list is joined."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return value
    if isinstance(value, (list, tuple)):
        value = LIST_SEPARATOR.join(str(item) for item in value)
    elif isinstance(value, Mapping):
        value = json.dumps(value, default=str, ensure_ascii=False)
    line = clean(value)
    return f"'{line}" if line.startswith(FORMULA) else line
