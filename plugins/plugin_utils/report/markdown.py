# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report as Markdown, for chat, tickets and pull requests."""

from __future__ import annotations

import typing as t

from ...module_utils import times
from .markdown_text import escape
from .models import Counts, Query, Report, Subject
from .states import MEANINGS, PROBLEMS

_NOTHING = "-"
_COUNTS = ("subjects", "problems", "new", "recovered", "undeclared")


def to_markdown(report: Report) -> str:
    """Return Markdown: the headline, the counts, the problems, what has recovered, and how it was read."""
    sections = [
        [f"# {escape(report.title)}"],
        [f"{escape(report.headline)}"],
        [f"Tenant {escape(report.tenant)}, {_window(report)}."],
        _counts(report.counts),
        *_problems(report),
        *_list("Recovered", report.recovered),
        *_list("No longer seen", report.no_longer_seen),
        ["## How it was read"],
        [_completeness(report)],
        *_products(report),
        *_queries(report.reading.queries),
        [f"avepoint.cloud_backup {escape(report.reading.version)}"],
    ]
    return "\n\n".join("\n".join(lines) for lines in sections) + "\n"


def _window(report: Report) -> str:
    since = "" if report.since is None else f"from {_moment(report.since)} "
    return f"{since}to {_moment(report.until)}, as of {_moment(report.generated_at)}"


def _counts(counts: Counts) -> list[str]:
    """Return a table with the states that occur."""
    states = [state for state in MEANINGS if getattr(counts, state)]
    names = [*_COUNTS, *(MEANINGS[state].title for state in states)]
    return _table(names, [[str(getattr(counts, key)) for key in (*_COUNTS, *states)]])


def _problems(report: Report) -> t.Iterator[list[str]]:
    rows = [_problem(subject) for subject in report.subjects if subject.state in PROBLEMS]
    yield ["## What needs a person"]
    yield _table(["state", "subject", "since", "why", "next step"], rows) if rows else ["Nothing."]


def _problem(subject: Subject) -> list[str]:
    state = MEANINGS[subject.state].title
    return [
        f"{state} ({subject.change})" if subject.change else state,
        escape(_name(subject)),
        _moment(subject.state_since),
        "; ".join(escape(reason) for reason in subject.reasons),
        escape(subject.next_step),
    ]


def _name(subject: Subject) -> str:
    """Return the subject with the name of its organisation."""
    return f"{subject.subject} ({subject.organization_name})" if subject.organization_name else subject.subject


def _list(heading: str, subjects: t.Sequence[str]) -> t.Iterator[list[str]]:
    if subjects:
        yield [f"## {heading}"]
        yield [f"- {escape(subject)}" for subject in subjects]


def _completeness(report: Report) -> str:
    if report.reading.complete:
        return "Everything was read that was to be read."
    return "Not everything could be read: the report is incomplete."


def _products(report: Report) -> t.Iterator[list[str]]:
    rows = [
        [
            escape(product.title),
            "yes" if product.readable else "no",
            str(product.jobs),
            escape(product.message or _NOTHING),
            escape(product.request_id or _NOTHING),
        ]
        for product in report.products
    ]
    if rows:
        yield _table(["product", "readable", "jobs", "message", "request ID"], rows)


def _queries(queries: t.Sequence[Query]) -> t.Iterator[list[str]]:
    rows = [
        [
            query.purpose,
            escape(query.product),
            _moment(query.since),
            _moment(query.until),
            escape(query.api_revision or _NOTHING),
            str(query.fetched),
            "yes" if query.complete else "no",
        ]
        for query in queries
    ]
    if rows:
        yield _table(["read for", "product", "since", "until", "API", "jobs", "complete"], rows)


def _table(header: t.Sequence[str], rows: t.Iterable[t.Sequence[str]]) -> list[str]:
    """Return the lines of a table whose cells are Markdown already."""
    lines = [header, ["---"] * len(header), *rows]
    return [f"| {' | '.join(cells)} |" for cells in lines]


def _moment(text: str | None) -> str:
    """Return a moment such as 2026-11-21 08:00 UTC; text that is none as it is."""
    if text is None:
        return _NOTHING
    try:
        return f"{times.parse_iso(text):%Y-%m-%d %H:%M} UTC"
    except ValueError:
        return escape(text)
