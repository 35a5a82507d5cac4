# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values without the types of ansible-core."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_SCALARS = (int, float, bool, type(None))


def plain(value: object) -> object:
    """Return a copy without the types of ansible-core.

    Each access to an item of its containers takes as long as a hundred accesses to a dictionary.
    """
    if isinstance(value, _SCALARS):
        return value
    if isinstance(value, (dict, Mapping)):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return [plain(item) for item in value]
    return value
