# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A row of the benchmark: a workload, the alternative, and how both are measured."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .figures import Comparison


@dataclass(frozen=True)
class Row:
    """One row; `about` explains its figures."""

    name: str
    work: str
    against: str
    about: str
    # Called with the number of runs of each side.
    measure: Callable[[int], Sequence[Comparison]]


@dataclass(frozen=True)
class Outcome:
    """A row and its measurements."""

    row: Row
    comparisons: Sequence[Comparison]
