# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run came to, for a person."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from faults.plan import Plan
from faults.verdict import FAULTS
from faults.worker import Record

_PARTICULAR = re.compile(r"https?://\S+|(request|trace) id \S+|'[^']*'|\d+(\.\d+)?")
_REASONS_SHOWN = 12
# A run in which nearly nothing ended well, or nearly everything, proves nothing.
LEAST_WELL, LEAST_TOLD = 1 / 4, 1 / 10


@dataclass
class Tally:
    """The records of a run, counted."""

    ends: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    by_kind: dict[str, Counter[str]] = field(default_factory=dict)
    requests: int = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, plan: Plan, record: Record) -> None:
        """Count a plan."""
        end = record.verdict.end
        self.ends[end] += 1
        self.requests += record.requests
        for kind in record.hits or {"(none)"}:
            self.by_kind.setdefault(kind, Counter())[end] += 1
        if end == "told":
            self.reasons[general(record.verdict.reason)] += 1
        elif end in FAULTS:
            self.wrong.append(f"{end.upper()} in plan {plan.seed}: {record.verdict.reason}\n{plan.shown()}")

    @property
    def proves(self) -> bool:
        """Whether enough plans ended in either way."""
        plans = self.ends.total()
        return self.ends["well"] >= plans * LEAST_WELL and self.ends["told"] >= plans * LEAST_TOLD

    def shown(self, seconds: float) -> str:
        """The report."""
        plans, well, told = self.ends.total(), self.ends["well"], self.ends["told"]
        lines = ["", f"{'requests that were hit by':28}{'plans':>7}{'ended well':>12}{'failed':>8}"]
        for kind, ends in sorted(self.by_kind.items()):
            lines.append(f"{kind:28}{ends.total():7}{ends['well']:12}{ends['told']:8}")
        lines += ["", "The failed ones said, most often:"]
        lines += [f"{count:5}  {reason}" for reason, count in self.reasons.most_common(_REASONS_SHOWN)]
        lines += ["", *(f"{text}\nReplay it with --plan.\n" for text in self.wrong)]
        lines.append(f"plans {plans}, ended well {well}, failed and said why {told}, {self.requests} requests")
        lines.append(f"losses {self.ends['loss']}, duplicates {self.ends['duplicate']}, hangs {self.ends['hang']}, ")
        lines[-1] += f"other wrong answers {self.ends['wrong']}, unclear ends {self.ends['unclear']}; {seconds:.0f} s"
        if not self.proves:
            lines.append("Too few plans ended well, or too few failed: this run proves nothing.")
        return "\n".join(lines)


def general(reason: str) -> str:
    """A message without what is particular to one plan."""
    return _PARTICULAR.sub("…", reason)[:150]
