# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a row of the benchmark is: a work, what it is compared with, and how the two are measured."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .figures import Comparison


@dataclass(frozen=True)
class Row:
    """One row; C(about) says in a few sentences what its figures mean."""

    name: str
    work: str
    against: str
    about: str
    # Takes how often each side is to run.
    measure: Callable[[int], Sequence[Comparison]]


@dataclass(frozen=True)
class Outcome:
    """A row and what was measured of it."""

    row: Row
    comparisons: Sequence[Comparison]
