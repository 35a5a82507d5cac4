# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report in one sentence, and its counts."""

from __future__ import annotations

import typing as t

from ...module_utils._policy.wording import count
from .models import Counts, Subject
from .states import MEANINGS, PROBLEMS, STATES


def counts_of(subjects: t.Sequence[Subject], *, has_inventory: bool) -> Counts:
    """Return how many subjects there are of each kind."""
    states = [subject.state for subject in subjects]
    return Counts(
        subjects=len(subjects),
        problems=sum(state in PROBLEMS for state in states),
        new=sum(subject.change == "new" for subject in subjects),
        recovered=sum(subject.change == "recovered" for subject in subjects),
        undeclared=sum(not subject.declared for subject in subjects) if has_inventory else 0,
        **{state: states.count(state) for state in STATES},
    )


def headline_of(counts: Counts, *, is_judged: bool) -> str:
    """Return the report in one sentence; C(is_judged) is whether any rule or policy judges a subject."""
    if not counts.subjects:
        return "No backup was found, and none is expected, so nothing is known"
    if counts.unreadable == counts.subjects:
        return "Nothing could be read, so nothing is known of any backup"
    if counts.problems:
        states = [f"{getattr(counts, state)} {MEANINGS[state].title}" for state in PROBLEMS if getattr(counts, state)]
        verb = "needs" if counts.problems == 1 else "need"
        return f"{counts.problems} of {count(counts.subjects, 'subject')} {verb} attention: {', '.join(states)}"
    good = counts.ok + counts.running
    rest = f"; {counts.not_assessed} not assessed" if counts.not_assessed else ""
    if not good:
        return f"Nothing is assessed: no rule or policy judges any of {count(counts.subjects, 'subject')}"
    what = "what is judged holds for" if is_judged else "the last backup succeeded of"
    which = (
        "the only subject"
        if good == 1 and not rest
        else count(good, "subject")
        if rest
        else f"all {count(good, 'subject')}"
    )
    return f"All is well: {what} {which}{rest}"
