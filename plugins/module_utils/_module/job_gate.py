# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A gate: ask what the rules need, each thing once, and judge it.

Source: the interface's page on job_gate. The verdicts themselves are made in C(policy.py).
"""

from __future__ import annotations

import typing as t
from datetime import datetime

from .. import argument_spec, times, unexpected
from .._gate import checks, rules
from .._gate.checks import Verdict
from .._gate.queries import GateQuery, plan_queries, to_query
from .._gate.resolved_rules import ResolvedRule, resolve_rules
from .._jobs.job import UNFINISHED, Job
from .._jobs.latest import Subject, organization_key
from .._jobs.summary import summarize
from .._read.reader import Failure, QueryResult
from .._read.readings import Key, merge
from .._read.session import open_reader
from ..errors import IncompleteRead, sanitize
from ..option import Option
from .base import run_module
from .base_module import CloudBackupModule


def gate_options() -> tuple[Option, ...]:
    """The options of the module."""
    reading = [
        option for option in argument_spec.READING if option.name in ("page_size", "concurrency", "read_timeout")
    ]
    return (*argument_spec.CONNECTION, argument_spec.RULES, argument_spec.ENFORCE, *reading)


def judge(
    given: t.Sequence[ResolvedRule], asked: t.Sequence[GateQuery], now: datetime, clock_problem: str | None = None
) -> list[Verdict]:
    """The verdict of each clause on each of its subjects."""
    return [_verdict(clause, subject, asked, now, clock_problem) for clause in given for subject in clause.subjects()]


def _verdict(
    clause: ResolvedRule, subject: Subject, asked: t.Sequence[GateQuery], now: datetime, clock_problem: str | None
) -> Verdict:
    serving = [need for need in asked if need.serves(clause, subject.service)]
    for need in serving:
        if isinstance(need.got, Failure):
            return checks.unreadable(clause.rule, subject, str(need.got.error))
    try:
        latest, contradictory = merge(job for need in serving for job in need.jobs)
        jobs, doubtful = _jobs(clause, subject, latest, contradictory, now)
    except IncompleteRead as error:
        return checks.unreadable(clause.rule, subject, str(error))
    older = _older(clause, subject, latest.values(), now)
    return checks.judge(clause.rule, subject, jobs, now, doubtful, clock_problem, older)


def _jobs(
    clause: ResolvedRule, subject: Subject, latest: t.Mapping[Key, Job], contradictory: t.Collection[Key], now: datetime
) -> tuple[list[Job], list[Job]]:
    """The subject's jobs as far back as the rule looks, and those that may be the subject's."""
    certain: list[Job] = []
    doubtful: list[Job] = []
    for key, job in latest.items():
        belongs = _belongs(clause, subject, job) if _in_sight(clause, job, now) else False
        if belongs is False:
            continue
        if key in contradictory:
            raise IncompleteRead(
                clause.product.name, f"two queries brought different ends of job {sanitize(job['id'], 80)}"
            )
        (certain if belongs else doubtful).append(job)
    return certain, doubtful


def _older(clause: ResolvedRule, subject: Subject, latest: t.Iterable[Job], now: datetime) -> list[Job]:
    """Return the subject's jobs that were read and are too old for the rule; they decide nothing."""
    older: list[Job] = []
    for job in latest:
        try:
            if not _in_sight(clause, job, now) and _belongs(clause, subject, job):
                older.append(job)
        except IncompleteRead:
            continue
    return older


def _in_sight(clause: ResolvedRule, job: Job, now: datetime) -> bool:
    """Whether a rule looks at a job: by its end, by its start until it has one, and for ever while it has not ended."""
    if clause.judges_running and job["status"] in UNFINISHED:
        return True
    moment = job["finished_at"] or job["started_at"]
    return moment is None or moment >= times.show(now - clause.rule.horizon)


def _belongs(clause: ResolvedRule, subject: Subject, job: Job) -> bool | None:
    """Whether a job is one of the subject's; None where its type or service is not known, so that it may be.

    IncompleteRead where it does not tell.
    """
    product = clause.product
    job_type = product.job_type_of(job)
    sure = clause.job_types.has(job_type)
    if not sure and job_type is not None:
        return False
    wanted, own = subject.service, job["service"]
    if wanted is not None and not (own or "").strip():
        raise IncompleteRead(product.name, f"job {sanitize(job['id'], 80)} does not tell its service")
    if wanted not in (None, own):
        if product.knows_service(job):
            return False
        sure = False
    if subject.organization_id is not None:
        if not (job["organization_id"] or "").strip():
            raise IncompleteRead(product.name, f"job {sanitize(job['id'], 80)} does not tell its organisation")
        if organization_key(job["organization_id"]) != organization_key(subject.organization_id):
            return False
    return sure or None


def run(module: CloudBackupModule) -> None:
    """The whole of the module."""

    def act() -> dict[str, t.Any]:
        params = module.params
        given = resolve_rules(rules.read(params["rules"]))
        products = [clause.product for clause in given]
        asked, now = plan_queries(given), times.utc_now()
        show_trace = unexpected.show_with(module)
        with open_reader(params, products, module.warn, redact=module.redact, show_trace=show_trace) as reader:
            questions = [to_query(need, now, params["page_size"]) for need in asked]
            answers = reader.read_each(questions, report=True, report_options=True)
        for need, got in zip(asked, answers, strict=True):
            need.got = got
            if isinstance(got, QueryResult):
                need.jobs = got.jobs
        for warning in reader.warnings:
            module.warn(warning)
        return _result(module, judge(given, asked, now, reader.clock_problem), asked)

    run_module(module, act)


def _result(module: CloudBackupModule, verdicts: list[Verdict], asked: t.Sequence[GateQuery]) -> dict[str, t.Any]:
    answers = [need.got for need in asked if isinstance(need.got, QueryResult)]
    for warning in dict.fromkeys(warning for answer in answers for warning in answer.warnings):
        module.warn(warning)
    jobs, _contradictory = merge(job for need in asked for job in need.jobs)
    passed = all(verdict["passed"] for verdict in verdicts)
    result: dict[str, t.Any] = {
        "changed": False,
        "passed": passed,
        "verdicts": verdicts,
        "summary": summarize(list(jobs.values())),
        "queries": [answer.query for answer in answers],
    }
    if not passed and module.params["enforce"]:
        result["failure"] = table(verdicts)
    return result


def table(verdicts: t.Sequence[Verdict]) -> str:
    """The checks that failed, for a person: one line each, under a line that counts."""
    bad = [verdict for verdict in verdicts if not verdict["passed"]]
    lines = [f"The gate is shut: {len(bad)} of {len(verdicts)} subjects do not pass."]
    for verdict in bad:
        lines += [f"- {sanitize(verdict['rule'])}: {verdict['subject']}: {reason}" for reason in verdict["reasons"]]
    return "\n".join(lines)
