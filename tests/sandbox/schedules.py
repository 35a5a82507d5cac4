# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Define the schedules of backups; each product has its own in its file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Pattern = Literal["ordinary", "never", "last_failed", "stale", "running"]


@dataclass(frozen=True)
class Organization:
    id: str
    name: str


@dataclass(frozen=True)
class Schedule:
    """A run every ``every`` hours, the last one ``last`` hours before now."""

    service: int
    job_type: int
    every: float = 24.0
    last: float = 8.0
    minutes: float = 40.0
    objects: int = 1200
    organization: Organization = Organization("", "")
    module: str = ""
    object_type: int = 0
    level: int = 0
    operator: str = "System"
    data_source: int = 1
    pattern: Pattern = "ordinary"
    since_2025: bool = False
    until_2024: bool = False
