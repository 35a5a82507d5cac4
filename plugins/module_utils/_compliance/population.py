# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The population that auditors draw samples from: every expected run, and what happened to it, as CSV.

A subject without a schedule has no expected runs: its rows are the runs that started.
"""

from __future__ import annotations

import csv
import io
import typing as t

from .. import times
from .._jobs.subject import Subject
from ..errors import sanitize
from . import schedule, spans
from .facts import Facts
from .runs import Run
from .schedule import Expected

_COLUMNS = (
    *("policy", "product", "service", "organization_id"),
    *("expected_from", "expected_until", "outcome", "job_id", "started_at", "finished_at", "status"),
)
# Spreadsheets take a cell that begins with one of these for a formula, some of them the wide forms too.
_FORMULA = tuple("=+-@\uff1d\uff0b\uff0d\uff20")


def to_csv(parts: t.Iterable[str]) -> str:
    """Return the population as text in CSV; C(parts) are those of all subjects."""
    return "".join((_csv([_COLUMNS]), *parts))


def of_subject(subject: Subject, facts: Facts) -> str:
    """Return the part of a subject, as lines of CSV."""
    names = (facts.policy.name, subject.product, subject.service, subject.organization_id)
    return _csv((*names, *_times(expected), *_outcome(run)) for expected, run in _pairs(facts))


def _csv(rows: t.Iterable[t.Iterable[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows(map(_cell, row) for row in rows)
    return text.getvalue()


def _pairs(facts: Facts) -> t.Iterator[tuple[Expected | None, Run | None]]:
    """Yield each expected run with the one that started for it; without a schedule, each run."""
    if facts.policy.schedule is None:
        yield from ((None, run) for run in facts.runs.started)
        return
    starts = facts.all_runs.starts
    for expected in facts.expected:
        place = schedule.run_of(expected, starts)
        yield expected, None if place is None else facts.all_runs.started[place]


def _times(expected: Expected | None) -> list[str]:
    return ["", ""] if expected is None else [_text(expected.begin), _text(expected.end)]


def _outcome(run: Run | None) -> list[str]:
    if run is None:
        return ["missed", "", "", "", ""]
    job = run.job
    return [run.word, job["id"], job["started_at"] or "", job["finished_at"] or "", job["status"]]


def _text(second: int) -> str:
    return times.format_moment(spans.moment(second))


def _cell(value: object) -> str:
    """Return the text of a cell: one line, which no spreadsheet takes for a formula."""
    text = "" if value is None else sanitize(value, None)
    return f"'{text}" if text.startswith(_FORMULA) else text
