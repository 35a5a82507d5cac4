# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The test overdue; its documentation is in overdue.yml."""

from __future__ import annotations

import typing as t
from collections.abc import Mapping

from ..module_utils import times
from ..module_utils._jobs import states, validate
from ..module_utils.errors import OptionError
from ..module_utils.option_values import duration
from ..plugin_utils.jinja import plain_errors


@plain_errors
def overdue(value: object, limit: object = None) -> bool:
    """Return whether a job, or every job of a list, is no success within the limit."""
    single = isinstance(value, Mapping) and "jobs" not in value
    jobs = [validate.one(value)] if single else validate.several(value)
    if limit is None:
        raise OptionError("limit", "a duration such as 24h is expected, and none is given")
    return states.overdue(jobs, duration("limit", limit), times.utc_now())


class TestModule:
    """The entry point of ansible-core."""

    def tests(self) -> dict[str, t.Callable[..., bool]]:
        """Return the tests of this file by name."""
        return {"overdue": overdue}
