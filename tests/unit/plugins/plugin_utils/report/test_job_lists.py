# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The jobs of several lists, each once."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import CloudBackupError
from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report.job_lists import with_others
from unit.plugins.jobs import make
from unit.plugins.lazy import LazyDict


def test_known_jobs_stay_and_others_are_added() -> None:
    known = [make(id="A", service="drive")]
    found = with_others(known, [make(id="a", service=None), make(id="b"), make(id="a", product="m365")])
    assert [(job["id"], job["product"], job["service"]) for job in found] == [
        ("A", "google", "drive"),
        ("b", "google", "gmail"),
        ("a", "m365", "gmail"),
    ]


def test_the_later_state_of_a_job_is_kept() -> None:
    (job,) = with_others(None, [make("running"), make("succeeded")])
    assert job["status"] == "succeeded"


def test_containers_of_ansible_become_dictionaries() -> None:
    (job,) = with_others(None, [LazyDict(t.cast("dict[str, t.Any]", make()))])
    assert job == make()
    assert job.__class__ is dict
    assert job["counts"].__class__ is dict


@pytest.mark.parametrize("value", ["text", {}, None, 7, [7], [{"id": "x"}], [make(), {}]])
def test_anything_else_is_refused(value: object) -> None:
    with pytest.raises(CloudBackupError, match="job"):
        with_others([make()], value)
