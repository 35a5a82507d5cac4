# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows of each table."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._gate import verdicts as gate
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._jobs.job import no_counts
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._policy.check import unreadable_check
from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report import csv_rows
from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report.csv_text import COLUMNS
from reports import samples
from unit.plugins.jobs import make

COUNTS = {**no_counts(), "total": 7, "failed": 2}
IDENTITY = {"subject": "m365 teams", "product": "m365", "service": "teams", "organization_id": None}


def only(row: t.Mapping[str, t.Any], *keys: str) -> list[t.Any]:
    return [row[key] for key in keys]


def gate_verdict(**more: t.Any) -> dict[str, t.Any]:
    checks = [
        {"check": "max_age", "expected": "24h", "actual": "31h", "passed": False, "job_ids": ["a"]},
        {"check": "success_rate", "expected": "90 %", "actual": "95 %", "passed": True, "job_ids": []},
    ]
    return {**IDENTITY, "rule": "nightly", "passed": False, "checks": checks, "reasons": ["max_age: 31h"], **more}


def test_a_job_has_exactly_the_columns() -> None:
    error = {"message": "locked", "count": 3, "url": "https://contoso.example/hr", "is_error_code": False}
    job = make("warning", counts=COUNTS, counts_by_unit={"records": COUNTS}, errors=[error, {"message": "gone"}])
    (row,) = csv_rows.of_jobs([{**job, "raw": {"Id": 1}}])
    assert set(row) == set(COLUMNS["jobs"])
    assert only(row, "id", "status", "ok", "started_at") == only(job, "id", "status", "ok", "started_at")
    assert only(row, "counts_total", "counts_failed", "counts_skipped") == [7, 2, None]
    assert only(row, "records_total", "records_failed", "objects_total") == [7, 2, None]
    assert row["errors"] == ["locked (3 times) https://contoso.example/hr", "gone"]


def test_a_job_of_an_odd_file_has_them_too() -> None:
    odd = make(counts={"failed": None}, counts_by_unit=None, errors=None)
    (row,) = csv_rows.of_jobs([{key: value for key, value in odd.items() if key != "subject"}])
    assert set(row) == set(COLUMNS["jobs"])
    assert only(row, "counts_total", "records_total", "errors", "subject") == [None, None, [], None]
    (row,) = csv_rows.of_jobs([make(errors=["text"], counts_by_unit={"records": 7})])
    assert only(row, "errors", "records_total") == [["text"], None]


def test_a_report_has_a_row_for_each_verdict_and_check() -> None:
    report = samples.mixed()
    rows = list(csv_rows.of_report_verdicts(report))
    assert len(rows) == len(report.verdicts)
    by_subject = {row["subject"]: row for row in rows}
    drive, iaas = by_subject["google drive"], by_subject["iaas"]
    assert only(drive, "kind", "name", "outcome", "check", "passed") == ["rule", "nightly", "failed", "max_age", False]
    assert set(drive) == set(COLUMNS["verdicts"])
    assert iaas["outcome"] == "unreadable"
    assert "check" not in iaas
    assert iaas["reasons"][0].startswith("could not be read")


def test_a_verdict_of_job_gate_has_the_same_columns() -> None:
    rows = list(csv_rows.of_gate_verdicts([gate_verdict(), gate_verdict(checks=[], passed=True, reasons=[])]))
    assert [only(row, "kind", "name", "subject", "outcome") for row in rows] == [
        ["rule", "nightly", "m365 teams", "failed"],
        ["rule", "nightly", "m365 teams", "failed"],
        ["rule", "nightly", "m365 teams", "passed"],
    ]
    assert [row.get("check") for row in rows] == ["max_age", "success_rate", None]
    assert [row.get("passed") for row in rows] == [False, True, None]
    assert set(rows[0]) == set(COLUMNS["verdicts"])


def test_a_verdict_has_the_keys_that_are_read() -> None:
    assert {"rule", "checks", "reasons", "passed", *csv_rows.IDENTITY} <= set(gate.Verdict.__annotations__)


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"passed": True}, "passed"),
        ({"passed": False}, "failed"),
        ({"passed": "true"}, "failed"),
        ({"passed": None}, "failed"),
        ({"checks": [unreadable_check("HTTP 403")]}, "unreadable"),
        ({"checks": None}, "failed"),
    ],
)
def test_the_outcome_of_a_verdict(changes: dict[str, t.Any], outcome: str) -> None:
    assert csv_rows.gate_outcome(gate_verdict(**changes)) == outcome


def test_days_of_a_report() -> None:
    report = samples.mixed()
    rows = list(csv_rows.of_report_days(report))
    assert len(rows) == sum(len(subject.days) for subject in report.subjects)
    assert {key for row in rows for key in row} == set(COLUMNS["days"]) - {"policy"}
    (row,) = (row for row in rows if row["subject"] == "google drive" and row["date"] == "2026-11-20")
    assert only(row, "product", "service", "status", "failed") == ["google", "drive", "failed", 1]


def test_days_of_compliance() -> None:
    day = {"date": "2026-11-20", "status": "good", "succeeded": 1, "warning": 0, "failed": 0, "objects": 12}
    subject = {**IDENTITY, "policy": "daily", "days": [day, {**day, "date": "2026-11-21"}]}
    rows = list(csv_rows.of_compliance_days([subject, {**subject, "days": None}]))
    assert [only(row, "policy", "subject", "date", "objects") for row in rows] == [
        ["daily", "m365 teams", "2026-11-20", 12],
        ["daily", "m365 teams", "2026-11-21", 12],
    ]
    assert set(rows[0]) == set(COLUMNS["days"]) - {"longest_seconds"}
