# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which table a value gives."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._policy.check import unreadable_check
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import CloudBackupError
from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report.csv_table import to_csv
from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report.csv_text import COLUMNS, TABLES, Table
from reports import samples
from unit.plugins.jobs import make

CHECK = {"check": "max_age", "expected": "24h", "actual": "5h", "passed": True, "job_ids": ["a", "b"]}
IDENTITY = {"product": "m365", "service": "teams", "organization_id": None, "subject": "m365 teams"}
VERDICT = {
    **IDENTITY,
    "rule": "nightly",
    "passed": True,
    "last_success_at": "2026-11-21T03:00:00Z",
    "jobs_judged": 1,
    "checks": [CHECK],
    "reasons": [],
}
WRONG = {**CHECK, "check": "=x", "passed": False}
FAILED = {**VERDICT, "passed": False, "checks": [CHECK, WRONG], "reasons": ["=x: no"]}
UNREADABLE = {**VERDICT, "passed": False, "checks": [unreadable_check("HTTP 403")], "reasons": ["read: HTTP 403"]}
DAY = {"date": "2026-11-21", "status": "good", "succeeded": 1, "warning": 0, "failed": 0, "objects": None}
SUBJECT = {
    **IDENTITY,
    "policy": "daily",
    "status": "non_compliant",
    "breaches": [],
    "runs": {},
    "days": [DAY],
    "checks": [CHECK],
    "reasons": ["rpo: no"],
}
REPORT = samples.mixed().model_dump()
JOBS = {"jobs": [make()], "summary": {}, "queries": []}
GATE = {"verdicts": [VERDICT], "passed": True}
COMPLIANCE = {"compliant": False, "subjects": [SUBJECT], "controls": []}
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
        ({"compliant": False, "subjects": []}, "days", 0),
    ],
)
def test_the_natural_table(value: object, table: Table, rows: int) -> None:
    text = to_csv(value)
    assert table_of(text) == (table, rows)
    if not hasattr(value, "__next__"):
        assert to_csv(value, table) == text


def test_other_tables() -> None:
    assert table_of(to_csv(REPORT, "days"))[0] == "days"
    assert table_of(to_csv(COMPLIANCE, "verdicts")) == ("verdicts", 1)
    for table in TABLES:
        assert table_of(to_csv([], table)) == (table, 0)
    assert to_csv([], bom=True) == "\ufeff" + to_csv([])


def test_verdicts_of_each_module_have_the_same_columns() -> None:
    assert to_csv([VERDICT, FAILED, UNREADABLE]).splitlines()[1:] == [
        "rule,nightly,m365 teams,m365,teams,,passed,max_age,24h,5h,true,a; b,",
        "rule,nightly,m365 teams,m365,teams,,failed,max_age,24h,5h,true,a; b,'=x: no",
        "rule,nightly,m365 teams,m365,teams,,failed,'=x,24h,5h,false,a; b,'=x: no",
        "rule,nightly,m365 teams,m365,teams,,unreadable,read,a complete read,HTTP 403,false,,read: HTTP 403",
    ]
    assert to_csv([SUBJECT], "verdicts").splitlines()[1:] == [
        "policy,daily,m365 teams,m365,teams,,failed,max_age,24h,5h,true,a; b,rpo: no"
    ]
    assert to_csv([SUBJECT]).splitlines()[1:] == ["daily,m365 teams,m365,teams,,2026-11-21,good,1,0,0,,"]


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
        ({"verdicts": "text"}, None, "the value: verdicts: a list is expected, not a string"),
        ({"verdicts": {}}, None, "the value: verdicts: a list is expected, not a dictionary"),
        ({"jobs": "text"}, None, "a list of jobs is expected, not a string"),
        ({**JOBS, "jobs": [{}]}, None, "item 1 of the list: a job is expected, but this has no "),
        ([VERDICT, {}], None, "the value: verdicts: item 2 is not as the module returns it: it has no "),
        ([SUBJECT, VERDICT], None, "the value: subjects: item 2 is not as the module returns it: it has no "),
        ([DAY, {}], None, "days: item 2 is not as the module returns it"),
        ([DAY, 7], None, "days: item 2 is not as the module returns it"),
        ([make(), DAY], None, "item 2 of the list: a job is expected, but this has no "),
        (["text"], None, "item 1 of the list: a job is expected, not a string"),
        ({**REPORT, "format": 2}, None, "this report has another format than 1, the one of this version"),
    ],
)
def test_what_gives_no_table_is_one_sentence(value: object, table: str | None, message: str) -> None:
    with pytest.raises(CloudBackupError) as caught:
        to_csv(value, table)
    assert str(caught.value).startswith(message)
    assert str(caught.value) == message or message.endswith(" ")


@pytest.mark.parametrize("name", samples.SAMPLES)
@pytest.mark.parametrize("table", ["verdicts", "days"])
def test_every_sample_is_a_table(name: str, table: t.Any) -> None:
    assert table_of(to_csv(samples.SAMPLES[name](), table))[0] == table
