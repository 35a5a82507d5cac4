# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Policies as users write them: their forms, what they mean, and the jobs that they need."""

from __future__ import annotations

import json
import typing as t
from datetime import timedelta

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance import policies
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance.policies import Policy, ResolvedPolicy
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.registry import PRODUCTS
from unit.plugins.module_utils._compliance.compliance_jobs import DAY, period

LEAST = {"name": "p", "product": "m365", "rpo": "24h"}


def read(**keys: t.Any) -> ResolvedPolicy:
    (found,) = policies.read([{**LEAST, **keys}])
    return found


def test_what_holds_where_a_key_is_not_given() -> None:
    found = read(schedule={"at": "22:00"})
    assert found.policy.min_compliant_time == 100
    assert found.policy.max_missed == 0
    schedule = found.policy.schedule
    assert schedule is not None
    assert (schedule.at, schedule.days, schedule.grace) == (("22:00",), (), timedelta(hours=1))
    assert found.words.job_types.given == ["backup"]
    assert found.restores is None
    decisions = [getattr(found.policy, f"on_{word}") for word in ("warning", "skipped", "unknown", "no_jobs")]
    assert decisions == ["deny", "allow", "deny", "deny"]


def test_the_requirements_are_the_keys_that_are_judged() -> None:
    assert set(Policy.requirements()) == {
        *("rpo", "schedule", "min_success_rate", "max_failed_jobs", "max_failed_ratio", "max_duration"),
        *("max_consecutive_failures", "min_objects", "max_object_drop", "restore_test_every"),
    }
    assert read(schedule={"every": "24h"}, min_compliant_time=99).policy.given == ["rpo", "schedule"]


@pytest.mark.parametrize(
    "given",
    [
        [LEAST],
        (LEAST,),
        json.dumps([LEAST]),
        [json.dumps(LEAST)],
        "- {name: p, product: m365, rpo: 24h}",
        "- name: p\n  product: m365\n  rpo: 24h\n",
    ],
)
def test_policies_are_a_list_or_text_of_one(given: object) -> None:
    (found,) = policies.read(given)
    assert (found.policy.name, found.policy.rpo) == ("p", timedelta(days=1))


def test_times_in_yaml_text() -> None:
    text = "- {name: p, product: m365, schedule: {at: ['22:00', '06:00'], days: [Mon, tue], grace: 6h}}"
    schedule = policies.read(text)[0].policy.schedule
    assert schedule is not None
    assert (schedule.at, schedule.days, schedule.grace) == (("22:00", "06:00"), ("Mon", "tue"), timedelta(hours=6))


def test_the_subjects_are_those_of_a_gate() -> None:
    found = read(services=["teams", "exchange_online"]).words.subjects()
    assert [subject.service for subject in found] == ["teams", "exchange_online"]
    by_organisation = {"product": "dynamics365", "organization_ids": ["a", "A", "b"]}
    assert [each.organization_id for each in read(**by_organisation).words.subjects()] == ["a", "b"]


@pytest.mark.parametrize(
    ("keys", "look_back"),
    [
        ({"rpo": "24h"}, timedelta(days=1)),
        ({"rpo": "24h", "restore_test_every": "90d"}, timedelta(days=90)),
        ({"rpo": "30d", "restore_test_every": "7d"}, timedelta(days=30)),
        ({"max_failed_jobs": 0}, timedelta(0)),
    ],
)
def test_jobs_are_read_from_the_longest_of_both_before_the_period(keys: dict[str, t.Any], look_back: timedelta) -> None:
    (found,) = policies.read([{"name": "p", "product": "m365", **keys}])
    selections = found.selections(period(2 * DAY, judged=5 * DAY))
    # Counted from the moment of judging.
    assert {each.look_back for each in selections} == {look_back + timedelta(days=5)}
    types = [each.job_types.given for each in selections]
    assert types == ([["backup"], ["restore"]] if "restore_test_every" in keys else [["backup"]])
    assert {each.running_look_back for each in selections} == {None}


@pytest.mark.parametrize("product", [name for name in PRODUCTS if name != "aos_scan"])
def test_restores_of_every_product_that_has_them(product: str) -> None:
    found = read(product=product, restore_test_every="90d")
    assert found.restores is not None
    assert all(value.normalized == "restore" for value in found.restores.values)
