# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of a report: what each format has, and which of them have to be written."""

from __future__ import annotations

import hashlib
import json
import typing as t

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import OptionError
from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report.files import (
    FORMATS,
    STATE_FILE,
    File,
    Source,
    files_to_write,
)
from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report.models import Report
from reports import samples
from unit.plugins.jobs import make

REPORT = samples.mixed()
LATER = REPORT.model_copy(update={"generated_at": "2030-01-01T00:00:00Z", "until": "2030-01-01T00:00:00Z"})
JOBS = [make()]
EVERY_FORMAT = tuple(FORMATS)
METRICS = {"metrics.openmetrics", "avepoint_backup.prom"}
KEPT = {"report.html", "report.json", "jobs.csv", "verdicts.csv", "junit.xml", "report.md"}


def write(
    report: Report = REPORT, before: t.Sequence[File] = (), formats: t.Iterable[str] = EVERY_FORMAT, **more: t.Any
) -> list[File]:
    """Return the files to write over those of earlier ones."""
    present = {file["name"]: hashlib.sha1(file["content"].encode()).hexdigest() for file in before}
    state = next((file["content"] for file in before if file["name"] == STATE_FILE), None)
    source = Source(report, more.pop("jobs", JOBS), more.pop("template", None))
    return files_to_write(source, formats, {**present, **more.pop("present", {})}, more.pop("state", state))


def names(files: t.Iterable[File]) -> set[str]:
    """Return the names of files."""
    return {file["name"] for file in files}


def test_every_format_has_a_file() -> None:
    assert list(FORMATS) == ["html", "json", "csv", "junit", "openmetrics", "textfile", "markdown"]
    assert names(write()) == KEPT | METRICS | {STATE_FILE}
    assert {file["name"] for file in write() if not file["reported"]} == METRICS | {STATE_FILE}
    assert names(write(formats=["csv", "json"])) == {"jobs.csv", "verdicts.csv", "report.json", STATE_FILE}
    with pytest.raises(OptionError, match="'pdf' is none of html, json"):
        write(formats=["pdf"])


def test_the_json_file_is_the_report() -> None:
    (content,) = [file["content"] for file in write() if file["name"] == "report.json"]
    assert Report.model_validate(json.loads(content)) == REPORT


def test_only_metrics_are_written_again_if_time_has_passed() -> None:
    first = write()
    assert names(write(LATER, first)) == METRICS
    assert names(write(LATER, first, ["html"])) == set()


def test_what_was_changed_removed_or_not_asked_for_is_written() -> None:
    first = write()
    assert names(write(LATER, first, ["html", "csv"], present={"jobs.csv": "another"})) == {"jobs.csv", STATE_FILE}
    assert names(write(LATER, [file for file in first if file["name"] != "report.html"], ["html"])) == {
        "report.html",
        STATE_FILE,
    }
    page = write(formats=["html"])
    both = write(LATER, page, ["html", "json"])
    assert names(both) == {"report.json", STATE_FILE}
    # The page of the first report is still the one that was written.
    (state,) = [file["content"] for file in both if file["name"] == STATE_FILE]
    third = write(LATER, [*page[:1], *both], ["html", "json"], state=state)
    assert names(third) == set()


@pytest.mark.parametrize(
    "more",
    [
        {"template": "<p>{{ report.title }}</p>\n"},
        {"report": REPORT.model_copy(update={"title": "other"})},
    ],
    ids=["template", "title"],
)
def test_everything_but_the_jobs_is_written_if_anything_differs(more: dict[str, t.Any]) -> None:
    assert names(write(before=write(), **more)) == (KEPT | METRICS | {STATE_FILE}) - {"jobs.csv"}


def test_the_jobs_are_written_if_they_differ() -> None:
    assert names(write(before=write(), jobs=[make(id="job-2")])) == {"jobs.csv", STATE_FILE} | METRICS


@pytest.mark.parametrize("state", ["", "{", "[]", '{"files": 1}', '{"fingerprint": 1, "files": {}}', "null"])
def test_a_damaged_state_file_means_that_everything_is_written(state: str) -> None:
    assert names(write(before=write(), state=state)) == (KEPT | METRICS | {STATE_FILE}) - {"jobs.csv"}
