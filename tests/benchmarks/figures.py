# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures, their targets, and the comparison of both."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Figures:
    """Several measurements of one thing."""

    values: tuple[float, ...]
    unit: str

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    def times(self, factor: float, unit: str | None = None) -> Figures:
        """Return all values multiplied by a factor."""
        return Figures(tuple(value * factor for value in self.values), unit or self.unit)

    def minus(self, other: Figures) -> Figures:
        """Return the difference of each pair of values, which were measured one after the other."""
        return Figures(tuple(a - b for a, b in zip(self.values, other.values, strict=True)), self.unit)

    def __str__(self) -> str:
        return f"{rounded(self.median)} {self.unit} ({rounded(min(self.values))} to {rounded(max(self.values))})"


@dataclass(frozen=True)
class Target:
    """A limit for a ratio or, with a unit, for the figure itself."""

    how: Literal["at least", "at most"]
    limit: float
    unit: str = ""

    def __str__(self) -> str:
        return f"{self.how} {self.limit:g} {self.unit}".rstrip()

    def holds(self, measured: float) -> bool:
        """Return whether a figure meets the target."""
        return measured >= self.limit if self.how == "at least" else measured <= self.limit


@dataclass(frozen=True)
class Comparison:
    """One line of a row: our figures and those of the alternative.

    C(headline) is the work and what it is compared with, in the words of a user, for the table of the README.
    """

    what: str
    ours: Figures
    theirs: Figures | None = None
    target: Target | None = None
    headline: tuple[str, str] | None = None

    @property
    def measured(self) -> float:
        """Return ours / theirs, or theirs / ours if the target is 'at least'; without theirs, our median."""
        if self.theirs is None:
            return self.ours.median
        if self.target and self.target.how == "at least":
            return self.theirs.median / self.ours.median
        return self.ours.median / self.theirs.median

    @property
    def result(self) -> str:
        """Return the comparison in words."""
        if self.theirs is None:
            return f"{rounded(self.measured)} {self.ours.unit}"
        ratio = self.theirs.median / self.ours.median
        return f"{rounded(ratio)} times as fast" if ratio >= 1.5 else f"{rounded(1 / ratio)} times as long"

    @property
    def verdict(self) -> str:
        """Return whether the target is met, as one word."""
        if self.target is None:
            return "no target"
        return "met" if self.target.holds(self.measured) else "MISSED"


def rounded(value: float) -> str:
    """Return three significant digits, or all digits of the integer part."""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"
