# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter latest."""

from __future__ import annotations

import pytest
from ansible.errors import AnsibleTemplateError
from hypothesis import given, strategies

from ansible_collections.avepoint.cloud_backup.plugins.filter.latest import FilterModule
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._jobs.job import Job
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._jobs.subject import Subject, subject_of
from unit.plugins.jobs import ago, jobs, make

latest = FilterModule().filters()["latest"]


def ids(some: list[Job]) -> list[str]:
    return [job["id"] for job in some]


def test_the_newest_of_each_product_service_and_organisation() -> None:
    some = [
        make(id="old", started_at=ago(hours=9)),
        make(id="new", started_at=ago(hours=8)),
        make(id="service", service="drive", started_at=ago(hours=10)),
        make(id="product", product="m365", started_at=ago(hours=7)),
        make(id="organisation", organization_id="org-1", started_at=ago(hours=6)),
        make(id="no-service", service=None, started_at=ago(hours=11)),
    ]
    assert ids(latest(some)) == ["organisation", "product", "new", "service", "no-service"]


@pytest.mark.parametrize(
    ("newer", "older"),
    [
        # What has not started yet.
        (make("pending", started_at=None), make(started_at=ago(minutes=1))),
        (make("failed", started_at=ago(hours=1)), make(started_at=ago(hours=2))),
        # A start counts, not an end.
        (make("running", started_at=ago(hours=1)), make(started_at=ago(hours=2), finished_at=ago(minutes=1))),
        # The end is used if the start is unknown.
        (make("failed", started_at=None, finished_at=ago(hours=1)), make(started_at=ago(hours=2))),
        (make("failed", started_at=ago(hours=1)), make(started_at=None, finished_at=ago(hours=2))),
        # A success hides nothing that may be newer.
        (make("failed", started_at=ago(hours=1)), make(started_at=ago(hours=1))),
        (make("failed", started_at=None, finished_at=None), make(started_at=ago(hours=1))),
        (make("failed", started_at=ago(days=9)), make(started_at=None, finished_at=None)),
        (make("unknown", started_at=None), make(started_at=None, finished_at=None)),
    ],
)
def test_which_of_two_is_newer(newer: Job, older: Job) -> None:
    assert latest([newer, older]) == latest([older, newer]) == [newer]


@given(strategies.lists(jobs(), unique_by=lambda job: job["id"]))
def test_the_newest_job_of_each_subject_is_returned(some: list[Job]) -> None:
    taken = latest(some)
    subjects = [subject_of(job) for job in taken]
    assert len(subjects) == len(set(subjects))
    assert set(subjects) == {subject_of(job) for job in some}
    for job in taken:
        assert any(job is given for given in some)
        others = [other for other in some if subject_of(other) == subject_of(job)]
        if job["started_at"]:
            assert all(other["started_at"] or other["ok"] or other["finished_at"] for other in others)
            assert all((other["started_at"] or "") <= job["started_at"] for other in others)
    started = [job["started_at"] or job["finished_at"] for job in taken]
    times = [moment for moment in started if moment]
    assert times == sorted(times, reverse=True)
    assert latest(taken) == taken
    assert latest(reversed(some)) == taken


def test_an_empty_list_has_no_newest_job() -> None:
    assert latest([]) == []


def test_a_subject_has_the_parts_that_the_job_reports() -> None:
    assert subject_of(make()) == Subject("google", "gmail")
    assert subject_of(make(service=None, organization_id="org-1")) == Subject("google", None, "org-1")


def test_text_is_returned_unchanged() -> None:
    job = make(message="{{ 7 * 7 }}")
    (taken,) = latest([job])
    assert taken is job


def test_a_value_that_is_not_a_list_of_jobs_is_one_sentence() -> None:
    with pytest.raises(AnsibleTemplateError, match=r"^a list of jobs is expected, not a dictionary$"):
        latest(make())
