# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a task is to be done with asking, whatever is still missing then."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Deadline:
    """A moment on the monotonic clock, and the words that say whose it is."""

    at: float = math.inf
    told: str = ""

    def left(self) -> float:
        """How many seconds are left; none or fewer where it is past."""
        return self.at - time.monotonic()


NONE = Deadline()
