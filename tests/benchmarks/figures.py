# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures, what is wanted of them, and what the two together say."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Figures:
    """The same thing measured several times."""

    values: tuple[float, ...]
    unit: str

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    def times(self, factor: float, unit: str | None = None) -> Figures:
        """All of them, so many times as large."""
        return Figures(tuple(value * factor for value in self.values), unit or self.unit)

    def __str__(self) -> str:
        return f"{rounded(self.median)} {self.unit} ({rounded(min(self.values))} to {rounded(max(self.values))})"


@dataclass(frozen=True)
class Wanted:
    """A bound: of a ratio, or, with a unit, of the figure itself."""

    how: Literal["at least", "at most"]
    limit: float
    unit: str = ""

    def __str__(self) -> str:
        return f"{self.how} {self.limit:g} {self.unit}".rstrip()

    def holds(self, measured: float) -> bool:
        """Whether a figure keeps within the bound."""
        return measured >= self.limit if self.how == "at least" else measured <= self.limit


@dataclass(frozen=True)
class Comparison:
    """One line of a row: our figures beside those that they are compared with."""

    what: str
    ours: Figures
    theirs: Figures | None = None
    wanted: Wanted | None = None

    @property
    def measured(self) -> float:
        """How many times theirs ours is; where a lead is wanted, how many times ours theirs is."""
        if self.theirs is None:
            return self.ours.median
        if self.wanted and self.wanted.how == "at least":
            return self.theirs.median / self.ours.median
        return self.ours.median / self.theirs.median

    @property
    def verdict(self) -> str:
        """In one word; without a bound there is none."""
        if self.wanted is None:
            return "told"
        return "met" if self.wanted.holds(self.measured) else "MISSED"


def rounded(value: float) -> str:
    """Three digits, or all that stand before the point."""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"
