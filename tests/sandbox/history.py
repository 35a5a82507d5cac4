# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What came and went in a store while the sandbox ran: from it a test knows what was true when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .model import Job


@dataclass(frozen=True)
class Change:
    """One job that came or went; changes of the same ``moment`` happened at once."""

    moment: int
    kind: Literal["added", "removed"]
    job: Job


class History:
    """The changes since the store was made, or cleared."""

    def __init__(self) -> None:
        self.changes: list[Change] = []
        self._moment = 0

    def begin(self) -> None:
        """A new moment: what changes from here on happens at once."""
        self._moment += 1

    def added(self, job: Job) -> None:
        self.changes.append(Change(self._moment, "added", job))

    def removed(self, job: Job) -> None:
        self.changes.append(Change(self._moment, "removed", job))
