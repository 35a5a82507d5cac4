# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The jobs of a run: each once, found by product and service, whatever their order."""

from __future__ import annotations

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance.judged_jobs import JudgedJobs
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._jobs.job import Job
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._jobs.subject import Subject
from unit.plugins.module_utils._compliance.compliance_jobs import DAY, HOUR, job, restore, text


def ids(jobs: JudgedJobs, service: str | None) -> set[str]:
    return {each["id"] for each in jobs.of(Subject("m365", service))[0].values()}


def read(jobs: list[Job]) -> list[Job]:
    latest, contradictory = JudgedJobs(jobs).of(Subject("m365"))
    assert contradictory == set()
    return list(latest.values())


def some_jobs() -> list[Job]:
    return [
        job("teams", HOUR, HOUR),
        job("mail", 0, HOUR, service="exchange_online"),
        job("none", DAY, DAY, service=None),
        job("new", None, DAY, service="new_service"),
        restore("restore", 2 * HOUR, 2 * HOUR),
    ]


def test_the_jobs_of_a_service_are_its_own_and_those_of_an_unknown_one() -> None:
    """A job of m365 has its service from the request: one without it was read for another subject."""
    jobs = JudgedJobs(some_jobs())
    assert ids(jobs, "teams") == {"teams", "restore", "new"}
    assert ids(jobs, "exchange_online") == {"mail", "new"}
    assert ids(jobs, None) == {"teams", "restore", "none", "new", "mail"}
    assert jobs.of(Subject("google")) == ({}, set())


@pytest.mark.parametrize("silent", [None, "", " "], ids=repr)
def test_a_job_without_a_service_may_be_of_any_where_jobs_report_it(silent: str | None) -> None:
    drive = {"product": "google", "service": "drive", "service_raw": 2}
    jobs = JudgedJobs([job("drive", 0, 0, **drive), job("none", 0, 0, **{**drive, "service": silent})])
    assert set(jobs.of(Subject("google", "gmail"))[0]) == {("google", "none")}
    assert set(jobs.of(Subject("google", "drive"))[0]) == {("google", "drive"), ("google", "none")}


def test_a_job_that_was_read_for_the_product_too_is_one_of_its_service() -> None:
    for_product = [job("one", 0, HOUR, service=None), job("two", 0, HOUR, service=None)]
    for_service = [job("one", 0, None, "running")]
    for jobs in ([*for_product, *for_service], [*for_service, *for_product]):
        latest, contradictory = JudgedJobs(jobs).of(Subject("m365", "teams"))
        assert [(each["id"], each["status"]) for each in latest.values()] == [("one", "running")]
        assert contradictory == set()
        assert len(JudgedJobs(jobs).of(Subject("m365"))[0]) == 2


def test_a_job_is_read_as_a_job() -> None:
    written = job("one", 0, HOUR, counts_by_unit={"objects": job("x", 0)["counts"]}, message="long")
    (found,) = read([written])
    for key in ("id", "product", "status", "ok", "started_at", "finished_at", "counts", "counts_by_unit"):
        assert found[key] == written[key] == found.get(key), key
    assert found.get("message", "none") == "none"


def test_a_job_that_was_read_twice_is_one_in_its_later_state() -> None:
    running, ended = job("One", 0, None, "running"), job("one", 0, HOUR)
    for order in ([running, ended], [ended, running], [ended, ended]):
        assert [each["status"] for each in read(order)] == ["succeeded"]
        assert JudgedJobs(order).summary["total"] == 1
    other = job("one", 0, 2 * HOUR)
    assert JudgedJobs([ended, other]).of(Subject("m365"))[1] == {("m365", "one")}


def test_the_first_start_of_a_product() -> None:
    jobs = JudgedJobs([*some_jobs(), job("other", -DAY, 0, product="google", service="gmail")])
    assert jobs.first_start("m365") == text(0)
    assert jobs.first_start("google") == text(-DAY)
    assert jobs.first_start("iaas") is None
    assert JudgedJobs([job("one", None, 0)]).first_start("m365") is None
