# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter summarize; its documentation is in summarize.yml."""

from __future__ import annotations

import typing as t

from ..module_utils._jobs import summary, validate
from ..plugin_utils.jinja import plain_errors


@plain_errors
def summarize(value: object) -> dict[str, t.Any]:
    """Return the figures of a list of jobs."""
    return dict(summary.summarize(validate.several(value)))


class FilterModule:
    """The entry point of ansible-core."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filters of this file by name."""
        return {"summarize": summarize}
