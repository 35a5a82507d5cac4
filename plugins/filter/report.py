# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter report; its documentation is in report.yml."""

from __future__ import annotations

import typing as t

from ..plugin_utils.core_json import not_a_template
from ..plugin_utils.jinja import plain_errors
from ..plugin_utils.report import libraries


@plain_errors
def report(
    value: object,
    more: object = None,
    gate: object = None,
    compliance: object = None,
    policies: object = None,
    subjects: object = None,
    previous: object = None,
    title: str | None = None,
    tenant: str | None = None,
    time_zone: str = "UTC",
    since: object = None,
    until: object = None,
    now: object = None,
) -> dict[str, t.Any]:
    """Return the report of results or of a list of jobs."""
    libraries.require("pydantic")
    # Imported on demand: the models need Pydantic.
    from ..plugin_utils.report.build import Options, build_report

    options = Options(policies, subjects, previous, title, tenant, time_zone, since, until, now)
    made = build_report(value, more=more, gate=gate, compliance=compliance, options=options)
    return t.cast("dict[str, t.Any]", not_a_template(made.model_dump(mode="json")))


class FilterModule:
    """The entry point of ansible-core."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filters of this file by name."""
        return {"report": report}
