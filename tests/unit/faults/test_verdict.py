# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The verdict sees each way in which a task may not end."""

from __future__ import annotations

import typing as t
from dataclasses import replace

import pytest

from faults.plan import Plan, Server
from faults.verdict import Ended, judge, moments
from functional.helpers import Outcome

PLAN = Plan(
    seed=1,
    server=Server("2024"),
    products=("m365",),
    params={"since": "2026-05-01T00:00:00Z", "until": "2026-06-01T00:00:00Z"},
    dest=None,
    rules=(),
)


def true(number: int, **more: t.Any) -> dict[str, t.Any]:
    """A job as the server tells it; the higher its number, the older it is."""
    job = {"id": f"job-{number}", "status": "succeeded", "status_raw": 2, "start": f"2026-05-{30 - number}T08:00:00.5Z"}
    times = {"created": None, "finish": f"2026-05-{30 - number}T09:00:00Z"}
    return {**job, **times, "service": 1, "job_type": 1, "data_source": 1, **more}


def given(job: dict[str, t.Any], **more: t.Any) -> dict[str, t.Any]:
    """The same job as the collection gives it."""
    kept = {name: job[name] for name in ("id", "status", "status_raw")}
    times = {"started_at": f"{job['start'][:19]}Z", "finished_at": job["finish"]}
    return {**kept, **times, "product": "m365", "service_raw": job["service"], "job_type_raw": job["job_type"], **more}


JOBS = [true(number) for number in range(4)]


def well(jobs: list[dict[str, t.Any]], plan: Plan = PLAN, output: str = "", **more: t.Any) -> Ended:
    """A task that ended well with these jobs."""
    result = {"queries": [{"product": product, "complete": True} for product in plan.products], "jobs": jobs, **more}
    return Ended(Outcome(result, output), 1.0, jobs, {})


def failed(output: str = "", files: dict[str, str] | None = None, **result: t.Any) -> Ended:
    """A task that failed."""
    outcome = Outcome({"failed": True, "msg": "m365: answered 503", **result}, output)
    return Ended(outcome, 1.0, result.get("jobs"), files or {})


def end(ended: Ended, plan: Plan = PLAN, states: list[t.Any] | None = None) -> str:
    return judge(plan, ended, {"m365": states or [JOBS]}).end


def test_just_what_is_true_is_well() -> None:
    assert end(well([given(job) for job in JOBS])) == "well"


def test_a_job_that_did_not_come_is_a_loss() -> None:
    assert end(well([given(job) for job in JOBS[1:]])) == "loss"


def test_a_job_that_came_twice_is_a_duplicate() -> None:
    assert end(well([given(job) for job in (JOBS[0], *JOBS)])) == "duplicate"


@pytest.mark.parametrize("change", [{"status": "failed"}, {"status_raw": 3}, {"finished_at": None}])
def test_a_job_that_came_otherwise_than_it_is_is_wrong(change: dict[str, t.Any]) -> None:
    assert end(well([given(JOBS[0], **change), *map(given, JOBS[1:])])) == "wrong"


def test_a_job_with_other_figures_than_it_has_is_wrong() -> None:
    true_jobs = [{**job, "counts": {"objects": {"total": 9, "successful": 4, "failed": 5}}} for job in JOBS]
    for failed_objects, expected in ((5, "well"), (None, "well"), (0, "wrong")):
        counts = {"objects": {"total": 9, "failed": failed_objects}}
        assert end(well([given(job, counts_by_unit=counts) for job in true_jobs]), states=[true_jobs]) == expected


def test_a_wrong_clock_is_warned_of() -> None:
    jobs = [given(job) for job in JOBS]
    warned = well(jobs, warnings=["the service's clock is 2h behind this machine's clock"])
    assert end(replace(warned, clock_is_wrong=True)) == "well"
    assert end(replace(well(jobs, warnings=["something else"]), clock_is_wrong=True)) == "wrong"


def test_a_job_that_is_not_there_is_wrong() -> None:
    assert end(well([given(job) for job in (*JOBS, true(9))])) == "wrong"


def test_another_order_is_wrong() -> None:
    assert end(well([given(job) for job in reversed(JOBS)])) == "wrong"


def test_any_one_moment_will_do_but_no_two_mixed() -> None:
    added = [{"moment": 1, "kind": "added", "job": true(number)} for number in (4, 5)]
    removed = [{"moment": 2, "kind": "removed", "job": JOBS[2]}]
    states = moments(JOBS, [*added, *removed])
    assert [[job["id"][4:] for job in state] for state in states] == [list("0123"), list("012345"), list("01345")]
    for state in states:
        assert end(well([given(job) for job in state]), states=states) == "well"
    assert end(well([given(job) for job in (*JOBS, true(4))]), states=states) == "wrong"
    assert end(well([given(job) for job in (JOBS[0], JOBS[1], JOBS[3])]), states=states) == "loss"


def test_filters_are_applied_to_the_truth() -> None:
    jobs = [true(0, service=7), true(1, start="2026-04-30T23:59:59.9Z"), true(2, job_type=2), true(3)]
    plan = replace(PLAN, params={**PLAN.params, "services": ["exchange_online"], "job_types": ["backup"]})
    assert end(well([given(jobs[3])]), plan, [jobs]) == "well"
    assert end(well([given(jobs[3]), given(jobs[0])][::-1]), plan, [jobs]) == "wrong"


def test_legs_are_each_of_one_moment_and_keep_their_labels() -> None:
    plan = replace(PLAN, params={**PLAN.params, "services": ["exchange_online", "teams"]})
    jobs = [true(0, service=1), true(1, service=7)]
    later = [*jobs, true(2, service=1), true(3, service=7)]
    # The first leg was read before the change, the second one after it.
    assert end(well([given(later[0]), given(later[1]), given(later[3])]), plan, [jobs, later]) == "well"
    assert end(well([given(jobs[0], service_raw=7), given(jobs[1])]), plan, [jobs]) == "loss"


def test_a_failure_that_says_why_is_told() -> None:
    assert end(failed()) == "told"


@pytest.mark.parametrize(
    "ended",
    [
        failed(output="Traceback (most recent call last)"),
        failed(msg="m365: this is a fault of the collection"),
        failed(msg="two\nlines"),
        failed(msg=""),
        failed(jobs=[]),
        failed(files={"jobs.jsonl": "{}\n"}),
        failed(files={"/tmp/x/jobs-draft": ""}),
        replace(well([given(job) for job in JOBS]), files={"draft": ""}),
        well([given(job) for job in JOBS], output="Traceback (most recent call last)"),
        well([given(job) for job in JOBS], queries=[{"product": "m365", "complete": False}]),
        well([given(job) for job in JOBS], queries=[]),
    ],
)
def test_an_end_that_is_not_clear(ended: Ended) -> None:
    assert end(ended) == "unclear"


def test_a_failure_leaves_the_file_of_before_alone() -> None:
    plan = replace(PLAN, dest="old")
    assert end(failed(files={"jobs.jsonl": "old\n"}), plan) == "told"
    assert end(failed(), plan) == "unclear"
    assert end(failed(files={"jobs.jsonl": "{}\n"}), plan) == "unclear"


def test_products_that_are_reported_are_told_and_bring_no_jobs() -> None:
    plan = replace(PLAN, products=("m365", "google"), params={**PLAN.params, "on_error": "report"})
    told = {"queries": [{"product": "m365", "complete": True}], "errors": [{"product": "google", "message": "down"}]}
    jobs = [given(job) for job in JOBS]
    assert end(well(jobs, plan, **told), plan) == "told"
    assert end(well(jobs[1:], plan, **told), plan) == "loss"
    assert end(well([*jobs, given(true(5), product="google")], plan, **told), plan) == "wrong"


@pytest.mark.parametrize(("dest", "kept"), [("old", {"jobs.jsonl": "old\n"}), ("new", {})])
def test_a_file_is_left_alone_where_a_product_is_reported(dest: t.Any, kept: dict[str, str]) -> None:
    plan = replace(PLAN, products=("m365", "google"), params={**PLAN.params, "on_error": "report"}, dest=dest)
    told = {"queries": [{"product": "m365", "complete": True}], "errors": [{"product": "google", "message": "down"}]}
    ended = replace(well([], plan, **told), jobs=None)
    assert end(replace(ended, files=kept), plan) == "told"
    for other in ({"jobs.jsonl": ""}, {**kept, "draft": ""}):
        assert end(replace(ended, files=other), plan) == "unclear"
    assert end(replace(ended, jobs=[], files=kept), plan) == "unclear"


def test_a_read_that_outlasts_its_deadline_hangs() -> None:
    plan = replace(PLAN, params={**PLAN.params, "read_timeout": "2s"})
    assert end(replace(failed(), seconds=6.0), plan) == "told"
    assert end(replace(failed(), seconds=8.0), plan) == "hang"
