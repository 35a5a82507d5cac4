# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Of several states of a job the latest one is kept, in whatever order they were returned."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._read.duplicates import merge
from unit.plugins.module_utils._gate.gate_jobs import job

KEY = ("m365", "j")
LIFE = [job("j", "pending", took=None), job("j", "running"), job("j", "succeeded")]


def test_a_job_never_goes_back() -> None:
    for count in range(1, 4):
        for states in itertools.permutations(LIFE, count):
            latest, contradictory = merge(states)
            assert latest[KEY] is max(states, key=LIFE.index)
            assert contradictory == set()


def test_one_id_in_two_products_means_two_jobs() -> None:
    latest, contradictory = merge([job("j"), job("j", "failed", product="google")])
    assert [each["product"] for each in latest.values()] == ["m365", "google"]
    assert contradictory == set()


@given(st.lists(st.sampled_from([*LIFE, job("j", "failed"), job("j", ended=2.0), job("j", objects=(1, 100))])))
def test_only_two_different_ends_contradict_each_other(states: list[dict[str, object]]) -> None:
    latest, contradictory = merge(states)  # type: ignore[arg-type]  # hypothesis widens the type of jobs
    ends = {str(state) for state in states if state["finished"]}
    assert contradictory == ({KEY} if len(ends) > 1 else set())
    assert len(latest) == bool(states)
