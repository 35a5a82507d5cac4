# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of a gate as users write them, validated before any request."""

from __future__ import annotations

import typing as t
from datetime import timedelta

from .._policy import written
from .._policy.criteria import Criteria
from .._policy.key_types import Count, Expects, Span
from ..errors import OptionError


class Rule(Criteria):
    """One rule. The text beside each key is its documentation."""

    window: t.Annotated[
        Span,
        "How far back to judge, by the end of jobs; jobs of up to 7 days are read whenever they started.",
    ] = timedelta(hours=24)
    max_age: t.Annotated[Span, "How old the last success may be."] = None
    age_from: t.Annotated[
        t.Literal["end", "start"],
        "Whether the age of a success is counted from its end or from its start. The data is as old as the start: what "
        "changed while the job ran may not be in it.",
        Expects("end or start"),
    ] = "end"
    max_consecutive_failures: t.Annotated[Count, "How many of the last jobs may have failed in a row."] = None
    max_running: t.Annotated[
        Span,
        "How long a job may be running, paused or pending. Jobs that started up to 90 days before the window are "
        "judged too, and one without a start fails the check. Exclusions do not apply.",
    ] = None

    @property
    def horizon(self) -> timedelta:
        """How far back jobs have to be known to decide every check."""
        return max(span for span in (self.window, self.max_age, self.max_duration, self.max_running) if span)


def read(given: t.Any) -> list[Rule]:
    """Return the rules of a list, or of JSON or YAML text of one.

    Raise OptionError with the name of the rule and the key for an invalid rule.
    """
    rules = written.read_list("rules", "rule", Rule, given)
    if not rules:
        raise OptionError("rules", "none are given; a gate without rules would always pass")
    checks = Rule.requirements()
    for number, rule in enumerate(rules, 1):
        if all(getattr(rule, check) is None for check in checks):
            named = written.where("rule", number, rule.name)
            raise OptionError("rules", f"{named}: has no check; give at least one of {', '.join(checks)}")
    written.refuse_duplicates("rules", "rule", [rule.name for rule in rules])
    return rules
