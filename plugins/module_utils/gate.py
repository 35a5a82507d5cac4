# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A gate: ask what the rules need, each thing once, and judge it.

Source: the interface's page on job_gate. The verdicts themselves are made in C(policy.py).
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.avepoint.cloud_backup.plugins.module_utils import (
    deadline,
    options,
    policy,
    question,
    rules,
    times,
)
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.choice import Choice, choose
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.client import Client
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.connection import connect
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.ending import finish
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.enumeration import nearest
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import IncompleteRead, OptionError, showable
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.job import Job
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.latest import Subject
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.policy import Verdict
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.product import Product
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.query import Answer, Failure, Reader
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.question import Question
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.registry import PRODUCTS
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.rules import Rule
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.summary import summarize

# How far back a job that still runs is looked for, beyond the horizon of its rule.
RUNNING_SINCE = timedelta(days=30)
# Windows go by the start of a job, its age by its end: a success that took this long is still seen.
LONGEST_RUN = timedelta(days=1)
# What a wrong clock or time zone puts into the future has to come too, or nobody would know of it.
AHEAD = timedelta(days=1)


def gate_options() -> tuple[options.Option, ...]:
    """The options of the module."""
    reading = [option for option in options.READING if option.name in ("page_size", "concurrency", "read_timeout")]
    return (*options.CONNECTION, options.RULES, options.ENFORCE, *reading)


@dataclass(frozen=True)
class Clause:
    """A rule with what its words mean in its product."""

    rule: Rule
    product: Product
    services: Choice | None
    job_types: Choice

    @property
    def since(self) -> timedelta:
        """How far back jobs have to be asked for."""
        horizon, age = self.rule.horizon, self.rule.max_age
        return horizon if age is None else max(horizon, age + LONGEST_RUN)

    @property
    def running_since(self) -> timedelta:
        """How far back running jobs have to be asked for."""
        return self.rule.horizon + RUNNING_SINCE

    @property
    def heeds_running(self) -> bool:
        """Whether jobs that still run are judged, whenever they started."""
        return self.rule.max_running is not None or self.rule.max_duration is not None

    def subjects(self) -> list[Subject]:
        """What the rule is judged on: each service with each organisation that it names."""
        services = [member.normal for member in self.services.members] if self.services else [None]
        organizations = self.rule.organization_ids or (None,)
        return [
            Subject(self.product.name, service, organization) for service in services for organization in organizations
        ]


@dataclass
class Need:
    """Something to ask a product, for all clauses that need it: words of services and job types."""

    product: Product
    since: timedelta
    services: frozenset[str] | None
    job_types: frozenset[str]
    running: bool = False
    got: Answer | Failure | None = None
    jobs: list[Job] = field(default_factory=list)

    def serves(self, clause: Clause, service: str | None) -> bool:
        """Whether jobs of this service for this clause are among the answer."""
        if self.product is not clause.product or not self.job_types & set(clause.job_types.given):
            return False
        if _rows_tell(self.product):
            return True
        return self.services is None if service is None else service in (self.services or ())


def clauses(given: t.Sequence[Rule]) -> list[Clause]:
    """What the rules mean; OptionError naming the rule and the key for a word that is not known."""
    return [_clause(rule) for rule in given]


def _clause(rule: Rule) -> Clause:
    where = f"rule {rule.name!r}"
    product = PRODUCTS.get(rule.product)
    if product is None:
        raise OptionError(
            "rules", f"{where}: product: {rule.product!r} is not a product{nearest(rule.product, PRODUCTS)}"
        )
    if rule.organization_ids and "organization_id" not in {option.name for option in product.options}:
        raise OptionError("rules", f"{where}: organization_ids: {product.name} tells no organisations; leave it out")
    if not rule.job_types:
        raise OptionError("rules", f"{where}: job_types: at least one is expected")
    try:
        services = _choice(product, "services", rule.services)
        job_types = _choice(product, "job_types", rule.job_types)
        for service in services.given if services else ():
            if not question.labels(_choice(product, "services", [service]), job_types):
                raise OptionError("job_types", f"none of them belongs to the service {service!r}")
    except OptionError as wrong:
        raise OptionError("rules", f"{where}: {wrong}") from None
    return Clause(rule, product, services, t.cast("Choice", job_types))


def _choice(product: Product, option: str, words: t.Iterable[str]) -> Choice | None:
    """What words mean in a product; None where there are none."""
    values = {"services": product.services, "job_types": product.job_types, "statuses": product.statuses}
    return choose(option, [product], list(words), lambda _one: values[option])[product.name]


def _possible(product: Product, service: str | None, job_type: str) -> bool:
    """Whether a service can have jobs of a type; what it cannot have is not asked for."""
    services = _choice(product, "services", [] if service is None else [service])
    return bool(question.labels(services, _choice(product, "job_types", [job_type])))


def _rows_tell(product: Product) -> bool:
    """Whether rows say which service and type they are of, in every generation."""
    return all(form.tells_service and form.tells_job_type for form in product.forms.values())


def needs(given: t.Sequence[Clause]) -> list[Need]:
    """What has to be asked for all clauses, each thing once and as far back as any of them needs it."""
    asked: list[Need] = []
    for name in sorted({clause.product.name for clause in given}, key=list(PRODUCTS).index):
        product = PRODUCTS[name]
        own = [clause for clause in given if clause.product is product]
        asked += _whole(product, own) if _rows_tell(product) else _by_value(product, own)
    return asked


def _whole(product: Product, own: list[Clause]) -> list[Need]:
    """One read for all clauses of a product whose rows tell what they are."""
    if not own:
        return []
    services: set[str] | None = set()
    for clause in own:
        services = None if services is None or clause.services is None else services | set(clause.services.given)
    job_types = {word for clause in own for word in clause.job_types.given}
    found = [Need(product, max(clause.since for clause in own), _frozen(services), frozenset(job_types))]
    running = [clause.running_since for clause in own if clause.heeds_running]
    if running:
        found.append(Need(product, max(running), _frozen(services), frozenset(job_types), running=True))
    return found


def _frozen(words: set[str] | None) -> frozenset[str] | None:
    return None if words is None else frozenset(words)


def _by_value(product: Product, own: list[Clause]) -> list[Need]:
    """A read for each service and type, grouped into as few as reach back equally far."""
    reach: dict[tuple[str | None, str, bool], timedelta] = {}
    for clause in own:
        services = [member.name for member in clause.services.members] if clause.services else [None]
        for service in services:
            for word in clause.job_types.given:
                if not _possible(product, service, word):
                    continue
                for running in (False, True) if clause.heeds_running else (False,):
                    since = clause.running_since if running else clause.since
                    cell = (service, word, running)
                    reach[cell] = max(since, reach.get(cell, since))
    types: dict[tuple[str | None, bool, timedelta], set[str]] = {}
    for (service, word, running), since in reach.items():
        types.setdefault((service, running, since), set()).add(word)
    groups: dict[tuple[bool, timedelta, frozenset[str], bool], set[str]] = {}
    for (service, running, since), words in types.items():
        group = groups.setdefault((running, since, frozenset(words), service is None), set())
        group |= {service} if service is not None else set()
    return [
        Need(product, since, None if whole else frozenset(services), words, running)
        for (running, since, words, whole), services in groups.items()
    ]


def _question(need: Need, now: datetime, page_size: int) -> Question:
    return Question(
        product=need.product,
        since=now - need.since,
        until=now + AHEAD,
        services=_choice(need.product, "services", sorted(need.services or ())),
        job_types=_choice(need.product, "job_types", sorted(need.job_types)),
        statuses=_choice(need.product, "statuses", ["running"]) if need.running else None,
        page_size=page_size,
    )


def judge(given: t.Sequence[Clause], asked: t.Sequence[Need], now: datetime) -> list[Verdict]:
    """The verdict of each clause on each of its subjects."""
    return [_verdict(clause, subject, asked, now) for clause in given for subject in clause.subjects()]


def _verdict(clause: Clause, subject: Subject, asked: t.Sequence[Need], now: datetime) -> Verdict:
    serving = [need for need in asked if need.serves(clause, subject.service)]
    for need in serving:
        if isinstance(need.got, Failure):
            return policy.unreadable(clause.rule, subject, str(need.got.error))
    try:
        jobs = _jobs(clause, subject, serving, now)
    except IncompleteRead as error:
        return policy.unreadable(clause.rule, subject, str(error))
    return policy.judge(clause.rule, subject, jobs, now)


def _jobs(clause: Clause, subject: Subject, serving: t.Sequence[Need], now: datetime) -> list[Job]:
    """The subject's jobs as far back as the rule looks."""
    found: dict[str, Job] = {}
    for need in sorted(serving, key=lambda need: need.running):
        for job in need.jobs:
            if _in_sight(clause, job, now) and _belongs(clause, subject, job):
                found.setdefault(job["id"], job)
    return list(found.values())


def _in_sight(clause: Clause, job: Job, now: datetime) -> bool:
    """Whether a rule looks at a job: by its start, by its end for its age, and for ever while it runs."""
    rule, started, ended = clause.rule, job["started_at"], job["finished_at"]
    if started is None or started >= times.show(now - rule.horizon):
        return True
    if clause.heeds_running and job["status"] == "running":
        return True
    return rule.max_age is not None and ended is not None and ended >= times.show(now - rule.max_age)


def _belongs(clause: Clause, subject: Subject, job: Job) -> bool:
    """Whether a job is one of the subject's; IncompleteRead where it does not tell."""
    if not clause.job_types.has(clause.product.job_types.read(job["job_type_raw"])):
        return False
    told = (
        (subject.service, job["service"], "service"),
        (subject.organization_id, job["organization_id"], "organisation"),
    )
    for wanted, own, what in told:
        if wanted is not None and own is None:
            raise IncompleteRead(clause.product.name, f"job {job['id']} does not tell its {what}")
    return all(wanted is None or wanted == own for wanted, own, _what in told)


def run(module: AnsibleModule) -> None:
    """The whole of the module."""

    def act() -> dict[str, t.Any]:
        params = module.params
        connection = connect(params)
        question.numbers(params)
        given = clauses(rules.read(params["rules"]))
        asked, now = needs(given), times.utc_now()
        with Reader(Client(connection, params["concurrency"], deadline.of_read(params))) as reader:
            questions = [_question(need, now, params["page_size"]) for need in asked]
            answers = reader.read_each(questions, report=True, report_options=True)
        for need, got in zip(asked, answers, strict=True):
            need.got = got
            if isinstance(got, Answer):
                need.jobs = got.jobs
        return _result(module, judge(given, asked, now), asked)

    finish(module, act)


def _result(module: AnsibleModule, verdicts: list[Verdict], asked: t.Sequence[Need]) -> dict[str, t.Any]:
    answers = [need.got for need in asked if isinstance(need.got, Answer)]
    for warning in dict.fromkeys(warning for answer in answers for warning in answer.warnings):
        module.warn(warning)
    jobs = {job["id"]: job for need in asked for job in need.jobs}
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
        subject = " ".join(filter(None, (verdict["product"], verdict["service"], verdict["organization_id"])))
        for check in verdict["checks"]:
            if not check["passed"]:
                named = ", ".join(showable(identity, 80) for identity in check["job_ids"][:3])
                ids = f" ({named})" if named else ""
                lines.append(
                    f"- {verdict['rule']}: {subject}: {check['check']}: "
                    f"expected {check['expected']}, found {check['actual']}{ids}"
                )
    return "\n".join(lines)
