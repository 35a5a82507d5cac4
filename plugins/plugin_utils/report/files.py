# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of a report: which each format has, their content, and which of them have to be written.

All are rendered before any is written, so that a report that cannot be rendered leaves none.
"""

from __future__ import annotations

import hashlib
import json
import typing as t
from collections.abc import Mapping
from dataclasses import dataclass

from ...module_utils.errors import OptionError
from . import csv_rows
from .comparison import fingerprint
from .csv_text import csv_text
from .html import render
from .junit import to_junit
from .markdown import to_markdown
from .models import Report
from .openmetrics import to_openmetrics

STATE_FILE = ".avepoint_report_state.json"


@dataclass(frozen=True)
class Source:
    """What files are made from."""

    report: Report
    jobs: t.Sequence[t.Mapping[str, t.Any]]
    template: str | None = None


class Kind(t.NamedTuple):
    """A file of a format, and when it is written.

    C(changed) is when more than time has changed in the report. C(differs) is when its content does, for one without
    moments of the report, and C(always) is for one that is about the moment of the report.
    """

    name: str
    content: t.Callable[[Source], str]
    when: t.Literal["changed", "differs", "always"] = "changed"


def _json(source: Source) -> str:
    return json.dumps(source.report.model_dump(mode="json"), indent=2, ensure_ascii=False) + "\n"


FORMATS: dict[str, tuple[Kind, ...]] = {
    "html": (Kind("report.html", lambda source: render(source.report, source.template)),),
    "json": (Kind("report.json", _json),),
    "csv": (
        Kind("jobs.csv", lambda source: csv_text("jobs", csv_rows.of_jobs(source.jobs)), when="differs"),
        Kind("verdicts.csv", lambda source: csv_text("verdicts", csv_rows.of_verdicts(source.report.verdicts))),
    ),
    "junit": (Kind("junit.xml", lambda source: to_junit(source.report)),),
    "openmetrics": (Kind("metrics.openmetrics", lambda source: to_openmetrics(source.report), when="always"),),
    "textfile": (
        Kind("avepoint_backup.prom", lambda source: to_openmetrics(source.report, textfile=True), when="always"),
    ),
    "markdown": (Kind("report.md", lambda source: to_markdown(source.report)),),
}


class File(t.TypedDict):
    """A file to write; C(reported) is whether writing it is a change."""

    name: str
    content: str
    reported: bool


def files_to_write(
    source: Source, formats: t.Iterable[str], present: t.Mapping[str, str], state: str | None
) -> list[File]:
    """Return the files that have to be written, and the state to compare the next report with.

    C(present) are the files that are there, with their SHA-1; C(state) is the content of the last state file. A file
    stays as it is if it is the one that was written last, and only time has passed since.
    """
    contents = {kind: kind.content(source) for name in formats for kind in _kinds(name)}
    mark = fingerprint(source.report, source.template or "")
    before = _read(state)
    written: dict[str, str] = dict(before["files"]) if before.get("fingerprint") == mark else {}
    found: list[File] = []
    for kind, content in contents.items():
        digest = hashlib.sha1(content.encode()).hexdigest()
        last = digest if kind.when == "differs" else written.get(kind.name)
        if kind.when == "always" or last is None or present.get(kind.name) != last:
            found.append(File(name=kind.name, content=content, reported=kind.when != "always"))
            written[kind.name] = digest
    if any(file["reported"] for file in found):
        found.append(File(name=STATE_FILE, content=_state(mark, written), reported=False))
    return found


def _kinds(name: str) -> tuple[Kind, ...]:
    if name not in FORMATS:
        raise OptionError("formats", f"{name!r} is none of {', '.join(FORMATS)}")
    return FORMATS[name]


def _state(mark: str, written: t.Mapping[str, str]) -> str:
    return json.dumps({"fingerprint": mark, "files": dict(sorted(written.items()))}, indent=2) + "\n"


def _read(state: str | None) -> dict[str, t.Any]:
    """Return the content of a state file; empty for one that is missing or damaged: then all files are written."""
    try:
        value = json.loads(state or "{}")
    except ValueError:
        return {"files": {}}
    if isinstance(value, Mapping) and isinstance(value.get("files"), Mapping):
        return dict(value)
    return {"files": {}}
