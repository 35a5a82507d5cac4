# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module job_gate: its options, the read for all rules, and its result."""

from __future__ import annotations

import typing as t
from datetime import datetime

from .. import argument_spec, times, unexpected
from .._gate import rules
from .._gate.resolved_rules import resolve_rules
from .._gate.verdicts import JudgingMoment, Verdict, judge_all, message
from .._jobs.summary import summarize
from .._policy import exclusions
from .._policy.queries import AHEAD, JobQuery, plan_queries, to_query
from .._read.duplicates import merge
from .._read.result import QueryResult
from .._read.session import open_reader
from ..errors import OptionError
from ..option import Option
from ..option_values import moment as parse_moment
from .base_module import CloudBackupModule


def gate_options() -> tuple[Option, ...]:
    """Return the options of the module."""
    reading = [
        option for option in argument_spec.READING if option.name in ("page_size", "concurrency", "read_timeout")
    ]
    own = (argument_spec.RULES, argument_spec.ENFORCE, argument_spec.AS_OF, argument_spec.EXCLUSIONS)
    return (*argument_spec.CONNECTION, *own, *reading)


def run(module: CloudBackupModule) -> dict[str, t.Any]:
    """Read what the rules need, judge it, and return the module's result."""
    params = module.params
    present = times.utc_now()
    resolved = resolve_rules(rules.read(params["rules"]))
    excluded = exclusions.read(params["exclusions"], present)
    as_of = _as_of(params["as_of"], present)
    now = as_of or present
    queries = plan_queries([rule.selection for rule in resolved], in_the_past=as_of is not None)
    products = [rule.words.product for rule in resolved]
    show_trace = unexpected.show_with(module)
    with open_reader(params, products, module.warn, redact=module.redact, show_trace=show_trace) as reader:
        results = reader.read_queries(
            [to_query(each, now, now + AHEAD, params["page_size"]) for each in queries],
            report=True,
            report_options=True,
        )
    for each, result in zip(queries, results, strict=True):
        each.result = result
        if isinstance(result, QueryResult):
            each.jobs = result.jobs
    for warning in reader.warnings:
        module.warn(warning)
    moment = JudgingMoment(now, as_of is not None, reader.clock_problem, excluded)
    return _result(module, judge_all(resolved, queries, moment), queries)


def _as_of(given: str | None, present: datetime) -> datetime | None:
    """Return the moment of the option C(as_of), in whole seconds; None if it is not given."""
    if given in (None, ""):
        return None
    as_of = parse_moment("as_of", given, present).replace(microsecond=0)
    if as_of > present:
        raise OptionError("as_of", f"{times.format_moment(as_of)} is in the future, which cannot be judged")
    return as_of


def _result(module: CloudBackupModule, verdicts: list[Verdict], queries: t.Sequence[JobQuery]) -> dict[str, t.Any]:
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
