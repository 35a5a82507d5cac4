# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter to_html; its documentation is in to_html.yml."""

from __future__ import annotations

import typing as t

from ..plugin_utils.core_json import not_a_template
from ..plugin_utils.jinja import plain_errors
from ..plugin_utils.report.coerce import as_report


@plain_errors
def to_html(value: object, template: str | None = None) -> str:
    """Return a report as a page."""
    report = as_report(value)
    # Imported on demand: other filters do not need the template engine.
    from ..plugin_utils.report.html import render

    return t.cast("str", not_a_template(render(report, template)))


class FilterModule:
    """The entry point of ansible-core."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filters of this file by name."""
        return {"to_html": to_html}
