# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Summarize a run as text."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from faults.assessment import FAILURES
from faults.plan import Plan
from faults.worker import Record

_PLAN_SPECIFIC = re.compile(r"https?://\S+|(request|trace) id \S+|'[^']*'|\d+(\.\d+)?")
_REASONS_SHOWN = 12
# A run is inconclusive if too few plans returned jobs, or too few failed.
MIN_COMPLETE, MIN_FAILED = 1 / 4, 1 / 10


@dataclass
class Tally:
    """Counts over the records of a run."""

    ends: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    by_kind: dict[str, Counter[str]] = field(default_factory=dict)
    requests: int = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, plan: Plan, record: Record) -> None:
        """Count a plan."""
        end = record.assessment.end
        self.ends[end] += 1
        self.requests += record.requests
        for kind in record.hits or {"(none)"}:
            self.by_kind.setdefault(kind, Counter())[end] += 1
        if end == "failed":
            self.reasons[generalize(record.assessment.reason)] += 1
        elif end in FAILURES:
            self.wrong.append(f"{end.upper()} in plan {plan.seed}: {record.assessment.reason}\n{plan.to_json()}")

    @property
    def conclusive(self) -> bool:
        """Return whether enough plans returned jobs, and enough failed."""
        plans = self.ends.total()
        return self.ends["complete"] >= plans * MIN_COMPLETE and self.ends["failed"] >= plans * MIN_FAILED

    def text(self, seconds: float) -> str:
        """Return the report."""
        plans, complete, failed = self.ends.total(), self.ends["complete"], self.ends["failed"]
        lines = ["", f"{'fault in a request':28}{'plans':>7}{'complete':>12}{'failed':>8}"]
        for kind, ends in sorted(self.by_kind.items()):
            lines.append(f"{kind:28}{ends.total():7}{ends['complete']:12}{ends['failed']:8}")
        lines += ["", "Most frequent messages of the failed plans:"]
        lines += [f"{count:5}  {reason}" for reason, count in self.reasons.most_common(_REASONS_SHOWN)]
        lines += ["", *(f"{text}\nRun it again with --plan.\n" for text in self.wrong)]
        lines.append(f"plans {plans}, complete {complete}, failed with a reason {failed}, {self.requests} requests")
        lines.append(f"losses {self.ends['loss']}, duplicates {self.ends['duplicate']}, hangs {self.ends['hang']}, ")
        lines[-1] += (
            f"other wrong results {self.ends['wrong']}, unclear results {self.ends['unclear']}; {seconds:.0f} s"
        )
        if not self.conclusive:
            lines.append("Inconclusive: too few plans returned jobs, or too few failed.")
        return "\n".join(lines)


def generalize(reason: str) -> str:
    """Return a message without the parts that differ from plan to plan."""
    return _PLAN_SPECIFIC.sub("…", reason)[:150]
