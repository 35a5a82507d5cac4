# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The assessment detects each result that a task must not have."""

from __future__ import annotations

import typing as t
from dataclasses import replace

import pytest

from faults.assessment import TaskRun, assess, moments
from faults.plan import Plan, Server
from functional.helpers import Outcome

PLAN = Plan(
    seed=1,
    server=Server("2024"),
    products=("m365",),
    params={"since": "2026-05-01T00:00:00Z", "until": "2026-06-01T00:00:00Z"},
    dest=None,
    rules=(),
)


def server_job(number: int, **more: t.Any) -> dict[str, t.Any]:
    """Return a job as the server knows it; a higher number means an older job."""
    job = {"id": f"job-{number}", "status": "succeeded", "status_raw": 2, "start": f"2026-05-{30 - number}T08:00:00.5Z"}
    times = {"created": None, "finish": f"2026-05-{30 - number}T09:00:00Z"}
    return {**job, **times, "service": 1, "job_type": 1, "data_source": 1, **more}


def returned(job: dict[str, t.Any], **more: t.Any) -> dict[str, t.Any]:
    """Return the same job as the collection returns it."""
    kept = {name: job[name] for name in ("id", "status", "status_raw")}
    times = {"started_at": f"{job['start'][:19]}Z", "finished_at": job["finish"]}
    return {**kept, **times, "product": "m365", "service_raw": job["service"], "job_type_raw": job["job_type"], **more}


JOBS = [server_job(number) for number in range(4)]


def succeeded(jobs: list[dict[str, t.Any]], plan: Plan = PLAN, output: str = "", **more: t.Any) -> TaskRun:
    """Return a task that succeeded with these jobs."""
    result = {"queries": [{"product": product, "complete": True} for product in plan.products], "jobs": jobs, **more}
    return TaskRun(Outcome(result, output), 1.0, jobs, {})


def failed(output: str = "", files: dict[str, str] | None = None, **result: t.Any) -> TaskRun:
    """Return a task that failed."""
    outcome = Outcome({"failed": True, "msg": "m365: answered 503", **result}, output)
    return TaskRun(outcome, 1.0, result.get("jobs"), files or {})


def end(run: TaskRun, plan: Plan = PLAN, states: list[t.Any] | None = None) -> str:
    return assess(plan, run, {"m365": states or [JOBS]}).end


def test_exactly_the_jobs_of_the_server_is_complete() -> None:
    assert end(succeeded([returned(job) for job in JOBS])) == "complete"


def test_a_missing_job_is_a_loss() -> None:
    assert end(succeeded([returned(job) for job in JOBS[1:]])) == "loss"


def test_a_job_returned_twice_is_a_duplicate() -> None:
    assert end(succeeded([returned(job) for job in (JOBS[0], *JOBS)])) == "duplicate"


@pytest.mark.parametrize("change", [{"status": "failed"}, {"status_raw": 3}, {"finished_at": None}])
def test_a_job_with_changed_fields_is_wrong(change: dict[str, t.Any]) -> None:
    assert end(succeeded([returned(JOBS[0], **change), *map(returned, JOBS[1:])])) == "wrong"


def test_a_job_with_wrong_counts_is_wrong() -> None:
    server_jobs = [{**job, "counts": {"objects": {"total": 9, "successful": 4, "failed": 5}}} for job in JOBS]
    for failed_objects, expected in ((5, "complete"), (None, "complete"), (0, "wrong")):
        counts = {"objects": {"total": 9, "failed": failed_objects}}
        assert (
            end(succeeded([returned(job, counts_by_unit=counts) for job in server_jobs]), states=[server_jobs])
            == expected
        )


def test_a_wrong_clock_requires_a_warning() -> None:
    jobs = [returned(job) for job in JOBS]
    warned = succeeded(jobs, warnings=["the service's clock is 2h behind this machine's clock"])
    assert end(replace(warned, clock_is_wrong=True)) == "complete"
    assert end(replace(succeeded(jobs, warnings=["something else"]), clock_is_wrong=True)) == "wrong"


def test_a_job_unknown_to_the_server_is_wrong() -> None:
    assert end(succeeded([returned(job) for job in (*JOBS, server_job(9))])) == "wrong"


def test_another_order_is_wrong() -> None:
    assert end(succeeded([returned(job) for job in reversed(JOBS)])) == "wrong"


def test_the_jobs_of_any_one_moment_are_accepted_but_not_of_two() -> None:
    added = [{"moment": 1, "kind": "added", "job": server_job(number)} for number in (4, 5)]
    removed = [{"moment": 2, "kind": "removed", "job": JOBS[2]}]
    states = moments(JOBS, [*added, *removed])
    assert [[job["id"][4:] for job in state] for state in states] == [list("0123"), list("012345"), list("01345")]
    for state in states:
        assert end(succeeded([returned(job) for job in state]), states=states) == "complete"
    assert end(succeeded([returned(job) for job in (*JOBS, server_job(4))]), states=states) == "wrong"
    assert end(succeeded([returned(job) for job in (JOBS[0], JOBS[1], JOBS[3])]), states=states) == "loss"


def test_filters_are_applied_to_the_jobs_of_the_server() -> None:
    jobs = [
        server_job(0, service=7),
        server_job(1, start="2026-04-30T23:59:59.9Z"),
        server_job(2, job_type=2),
        server_job(3),
    ]
    plan = replace(PLAN, params={**PLAN.params, "services": ["exchange_online"], "job_types": ["backup"]})
    assert end(succeeded([returned(jobs[3])]), plan, [jobs]) == "complete"
    assert end(succeeded([returned(jobs[3]), returned(jobs[0])][::-1]), plan, [jobs]) == "wrong"


def test_each_listing_may_be_of_another_moment_and_keeps_its_labels() -> None:
    plan = replace(PLAN, params={**PLAN.params, "services": ["exchange_online", "teams"]})
    jobs = [server_job(0, service=1), server_job(1, service=7)]
    later = [*jobs, server_job(2, service=1), server_job(3, service=7)]
    # The first listing was read before the change, the second one after it.
    assert (
        end(succeeded([returned(later[0]), returned(later[1]), returned(later[3])]), plan, [jobs, later]) == "complete"
    )
    assert end(succeeded([returned(jobs[0], service_raw=7), returned(jobs[1])]), plan, [jobs]) == "loss"


def test_a_failure_with_a_message_is_failed() -> None:
    assert end(failed()) == "failed"


@pytest.mark.parametrize(
    "run",
    [
        failed(output="Traceback (most recent call last)"),
        failed(msg="m365: this is a fault of the collection"),
        failed(msg="two\nlines"),
        failed(msg=""),
        failed(jobs=[]),
        failed(files={"jobs.jsonl": "{}\n"}),
        failed(files={"/tmp/x/jobs-draft": ""}),
        replace(succeeded([returned(job) for job in JOBS]), files={"draft": ""}),
        succeeded([returned(job) for job in JOBS], output="Traceback (most recent call last)"),
        succeeded([returned(job) for job in JOBS], queries=[{"product": "m365", "complete": False}]),
        succeeded([returned(job) for job in JOBS], queries=[]),
    ],
)
def test_an_unclear_result(run: TaskRun) -> None:
    assert end(run) == "unclear"


def test_a_failure_must_leave_an_existing_file_unchanged() -> None:
    plan = replace(PLAN, dest="old")
    assert end(failed(files={"jobs.jsonl": "old\n"}), plan) == "failed"
    assert end(failed(), plan) == "unclear"
    assert end(failed(files={"jobs.jsonl": "{}\n"}), plan) == "unclear"


def test_reported_products_count_as_failed_and_must_have_no_jobs() -> None:
    plan = replace(PLAN, products=("m365", "google"), params={**PLAN.params, "on_error": "report"})
    results = {"queries": [{"product": "m365", "complete": True}], "errors": [{"product": "google", "message": "down"}]}
    jobs = [returned(job) for job in JOBS]
    assert end(succeeded(jobs, plan, **results), plan) == "failed"
    assert end(succeeded(jobs[1:], plan, **results), plan) == "loss"
    assert end(succeeded([*jobs, returned(server_job(5), product="google")], plan, **results), plan) == "wrong"


@pytest.mark.parametrize(("dest", "kept"), [("old", {"jobs.jsonl": "old\n"}), ("new", {})])
def test_a_file_must_stay_unchanged_if_a_product_is_reported(dest: t.Any, kept: dict[str, str]) -> None:
    plan = replace(PLAN, products=("m365", "google"), params={**PLAN.params, "on_error": "report"}, dest=dest)
    results = {"queries": [{"product": "m365", "complete": True}], "errors": [{"product": "google", "message": "down"}]}
    run = replace(succeeded([], plan, **results), jobs=None)
    assert end(replace(run, files=kept), plan) == "failed"
    for other in ({"jobs.jsonl": ""}, {**kept, "draft": ""}):
        assert end(replace(run, files=other), plan) == "unclear"
    assert end(replace(run, jobs=[], files=kept), plan) == "unclear"


def test_a_read_beyond_its_deadline_is_a_hang() -> None:
    plan = replace(PLAN, params={**PLAN.params, "read_timeout": "2s"})
    assert end(replace(failed(), seconds=6.0), plan) == "failed"
    assert end(replace(failed(), seconds=8.0), plan) == "hang"
