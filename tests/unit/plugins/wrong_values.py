# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values of wrong types, and the wording of Pydantic that no message may contain."""

from __future__ import annotations

import re
import typing as t

# What Pydantic says in its own messages.
PYDANTIC = re.compile(r"Input should|unable to|Value error|validation|Extra inputs|Field required|pydantic|valid ")
NUMBERS: list[t.Any] = [True, 7, -7, 1.5, 1e400, float("nan"), 10**30]
TEXTS: list[t.Any] = ["x", "\x00", "1" * 5000, "98 %", b"bytes", None, "", " "]
OTHERS: list[t.Any] = [[], [[]], [3], {}, {"a": 1}, ("a",), {1}, object(), ["a", None]]
WRONG = [*NUMBERS, *TEXTS, *OTHERS]
