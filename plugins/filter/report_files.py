# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter report_files; its documentation is in report_files.yml. Private to this collection."""

from __future__ import annotations

import typing as t

from ..plugin_utils.core_json import not_a_template
from ..plugin_utils.jinja import plain_errors
from ..plugin_utils.report import libraries


@plain_errors
def report_files(
    value: object,
    options: t.Mapping[str, t.Any],
    formats: t.Sequence[str],
    template: str | None = None,
    present: t.Sequence[t.Mapping[str, t.Any]] = (),
    state: str | None = None,
) -> dict[str, t.Any]:
    """Return a report, its problems for statistics, and its files that have to be written."""
    libraries.require("pydantic")
    # Imported on demand: the models need Pydantic.
    from ..plugin_utils.report.build import Options, build_from
    from ..plugin_utils.report.files import Source, files_to_write
    from ..plugin_utils.report.inputs import collect
    from ..plugin_utils.report.statistics import problems_of

    # Before ansible-core 2.19 a variable that is null is empty text.
    results = {name: options.get(name) or None for name in ("more", "gate", "compliance")}
    inputs = collect(value, **results)
    report = build_from(inputs, Options(**{name: given for name, given in options.items() if name not in results}))
    there = {str(file["path"]).rpartition("/")[2]: str(file["checksum"]) for file in present}
    files = files_to_write(Source(report, inputs.jobs or [], template), formats, there, state)
    made = {"report": report.model_dump(mode="json"), "problems": problems_of(report), "files": files}
    return t.cast("dict[str, t.Any]", not_a_template(made))


class FilterModule:
    """The entry point of ansible-core."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filters of this file by name."""
        return {"report_files": report_files}
