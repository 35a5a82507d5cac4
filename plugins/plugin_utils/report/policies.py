# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The policies of a report: what each found for its subjects, and those that could not be judged."""

from __future__ import annotations

import typing as t

from ...module_utils._compliance import policies
from ...module_utils._compliance.period import Period
from ...module_utils._jobs.subject import Subject
from .inputs import Inputs
from .inventory import identity_of, subject_of_row
from .models import Compliance, Control, PolicyResult
from .result_rows import Row
from .text import clean, clean_or_none

Unjudged = tuple[str, Subject, str]


def unjudged(given: object, inputs: Inputs) -> list[Unjudged]:
    """Return each policy and subject that was to be judged and was not, with the reason.

    C(given) are the policies as users write them. Raise OptionError for a wrong one.
    """
    if not given:
        return []
    rows = (inputs.compliance or {}).get("subjects", [])
    judged = {(row["policy"], subject_of_row(row).key) for row in rows}
    found: list[Unjudged] = []
    for resolved in policies.read(given):
        name = resolved.policy.name
        error = inputs.errors.get(resolved.words.product.name, {}).get("message")
        message = str(error or inputs.not_judged or "the policy was not judged")
        found += [
            (name, subject, message) for subject in resolved.words.subjects() if (name, subject.key) not in judged
        ]
    return found


def compliance_of(inputs: Inputs, not_judged: t.Sequence[Unjudged], window: Period) -> Compliance | None:
    """Return what the policies found; None if no policy is given.

    C(window) is that of the report, which was to be judged if nothing could be.
    """
    result: Row = inputs.compliance or {}
    if not result and not not_judged:
        return None
    period = result.get("period") or window.row()
    results = [_result(row) for row in result.get("subjects", [])]
    results += [_unreadable(name, subject, message) for name, subject, message in not_judged]
    statuses = [row.status for row in results]
    return Compliance(
        compliant=bool(result.get("compliant")) and not not_judged,
        since=period["since"],
        until=period["until"],
        time_zone=clean(period["time_zone"]),
        counts={"subjects": len(results), **{status: statuses.count(status) for status in dict.fromkeys(statuses)}},
        results=results,
        controls=[
            Control(**{key: clean_or_none(row.get(key)) for key in Control.model_fields})
            for row in result.get("controls", [])
        ],
    )


def _result(row: Row) -> PolicyResult:
    return PolicyResult(
        **identity_of(subject_of_row(row)),
        policy=clean(row["policy"]),
        status=row["status"],
        compliant_time_percent=row.get("compliant_time_percent"),
        longest_exposure_seconds=row.get("longest_exposure_seconds"),
        breaches=len(row["breaches"]),
        breach_seconds=sum(breach["seconds"] for breach in row["breaches"]),
        missed=len(row.get("missed", [])),
        expected_runs=row["runs"]["expected"],
        reasons=[clean(reason) for reason in row.get("reasons", [])],
    )


def _unreadable(name: str, subject: Subject, message: str) -> PolicyResult:
    return PolicyResult(
        **identity_of(subject),
        policy=clean(name),
        status="unreadable",
        compliant_time_percent=None,
        longest_exposure_seconds=None,
        breaches=0,
        breach_seconds=0,
        missed=0,
        expected_runs=0,
        reasons=[clean(message)],
    )
