# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a judgement depends on besides the jobs, as it is kept and read again."""

from __future__ import annotations

import json
import typing as t
from datetime import date, datetime, timezone

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance import inputs
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance.inputs import Inputs
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import OptionError
from unit.plugins.module_utils._compliance.compliance_jobs import DAY, exclusion, period, text

POLICY = {"name": "p", "product": "m365", "rpo": "24h"}


def test_they_are_the_same_when_they_are_read_again() -> None:
    exclusions = [exclusion(0, 60)]
    over = period(DAY, judged=2 * DAY, since=-DAY, zone="Europe/Berlin")
    written = Inputs([POLICY], exclusions, over, {"m365": text(60)}, "it is slow")
    again = inputs.from_json(json.loads(json.dumps(written.to_json())))
    assert again == written
    (policy,), around = again.resolve()
    assert policy.policy.name == "p"
    assert (around.period, around.clock_problem) == (over, "it is slow")
    assert around.known_since["m365"].isoformat() == "2026-11-02T00:01:00+00:00"
    assert around.exclusions[0].reason == "maintenance"


@pytest.mark.parametrize(
    "given",
    [
        [POLICY],
        (POLICY,),
        json.dumps([POLICY]),
        [json.dumps(POLICY)],
        ["{name: p, product: m365, rpo: 24h}"],
        "- name: p\n  product: m365\n  rpo: 24h\n",
        "[{name: p, product: m365, rpo: 24h}]",
    ],
)
def test_policies_are_kept_as_a_list(given: object) -> None:
    assert inputs.plain("policies", given) == [POLICY]


@pytest.mark.parametrize("given", [None, 7, {"name": "p"}, '{"name": "p"}'])
def test_anything_else_is_left_to_whoever_reads_it(given: t.Any) -> None:
    found = inputs.plain("policies", given)
    assert found == (json.loads(given) if isinstance(given, str) else given)


def test_dates_are_kept_as_text() -> None:
    given = [{"from": date(2026, 11, 21), "until": datetime(2026, 11, 22, tzinfo=timezone.utc)}]
    assert inputs.plain("exclusions", given) == [{"from": "2026-11-21", "until": "2026-11-22T00:00:00+00:00"}]


@pytest.mark.parametrize("value", [{1}, b"x", object(), {(1, 2): 3}])
def test_a_value_that_cannot_be_kept_is_refused(value: object) -> None:
    with pytest.raises(OptionError) as raised:
        inputs.plain("policies", [{"name": value}])
    assert str(raised.value) == ("policies: it contains a value that is neither text, a number, a list nor a mapping")


def test_a_list_that_contains_itself_is_refused() -> None:
    endless: list[t.Any] = []
    endless.append(endless)
    with pytest.raises(OptionError, match="policies: it contains a value"):
        inputs.plain("policies", endless)


@pytest.mark.parametrize("every", ["1s", "10s"])
def test_more_expected_runs_than_can_be_judged_are_refused(every: str) -> None:
    many = Inputs([{**POLICY, "schedule": {"every": every}}], [], period(20 * DAY))
    with pytest.raises(OptionError) as raised:
        many.resolve()
    number = 20 * DAY // int(every[:-1])
    assert (
        str(raised.value) == f"policies: policy 'p': schedule: it expects {number} runs; at most 100000 can be judged"
    )
    # What lies in the future is not judged.
    assert Inputs(many.policies, [], period(20 * DAY, judged=1000)).resolve()
