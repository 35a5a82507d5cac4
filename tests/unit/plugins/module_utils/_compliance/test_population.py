# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The population: every expected run and what happened to it, in cells that are inert."""

from __future__ import annotations

import csv
import io
import typing as t

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance import population
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance.inputs import Inputs
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance.judged_jobs import JudgedJobs
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance.result import assess
from unit.plugins.module_utils._compliance.evidence_files import JOBS, POLICY, asked, job

WITHOUT_SCHEDULE = {key: value for key, value in POLICY.items() if key != "schedule"}


def text_of(jobs: list[dict[str, t.Any]], inputs: Inputs | None = None) -> str:
    judgements = assess(inputs or asked(), JudgedJobs(t.cast("t.Any", jobs))).judgements
    return population.to_csv(each.population for each in judgements)


def rows_of(jobs: list[dict[str, t.Any]], inputs: Inputs | None = None) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text_of(jobs, inputs), newline="")))


def test_each_expected_run_has_a_row() -> None:
    rows = rows_of([job(1), job(49)])
    assert [row["outcome"] for row in rows] == ["succeeded", "missed", "succeeded"]
    assert rows[0] == {
        "policy": "mail",
        "product": "m365",
        "service": "exchange_online",
        "organization_id": "",
        "expected_from": "2026-11-18T00:00:00Z",
        "expected_until": "2026-11-19T00:00:00Z",
        "outcome": "succeeded",
        "job_id": "job-49",
        "started_at": "2026-11-18T22:00:00Z",
        "finished_at": "2026-11-18T23:00:00Z",
        "status": "succeeded",
    }
    assert {key for key, value in rows[1].items() if value} == {
        *("policy", "product", "service", "expected_from", "expected_until", "outcome")
    }


def test_without_a_schedule_each_run_has_a_row() -> None:
    jobs = [job(1), job(2, status="failed", ok=False), job(25, status="warning", ok=False)]
    rows = rows_of(jobs, asked([WITHOUT_SCHEDULE]))
    assert [(row["job_id"], row["outcome"]) for row in rows] == [
        *(("job-25", "warning"), ("job-2", "failed"), ("job-1", "succeeded"))
    ]
    assert {(row["expected_from"], row["expected_until"]) for row in rows} == {("", "")}


def test_each_policy_has_its_rows() -> None:
    rows = rows_of(JOBS, asked([POLICY, {**WITHOUT_SCHEDULE, "name": "second"}]))
    assert [row["policy"] for row in rows] == ["mail"] * 3 + ["second"] * 3


def test_nothing_happened() -> None:
    assert len(rows_of([])) == 3
    assert text_of([], asked([WITHOUT_SCHEDULE])).count("\n") == 1


@pytest.mark.parametrize("start", list("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"))
def test_no_cell_is_a_formula(start: str) -> None:
    hostile = f'{start}cmd|"/c calc"!A1'
    (row,) = rows_of([job(1, hostile)], asked([{**WITHOUT_SCHEDULE, "name": hostile}]))
    for cell in (row["job_id"], row["policy"]):
        assert cell[0] in "'c"
        assert cell.lstrip("'").endswith('cmd|"/c calc"!A1')


@pytest.mark.parametrize(
    "hostile",
    ["a\nb", "a\r\nb", "a\rb", "a\x00b", "a\u2028b", "a\u202eb", "a\ud800b", "a\x1b[31mb", "a\x85b"],
    ids=ascii,
)
def test_a_row_is_one_line_without_control_characters(hostile: str) -> None:
    text = text_of([job(1, hostile)], asked([{**WITHOUT_SCHEDULE, "name": hostile}]))
    assert len(text.splitlines()) == 2
    assert text.encode().decode() == text
    (row,) = rows_of([job(1, hostile)], asked([WITHOUT_SCHEDULE]))
    assert row["job_id"].startswith("a ")
    assert row["job_id"].endswith("b")


@pytest.mark.parametrize("odd", ['"', '","', "a,b", ";", "'", "Zürich", "日本", "💾"])
def test_other_text_is_read_as_it_is(odd: str) -> None:
    (row,) = rows_of([job(1, odd)], asked([WITHOUT_SCHEDULE]))
    assert row["job_id"] == odd
