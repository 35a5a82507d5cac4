# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tests succeeded, failed and finished."""

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest
import yaml
from ansible.errors import AnsibleTemplateError
from hypothesis import given

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._jobs.job import STATUSES, Job
from ansible_collections.avepoint.cloud_backup.plugins.test import failed, finished, succeeded
from unit.plugins.jobs import jobs, make

TESTS: dict[str, t.Callable[[object], bool]] = {
    **succeeded.TestModule().tests(),
    **failed.TestModule().tests(),
    **finished.TestModule().tests(),
}
PLUGINS = Path(__file__).parents[4] / "plugins" / "test"
# Written by hand: which of the tests hold for a status.
HOLD = {
    "pending": set(),
    "running": set(),
    "succeeded": {"succeeded", "finished"},
    "warning": {"finished"},
    "failed": {"failed", "finished"},
    "skipped": {"finished"},
    "stopped": {"finished"},
    "paused": set(),
    "unknown": set(),
}


@pytest.mark.parametrize("status", STATUSES)
def test_what_holds_for_a_status(status: str) -> None:
    assert {name for name, holds in TESTS.items() if holds(make(status)) is True} == HOLD[status]
    assert {name for name, holds in TESTS.items() if holds(make(status)) is False} == set(TESTS) - HOLD[status]


@given(jobs())
def test_they_are_what_the_job_says(job: Job) -> None:
    assert TESTS["succeeded"](job) is job["ok"]
    assert TESTS["finished"](job) is job["finished"]


@pytest.mark.parametrize("name", TESTS)
@pytest.mark.parametrize(
    "value", [None, "succeeded", True, 1, {}, [], [make()], {"jobs": [make()]}, {"ok": True, "status": "succeeded"}]
)
def test_what_is_no_job_is_told_in_a_sentence(name: str, value: object) -> None:
    with pytest.raises(AnsibleTemplateError, match=r"^a job is expected, "):
        TESTS[name](value)


@pytest.mark.parametrize("name", TESTS)
def test_a_job_that_contradicts_itself_is_refused(name: str) -> None:
    with pytest.raises(AnsibleTemplateError, match=r"^the job job-1 cannot be judged: ok does not fit its status$"):
        TESTS[name]({**make("failed"), "ok": True})


@pytest.mark.parametrize("name", [*TESTS, "overdue"])
def test_the_documentation_is_of_this_test(name: str) -> None:
    told = yaml.safe_load((PLUGINS / f"{name}.yml").read_text(encoding="utf-8"))
    assert told["DOCUMENTATION"]["name"] == name
    assert told["RETURN"]["_value"]["type"] == "bool"
    assert f"avepoint.cloud_backup.{name}" in told["EXAMPLES"]
