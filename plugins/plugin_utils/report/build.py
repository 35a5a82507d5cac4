# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build a report: a pure function of results and options."""

from __future__ import annotations

import functools
import typing as t
from dataclasses import dataclass
from datetime import datetime, tzinfo

from ...module_utils import times
from ...module_utils._compliance.period import Period, find_zone
from ...module_utils._gate.verdicts import JudgingMoment
from ...module_utils._jobs.job import Job, recency
from ...module_utils._jobs.subject import Subject as Identity
from ...module_utils._pydantic import ValidationError
from ...module_utils.errors import OptionError
from ...module_utils.option_values import moment as parse_moment
from . import headline, judgement, policies, previous
from .backups import LATEST_RUNS, BackupIndex, Backups
from .days import calendar_of
from .errors import NotReportable
from .excluded import excluded_rows, excluded_spans
from .inputs import Inputs, collect
from .inventory import Key, covers, read_declared, subject_of_row, unique
from .models import FORMAT, Report, Subject
from .outliers import running_jobs
from .products import products_of
from .reading import reading_of
from .states import PROBLEMS, STATES, worst
from .subjects import Evidence, subject_of
from .text import clean

TITLE = "Backup report"
TENANT = "default"


@dataclass(frozen=True)
class Options:
    """What a report is made with besides the results."""

    policies: object = None
    subjects: object = None
    previous: object = None
    title: str | None = None
    tenant: str | None = None
    time_zone: str = "UTC"
    since: object = None
    until: object = None
    now: object = None


def build_report(
    value: object,
    *,
    more: object = None,
    gate: object = None,
    compliance: object = None,
    options: Options = Options(),
) -> Report:
    """Return the report of a result of job_info, job_gate or job_compliance, or of a list of jobs.

    C(more), C(gate) and C(compliance) are more results. A job of C(more) replaces the same job of C(value). Raise
    CloudBackupError for values that no report can be made from.
    """
    return build_from(collect(value, more, gate, compliance), options)


def build_from(inputs: Inputs, options: Options) -> Report:
    """Return the report of the rows of results. Raise CloudBackupError for options or rows that are wrong."""
    try:
        return _Builder(inputs, options).build()
    except (ValueError, TypeError, LookupError, ArithmeticError, AttributeError) as error:
        # Pydantic's errors are among them. Results can be edited in more ways than are worth a sentence of their own.
        raise NotReportable(f"a result is not as its module returns it: {_problem(error)}") from error


def _problem(error: Exception) -> str:
    """Return an error of a row in one line."""
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False)[0]
        return f"{error.title}: {'.'.join(map(str, first['loc']))}: {first['msg']}"
    return f"{type(error).__name__}: {error}"


class _Builder:
    """Holds what the parts of a report have in common."""

    def __init__(self, inputs: Inputs, options: Options) -> None:
        self._inputs, self._options = inputs, options
        self._jobs: list[Job] = sorted(inputs.jobs or [], key=recency, reverse=True)
        self._period = _period(inputs, options)
        self._moment = JudgingMoment(self._period.judged_at)
        self._index = BackupIndex(self._jobs, self._period.since, self._period.judged_at)
        self._known: dict[str, dict[str, Job]] = {}
        for job in self._jobs:
            self._known.setdefault(job["product"], {})[job["id"]] = job
        self._declared = unique(read_declared(options.subjects))
        self._before = previous.read(options.previous)
        if inputs.not_judged and not options.policies:
            raise OptionError("policies", f"is needed to show what was not judged: {inputs.not_judged}")
        self._unjudged = policies.unjudged(options.policies, inputs)
        self._excluded = excluded_spans(inputs)

    def build(self) -> Report:
        """Return the report."""
        period, options = self._period, self._options
        # In an order that does not depend on which job is the newest.
        evidences = [self._evidence(subject) for subject in sorted(self._all_subjects(), key=_name)]
        calendar = calendar_of(period, self._excluded)
        since = times.format_moment(period.since) if self._has_window else None
        rows = [subject_of(each, calendar, period.judged_at, since) for each in evidences]
        before = self._before
        compared = previous.compare(rows, before)
        subjects = sorted(compared.subjects, key=lambda row: (STATES.index(row.state), row.subject))
        counts = headline.counts_of(subjects, has_inventory=self._has_inventory)
        return Report(
            format=FORMAT,
            title=clean(options.title or TITLE),
            tenant=clean(options.tenant or TENANT),
            generated_at=times.format_moment(period.judged_at),
            since=since,
            until=times.format_moment(period.until),
            time_zone=period.zone_name,
            state=worst(subject.state for subject in subjects),
            headline=headline.headline_of(counts, is_judged=any(subject.judged_by for subject in subjects)),
            counts=counts,
            products=products_of(self._inputs, self._jobs, subjects),
            subjects=subjects,
            recovered=compared.recovered,
            no_longer_seen=compared.no_longer_seen,
            previous_at=before.generated_at if before else None,
            problems_changed=compared.changed,
            running=running_jobs([each.backups for each in evidences], period.judged_at),
            verdicts=[judged.verdict for each in evidences for judged in each.judgements],
            compliance=policies.compliance_of(self._inputs, self._unjudged, period),
            excluded=excluded_rows(self._excluded),
            reading=reading_of(self._inputs),
        )

    @property
    def _has_window(self) -> bool:
        return bool(self._inputs.queries) or self._options.since is not None

    @property
    def _policy_rows(self) -> list[t.Any]:
        return list((self._inputs.compliance or {}).get("subjects", []))

    @property
    def _has_inventory(self) -> bool:
        """Whether it is known what is expected."""
        return bool(self._declared or self._inputs.verdicts or self._policy_rows or self._unjudged)

    @functools.cached_property
    def _expected(self) -> dict[Key, Identity]:
        """The subjects that are declared, or that rules and policies judge."""
        judged = [subject_of_row(row) for row in (*self._inputs.verdicts, *self._policy_rows)]
        return unique([*self._declared.values(), *judged, *(subject for _name, subject, _why in self._unjudged)])

    def _all_subjects(self) -> list[Identity]:
        """Return all subjects; a product without any is one itself."""
        known = unique([*self._expected.values(), *self._index.subjects])
        found = unique([*known.values(), *self._from_before(known)])
        products = [str(row["product"]) for purpose, row in self._inputs.queries if purpose == "jobs"]
        for product in (*products, *self._inputs.errors):
            if not any(subject.product == product for subject in found.values()):
                subject = Identity(product)
                found[subject.key] = subject
        return list(found.values())

    def _from_before(self, found: t.Mapping[Key, Identity]) -> list[Identity]:
        """Return subjects of the earlier report that nothing else shows, and that must not vanish.

        These are the subjects of a product that could not be read this time and, where nobody says what is expected,
        problems of which no job is left in the window.
        """
        subjects = self._before.subjects if self._before else []
        kept = [Identity(row.product, row.service, row.organization_id) for row in subjects if self._must_stay(row)]
        return [each for each in kept if not any(covers(each, other) for other in found.values())]

    def _must_stay(self, row: Subject) -> bool:
        if row.product in self._inputs.errors:
            return True
        was_read = any(query["product"] == row.product for _purpose, query in self._inputs.queries)
        return was_read and not self._has_inventory and row.state in PROBLEMS and row.state != "unreadable"

    def _evidence(self, subject: Identity) -> Evidence:
        # One that is only seen is what it is itself: jobs whose service is not known must not be lost among others.
        backups = self._index.of(subject, alone=subject.key not in self._expected)
        rows = [row for row in self._policy_rows if subject_of_row(row).key == subject.key]
        declared = any(covers(each, subject) for each in self._expected.values())
        judged = self._judgements(subject, backups, rows, declared=declared)
        return Evidence(subject, backups, judged, rows, declared)

    def _judgements(
        self, subject: Identity, backups: Backups, rows: t.Sequence[t.Any], *, declared: bool
    ) -> list[judgement.Judgement]:
        key, error = subject.key, self._inputs.errors.get(subject.product)
        verdicts = [row for row in self._inputs.verdicts if subject_of_row(row).key == key]
        found = [judgement.by_rule(row, subject, self._known.get(subject.product, {})) for row in verdicts]
        found += [judgement.by_policy(row, subject) for row in rows]
        for name, other, message in self._unjudged:
            if other.key == key:
                found.append(judgement.unreadable(subject, clean(name), "policy", message))
        if error is not None and not any(each.state == "unreadable" for each in found):
            found.append(judgement.unreadable(subject, LATEST_RUNS, "latest", str(error["message"])))
        if any(each.of_backups for each in found):
            return found
        return [*found, self._by_latest_runs(subject, backups, declared=declared)]

    def _by_latest_runs(self, subject: Identity, backups: Backups, *, declared: bool) -> judgement.Judgement:
        """Return the judgement of a subject that no rule or policy judges itself.

        Where it is known what is expected, only problems are judged so: what is good is not assessed, unless a rule or
        policy judges what contains it. Nobody expects that what is not declared is backed up again.
        """
        found = judgement.by_latest_runs(backups, self._moment)
        has_ended = found.state == "stale" and not declared and not backups.last_failures
        passes = found.state == "ok" or has_ended
        if not passes or not self._has_inventory or self._is_judged_with_others(subject):
            return found
        reason = "no rule or policy judges it" if declared else "it is not declared, and no rule or policy judges it"
        return judgement.not_assessed(subject, reason, found.last_success_at)

    def _is_judged_with_others(self, subject: Identity) -> bool:
        judged = (row for row in (*self._inputs.verdicts, *self._policy_rows) if judgement.is_of_backups(row))
        return any(covers(subject_of_row(row), subject) for row in judged)


def _name(subject: Identity) -> tuple[str, ...]:
    return tuple(part or "" for part in subject.key)


def _period(inputs: Inputs, options: Options) -> Period:
    """Return the window of the report: that of the options, of the reads, or of the jobs."""
    zone = find_zone(options.time_zone)
    now = _now(inputs, options)
    jobs = [row for purpose, row in inputs.queries if purpose == "jobs"] or [row for _purpose, row in inputs.queries]
    starts = [str(job["started_at"]) for job in inputs.jobs or () if job["started_at"]]
    since = _option("since", options.since, now, zone)
    if since is None:
        first = min((str(row["since"]) for row in jobs if row.get("since")), default=min(starts, default=None))
        since = min(times.parse_iso(first), now) if first else now
    until = _option("until", options.until, now, zone, times.parse_end)
    if until is None:
        until = max(_ends(inputs), default=now)
    if since > until:
        raise OptionError("since", f"{times.format_moment(since)} is not before {times.format_moment(until)}")
    return Period(since, until, now, zone, options.time_zone)


def _now(inputs: Inputs, options: Options) -> datetime:
    """Return the moment of the report: that of the option, of the latest read, or the present."""
    present = times.utc_now()
    given = _option("now", options.now, present, times.UTC)
    if given is not None:
        return given
    return min(max(_ends(inputs), default=present), present)


def _ends(inputs: Inputs) -> list[datetime]:
    """Return until when was read; for rules that is later than the moment that they are judged at."""
    by_purpose = {
        purpose: [times.parse_iso(str(row["until"])) for each, row in inputs.queries if each == purpose]
        for purpose in ("jobs", "policies")
    }
    return by_purpose["jobs"] or by_purpose["policies"]


def _option(
    name: str,
    value: object,
    now: datetime,
    zone: tzinfo,
    parse: t.Callable[[str, datetime, tzinfo], datetime] = times.parse_moment,
) -> datetime | None:
    """Return the moment of an option; None if it is not given."""
    if value is None or value == "":
        return None
    return parse_moment(name, value, now, lambda text, at: parse(text, at, zone)).replace(microsecond=0)
