# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter latest; its documentation is in latest.yml."""

from __future__ import annotations

import typing as t

from ..module_utils._jobs import latest as room
from ..module_utils._jobs import validate
from ..module_utils._jobs.job import Job
from ..plugin_utils.jinja import plain_errors


@plain_errors
def latest(value: object) -> list[Job]:
    """The newest job of each product, service and organisation in a list of jobs."""
    return room.latest(validate.several(value))


class FilterModule:
    """Where ansible-core looks for filters."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """The filters of this file, by name."""
        return {"latest": latest}
