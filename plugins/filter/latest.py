# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter latest; its documentation is in latest.yml."""

from __future__ import annotations

import typing as t

from ansible_collections.avepoint.cloud_backup.plugins.module_utils import jobs_given
from ansible_collections.avepoint.cloud_backup.plugins.module_utils import latest as room
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.job import Job
from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.jinja import plain_errors


@plain_errors
def latest(value: object) -> list[Job]:
    """The newest job of each product, service and organisation in a list of jobs."""
    return room.latest(jobs_given.several(value))


class FilterModule:
    """Where ansible-core looks for filters."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """The filters of this file, by name."""
        return {"latest": latest}
