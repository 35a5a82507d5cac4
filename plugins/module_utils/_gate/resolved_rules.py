# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules whose words are resolved to the values of their product, and the jobs that they need."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass
from datetime import timedelta

from .._policy.queries import JobSelection
from .._policy.resolved import Resolved, resolve
from .rules import Rule

# How far back unfinished jobs are read, beyond the horizon of their rule.
RUNNING_SINCE = timedelta(days=90)
# Services filter by the start of jobs, rules by their end: a job that took this long is still read.
LONGEST_RUN = timedelta(days=7)


@dataclass(frozen=True)
class ResolvedRule:
    """A rule, what its words stand for, and the jobs that it needs."""

    rule: Rule
    words: Resolved

    @property
    def judges_running(self) -> bool:
        """Whether unfinished jobs are judged, whenever they started."""
        return self.rule.max_running is not None or self.rule.max_duration is not None

    @property
    def selection(self) -> JobSelection:
        """The jobs that have to be read."""
        return JobSelection(
            self.words.product,
            self.words.services,
            self.words.job_types,
            look_back=self.rule.horizon + LONGEST_RUN,
            running_look_back=self.rule.horizon + RUNNING_SINCE if self.judges_running else None,
        )


def resolve_rules(rules: t.Sequence[Rule]) -> list[ResolvedRule]:
    """Return the resolved rules. Raise OptionError with the rule and the key for an unknown word."""
    return [ResolvedRule(rule, resolve("rules", "rule", rule)) for rule in rules]
