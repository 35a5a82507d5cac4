# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs in groups: each group as it was added, however many there are, and without what judging does not need."""

from __future__ import annotations

import io
import tempfile

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance import packed_jobs
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance.packed_jobs import PackedJobs
from unit.plugins.module_utils._compliance.compliance_jobs import HOUR, job

BLOCK = packed_jobs._AT_ONCE


def ids(jobs: PackedJobs, group: str) -> list[str]:
    return [each["id"] for each in jobs.read(group)]


@pytest.mark.parametrize("number", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 1])
def test_each_group_is_read_in_the_order_in_which_it_was_added(number: int) -> None:
    with tempfile.TemporaryFile() as file:
        jobs = PackedJobs(file)
        added = [(f"{group} {place}", group) for place in range(number) for group in ("one", "two")]
        for identity, group in added:
            jobs.add(group, job(identity, HOUR))
        for group in ("one", "two", "one"):
            assert ids(jobs, group) == [identity for identity, other in added if other == group]
        assert ids(jobs, "three") == []


def test_jobs_can_be_added_after_some_were_read() -> None:
    jobs = PackedJobs(io.BytesIO())
    added = [str(place) for place in range(3 * BLOCK)]
    for identity in added:
        jobs.add("one", job(identity, HOUR))
        # The first block alone.
        assert next(jobs.read("one"))["id"] == "0"
    assert ids(jobs, "one") == added


def test_the_counts_of_each_unit_are_its_own() -> None:
    jobs, finest = PackedJobs(io.BytesIO()), job("one", HOUR, objects=(1, 2))["counts"]
    by_unit = {"objects": {**finest}, "records": {**finest, "failed": 7}}
    jobs.add("one", job("one", HOUR, counts=finest, counts_by_unit=by_unit))
    (kept,) = jobs.read("one")
    assert (kept["counts"], kept["counts_by_unit"]) == (finest, by_unit)


@pytest.mark.parametrize("number", [1, BLOCK])
def test_what_judging_does_not_need_is_left_out(number: int) -> None:
    jobs, given = PackedJobs(io.BytesIO()), job("one", HOUR, 2 * HOUR, "warning", objects=(3, 4))
    for _place in range(number):
        jobs.add("one", given)
    kept = next(jobs.read("one"))
    assert {key: given.get(key) for key in kept} == kept
    assert set(given) - set(kept) >= {"message", "errors", "operator", "subject"}


def test_written_jobs_are_in_the_file_alone() -> None:
    file = io.BytesIO()
    jobs = PackedJobs(file)
    for place in range(BLOCK):
        jobs.add("one", job(str(place), HOUR))
    assert file.getvalue()
    assert jobs._waiting == {"one": []}
