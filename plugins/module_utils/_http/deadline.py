# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The deadline of a task's requests."""

from __future__ import annotations

import math
import time
import typing as t
from dataclasses import dataclass

from ..option_values import duration


@dataclass(frozen=True)
class Deadline:
    """A moment on the monotonic clock; C(name) is the option that sets it, for messages."""

    at: float = math.inf
    name: str = ""

    def left(self) -> float:
        """Return the seconds until the deadline; zero or below after it."""
        return self.at - time.monotonic()


NO_DEADLINE = Deadline()


def of_read(params: t.Mapping[str, t.Any]) -> Deadline:
    """Return the deadline of a read that begins now, from its C(read_timeout). Raise OptionError for an invalid one."""
    timeout = duration("read_timeout", params["read_timeout"])
    return Deadline(time.monotonic() + timeout.total_seconds(), f"read_timeout ({timeout.text})")
