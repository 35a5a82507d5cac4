# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables as CSV text."""

from __future__ import annotations

import csv
import io
import typing as t

import pytest
from hypothesis import given, strategies

from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import UNSAFE
from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report.csv_text import (
    COLUMNS,
    TABLES,
    cell,
    csv_text,
)


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def test_it_is_rfc_4180() -> None:
    rows = [{"subject": 'a "b"', "reasons": ["x, y", "z"], "passed": True}, {"check": "max_age", "passed": False}]
    text = csv_text("verdicts", rows)
    assert text == (
        "kind,name,subject,product,service,organization_id,outcome,check,expected,actual,passed,job_ids,reasons\r\n"
        ',,"a ""b""",,,,,,,,true,,"x, y; z"\r\n'
        ",,,,,,,max_age,,,false,,\r\n"
    )


@pytest.mark.parametrize("table", TABLES)
def test_an_empty_table_is_its_header(table: t.Any) -> None:
    assert read(csv_text(table, [])) == [list(COLUMNS[table])]
    assert len(set(COLUMNS[table])) == len(COLUMNS[table])


def test_the_mark_for_excel_is_optional() -> None:
    assert csv_text("days", [], bom=True) == "\ufeff" + csv_text("days", [])
    assert csv_text("days", []).startswith("policy,")


@pytest.mark.parametrize(
    "text",
    [
        "=cmd|' /C calc'!A0",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        " \n=1",
        "\u200b=1",
        "\uff1d1",
        "\uff0b1",
        "\uff0d1",
        "\uff20x",
    ],
)
def test_a_formula_is_text(text: str) -> None:
    line = str(cell(text))
    assert line == f"'{text.strip(chr(0x200B) + ' ' + chr(9) + chr(13) + chr(10))}"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""),
        (True, "true"),
        (False, "false"),
        (0, 0),
        (-5, -5),
        (-0.5, -0.5),
        ("-5", "'-5"),
        ("", ""),
        ([], ""),
        (["=a", "b"], "'=a; b"),
        ({"a": "ü"}, '{"a": "ü"}'),
        ("a\r\nb", "a b"),
        ("\x1b[31mred", "[31mred"),
        ("\u202egnp.exe", "gnp.exe"),
        ("x" * 5000, "x" * 5000),
    ],
)
def test_cells(value: object, expected: object) -> None:
    found = cell(value)
    assert (found, type(found)) == (expected, type(expected))


def test_numbers_of_ours_stay_numbers_beside_text() -> None:
    (_header, row) = read(csv_text("days", [{"subject": "-5", "failed": -5, "longest_seconds": -0.5}]))
    assert [row[COLUMNS["days"].index(name)] for name in ("subject", "failed", "longest_seconds")] == [
        "'-5",
        "-5",
        "-0.5",
    ]


@given(strategies.lists(strategies.text(alphabet=strategies.characters(codec=None, categories=None)), min_size=1))
def test_any_text_is_one_inert_cell_and_read_back(texts: list[str]) -> None:
    rows = read(csv_text("days", [{"subject": text, "policy": text} for text in texts]))
    assert len(rows) == len(texts) + 1
    for row in rows[1:]:
        assert len(row) == len(COLUMNS["days"])
        for each in row:
            assert not each.startswith(("=", "+", "-", "@", "\t", "\r"))
            assert not UNSAFE.search(each)
