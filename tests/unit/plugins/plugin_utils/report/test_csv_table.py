# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which table a value gives."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import CloudBackupError
from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report.csv_table import to_csv
from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report.csv_text import COLUMNS, TABLES, Table
from reports import samples
from unit.plugins.jobs import make

VERDICT = {"rule": "nightly", "product": "m365", "subject": "m365", "passed": True, "checks": [], "reasons": []}
DAY = {"date": "2026-11-21", "status": "good", "succeeded": 1, "warning": 0, "failed": 0, "objects": None}
SUBJECT = {"policy": "daily", "product": "m365", "subject": "m365", "days": [DAY]}
REPORT = samples.mixed().model_dump()
JOBS = {"jobs": [make()], "summary": {}, "queries": []}
GATE = {"verdicts": [VERDICT], "passed": True}
COMPLIANCE = {"subjects": [SUBJECT], "period": {}, "controls": []}
EXPECTED = (
    "a report, a result of job_info, job_gate or job_compliance, or a list of jobs, verdicts, subjects or days "
    "of one is expected"
)


def table_of(text: str) -> tuple[Table, int]:
    """Return the table by its header, and how many rows it has."""
    header, *rows = text.splitlines()
    (table,) = (table for table in TABLES if ",".join(COLUMNS[table]) == header)
    return table, len(rows)


@pytest.mark.parametrize(
    ("value", "table", "rows"),
    [
        (REPORT, "verdicts", 13),
        (samples.mixed(), "verdicts", 13),
        (JOBS, "jobs", 1),
        (GATE, "verdicts", 1),
        (COMPLIANCE, "days", 1),
        ([make(), make("failed")], "jobs", 2),
        ((make(),), "jobs", 1),
        (iter([make()]), "jobs", 1),
        ([VERDICT], "verdicts", 1),
        ([SUBJECT, SUBJECT], "days", 2),
        ([DAY], "days", 1),
        ([], "jobs", 0),
        ({"jobs": []}, "jobs", 0),
        ({"verdicts": []}, "verdicts", 0),
        ({"subjects": [], "period": {}}, "days", 0),
    ],
)
def test_the_natural_table(value: object, table: Table, rows: int) -> None:
    text = to_csv(value)
    assert table_of(text) == (table, rows)
    if not hasattr(value, "__next__"):
        assert to_csv(value, table) == text


def test_other_tables() -> None:
    assert table_of(to_csv(REPORT, "days"))[0] == "days"
    for table in TABLES:
        assert table_of(to_csv([], table)) == (table, 0)
    assert to_csv([], bom=True) == "\ufeff" + to_csv([])


@pytest.mark.parametrize(
    ("value", "table", "message"),
    [
        (REPORT, "jobs", "a report holds no jobs; use the result of job_info for the table jobs"),
        (REPORT, "subjects", "table is one of jobs, verdicts, days, not subjects"),
        (JOBS, "days", "this value gives the table jobs, not days"),
        (GATE, "jobs", "this value gives the table verdicts, not jobs"),
        ("text", None, f"{EXPECTED}, not a string"),
        (None, None, f"{EXPECTED}, not null"),
        (7, None, f"{EXPECTED}, not a number"),
        ({}, None, f"{EXPECTED}, not a dictionary without jobs, verdicts or subjects"),
        ({"subjects": []}, None, f"{EXPECTED}, not a dictionary without jobs, verdicts or subjects"),
        ({"verdicts": "text"}, None, f"{EXPECTED}, not a string"),
        ({"verdicts": {}}, None, f"{EXPECTED}, not a dictionary"),
        ({"jobs": "text"}, None, "a list of jobs is expected, not a string"),
        ({**JOBS, "jobs": [{}]}, None, "item 1 of the list: a job is expected, but this has no "),
        ([VERDICT, {}], None, "item 2 of the list: a verdict of job_gate is expected"),
        ([SUBJECT, VERDICT], None, "item 2 of the list: a subject of job_compliance is expected"),
        ([DAY, 7], None, "item 2 of the list: a day is expected"),
        ([make(), DAY], None, "item 2 of the list: a job is expected, but this has no "),
        (["text"], None, "item 1 of the list: a job is expected, not a string"),
        ({**REPORT, "format": 2}, None, "this report has another format than 1"),
    ],
)
def test_what_gives_no_table_is_one_sentence(value: object, table: str | None, message: str) -> None:
    with pytest.raises(CloudBackupError) as caught:
        to_csv(value, table)
    assert str(caught.value).startswith(message)
    assert str(caught.value) == message or message.endswith((" ", "1"))


@pytest.mark.parametrize("name", samples.SAMPLES)
@pytest.mark.parametrize("table", ["verdicts", "days"])
def test_every_sample_is_a_table(name: str, table: t.Any) -> None:
    assert table_of(to_csv(samples.SAMPLES[name](), table))[0] == table
