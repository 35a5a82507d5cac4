# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds of every verdict: failures never help, and neither does hiding a success."""

from __future__ import annotations

import statistics
import typing as t
from dataclasses import replace

from hypothesis import event, given, settings
from hypothesis import strategies as st

from ansible_collections.avepoint.cloud_backup.plugins.module_utils import times
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._gate import verdicts
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._gate.checks import CHECKS
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._gate.rules import Rule
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._gate.verdicts import Verdict
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._jobs.job import STATUSES, Job, no_counts
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._jobs.subject import Subject
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._policy.exclusions import ExcludedSpan
from unit.plugins.module_utils._gate.gate_jobs import MOMENT, ago, counted, job, rule

SUBJECT = Subject("m365")
CHOICES = st.sampled_from(["allow", "deny"])
# Few values, so that jobs and limits meet; -1 is a wrong clock, None is not reported.
HOURS = st.sampled_from([None, -1, 0, 1, 2, 3, 12, 23, 24, 25, 30, 47, 48, 60])
SPANS = st.sampled_from(["1h", "2h", "3h", "12h", "24h", "48h", "60h"])
TOOK = st.sampled_from([None, 0, 1, 2, 3, 30])
OBJECTS = st.sampled_from([None, (0, 0), (1, 0), (0, 10), (1, 10), (5, 10), (10, 10), (None, 10), (1, None)])
# Counts that add up, all skipped, and some that do not add up.
COUNTS = st.sampled_from(
    [
        no_counts(),
        counted(0, 0),
        counted(0, 10),
        counted(1, 10),
        counted(9, 10),
        counted(0, 10, successful=0, skipped=10),
        counted(0, 1000, successful=10),
        counted(1, None),
    ]
)
UNITS = st.dictionaries(st.sampled_from(["objects", "records"]), COUNTS, max_size=2)
LIMITS: dict[str, st.SearchStrategy[t.Any]] = {
    "max_age": SPANS,
    "min_success_rate": st.sampled_from([0, 33.3, 50, 66.6, 90, 100]),
    "max_failed_jobs": st.integers(0, 3),
    "max_failed_ratio": st.sampled_from([0, 0.1, 0.5, 1]),
    "max_consecutive_failures": st.integers(0, 3),
    "max_duration": SPANS,
    "max_running": SPANS,
    "min_objects": st.sampled_from([0, 1, 9, 10, 11]),
    "max_object_drop": st.sampled_from([0, 10, 50, 100]),
}
# Exceptions are rare: enough examples to meet them in every run, however slow the machine.
THOROUGHLY = settings(max_examples=500, deadline=None)
# What a job can break by itself, whatever the others are.
BY_ITSELF = {"clock", "max_duration", "max_failed_ratio", "min_objects"}


@st.composite
def some_rules(draw: st.DrawFn) -> Rule:
    """Any checks, from one to all, with any options of a rule."""
    names = draw(st.lists(st.sampled_from(list(CHECKS)), min_size=1, max_size=len(CHECKS), unique=True))
    limits = {name: draw(LIMITS[name]) for name in names}
    words = {f"on_{word}": draw(CHOICES) for word in ("warning", "skipped", "no_jobs", "unknown")}
    return rule(window=draw(SPANS), age_from=draw(st.sampled_from(["end", "start"])), **limits, **words)


@st.composite
def some_job(draw: st.DrawFn, statuses: t.Iterable[str] = STATUSES) -> Job:
    status = draw(st.sampled_from(sorted(statuses)))
    units = draw(UNITS)
    return job("", status, ended=draw(HOURS), took=draw(TOOK), objects=draw(OBJECTS), counts_by_unit=units)


@st.composite
def some_jobs(draw: st.DrawFn, least: int = 0) -> list[Job]:
    # Many successes and failures, since they are what decides.
    usual = some_job(("succeeded", "failed"))
    jobs = draw(st.lists(st.one_of(usual, usual, some_job()), min_size=least, max_size=8))
    for number, each in enumerate(jobs):
        each["id"] = f"job-{number}"
    return jobs


def judge(by: Rule, jobs: t.Sequence[Job], exclusions: t.Sequence[ExcludedSpan] = ()) -> Verdict:
    return verdicts.judge(by, SUBJECT, jobs, replace(MOMENT, exclusions=exclusions))


def failing(verdict: Verdict) -> set[str]:
    return {check["check"] for check in verdict["checks"] if not check["passed"]}


def successes(by: Rule) -> set[str]:
    return {"succeeded", "warning"} if by.on_warning == "allow" else {"succeeded"}


def failures(by: Rule) -> set[str]:
    warning = {"warning"} if by.on_warning == "deny" else set()
    return {"failed", "stopped"} | warning | ({"skipped"} if by.on_skipped == "deny" else set())


def timed(each: Job) -> bool:
    return bool(each["started_at"] or each["finished_at"])


@THOROUGHLY
@given(some_rules(), some_jobs(), st.data())
def test_one_more_failure_never_helps(by: Rule, jobs: list[Job], data: st.DataObject) -> None:
    """Adding a failed job turns no verdict from fail to pass, and not even one of its checks: without exception.

    A failed job is whatever the rule takes for one: failed, stopped, a warning that is not allowed, a
    skipped job that is not. It may have any times, also none or wrong ones, and any counts.
    """
    more: Job = {**data.draw(some_job(failures(by))), "id": "more"}
    before, after = judge(by, jobs), judge(by, [*jobs, more])
    event(f"passes before: {before['passed']}, after: {after['passed']}")
    assert failing(before) <= failing(after)
    assert before["passed"] or not after["passed"]


@THOROUGHLY
@given(some_rules(), some_jobs(least=1), st.data())
def test_one_success_less_never_helps(by: Rule, jobs: list[Job], data: st.DataObject) -> None:
    """Removing a success turns no check of a verdict from fail to pass, but for three exceptions.

    1. The success broke the check by itself, which it would have done alone as well: it took longer
       than C(max_duration), lost more than C(max_failed_ratio) of its objects, protected fewer than
       C(min_objects) or has counts that say nothing, or has times in the future. Must be: such a check
       is about every job, and a success is one. The job that broke it is gone.
    2. C(max_age), where C(on_no_jobs=allow) and no job that ended is left: a last success that is too
       old fails, and nothing at all is what the user has allowed. Must be: a subject that is new has
       no jobs either, and nothing tells the two apart.
    3. C(max_object_drop), which compares successes with each other: the one that is gone was what another
       was compared with, or the third of those before it.

    With C(on_no_jobs=deny) and rules without C(max_duration), C(max_failed_ratio), C(min_objects) and
    C(max_object_drop), and with times that are not in the future, there is no exception.
    """
    chosen = data.draw(st.sampled_from(range(len(jobs))))
    if jobs[chosen]["status"] not in successes(by):
        jobs[chosen] = {**data.draw(some_job(successes(by))), "id": jobs[chosen]["id"]}
    gone, rest = jobs[chosen], [*jobs[:chosen], *jobs[chosen + 1 :]]
    before, after = judge(by, jobs), judge(by, rest)
    event(f"passes before: {before['passed']}, after: {after['passed']}")
    mended = failing(before) - failing(after)
    alone = failing(judge(by, [gone])) & BY_ITSELF
    ended = [
        each for each in rest if each["status"] in failures(by) or (each["status"] in successes(by) and timed(each))
    ]
    excused = alone | ({"max_age"} if by.on_no_jobs == "allow" and not ended else set())
    if by.max_object_drop is not None:
        excused |= {"max_object_drop"}
    assert mended <= excused
    if not excused:
        assert before["passed"] or not after["passed"]


@THOROUGHLY
@given(some_rules(), some_jobs(), st.data())
def test_an_unknown_job_never_helps(by: Rule, jobs: list[Job], data: st.DataObject) -> None:
    """A job with an unknown status, or a success without times, turns no check from fail to pass."""
    unknown = data.draw(some_job({"unknown"}))
    timeless = job("", data.draw(st.sampled_from(sorted(successes(by)))), ended=None, took=None)
    for more in (unknown, timeless):
        assert failing(judge(by, jobs)) <= failing(judge(by, [*jobs, {**more, "id": "more"}]))


@THOROUGHLY
@given(some_rules(), some_jobs(), some_jobs(), st.sampled_from([None, "the clocks differ"]))
def test_a_job_that_may_belong_to_the_subject_never_helps(
    by: Rule, jobs: list[Job], doubtful: list[Job], problem: str | None
) -> None:
    """Jobs of an unknown job type or service turn no check from fail to pass, and neither does a wrong clock.

    With C(on_unknown=allow) such jobs change nothing at all; without it, one that failed is no pass.
    """
    before = judge(by, jobs)
    others = [{**each, "id": f"doubtful-{each['id']}"} for each in doubtful]
    after = verdicts.judge(by, SUBJECT, jobs, replace(MOMENT, clock_problem=problem), t.cast("list[Job]", others))
    assert failing(before) <= failing(after)
    assert problem is None or not after["passed"]
    if by.on_unknown == "allow" and problem is None:
        assert after == before
    if by.on_unknown == "deny" and any(each["status"] in failures(by) for each in doubtful):
        assert not after["passed"]


@THOROUGHLY
@given(some_rules(), some_jobs())
def test_a_pass_needs_a_success(by: Rule, jobs: list[Job]) -> None:
    """A subject that passed has a success, or no job that ended."""
    verdict = judge(by, jobs)
    if verdict["passed"] and verdict["last_success_at"] is None:
        assert not any(each["status"] in failures(by) for each in jobs)
    if any(each["status"] == "unknown" for each in jobs) and by.on_unknown == "deny":
        assert not verdict["passed"]


def started_inside(each: Job, span: ExcludedSpan) -> bool:
    started = times.parse_instant(each["started_at"])
    return started is not None and span.since <= started < span.until


@THOROUGHLY
@given(some_rules(), some_jobs(), HOURS, SPANS)
def test_what_started_in_an_exclusion_does_not_count(by: Rule, jobs: list[Job], begin: int | None, length: str) -> None:
    """Checks that count jobs are as if those that started inside were not there; a success inside protects.

    C(max_age) and C(success) know the successes inside, C(max_running) and C(clock) all jobs, and
    C(max_object_drop) compares with the successes inside.
    """
    since = ago(begin or 0)
    span = ExcludedSpan(since, since + times.parse_span(length), "patched")
    outside = [each for each in jobs if not started_inside(each, span)]
    verdict = judge(by, jobs, exclusions=[span])
    without, every = judge(by, outside), judge(by, jobs)
    event(f"excluded: {len(jobs) != len(outside)}, passes: {verdict['passed']}, without it: {every['passed']}")
    counting = {*CHECKS, "on_unknown"} - {"max_age", "max_running", "max_object_drop"}
    assert (failing(verdict) & counting) == (failing(without) & counting)
    assert ("clock" in failing(verdict)) == ("clock" in failing(every))
    assert verdict["last_success_at"] == every["last_success_at"]
    ages = [each for each in verdict["checks"] if each["check"] == "max_age"]
    if every["last_success_at"] is not None and by.age_from == "end":
        assert ages == [each for each in every["checks"] if each["check"] == "max_age"]
    if len(jobs) == len(outside):
        assert {**verdict, "exclusions": []} == every


def drops(by: Rule, jobs: list[Job]) -> dict[str, float]:
    """Return by how many percent each success is below the median of those before it, straight from the definition."""
    counted = [
        each
        for each in jobs
        if each["status"] in successes(by) and each["started_at"] and each["counts"]["successful"] is not None
    ]
    found = {}
    for each in counted:
        before = sorted(
            (other for other in counted if str(other["started_at"]) < str(each["started_at"])),
            key=lambda other: (str(other["started_at"]), t.cast(int, other["counts"]["successful"])),
        )[-10:]
        if len(before) >= 3:
            median = statistics.median(t.cast(int, other["counts"]["successful"]) for other in before)
            objects = t.cast(int, each["counts"]["successful"])
            found[each["id"]] = 100 * (median - objects) / median if median else 0.0
    return found


@THOROUGHLY
@given(
    st.lists(st.tuples(st.integers(0, 14), st.sampled_from([None, 0, 5, 9, 10, 11, 40])), max_size=16),
    st.sampled_from([0, 10, 50, 100]),
)
def test_a_success_is_compared_with_the_median_of_ten_before_it(
    given_jobs: list[tuple[int, int | None]], limit: int
) -> None:
    jobs = [
        job(f"job-{number}", ended=hours, took=1, objects=None if objects is None else (0, objects))
        for number, (hours, objects) in enumerate(given_jobs)
    ]
    by = rule(max_object_drop=limit, on_no_jobs="allow")
    above = {identity for identity, drop in drops(by, jobs).items() if drop > limit}
    event(f"compared: {bool(drops(by, jobs))}, above: {bool(above)}")
    verdict = judge(by, jobs)
    assert verdict["passed"] is not bool(above)
    (check,) = verdict["checks"]
    if above:
        assert set(check["job_ids"]) == above


@THOROUGHLY
@given(some_rules(), some_jobs(), st.randoms(use_true_random=False))
def test_the_order_of_the_jobs_does_not_matter(by: Rule, jobs: list[Job], random: t.Any) -> None:
    shuffled = list(jobs)
    random.shuffle(shuffled)
    assert judge(by, shuffled) == judge(by, jobs)


@THOROUGHLY
@given(some_rules(), some_jobs())
def test_a_verdict_has_its_checks_and_jobs(by: Rule, jobs: list[Job]) -> None:
    """Every check that the rule has is there once, in one order, and rests on jobs that were given."""
    verdict = judge(by, jobs)
    names = [check["check"] for check in verdict["checks"]]
    guards = [name for name in names if name not in CHECKS]
    assert [name for name in names if name in CHECKS] == [name for name in CHECKS if getattr(by, name) is not None]
    assert set(guards) <= failing(verdict) & {"on_unknown", "clock", "success"}
    assert verdict["passed"] == (not failing(verdict))
    given_ids = {each["id"] for each in jobs}
    for check in verdict["checks"]:
        assert set(check["job_ids"]) <= given_ids
        assert check["expected"]
        assert check["actual"]
