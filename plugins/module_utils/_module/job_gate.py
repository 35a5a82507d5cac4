# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module job_gate: its options, the read for all rules, and its result."""

from __future__ import annotations

import typing as t

from .. import argument_spec, times, unexpected
from .._gate import rules
from .._gate.queries import GateQuery, plan_queries, to_query
from .._gate.resolved_rules import resolve_rules
from .._gate.verdicts import Verdict, judge_all, message
from .._jobs.summary import summarize
from .._read.duplicates import merge
from .._read.result import QueryResult
from .._read.session import open_reader
from ..option import Option
from .base_module import CloudBackupModule


def gate_options() -> tuple[Option, ...]:
    """Return the options of the module."""
    reading = [
        option for option in argument_spec.READING if option.name in ("page_size", "concurrency", "read_timeout")
    ]
    return (*argument_spec.CONNECTION, argument_spec.RULES, argument_spec.ENFORCE, *reading)


def run(module: CloudBackupModule) -> dict[str, t.Any]:
    """Read what the rules need, judge it, and return the module's result."""
    params = module.params
    resolved = resolve_rules(rules.read(params["rules"]))
    queries, now = plan_queries(resolved), times.utc_now()
    products = [rule.product for rule in resolved]
    show_trace = unexpected.show_with(module)
    with open_reader(params, products, module.warn, redact=module.redact, show_trace=show_trace) as reader:
        results = reader.read_queries(
            [to_query(each, now, params["page_size"]) for each in queries], report=True, report_options=True
        )
    for each, result in zip(queries, results, strict=True):
        each.result = result
        if isinstance(result, QueryResult):
            each.jobs = result.jobs
    for warning in reader.warnings:
        module.warn(warning)
    return _result(module, judge_all(resolved, queries, now, reader.clock_problem), queries)


def _result(module: CloudBackupModule, verdicts: list[Verdict], queries: t.Sequence[GateQuery]) -> dict[str, t.Any]:
    results = [each.result for each in queries if isinstance(each.result, QueryResult)]
    for warning in dict.fromkeys(warning for result in results for warning in result.warnings):
        module.warn(warning)
    jobs, _contradictory = merge(job for each in queries for job in each.jobs)
    passed = all(verdict["passed"] for verdict in verdicts)
    returned: dict[str, t.Any] = {
        "changed": False,
        "msg": message(verdicts),
        "passed": passed,
        "verdicts": verdicts,
        "summary": summarize(list(jobs.values())),
        "queries": [result.report for result in results],
    }
    if not passed and module.params["enforce"]:
        returned["failure"] = returned.pop("msg")
    return returned
