# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter to_openmetrics; its documentation is in to_openmetrics.yml."""

from __future__ import annotations

import typing as t

from ..plugin_utils.core_json import not_a_template
from ..plugin_utils.jinja import plain_errors
from ..plugin_utils.report import openmetrics
from ..plugin_utils.report.coerce import as_report


@plain_errors
def to_openmetrics(value: object, textfile: bool = False) -> str:
    """Return a report as metrics."""
    return t.cast(str, not_a_template(openmetrics.to_openmetrics(as_report(value), textfile)))


class FilterModule:
    """The entry point of ansible-core."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filters of this file by name."""
        return {"to_openmetrics": to_openmetrics}
