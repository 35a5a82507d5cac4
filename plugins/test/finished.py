# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The test finished; its documentation is in finished.yml."""

from __future__ import annotations

import typing as t

from ..module_utils._jobs import states, validate
from ..plugin_utils.jinja import plain_errors


@plain_errors
def finished(value: object) -> bool:
    """Return whether a job reached an end."""
    return states.finished(validate.one(value))


class TestModule:
    """The entry point of ansible-core."""

    def tests(self) -> dict[str, t.Callable[..., bool]]:
        """Return the tests of this file by name."""
        return {"finished": finished}
