# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter latest; its documentation is in latest.yml."""

from __future__ import annotations

import typing as t

from ..module_utils._jobs import subject as subjects
from ..module_utils._jobs import validate
from ..module_utils._jobs.job import Job
from ..plugin_utils.jinja import plain_errors


@plain_errors
def latest(value: object) -> list[Job]:
    """Return the newest job of each product, service and organisation in a list of jobs."""
    return subjects.latest(validate.several(value))


class FilterModule:
    """The entry point of ansible-core."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filters of this file by name."""
        return {"latest": latest}
