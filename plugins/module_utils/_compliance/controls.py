# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the judgements give evidence for: the controls of the catalogue and those that policies name."""

from __future__ import annotations

import typing as t

from .catalogue import CATALOGUE, NOT_SHOWN, Control
from .judging import Judgement
from .policies import Policy

# The framework of controls that a policy names.
OWN = "Named by a policy"


def control_rows(judgements: t.Sequence[Judgement]) -> list[dict[str, t.Any]]:
    """Return the rows of all controls: those of the catalogue, those of policies, and what cannot be assessed."""
    rows = [_row(control, judgements) for control in CATALOGUE]
    for name in dict.fromkeys(name for each in judgements for name in each.policy.controls):
        own = [each for each in judgements if name in each.policy.controls]
        rows.append(_row(Control(OWN, name, "A control of your own", Policy.requirements()), own))
    return rows + [_not_shown(title, reason) for title, reason in NOT_SHOWN]


def _row(control: Control, judgements: t.Iterable[Judgement]) -> dict[str, t.Any]:
    subjects = [_subject(control, each) for each in judgements if set(control.requirements) & set(each.policy.given)]
    status = _status([subject["status"] for subject in subjects])
    reason = None
    if not subjects:
        reason = f"no policy has any of these: {', '.join(control.requirements)}"
    return {
        "framework": control.framework,
        "control": control.control,
        "title": control.title,
        "statement": f"gives evidence for {control.framework} {control.control}" if subjects else None,
        "status": status,
        "holds": {"holds": True, "does not hold": False}.get(status),
        "reason": reason,
        "subjects": subjects,
    }


def _subject(control: Control, judgement: Judgement) -> dict[str, t.Any]:
    """Return whether the requirements of a control hold for a subject, by the checks for them and the implicit ones."""
    row, given = judgement.row, judgement.policy.given
    requirements = [name for name in given if name in control.requirements]
    failed = {check["check"] for check in row["checks"] if not check["passed"]}
    if row["status"] in ("not_applicable", "compliant", "unknown"):
        status = {"compliant": "holds", "unknown": "unknown"}.get(row["status"], "not applicable")
    elif failed - (set(given) - set(requirements)):
        status = "does not hold"
    else:
        # The checks that failed belong to other controls.
        status = "unknown" if row["unknown_seconds"] else "holds"
    return {"policy": row["policy"], "subject": row["subject"], "status": status, "requirements": requirements}


def _status(statuses: t.Sequence[str]) -> str:
    """Return the status of a control by those of its subjects: the worst that applies."""
    for status in ("does not hold", "unknown", "holds", "not applicable"):
        if status in statuses:
            return status
    return "not assessed"


def _not_shown(title: str, reason: str) -> dict[str, t.Any]:
    return {
        "framework": None,
        "control": None,
        "title": title,
        "statement": None,
        "status": "not assessed",
        "holds": None,
        "reason": reason,
        "subjects": [],
    }
