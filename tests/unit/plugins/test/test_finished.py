# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The test finished."""

from __future__ import annotations

import pytest
from hypothesis import given

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._jobs.job import Job
from ansible_collections.avepoint.cloud_backup.plugins.test import finished
from unit.plugins.jobs import jobs
from unit.plugins.test import state_cases

HOLDS = finished.TestModule().tests()["finished"]


def test_the_plugin_has_one_test() -> None:
    assert list(finished.TestModule().tests()) == ["finished"]


def test_the_statuses_for_which_it_holds() -> None:
    state_cases.check_statuses(HOLDS, {"succeeded", "warning", "failed", "skipped", "stopped"})


@given(jobs())
def test_it_is_the_finished_of_the_job(job: Job) -> None:
    assert HOLDS(job) is job["finished"]


@pytest.mark.parametrize("value", state_cases.NOT_A_JOB)
def test_a_value_that_is_not_a_job_is_an_error(value: object) -> None:
    state_cases.check_error_about_no_job(HOLDS, value)


def test_a_contradictory_job_is_an_error() -> None:
    state_cases.check_contradictory_job(HOLDS)


def test_the_documentation_is_of_this_test() -> None:
    state_cases.check_documentation("finished")
