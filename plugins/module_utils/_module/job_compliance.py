# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module job_compliance: its options, the read for all policies, the judgement, and the evidence."""

from __future__ import annotations

import itertools
import json
import typing as t
from dataclasses import replace

from .. import argument_spec, times, unexpected
from .._compliance import evidence, evidence_check, inputs, manifest, period, policies, population, redacted
from .._compliance.evidence_folder import EvidenceFolder
from .._compliance.evidence_folder import check as check_folder
from .._compliance.history import read_history
from .._compliance.inputs import Inputs
from .._compliance.judged_jobs import JudgedJobs
from .._compliance.policies import ResolvedPolicy
from .._compliance.result import Assessment, assess
from .._jobs.job import Job
from .._policy import exclusions
from .._policy.queries import AHEAD, plan_queries, to_query
from .._read.reader import Reader
from .._read.result import QueryResult
from .._read.row_store import MemoryStore, RowStore
from .._read.session import open_reader
from ..errors import IncompleteRead, OptionError, sanitize
from ..option import Option
from .base_module import CloudBackupModule

if t.TYPE_CHECKING:
    from .._read.disk_store import DiskStore

# What an earlier run already had is not given again where its evidence is judged.
_NOT_WITH_EVIDENCE = ("policies", "exclusions", "since", "until", "time_zone", "dest")


def compliance_options() -> tuple[Option, ...]:
    """Return the options of the module."""
    reading = [
        option for option in argument_spec.READING if option.name in ("page_size", "concurrency", "read_timeout")
    ]
    return (*argument_spec.CONNECTION, *argument_spec.COMPLIANCE, *reading)


def run(module: CloudBackupModule) -> dict[str, t.Any]:
    """Judge the policies over the period, or the evidence of an earlier run, and return the module's result."""
    params = module.params
    returned = _judge_evidence(params["evidence"], params) if params["evidence"] else _judge_service(module)
    if params["enforce"] and not returned["compliant"]:
        returned["failure"] = returned.pop("msg")
    return returned


def _judge_evidence(path: str, params: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Verify the evidence of an earlier run, judge its jobs again, and compare the results."""
    defaults = {option.name: option.default for option in argument_spec.COMPLIANCE}
    for option in _NOT_WITH_EVIDENCE:
        # An option with its default value looks like one that is not given, so it is ignored.
        if params[option] != defaults[option]:
            raise OptionError(option, "cannot be given with evidence, which is judged as it is")
    stated: dict[str, t.Any] = {}
    try:
        stated, digest = evidence_check.verify(path)
        asked = evidence_check.read_inputs(path)
        evidence_check.compare_manifest(stated, manifest.facts(asked.period, None))
        assessment = _assess_again(path, asked)
        for name, text in _derived(assessment).items():
            evidence_check.compare(path, name, text)
        queries = evidence_check.read_queries(path)
    except evidence_check.NotEvidence as problem:
        raise OptionError("evidence", f"{path}: {problem}{manifest.other_version(stated)}") from None
    return {
        **assessment.result,
        "changed": False,
        "queries": queries,
        "evidence": {"path": path, "sha256": digest, "verified": True, "created_at": stated.get("created_at")},
    }


def _assess_again(path: str, asked: Inputs) -> Assessment:
    """Judge the jobs of evidence. Raise NotEvidence for jobs that cannot be judged."""
    try:
        return assess(asked, JudgedJobs(evidence_check.read_jobs(path)))
    except IncompleteRead as error:
        raise evidence_check.NotEvidence(f"the file {evidence.JOBS}: {error}") from None


def _derived(assessment: Assessment) -> dict[str, str]:
    """Return the files that follow from the jobs and the policies."""
    return {
        evidence.RESULT: evidence.to_text(assessment.result),
        evidence.POPULATION: population.to_csv(each.population for each in assessment.judgements),
    }


def _judge_service(module: CloudBackupModule) -> dict[str, t.Any]:
    """Read the jobs that the policies need, and judge them; write the evidence if there is a folder for it."""
    params = module.params
    judged = period.read(params["since"], params["until"], params["time_zone"], times.utc_now())
    given = inputs.plain("policies", params["policies"])
    policies.read(given)
    excluded = exclusions.read(params["exclusions"], judged.judged_at, judged.zone)
    # What is judged is what the evidence holds: without secrets.
    asked = redacted.inputs(Inputs(given, [each.written() for each in excluded], judged), module.redact.everywhere)
    resolved, _around = asked.resolve()
    if not params["dest"]:
        return _read_and_judge(module, asked, resolved, MemoryStore(), None)
    return _judge_into_folder(module, asked, resolved, params["dest"])


def _judge_into_folder(
    module: CloudBackupModule, asked: Inputs, resolved: t.Sequence[ResolvedPolicy], dest: str
) -> dict[str, t.Any]:
    """Read and judge, and write the evidence."""
    # Imported on demand: only tasks with dest need them.
    import sqlite3
    import tempfile

    from .._read.disk_store import DiskStore

    check_folder(dest)
    try:
        with DiskStore() as store, tempfile.TemporaryFile(dir=module.tmpdir) as file:
            if module.check_mode:
                returned = _read_and_judge(module, asked, resolved, store, None, file)
                return {**returned, "changed": True, "evidence": {"path": dest, "sha256": None}}
            with EvidenceFolder(dest) as folder:
                return _read_and_judge(module, asked, resolved, store, folder, file)
    except (OSError, sqlite3.Error) as error:
        raise OptionError("dest", f"{dest} cannot be written: {sanitize(error)}") from None


def _read_and_judge(
    module: CloudBackupModule,
    asked: Inputs,
    resolved: t.Sequence[ResolvedPolicy],
    store: RowStore,
    folder: EvidenceFolder | None,
    file: t.IO[bytes] | None = None,
) -> dict[str, t.Any]:
    """Read and judge, and write the evidence if there is a folder; C(file) is where jobs are kept meanwhile."""
    params, show_trace = module.params, unexpected.show_with(module)
    products = list({policy.words.product.name: policy.words.product for policy in resolved}.values())
    with open_reader(params, products, module.warn, redact=module.redact, show_trace=show_trace, store=store) as reader:
        results = _read(reader, asked, resolved, params["page_size"], raw=folder is not None)
        jobs = JudgedJobs(_jobs(module, store, results, folder), file)
        history = read_history(reader, resolved, jobs, asked.period, params["page_size"])
    asked = replace(asked, known_since=history.known_since, clock_problem=reader.clock_problem)
    read = [*results, *history.results]
    assessment = assess(asked, jobs)
    warnings = [*reader.warnings, *history.warnings, *(warning for each in results for warning in each.warnings)]
    for warning in dict.fromkeys(warnings):
        module.warn(warning)
    returned = {**assessment.result, "changed": False, "queries": [each.report for each in read]}
    if folder is not None:
        returned.update(_write(module, folder, asked, assessment, read))
    return returned


def _read(
    reader: Reader, asked: Inputs, resolved: t.Sequence[ResolvedPolicy], page_size: int, *, raw: bool
) -> list[QueryResult]:
    """Read the jobs of all policies. Raise CloudBackupError for a product that cannot be read completely."""
    judged = asked.period
    queries = plan_queries([selection for policy in resolved for selection in policy.selections(judged)])
    # Jobs in the future, because of a wrong clock or time zone, have to be seen.
    until = judged.judged_at + AHEAD if judged.reaches_present else judged.until
    results = reader.read_queries(
        [to_query(each, judged.judged_at, until, page_size, raw=raw) for each in queries], report=False
    )
    # Without report, a failure is raised.
    return t.cast("list[QueryResult]", results)


def _jobs(
    module: CloudBackupModule, store: RowStore, results: t.Sequence[QueryResult], folder: EvidenceFolder | None
) -> t.Iterator[Job]:
    """Yield all jobs, and write them into the folder if there is one."""
    row_sets = [row_set for result in results for row_set in result.row_sets]
    if folder is None:
        return store.jobs(row_sets)
    blocks = redacted.job_lines(t.cast("DiskStore", store).lines(row_sets), module.redact)
    return itertools.chain.from_iterable(map(_parse, folder.copy(evidence.JOBS, blocks)))


def _parse(lines: list[str]) -> list[Job]:
    """Return the jobs of lines: parsed as one list, they take less time, and share the names of their keys."""
    return t.cast("list[Job]", json.loads(f"[{','.join(lines)}]"))


def _write(
    module: CloudBackupModule,
    folder: EvidenceFolder,
    asked: Inputs,
    assessment: Assessment,
    results: t.Sequence[QueryResult],
) -> dict[str, t.Any]:
    """Write the other files of the evidence, and put it in its place."""
    path, redact = module.params["dest"], module.redact.everywhere
    folder.write(evidence.INPUTS, evidence.to_text(asked.to_json()))
    for name, text in _derived(assessment).items():
        folder.write(name, text)
    reads = [{**each.report, "request_ids": each.request_ids} for each in results]
    folder.write(evidence.QUERIES, evidence.to_text(redacted.value(reads, redact)))
    digest = folder.complete(manifest.facts(asked.period, redacted.value(module.params["client_id"], redact)))
    return {"changed": True, "evidence": {"path": path, "sha256": digest}}
