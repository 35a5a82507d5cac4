# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What judgements give evidence for: each control, and what no job history can show."""

from __future__ import annotations

import json
import typing as t

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance.catalogue import CATALOGUE, NOT_SHOWN
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance.controls import OWN
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance.policies import Policy
from unit.plugins.module_utils._compliance.compliance_jobs import DAY, HOUR, assessment, exclusion, job, period

RPO = {"rpo": "24h"}
SETTLED = {
    ("ISO/IEC 27001:2022", "A.8.13"),
    ("NIST SP 800-53 r5", "CP-9"),
    ("NIST SP 800-53 r5", "CP-9(1)"),
    ("NIST SP 800-53 r5", "CP-10"),
    ("CIS Controls v8.1", "11.2"),
    ("CIS Controls v8.1", "11.5"),
    ("SOC 2", "A1.2"),
    ("SOC 2", "A1.3"),
    ("DORA", "Article 12"),
    ("HIPAA", "164.308(a)(7)(ii)"),
    ("Essential Eight", "Regular backups"),
}


def controls(*arguments: t.Any, **keys: t.Any) -> list[dict[str, t.Any]]:
    return t.cast("list[dict[str, t.Any]]", assessment(*arguments, **keys).result["controls"])


def named(rows: list[dict[str, t.Any]], name: str) -> dict[str, t.Any]:
    (found,) = [each for each in rows if each["control"] == name]
    return found


def test_the_catalogue_has_the_settled_controls_and_each_requirement() -> None:
    assert {(each.framework, each.control) for each in CATALOGUE} == SETTLED
    named_ones = {name for each in CATALOGUE for name in each.requirements}
    assert named_ones == set(Policy.requirements())
    assert all(each.title and each.title[0].isupper() for each in CATALOGUE)


def test_each_control_has_a_row_in_order_and_what_is_not_shown_follows() -> None:
    rows = controls([job("one", 0, 0)], RPO, period(DAY))
    assert [each["control"] for each in rows] == [each.control for each in CATALOGUE] + [None] * len(NOT_SHOWN)
    assert {frozenset(each) for each in rows} == {
        frozenset(("framework", "control", "title", "statement", "status", "holds", "reason", "subjects"))
    }


def test_what_no_job_history_shows_is_not_assessed_with_the_reason() -> None:
    rows = controls([job("one", 0, 0)], RPO, period(DAY))[len(CATALOGUE) :]
    assert [each["title"] for each in rows] == [
        *("Encryption of backups", "Immutability of backups", "Off-site copies")
    ]
    for each in rows:
        assert (each["status"], each["holds"], each["statement"], each["subjects"]) == ("not assessed", None, None, [])
        assert each["reason"].startswith("the job history does not report ")


@pytest.mark.parametrize(
    ("jobs", "around", "status", "holds"),
    [
        ([job("one", 0, 0)], {}, "holds", True),
        ([], {}, "does not hold", False),
        ([job("one", 9 * DAY, 9 * DAY)], {"known_since": 9 * DAY}, "unknown", None),
        ([], {"exclusions": [exclusion(0, 10 * DAY)]}, "not applicable", None),
    ],
)
def test_whether_a_control_holds(jobs: list[t.Any], around: dict[str, t.Any], status: str, holds: bool | None) -> None:
    found = named(controls(jobs, {"rpo": "10d"}, period(10 * DAY), **around), "A.8.13")
    assert (found["status"], found["holds"]) == (status, holds)
    assert found["statement"] == "gives evidence for ISO/IEC 27001:2022 A.8.13"
    assert found["subjects"] == [{"policy": "policy 1", "subject": "m365", "status": status, "requirements": ["rpo"]}]


def test_a_control_of_which_no_policy_has_a_requirement_is_not_assessed() -> None:
    found = named(controls([job("one", 0, 0)], RPO, period(DAY)), "11.5")
    assert found["status"] == "not assessed"
    assert (found["statement"], found["subjects"], found["holds"]) == (None, [], None)
    assert found["reason"] == "no policy has any of these: restore_test_every"


def test_a_failed_check_counts_for_its_own_controls_alone() -> None:
    tested = {**RPO, "restore_test_every": "24h"}
    rows = controls([job("one", 0, 0)], tested, period(DAY))
    status = {each["control"]: each["status"] for each in rows}
    assert (status["CP-9"], status["11.2"], status["CP-9(1)"], status["A1.3"]) == (
        *("holds", "holds"),
        *("does not hold", "does not hold"),
    )
    # Both belong to this one.
    assert (status["A.8.13"], status["CP-10"]) == ("does not hold", "does not hold")


def test_what_another_requirement_breaks_leaves_an_unknown_control_unknown() -> None:
    # Restores are missing, and so is the beginning of the history.
    tested = {**RPO, "restore_test_every": "12h"}
    rows = controls([job("one", 9 * DAY, 9 * DAY)], tested, period(10 * DAY), known_since=9 * DAY)
    assert (named(rows, "11.2")["status"], named(rows, "11.5")["status"]) == ("unknown", "does not hold")


def test_an_implicit_check_counts_for_every_control() -> None:
    jobs = [job("one", 0, 0), job("odd", HOUR, HOUR, "unknown")]
    rows = controls(jobs, RPO, period(DAY))
    assert {each["status"] for each in rows if each["subjects"]} == {"does not hold"}


def test_the_worst_subject_decides() -> None:
    policy = {**RPO, "services": ["teams", "exchange_online"]}
    found = named(controls([job("one", 0, 0)], policy, period(DAY)), "CP-9")
    assert [each["status"] for each in found["subjects"]] == ["holds", "does not hold"]
    assert found["status"] == "does not hold"
    excluded = [exclusion(0, DAY, product="m365", services=["exchange_online"])]
    found = named(controls([job("one", 0, 0)], policy, period(DAY), excluded), "CP-9")
    assert ([each["status"] for each in found["subjects"]], found["status"]) == (
        ["holds", "not applicable"],
        "holds",
    )


def test_controls_that_policies_name() -> None:
    policies = [
        {**RPO, "services": ["teams"], "controls": ["IT-7", "B 1"]},
        {**RPO, "services": ["exchange_online"], "controls": "IT-7"},
        {**RPO, "services": ["sharepoint_online"]},
    ]
    rows = controls([job("one", 0, 0)], policies, period(DAY))
    own = [each for each in rows if each["framework"] == OWN]
    assert [each["control"] for each in own] == ["IT-7", "B 1"]
    assert [each["policy"] for each in own[0]["subjects"]] == ["policy 1", "policy 2"]
    assert (own[0]["status"], own[1]["status"]) == ("does not hold", "holds")
    assert own[1]["statement"] == f"gives evidence for {OWN} B 1"


def test_nothing_is_said_to_comply() -> None:
    policies = [{**RPO, "restore_test_every": "24h", "controls": ["IT-7"]}]
    rows = controls([job("one", 0, 0)], policies, period(DAY))
    said = json.dumps(rows).lower()
    assert "compli" not in said
    for each in rows:
        assert (each["statement"] is None) == (not each["subjects"])
        assert each["statement"] is None or each["statement"].startswith("gives evidence for ")
