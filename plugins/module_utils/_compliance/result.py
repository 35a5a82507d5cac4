# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The result of a compliance run, made of its inputs and jobs alone, so that anyone can make it again."""

from __future__ import annotations

import typing as t
from collections import Counter
from dataclasses import dataclass

from .._policy.wording import count
from ..errors import sanitize
from .controls import control_rows
from .inputs import Inputs
from .judged_jobs import JudgedJobs
from .judging import STATUSES, Judgement, judge_all


@dataclass(frozen=True)
class Assessment:
    """The result, and the judgements behind it."""

    result: dict[str, t.Any]
    judgements: list[Judgement]


def assess(inputs: Inputs, jobs: JudgedJobs) -> Assessment:
    """Return the result of judging jobs. Raise IncompleteRead for a job that cannot be attributed to a subject."""
    resolved, around = inputs.resolve()
    judgements = judge_all(resolved, jobs, around)
    rows = [each.row for each in judgements]
    counted = Counter(row["status"] for row in rows)
    compliant = counted["compliant"] > 0 and not counted["non_compliant"] and not counted["unknown"]
    result = {
        "compliant": compliant,
        "msg": message(compliant, rows),
        "period": inputs.period.row(),
        "counts": {"subjects": len(rows), **{status: counted[status] for status in STATUSES}},
        "subjects": rows,
        "controls": control_rows(judgements),
        "exclusions": [each.row() for each in around.exclusions],
        "summary": jobs.summary,
    }
    return Assessment(result, judgements)


def message(compliant: bool, rows: t.Sequence[t.Mapping[str, t.Any]]) -> str:
    """Return whether all that applies is compliant, and one line for each subject that is not."""
    total = count(len(rows), "subject")
    if compliant:
        applying = sum(row["status"] == "compliant" for row in rows)
        rest = f", {len(rows) - applying} not applicable" if applying < len(rows) else ""
        return f"Compliant: {applying} of {total}{rest}"
    bad = [row for row in rows if row["status"] in ("non_compliant", "unknown")]
    lines = [f"Not compliant: {len(bad)} of {total} {'is' if len(bad) == 1 else 'are'} not compliant or unknown"]
    if not bad:
        lines = ["Not compliant: the whole period is excluded, so no policy applies"]
    lines += [f"- {sanitize(row['policy'])}: {row['subject']}: {'; '.join(_why(row))}" for row in bad]
    return "\n".join(lines)


def _why(row: t.Mapping[str, t.Any]) -> list[str]:
    if row["reasons"]:
        return list(row["reasons"])
    return [f"nothing is known before {row['known_since']}"]
