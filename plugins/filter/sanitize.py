# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter sanitize; its documentation is in sanitize.yml."""

from __future__ import annotations

import typing as t

from ..module_utils import errors
from ..plugin_utils.jinja import plain_errors


@plain_errors
def sanitize(value: object, limit: int = errors.MAX_REMOTE_TEXT) -> str:
    """Return text as one line that is safe to show."""
    return errors.sanitize(value, limit)


class FilterModule:
    """The entry point of ansible-core."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filters of this file by name."""
        return {"sanitize": sanitize}
