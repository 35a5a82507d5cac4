# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the benchmark writes of given figures; nothing is timed here."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from benchmarks import cli, report
from benchmarks.ceiling import Ceiling
from benchmarks.figures import Comparison, Figures, Wanted
from benchmarks.row import Outcome, Row
from benchmarks.rows import ROWS

CEILING = Ceiling("m365", 100, Figures((2000.0,), "pages/s"), Figures((200_000.0,), "jobs/s"))


def seconds(*values: float) -> Figures:
    return Figures(values, "s")


def cells(*comparisons: Comparison) -> list[list[str]]:
    """The lines that a row with these comparisons gets in the table."""
    row = Row("a_row", "a work", "another", "What it says.", lambda _runs: comparisons)
    text = report.document([Outcome(row, comparisons)], [CEILING], 3)
    lines = text.partition("## Figures")[2].partition("##")[0].strip().splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


@pytest.mark.parametrize(
    ("wanted", "measured", "verdict"),
    [
        (Wanted("at most", 1.3), "2", "**MISSED**"),
        (Wanted("at most", 2), "2", "met"),
        (Wanted("at least", 20), "0.5", "**MISSED**"),
        (Wanted("at least", 0.5), "0.5", "met"),
        (None, "2", "told"),
    ],
)
def test_a_missed_target_says_so(wanted: Wanted | None, measured: str, verdict: str) -> None:
    ((*_work, shown, told_measured, told_verdict, ours, theirs),) = cells(
        Comparison("time", seconds(3, 2, 7), seconds(1, 1.5, 2), wanted)
    )
    assert (told_measured, told_verdict) == (measured, verdict)
    assert shown == str(wanted or "-")
    assert (ours, theirs) == ("3 s (2 to 7)", "1.5 s (1 to 2)")


@pytest.mark.parametrize(("peak", "verdict"), [(150.0, "met"), (151.0, "**MISSED**")])
def test_a_figure_itself_can_be_bounded(peak: float, verdict: str) -> None:
    ((*_row, wanted, measured, told, _ours, theirs),) = cells(
        Comparison("peak", Figures((peak,) * 3, "MiB"), wanted=Wanted("at most", 150, "MiB"))
    )
    assert (wanted, measured, told, theirs) == ("at most 150 MiB", f"{peak:.0f} MiB", verdict, "-")


def test_only_the_first_line_of_a_row_names_it_and_other_numbers_of_runs_are_told() -> None:
    first, second = cells(Comparison("one", seconds(1, 1, 1)), Comparison("two", seconds(1, 1)))
    assert first[:4] == ["a_row", "a work", "another", "one"]
    assert second[:4] == ["", "", "", "two (2 runs)"]


def test_the_page_tells_with_what_it_was_measured_and_what_bounds_it() -> None:
    row = Row("a_row", "a work", "another", "What it says.", lambda _runs: ())
    text = report.document([Outcome(row, ())], [CEILING], 5)
    assert all(name in text for name in ("ansible-core 2.", "Python 3.", "pydantic 2.", "requests 2.", " cores."))
    assert "| m365, 100 jobs each | 2,000 | 200,000 |" in text
    assert "**a_row**: What it says." in text


def test_every_row_that_was_asked_for_is_there() -> None:
    assert [row.name for row in ROWS] == [
        "uri_loop",
        "plain_script",
        "floor",
        "one_page",
        "million",
        "five_products",
        "fan_out",
        "fleet",
        "register",
        "gate",
    ]


@pytest.mark.parametrize("arguments", [["--write", "--only", "floor"], ["--write", "--runs", "4"], ["--only", "none"]])
def test_a_part_is_never_written(
    arguments: Sequence[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "measured", None)
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    assert ended.value.code == 2
    assert "error:" in capsys.readouterr().err
