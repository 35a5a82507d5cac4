# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page that the benchmark writes for given figures. Nothing is timed here."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from benchmarks import cli, report
from benchmarks.ceiling import Ceiling
from benchmarks.figures import Comparison, Figures, Target
from benchmarks.row import Outcome, Row
from benchmarks.rows import ROWS

CEILING = Ceiling("m365", 100, Figures((2000.0,), "pages/s"), Figures((200_000.0,), "jobs/s"))


def seconds(*values: float) -> Figures:
    return Figures(values, "s")


def cells(*comparisons: Comparison) -> list[list[str]]:
    """Return the table lines of a row with these comparisons."""
    row = Row("a_row", "a work", "another", "What it says.", lambda _runs: comparisons)
    text = report.document([Outcome(row, comparisons)], [CEILING], 3)
    lines = text.partition("## Figures")[2].partition("##")[0].strip().splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


@pytest.mark.parametrize(
    ("target", "measured", "verdict"),
    [
        (Target("at most", 1.3), "2", "**MISSED**"),
        (Target("at most", 2), "2", "met"),
        (Target("at least", 20), "0.5", "**MISSED**"),
        (Target("at least", 0.5), "0.5", "met"),
        (None, "2", "no target"),
    ],
)
def test_a_missed_target_is_marked(target: Target | None, measured: str, verdict: str) -> None:
    ((*_work, shown, shown_measured, shown_verdict, ours, theirs),) = cells(
        Comparison("time", seconds(3, 2, 7), seconds(1, 1.5, 2), target)
    )
    assert (shown_measured, shown_verdict) == (measured, verdict)
    assert shown == str(target or "-")
    assert (ours, theirs) == ("3 s (2 to 7)", "1.5 s (1 to 2)")


@pytest.mark.parametrize(("peak", "verdict"), [(150.0, "met"), (151.0, "**MISSED**")])
def test_a_target_can_apply_to_the_figure_itself(peak: float, verdict: str) -> None:
    ((*_row, target, measured, reported, _ours, theirs),) = cells(
        Comparison("peak", Figures((peak,) * 3, "MiB"), target=Target("at most", 150, "MiB"))
    )
    assert (target, measured, reported, theirs) == ("at most 150 MiB", f"{peak:.0f} MiB", verdict, "-")


def test_only_the_first_line_of_a_row_names_it_and_a_different_number_of_runs_is_shown() -> None:
    first, second = cells(Comparison("one", seconds(1, 1, 1)), Comparison("two", seconds(1, 1)))
    assert first[:4] == ["a_row", "a work", "another", "one"]
    assert second[:4] == ["", "", "", "two (2 runs)"]


def test_the_page_states_versions_and_the_throughput_of_the_sandbox() -> None:
    row = Row("a_row", "a work", "another", "What it says.", lambda _runs: ())
    text = report.document([Outcome(row, ())], [CEILING], 5)
    assert all(name in text for name in ("ansible-core 2.", "Python 3.", "pydantic 2.", "requests 2.", " cores."))
    assert "| m365, 100 jobs each | 2,000 | 200,000 |" in text
    assert "**a_row**: What it says." in text


def test_all_rows_are_present() -> None:
    assert [row.name for row in ROWS] == [
        "uri_loop",
        "plain_script",
        "floor",
        "beyond_empty",
        "one_page",
        "million",
        "five_products",
        "fan_out",
        "fleet",
        "register",
        "gate",
        "compliance",
        "report",
    ]


@pytest.mark.parametrize("arguments", [["--write", "--only", "floor"], ["--write", "--runs", "4"], ["--only", "none"]])
def test_a_partial_benchmark_is_never_written(
    arguments: Sequence[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "measured", None)
    with pytest.raises(SystemExit) as stopped:
        cli.main(arguments)
    assert stopped.value.code == 2
    assert "error:" in capsys.readouterr().err


def test_the_table_of_the_readme_has_the_comparisons_with_a_headline() -> None:
    headline = ("a work", "another")
    fast = Comparison("one", seconds(1, 1, 1), seconds(8, 8, 8), headline=headline)
    slow = Comparison("two", seconds(3, 3, 3), seconds(2, 2, 2), headline=headline)
    peak = Comparison("three", Figures((74.1,), "MiB"), headline=headline)
    row = Row("a_row", "a work", "another", "What it says.", lambda _runs: ())
    table = report.headlines([Outcome(row, [fast, Comparison("four", seconds(1))]), Outcome(row, [slow, peak])])
    results = [line.rsplit(" | ", 1)[1].removesuffix(" |") for line in table.splitlines()[2:]]
    assert results == ["8 times as fast", "1.5 times as long", "74.1 MiB"]


def test_the_difference_of_figures_is_that_of_each_pair() -> None:
    assert seconds(3, 2, 7).minus(seconds(1, 1, 2)) == seconds(2, 1, 5)
