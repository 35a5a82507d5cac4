# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a report is made from: results of job_info, job_gate and job_compliance, or a list of jobs."""

from __future__ import annotations

import typing as t
from collections.abc import Mapping
from dataclasses import dataclass, field

from ...module_utils._jobs.job import Job
from ...module_utils._jobs.validate import kind
from . import job_lists
from .errors import NotReportable
from .result_rows import (
    ERROR_KEYS,
    QUERY_KEYS,
    Row,
    check_compliance,
    rows_of,
    selection_problem,
    verdicts_of,
)

EXPECTED = "a list of jobs, or a result of job_info, job_gate or job_compliance"


@dataclass
class Inputs:
    """The rows of all results; C(jobs) is None if none was a list of jobs."""

    jobs: list[Job] | None = None
    verdicts: list[Row] = field(default_factory=list)
    compliance: Row | None = None
    # Why the policies could not be judged.
    not_judged: str | None = None
    # Each with what it was read for.
    queries: list[tuple[str, Row]] = field(default_factory=list)
    # The products that could not be read, by name.
    errors: dict[str, Row] = field(default_factory=dict)


def collect(value: object, more: object = None, gate: object = None, compliance: object = None) -> Inputs:
    """Return the rows of a value, and of more results. Raise NotReportable for any other value.

    A job of C(more) replaces the same job of the value: it was read later, or with its service.
    """
    inputs = Inputs()
    if more:
        _add(inputs, more, "more")
    _add(inputs, value, "the value")
    for name, more, key in (("gate", gate, "verdicts"), ("compliance", compliance, "subjects")):
        if more is None:
            continue
        if not isinstance(more, Mapping) or not ({key, "msg"} & set(more)):
            raise NotReportable(f"{name}: a result of job_{name} is expected, not {kind(more)}")
        _add(inputs, more, name)
    return inputs


def _add(inputs: Inputs, value: object, name: str) -> None:
    if not isinstance(value, Mapping):
        if isinstance(value, (str, bytes)) or not isinstance(value, t.Iterable):
            raise NotReportable(f"{EXPECTED} is expected, not {kind(value)}")
        inputs.jobs = job_lists.with_others(inputs.jobs, value)
    elif "verdicts" in value:
        inputs.verdicts += verdicts_of(value["verdicts"], f"{name}: verdicts")
        _add_queries(inputs, value, "rules")
    elif "compliant" in value and "subjects" in value:
        check_compliance(value, name)
        inputs.compliance = value
        _add_queries(inputs, value, "policies")
    elif value.get("failed") and "jobs" in value:
        raise NotReportable(f"{name}: the module failed: {value.get('msg')}")
    elif "jobs" in value:
        inputs.jobs = job_lists.with_others(inputs.jobs, value["jobs"])
        _add_queries(inputs, value, "jobs")
        for row in rows_of(value.get("errors", []), f"{name}: errors", ERROR_KEYS):
            inputs.errors[str(row["product"])] = row
    elif name == "compliance" and "msg" in value:
        inputs.not_judged = str(value["msg"])
    elif "dest" in value:
        raise NotReportable("the jobs of this result are in the file that dest names; read them without dest")
    else:
        raise NotReportable(f"{EXPECTED} is expected, and this mapping is none")


def _add_queries(inputs: Inputs, value: Row, purpose: str) -> None:
    for row in rows_of(value.get("queries", []), "queries", QUERY_KEYS):
        inputs.queries.append((purpose, row))
        problem = selection_problem(row) if purpose == "jobs" else None
        if problem is not None:
            inputs.errors.setdefault(str(row["product"]), {"product": row["product"], "message": problem})
