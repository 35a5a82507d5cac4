# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waiting over real HTTP: jobs that change during the wait, and the requests of the task."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import signal
import subprocess
import sys
import threading
import time
import typing as t
from datetime import datetime, timedelta, timezone

import pytest

from functional.conftest import Tenants
from functional.helpers import ALL_PRODUCTS, MODULES, USUAL_WORDS, Outcome, Tenant, restore_interrupts

# The keys of every result, successful or failed.
KEYS = {"jobs", "outcome", "timed_out", "elapsed_seconds", "missing", "progress"}


def wait(tenant: Tenant, product: str = "m365", **params: t.Any) -> Outcome:
    return tenant.run("job_wait", product=product, **{"interval": "0.2s", "wait_timeout": "60s", **params})


def at(seconds: float) -> str:
    return (datetime.now(timezone.utc) + timedelta(seconds=seconds)).isoformat()


def await_pages(tenant: Tenant, number: int) -> None:
    """Return when so many requests that began after this call have been answered with a page."""
    before = len(tenant.log())
    end = time.monotonic() + 50
    while sum(bool(entry["finished"]) and entry["status"] == 200 for entry in tenant.log()[before:]) < number:
        assert time.monotonic() < end, "the module sent too few requests"
        time.sleep(0.05)


@contextlib.contextmanager
def meanwhile(tenant: Tenant, *changes: t.Callable[[], object], pages: int = 1) -> t.Iterator[None]:
    """Make these changes one after the other, each after a read of so many pages of what the one before it left."""

    def go() -> None:
        for change in changes:
            await_pages(tenant, pages)
            change()

    thread = threading.Thread(target=go)
    thread.start()
    try:
        yield
    finally:
        thread.join()


@pytest.mark.parametrize("product", ALL_PRODUCTS)
def test_jobs_that_end_during_the_wait(tenant: Tenant, product: str) -> None:
    first, second = (tenant.put(product, status="running")["id"] for _number in range(2))
    with meanwhile(
        tenant,
        lambda: tenant.put(product, id=first, status="succeeded"),
        lambda: tenant.put(product, id=second, status="warning"),
    ):
        outcome = wait(tenant, product, job_ids=[first, second]).good()
    result = outcome.result
    assert result.keys() >= KEYS
    assert (result["outcome"], result["timed_out"], result["changed"]) == ("finished", False, False)
    assert {job["id"]: job["status"] for job in outcome.jobs} == {first: "succeeded", second: "warning"}
    # Three reads: before, between and after the two changes.
    assert result["elapsed_seconds"] >= 0.4
    assert len(result["progress"]) == 3
    log = tenant.log(product)
    gaps = [after["started"] - before["finished"] for before, after in itertools.pairwise(log)]
    # Each read is one request, at least an interval after the last response.
    assert min(gaps) >= 0.19
    assert len(log) <= result["elapsed_seconds"] / 0.2 + 1
    assert len(tenant.token_log()) == 1


@pytest.mark.parametrize("product", ALL_PRODUCTS)
def test_a_wait_for_a_run_that_does_not_exist_yet(tenant: Tenant, product: str) -> None:
    tenant.clear_jobs(product)
    run: dict[str, t.Any] = {"started_after": "5s", "job_types": [USUAL_WORDS[product]]}
    wait(tenant, product, _internal={"check_mode": True}, **run).good()
    of_one_read = len(tenant.log())
    kept: list[str] = []
    with meanwhile(
        tenant,
        lambda: kept.append(tenant.put(product, status="running", start=at(-3))["id"]),
        lambda: tenant.put(product, id=kept[0], status="succeeded"),
        # Whenever a change is made, a whole read is among so many pages after it.
        pages=2 * of_one_read,
    ):
        outcome = wait(tenant, product, **run).good()
    assert [job["id"] for job in outcome.jobs] == kept
    assert outcome.result["outcome"] == "finished"
    assert outcome.result["progress"][0].endswith(": no run seen")


@pytest.mark.parametrize("revision", ["2024", "2025"])
@pytest.mark.parametrize("product", ALL_PRODUCTS)
def test_each_read_is_one_request_in_every_api_version(tenants: Tenants, product: str, revision: str) -> None:
    tenant = tenants(revision=revision)
    job = tenant.put(product, status="running")["id"]
    with meanwhile(tenant, lambda: tenant.put(product, id=job, status="succeeded")):
        outcome = wait(tenant, product, job_ids=[job], interval="0.3s").good()
    served = [entry for entry in tenant.log(product) if entry["status"] == 200]
    rejected = [entry for entry in tenant.log(product) if entry["status"] != 200]
    # The API version is found once in the whole wait.
    assert len(rejected) <= 1
    assert len(served) <= outcome.result["elapsed_seconds"] / 0.3 + 1


def test_a_single_id_of_iaas_is_searched_for(tenant: Tenant) -> None:
    job = tenant.put("iaas", status="succeeded")["id"]
    wait(tenant, "iaas", job_ids=[job]).good()
    assert [entry["query"]["SearchText"] for entry in tenant.log()] == [job]


def test_a_run_is_followed_by_its_service_and_job_type(tenant: Tenant) -> None:
    tenant.clear_jobs("m365")
    job = tenant.put("m365", status="running", service="teams", job_type="restore")["id"]
    # The first read has four queries, one of them with two pages.
    with meanwhile(tenant, lambda: tenant.put("m365", id=job, status="succeeded"), pages=5):
        outcome = wait(
            tenant, started_after="1h", services=["teams", "onedrive"], job_types=["backup", "restore"]
        ).good()
    # The first read proves its only page with the next one.
    firsts = [entry for entry in tenant.log() if entry["page"] == 0]
    assert len(tenant.log()) == len(firsts) + 1
    log = [(entry["query"]["ObjectType"], entry["query"]["JobType"]) for entry in firsts]
    assert sorted(log[:4]) == [("3", "1"), ("3", "2"), ("7", "1"), ("7", "2")]
    assert set(log[4:]) == {("7", "2")}
    assert (outcome.jobs[0]["service"], outcome.jobs[0]["job_type"]) == ("teams", "restore")


def test_a_failed_job_fails_the_task_at_once(tenant: Tenant) -> None:
    good, bad = (tenant.put("m365", status="running")["id"] for _number in range(2))
    with meanwhile(tenant, lambda: tenant.put("m365", id=bad, status="failed")):
        outcome = wait(tenant, job_ids=[good, bad]).bad()
    result = outcome.result
    assert result.keys() >= KEYS
    assert (result["outcome"], result["timed_out"]) == ("failed", False)
    assert f"jobs with a status of fail_on: {bad} failed; other jobs: {good} running" in outcome.msg
    assert len(outcome.jobs) == 2
    assert result["elapsed_seconds"] < 20


def test_a_wait_fails_at_its_deadline(tenant: Tenant) -> None:
    job = tenant.put("m365", status="running")["id"]
    outcome = wait(tenant, job_ids=[job], wait_timeout="2s").bad()
    assert (outcome.result["outcome"], outcome.result["timed_out"]) == ("timed_out", True)
    assert f"{job} running" in outcome.msg
    assert [one["id"] for one in outcome.jobs] == [job]
    assert 2 <= outcome.result["elapsed_seconds"] < 20


def test_an_unknown_status_is_reported(tenant: Tenant) -> None:
    job = tenant.put("google", status="?")["id"]
    outcome = wait(tenant, "google", job_ids=[job], wait_timeout="2s").bad()
    assert "(reported as " in outcome.msg


def test_a_job_that_never_appears_is_reported(tenant: Tenant) -> None:
    tenant.clear_jobs("m365")
    by_id = wait(tenant, job_ids=["nothing-like-it"], wait_timeout="2s").bad()
    run = wait(tenant, started_after="1m", services=["teams"], wait_timeout="2s").bad()
    for outcome in (by_id, run):
        assert outcome.result.keys() >= KEYS
        assert (outcome.result["outcome"], outcome.result["timed_out"]) == ("never_appeared", True)
        assert outcome.jobs == []
    assert "nothing-like-it" in by_id.msg
    assert by_id.result["missing"] == ["nothing-like-it"]
    assert "services: teams" in run.msg


@pytest.mark.parametrize("form", ["2", "date:3"])
@pytest.mark.parametrize("where", ["m365", "token"])
def test_a_wait_respects_retry_after(tenant: Tenant, where: str, form: str) -> None:
    job = tenant.put("m365", status="succeeded")["id"]
    tenant.fault("status", product=where, status=429, retry_after=form)
    wait(tenant, job_ids=[job], retries=5).good()
    first, second = tenant.token_log() if where == "token" else tenant.log()
    # An HTTP date has no fractions of seconds.
    assert second["started"] - first["finished"] >= 1.9


def test_a_retry_after_beyond_the_deadline_ends_the_wait(tenant: Tenant) -> None:
    tenant.fault("status", product="m365", status=429, retry_after="3600", times=0)
    began = time.monotonic()
    outcome = wait(tenant, job_ids=["a"], wait_timeout="60s").bad()
    assert time.monotonic() - began < 20
    assert outcome.result["outcome"] == "unreadable"
    assert "3600" in outcome.msg
    assert len(tenant.log()) == 1


@pytest.mark.parametrize(
    ("kind", "rule"),
    [("status", {"status": 503}), ("reset_before", {}), ("html", {"status": 502}), ("truncate", {}), ("not_json", {})],
)
def test_a_wait_survives_temporary_faults(tenant: Tenant, kind: str, rule: dict[str, t.Any]) -> None:
    job = tenant.put("m365", status="succeeded")["id"]
    tenant.fault(kind, product="m365", times=3, **rule)
    outcome = wait(tenant, job_ids=[job], retries=0).good()
    # A failed read is not repeated before its interval is over.
    assert len(tenant.log()) == 4
    assert "read failed: " in outcome.result["progress"][0]


def test_a_wait_survives_an_outage_of_the_token_endpoint(tenant: Tenant) -> None:
    job = tenant.put("m365", status="succeeded")["id"]
    tenant.fault("reset_before", product="token", times=2)
    wait(tenant, job_ids=[job], retries=0).good()
    assert (len(tenant.token_log()), len(tenant.log())) == (3, 1)


def test_a_token_that_expires_during_the_wait_is_renewed(tenant: Tenant) -> None:
    job = tenant.put("m365", status="running")["id"]
    tenant.fault("expire_token", product="m365", skip=1)
    with meanwhile(tenant, lambda: tenant.put("m365", id=job, status="succeeded")):
        wait(tenant, job_ids=[job]).good()
    assert len(tenant.token_log()) == 2


def test_a_client_error_ends_the_wait_at_once(tenant: Tenant) -> None:
    job = tenant.put("m365", status="running")["id"]
    tenant.fault("status", product="m365", status=403, skip=2, times=0)
    outcome = wait(tenant, job_ids=[job]).bad()
    assert (outcome.result["status"], outcome.result["outcome"]) == (403, "unreadable")
    assert "microsoft365backup.jobInfo.read.all" in outcome.msg
    assert [one["status"] for one in outcome.jobs] == ["running"]
    assert len(tenant.log()) == 3


@pytest.mark.parametrize("kind", ["slow", "stall"])
def test_a_wait_takes_no_longer_than_its_deadline_and_one_request(tenant: Tenant, kind: str) -> None:
    tenant.fault(kind, product="m365", seconds=30, times=0)
    began = time.monotonic()
    outcome = wait(tenant, job_ids=["a"], wait_timeout="1.5s", timeout=1).bad()
    assert time.monotonic() - began < 20
    assert outcome.result["elapsed_seconds"] < 20
    assert (outcome.result["outcome"], outcome.result["timed_out"]) == ("unreadable", True)


def test_many_slow_pages_do_not_exceed_the_deadline(tenant: Tenant) -> None:
    tenant.fault("slow", product="google", seconds=0.6, times=0)
    outcome = wait(
        tenant, "google", job_ids=["a"], since="30d", page_size=5, wait_timeout="1s", timeout=1, concurrency=1
    ).bad()
    assert outcome.result["elapsed_seconds"] < 20


def test_check_mode_reads_once(tenant: Tenant) -> None:
    job = tenant.put("m365", status="running")["id"]
    for params in ({"job_ids": [job]}, {"job_ids": ["nowhere"]}, {"started_after": "0s"}):
        began = time.monotonic()
        outcome = wait(tenant, _internal={"check_mode": True}, wait_timeout="1h", **params).good()
        assert time.monotonic() - began < 20
        assert (outcome.result["outcome"], outcome.result["timed_out"]) == ("waiting", False)
    # The missing job could be on a later page.
    assert [entry["page"] for entry in tenant.log()] == [0, 0, 1]
    tenant.put("m365", id=job, status="failed")
    assert wait(tenant, _internal={"check_mode": True}, job_ids=[job]).bad().result["outcome"] == "failed"


def test_raw_rows_are_returned_on_request(tenant: Tenant) -> None:
    job = tenant.put("google", status="succeeded")["id"]
    assert "raw" in wait(tenant, "google", job_ids=[job], include_raw=True).good().jobs[0]
    assert "raw" not in wait(tenant, "google", job_ids=[job]).good().jobs[0]


def test_another_data_source_can_be_waited_for(tenant: Tenant) -> None:
    job = tenant.put("google", status="succeeded", data_source=2)["id"]
    wait(tenant, "google", job_ids=[job], data_source="recenter").good()
    assert wait(tenant, "google", job_ids=[job], wait_timeout="2s").bad().result["missing"] == [job]


BAD: list[tuple[dict[str, t.Any], str, str]] = [
    ({}, "job_ids or started_after", "give one"),
    ({"job_ids": ["a"], "started_after": "1h"}, "job_ids and started_after", "give only one"),
    ({"job_ids": ["a"], "fail_on": ["faild"]}, "fail_on", "did you mean failed"),
    ({"job_ids": ["a"], "product": "m356"}, "product", "did you mean m365"),
    ({"job_ids": ["a"], "interval": "0s"}, "interval", "above 0"),
    ({"job_ids": ["a"], "wait_timeout": "ever"}, "wait_timeout", "duration"),
    ({"started_after": "1h", "services": ["teems"]}, "services", "did you mean teams"),
    ({"started_after": "1h", "search_text": "x"}, "search_text", "is not known to m365"),
    ({"job_ids": ["a"], "client_secret": None}, "credentials", "neither client_secret nor certificate_path"),
]


@pytest.mark.parametrize(("params", "option", "expected"), BAD, ids=[str(params) for params, _o, _e in BAD])
def test_bad_input_is_one_sentence_before_any_request(
    tenant: Tenant, params: dict[str, t.Any], option: str, expected: str
) -> None:
    outcome = wait(tenant, **{"product": "m365", **params}).bad()
    assert outcome.msg.startswith(f"{option}: ")
    assert expected in outcome.msg
    assert tenant.log() == tenant.token_log() == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_wait_at_once(tenant: Tenant, number: signal.Signals) -> None:
    """Between two reads, long before the next read and the timeout."""
    job = tenant.put("m365", status="running")["id"]
    params = tenant.connection(product="m365", job_ids=[job], interval="10m", wait_timeout="2h")
    arguments = json.dumps({"ANSIBLE_MODULE_ARGS": {**params, "_ansible_remote_tmp": str(tenant.tmp)}})
    code = (
        "import sys; from ansible.module_utils import basic; basic._ANSIBLE_ARGS = sys.stdin.buffer.read(); "
        f"basic._ANSIBLE_PROFILE = 'legacy'; from {MODULES}.job_wait import main; main()"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", code]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        preexec_fn=restore_interrupts,
    ) as process:
        assert process.stdin is not None
        process.stdin.write(arguments.encode())
        process.stdin.close()
        end = time.monotonic() + 20
        while not any(entry["finished"] for entry in tenant.log()) and time.monotonic() < end:
            time.sleep(0.05)
        assert tenant.log(), process.stderr.read().decode() if process.stderr and process.poll() is not None else ""
        time.sleep(0.3)
        sent = time.monotonic()
        process.send_signal(number)
        assert process.wait(30) != 0
        assert time.monotonic() - sent < 20


@pytest.mark.parametrize("option", ["services", "job_types", "job_ids"])
def test_an_empty_list_does_not_wait_for_any_job(tenant: Tenant, option: str) -> None:
    outcome = wait(tenant, "m365", started_after="1h", **{option: []}).bad()
    assert outcome.msg.startswith(f"{option}: is an empty list")
    assert tenant.log() == []
