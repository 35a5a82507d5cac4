# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests succeeded, failed and finished have in common."""

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest
import yaml
from ansible.errors import AnsibleTemplateError

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._jobs.job import STATUSES
from unit.plugins.jobs import make

PLUGINS = Path(__file__).parents[4] / "plugins" / "test"
NOT_A_JOB: list[t.Any] = [
    *(None, "succeeded", True, 1, {}, []),
    *([make()], {"jobs": [make()]}, {"ok": True, "status": "succeeded"}),
]


def check_statuses(holds: t.Callable[[object], bool], expected: set[str]) -> None:
    """Assert that a test holds for a job of just these statuses, and is False for every other."""
    assert {status: holds(make(status)) for status in STATUSES} == {status: status in expected for status in STATUSES}


def check_error_about_no_job(holds: t.Callable[[object], bool], value: object) -> None:
    """Assert that a value that is not a job is an error of one sentence."""
    with pytest.raises(AnsibleTemplateError, match=r"^a job is expected, "):
        holds(value)


def check_contradictory_job(holds: t.Callable[[object], bool]) -> None:
    """Assert that a job whose fields contradict each other is an error."""
    with pytest.raises(AnsibleTemplateError, match=r"^the job job-1 cannot be judged: ok contradicts its status$"):
        holds({**make("failed"), "ok": True})


def check_documentation(name: str) -> None:
    """Assert that the file beside a test documents that test."""
    documented = yaml.safe_load((PLUGINS / f"{name}.yml").read_text(encoding="utf-8"))
    assert documented["DOCUMENTATION"]["name"] == name
    assert documented["RETURN"]["_value"]["type"] == "bool"
    assert f"avepoint.cloud_backup.{name}" in documented["EXAMPLES"]
