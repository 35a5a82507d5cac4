# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One option of a module or lookup; its argument spec and its documentation are made from it."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass


@dataclass(frozen=True)
class Option:
    """One option. C(env) is the environment variable that its value may come from."""

    name: str
    description: tuple[str, ...]
    type: str = "str"
    elements: str | None = None
    default: t.Any = None
    choices: tuple[str, ...] | None = None
    env: str | None = None
    no_log: bool | None = None
    required: bool = False
