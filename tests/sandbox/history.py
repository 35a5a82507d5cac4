# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Record the changes of a store while the sandbox runs, so that a test knows its jobs at every moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .model import Job


@dataclass(frozen=True)
class Change:
    """One job that was added or removed; changes of the same ``moment`` happened together."""

    moment: int
    kind: Literal["added", "removed"]
    job: Job


class History:
    """The changes since the store was created or cleared."""

    def __init__(self) -> None:
        self.changes: list[Change] = []
        self._moment = 0

    def begin(self) -> None:
        """Begin a new moment: the following changes happen together."""
        self._moment += 1

    def added(self, job: Job) -> None:
        self.changes.append(Change(self._moment, "added", job))

    def removed(self, job: Job) -> None:
        self.changes.append(Change(self._moment, "removed", job))
