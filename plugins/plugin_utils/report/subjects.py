# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The subjects of a report: the state of each, and the figures of its jobs."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass
from datetime import datetime

from ...module_utils import times
from ...module_utils._jobs.subject import Subject as Identity
from . import days, outliers
from .backups import Backups
from .days import Calendar
from .judgement import Judgement
from .models import Subject, Verdict
from .result_rows import Row
from .states import MEANINGS, PROBLEMS, State, worst
from .text import clean_or_none


@dataclass(frozen=True)
class Evidence:
    """All that is known of a subject."""

    subject: Identity
    backups: Backups
    judgements: t.Sequence[Judgement]
    policies: t.Sequence[Row]
    declared: bool

    @property
    def last_success_at(self) -> str | None:
        """When the last success ended that anything knows of."""
        known = (self.backups.summary["last_success_at"], *(each.last_success_at for each in self.judgements))
        return max((moment for moment in known if moment), default=None)

    @property
    def has_succeeded(self) -> bool:
        """Whether any success is known: by its time, or by what a policy counted."""
        return self.last_success_at is not None or any(each.has_success for each in self.judgements)

    @property
    def state(self) -> State:
        """The worst state of all judgements; of an otherwise good subject, whether it is running."""
        # What is good about restores is not good about backups.
        states: list[State] = [each.state for each in self.judgements if each.of_backups or each.state in PROBLEMS]
        if not self.has_succeeded and "unreadable" not in states and set(states) != {"not_assessed"}:
            states.append("never_succeeded")
        found = worst(states)
        return "running" if found == "ok" and self.backups.is_running else found


def subject_of(evidence: Evidence, calendar: Calendar, now: datetime, since: str | None) -> Subject:
    """Return the row of a subject. C(since) is the beginning of the window."""
    backups, state, last = evidence.backups, evidence.state, evidence.last_success_at
    summary, newest = backups.summary, next((job for job in backups.counted.every if job["finished"]), None)
    verdicts = [each.verdict for each in evidence.judgements]
    organization = next((job["organization_name"] for job in backups.certain if job["organization_name"]), None)
    identity = verdicts[0]
    return Subject(
        subject=identity.subject,
        product=identity.product,
        service=identity.service,
        organization_id=identity.organization_id,
        organization_name=clean_or_none(organization) if identity.organization_id else None,
        state=state,
        state_since=_since(evidence, state, since, now),
        reasons=_reasons(verdicts, state, since),
        next_step=MEANINGS[state].next_step,
        change=None,
        declared=evidence.declared,
        judged_by=[verdict.name for verdict in verdicts if verdict.kind != "latest"],
        expected=_expected_age(verdicts),
        last_success_at=last,
        last_success_age_seconds=_age(last, now),
        last_job_id=clean_or_none(newest["id"] if newest else None),
        last_job_status=newest["status"] if newest else None,
        last_job_at=(newest["started_at"] or newest["finished_at"]) if newest else None,
        jobs=summary["total"],
        by_status=summary["by_status"],
        finished=summary["finished"],
        success_rate=summary["success_rate"],
        consecutive_failures=len(backups.last_failures),
        failed_objects=summary["failed_objects"],
        days=_days(evidence, calendar),
        outliers=outliers.outliers_of(backups),
    )


def _age(moment: str | None, now: datetime) -> int | None:
    return None if moment is None else max(0, int((now - times.parse_iso(moment)).total_seconds()))


def _since(evidence: Evidence, state: State, since: str | None, now: datetime) -> str | None:
    """Return since when a subject is a problem, as far as the jobs say it."""
    if state not in PROBLEMS:
        return None
    if state == "unreadable":
        return times.format_moment(now)
    if state == "never_succeeded":
        return since
    if state in ("stale", "no_result"):
        return evidence.last_success_at
    first = next(reversed(evidence.backups.last_failures), None)
    return (first["started_at"] or first["finished_at"]) if first else None


def _reasons(verdicts: t.Sequence[Verdict], state: State, since: str | None) -> list[str]:
    """Return why a subject is in its state, those of rules and policies with their names."""
    lines = []
    for verdict in verdicts:
        if verdict.outcome != "passed":
            name = "" if verdict.kind == "latest" else f"{verdict.name}: "
            lines += [f"{name}{reason}" for reason in verdict.reasons]
    if state == "never_succeeded" and not lines:
        lines.append(f"no success is known since {since}" if since else "no success is known")
    return list(dict.fromkeys(lines))


def _expected_age(verdicts: t.Sequence[Verdict]) -> str | None:
    """Return how old the last success may be, in the words of the first rule or policy that limits it."""
    return next(
        (
            check.expected
            for name in ("max_age", "rpo")
            for each in verdicts
            for check in each.checks
            if check.check == name
        ),
        None,
    )


def _days(evidence: Evidence, calendar: Calendar) -> list[t.Any]:
    if not evidence.backups.certain and evidence.policies:
        return days.of_policy(evidence.policies[0])
    return calendar.days(evidence.backups, evidence.policies)
