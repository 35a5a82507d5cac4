# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows of each table."""

from __future__ import annotations

import typing as t

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._jobs.job import no_counts
from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report import csv_rows
from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report.csv_text import COLUMNS
from reports import samples
from unit.plugins.jobs import make

COUNTS = {**no_counts(), "total": 7, "failed": 2}
IDENTITY = {"subject": "m365 teams", "product": "m365", "service": "teams", "organization_id": None}


def only(row: t.Mapping[str, t.Any], *keys: str) -> list[t.Any]:
    return [row[key] for key in keys]


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


def test_there_is_a_row_for_each_verdict_and_check() -> None:
    report = samples.mixed()
    (verdict,) = (each for each in report.verdicts if each.subject == "google drive")
    other = verdict.checks[0].model_copy(update={"passed": True})
    twice = verdict.model_copy(update={"checks": [*verdict.checks, other]})
    assert [row["passed"] for row in csv_rows.of_verdicts([twice])] == [False, True]
    rows = list(csv_rows.of_verdicts(report.verdicts))
    assert len(rows) == len(report.verdicts)
    by_subject = {row["subject"]: row for row in rows}
    drive, iaas = by_subject["google drive"], by_subject["iaas"]
    assert only(drive, "kind", "name", "outcome", "check", "passed") == ["rule", "nightly", "failed", "max_age", False]
    assert set(drive) == set(COLUMNS["verdicts"])
    assert iaas["outcome"] == "unreadable"
    assert "check" not in iaas
    assert iaas["reasons"][0].startswith("could not be read")


def test_days_of_a_report() -> None:
    report = samples.mixed()
    rows = list(csv_rows.of_days(report.subjects))
    assert len(rows) == sum(len(subject.days) for subject in report.subjects)
    assert {key for row in rows for key in row} == set(COLUMNS["days"]) - {"policy"}
    (row,) = (row for row in rows if row["subject"] == "google drive" and row["date"] == "2026-11-20")
    assert only(row, "product", "service", "status", "failed") == ["google", "drive", "failed", 1]


def test_days_of_compliance() -> None:
    day = {"date": "2026-11-20", "status": "good", "succeeded": 1, "warning": 0, "failed": 0, "objects": 12}
    subject = {**IDENTITY, "policy": "daily", "days": [day, {**day, "date": "2026-11-21"}]}
    rows = list(csv_rows.of_policy_days([subject, {**subject, "days": []}]))
    assert [only(row, "policy", "subject", "date", "objects") for row in rows] == [
        ["daily", "m365 teams", "2026-11-20", 12],
        ["daily", "m365 teams", "2026-11-21", 12],
    ]
    assert set(rows[0]) == set(COLUMNS["days"]) - {"longest_seconds"}
