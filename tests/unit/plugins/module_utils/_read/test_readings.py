# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Of several readings of a job the later one holds, in whatever order they came."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._read.readings import merge
from unit.plugins.module_utils._gate.gate_jobs import job

KEY = ("m365", "j")
LIFE = [job("j", "pending", took=None), job("j", "running"), job("j", "succeeded")]


def test_a_job_does_not_go_back() -> None:
    for some in range(1, 4):
        for readings in itertools.permutations(LIFE, some):
            latest, contradictory = merge(readings)
            assert latest[KEY] is max(readings, key=LIFE.index)
            assert contradictory == set()


def test_jobs_of_two_products_with_one_id_are_two() -> None:
    latest, contradictory = merge([job("j"), job("j", "failed", product="google")])
    assert [each["product"] for each in latest.values()] == ["m365", "google"]
    assert contradictory == set()


@given(st.lists(st.sampled_from([*LIFE, job("j", "failed"), job("j", ended=2.0), job("j", objects=(1, 100))])))
def test_two_ends_contradict_each_other_and_nothing_else_does(readings: list[dict[str, object]]) -> None:
    latest, contradictory = merge(readings)  # type: ignore[arg-type]  # hypothesis widens the type of jobs
    ends = {str(reading) for reading in readings if reading["finished"]}
    assert contradictory == ({KEY} if len(ends) > 1 else set())
    assert len(latest) == bool(readings)
