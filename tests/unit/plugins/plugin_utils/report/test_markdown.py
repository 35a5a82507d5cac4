# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report as Markdown."""

from __future__ import annotations

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report.markdown import to_markdown
from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report.states import PROBLEMS
from reports import markdown_reader, parts, samples


def rows(markdown: str, first: str) -> list[list[str]]:
    """Return the cells of the table whose first column has this name, as they are shown."""
    cells: list[list[str]] = []
    for token in markdown_reader.tokens(markdown):
        if token.type == "tr_open":
            cells.append([])
        elif token.type in ("th_open", "td_open"):
            cells[-1].append("")
        elif token.type in ("text", "code_inline") and cells and cells[-1]:
            cells[-1][-1] += token.content
        elif token.type == "table_close":
            if cells[0][0] == first:
                return cells[1:]
            cells = []
    return []


@pytest.mark.parametrize("name", samples.SAMPLES)
def test_there_is_nothing_but_headings_tables_and_text(name: str) -> None:
    markdown = to_markdown(samples.SAMPLES[name]())
    assert markdown_reader.foreign(markdown) == []
    assert markdown_reader.acted_upon(markdown) == {}
    assert "<" not in markdown
    assert markdown.endswith("\n")


def test_a_hostile_report_has_the_same_structure_as_any_other() -> None:
    hostile = samples.hostile()
    markdown = to_markdown(hostile)
    blocks = [token.type for token in markdown_reader.tokens(markdown) if token.block]
    assert blocks.count("table_open") == 4
    assert blocks.count("heading_open") == 5
    assert blocks.count("list_item_open") == len(hostile.recovered) + len(hostile.no_longer_seen)
    problems = rows(markdown, "state")
    assert len(problems) == len(hostile.subjects)
    for cells, subject in zip(problems, hostile.subjects, strict=True):
        assert len(cells) == 5
        assert cells[1] == f"{subject.subject} ({subject.organization_name})"
        assert cells[3] == "; ".join(subject.reasons)


def test_the_headline_comes_first_and_the_counts_follow() -> None:
    report = samples.mixed()
    lines = to_markdown(report).splitlines()
    assert lines[0] == "# Backup report"
    assert lines[2] == report.headline
    assert "Tenant contoso, from 2026-10-22 08:00 UTC to 2026-11-21 08:00 UTC, as of 2026-11-21 08:00 UTC." in lines
    counts = report.counts
    names = ["subjects", "problems", "new", "recovered", "undeclared", "unreadable", "never_succeeded", "stale"]
    names += ["failed", "warning", "no_result", "running", "ok", "not_assessed"]
    assert rows("\n".join(lines), "subjects") == [[str(getattr(counts, name)) for name in names]]


def test_problems_are_a_table_worst_first() -> None:
    report = samples.mixed()
    problems = rows(to_markdown(report), "state")
    expected = [subject for subject in report.subjects if subject.state in PROBLEMS]
    assert len(problems) == len(expected) == report.counts.problems
    assert problems[0][:3] == ["unreadable (new)", "iaas", "2026-11-21 08:00 UTC"]
    assert problems[1][0] == "never succeeded"
    for cells, subject in zip(problems, expected, strict=True):
        assert cells[3:] == ["; ".join(subject.reasons), subject.next_step]


def test_recoveries_are_listed() -> None:
    assert "## Recovered\n\n- m365 exchange_online\n" in to_markdown(samples.mixed())
    assert "Recovered" not in to_markdown(samples.all_green())


def test_what_is_no_longer_seen_is_listed() -> None:
    report = samples.all_green().model_copy(update={"no_longer_seen": ["m365 *chat*"]})
    assert "## No longer seen\n\n- m365 `*chat*`\n" in to_markdown(report)
    assert "No longer seen" not in to_markdown(samples.all_green())


def test_all_green_says_so_and_how_it_was_read() -> None:
    markdown = to_markdown(samples.all_green())
    assert "## What needs a person\n\nNothing.\n" in markdown
    assert "## How it was read\n\nEverything was read that was to be read.\n" in markdown
    assert [cells[1] for cells in rows(markdown, "read for")] == ["m365", "google", "salesforce"]


def test_products_that_could_not_be_read_are_named() -> None:
    report = samples.unreadable()
    markdown = to_markdown(report)
    assert "Not everything could be read: the report is incomplete." in markdown
    products = rows(markdown, "product")
    assert [cells[1] for cells in products] == ["no"] * len(report.products)
    assert [cells[3:] for cells in products] == [[each.message, each.request_id] for each in report.products]
    assert rows(markdown, "read for") == []


def test_a_window_without_beginning_and_a_moment_that_is_none() -> None:
    report = samples.all_green().model_copy(update={"since": None, "generated_at": "*soon*"})
    assert "Tenant contoso, to 2026-11-21 08:00 UTC, as of `*soon*`." in to_markdown(report)
    problem = parts.subject("m365", None, state="failed")
    assert rows(to_markdown(parts.report([problem])), "state")[0][2] == "-"
