# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The result of a run: whether all that applies is compliant, and the same for any order of the jobs."""

from __future__ import annotations

import json
import typing as t

from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance.evidence import to_text
from unit.plugins.module_utils._compliance.compliance_jobs import (
    DAY,
    HOUR,
    assessment,
    exclusion,
    job,
    period,
    restore,
    text,
)
from unit.plugins.module_utils._compliance.test_checks import LIMITS

RPO = {"rpo": "24h"}


def test_it_is_compliant_only_if_all_that_applies_is() -> None:
    good = [job("one", 0, 0)]
    both = {**RPO, "services": ["teams", "exchange_online"]}
    result = assessment(good, RPO, period(DAY)).result
    assert (result["compliant"], result["msg"]) == (True, "Compliant: 1 of 1 subject")
    result = assessment(good, both, period(DAY)).result
    assert result["compliant"] is False
    assert result["counts"] == {
        **{"subjects": 2, "compliant": 1, "non_compliant": 1},
        **{"unknown": 0, "not_applicable": 0},
    }
    assert result["msg"] == (
        "Not compliant: 1 of 2 subjects is not compliant or unknown\n"
        "- policy 1: m365 exchange_online: rpo: expected an exposure of at most 24h in 100 % of the time, "
        f"found 0 %, 1 breach, the longest of 24h from {text(0)}"
    )
    # What is excluded does not apply.
    result = assessment(good, both, period(DAY), [exclusion(0, DAY, product="m365", services="exchange_online")]).result
    assert (result["compliant"], result["msg"]) == (True, "Compliant: 1 of 2 subjects, 1 not applicable")


def test_it_is_not_compliant_if_nothing_applies() -> None:
    result = assessment([job("one", 0, 0)], RPO, period(DAY), [exclusion(0, DAY)]).result
    assert result["compliant"] is False
    assert result["msg"] == "Not compliant: the whole period is excluded, so no policy applies"
    assert result["counts"]["not_applicable"] == 1


def test_unknown_is_not_compliant() -> None:
    result = assessment([job("one", 9 * DAY, 9 * DAY)], RPO, period(10 * DAY), known_since=9 * DAY).result
    assert result["compliant"] is False
    assert result["msg"] == (
        "Not compliant: 1 of 1 subject is not compliant or unknown\n"
        f"- policy 1: m365: nothing is known before {text(9 * DAY)}"
    )


def test_one_unknown_subject_is_enough_not_to_be_compliant() -> None:
    jobs = [job("one", 9 * DAY, 9 * DAY), job("mail", 9 * DAY, 9 * DAY, service="exchange_online")]
    policy = {**RPO, "services": ["teams", "exchange_online"]}
    excluded = [exclusion(0, 9 * DAY, product="m365", services=["teams"])]
    result = assessment(jobs, policy, period(10 * DAY), excluded, 9 * DAY).result
    assert [each["status"] for each in result["subjects"]] == ["compliant", "unknown"]
    assert result["compliant"] is False


def test_the_keys_of_the_result() -> None:
    result = assessment([job("one", 0, 0)], RPO, period(DAY, zone="Europe/Berlin"), [exclusion(0, 60)]).result
    assert set(result) == {"compliant", "msg", "period", "counts", "subjects", "controls", "exclusions", "summary"}
    assert result["period"] == {
        "since": text(0),
        "until": text(DAY),
        "time_zone": "Europe/Berlin",
        "seconds": DAY,
        "judged_at": text(DAY),
    }
    assert result["exclusions"] == [
        {"from": text(0), "until": text(60), "reason": "maintenance", "product": None, "services": []}
    ]
    assert result["summary"]["total"] == 1
    assert json.loads(to_text(result)) == result


@st.composite
def some_jobs(draw: st.DrawFn) -> list[t.Any]:
    """Jobs of every kind, many of them with equal times."""
    words = st.tuples(
        st.sampled_from([None, -30, -30, -1, 0, 1, 6, 12, 12, 23, 25]),
        st.sampled_from([None, 0, 1, 1, 30]),
        st.sampled_from(["succeeded", "succeeded", "failed", "warning", "skipped", "unknown", "running", "pending"]),
        st.sampled_from(["teams", "exchange_online", "new_service"]),
        st.sampled_from(["backup", "backup", "restore", "restore", None]),
        st.sampled_from([None, (0, 0), (0, 100), (1, 100), (5, 7)]),
    )
    found = []
    for number, (start, took, status, service, job_type, objects) in enumerate(draw(st.lists(words, max_size=12))):
        begin = None if start is None else start * HOUR
        end = None if took is None or status in ("running", "pending") else (begin or 0) + took * HOUR
        found.append(job(f"job {number}", begin, end, status, service, job_type, objects=objects))
    return found


@settings(max_examples=150, deadline=None)
@given(jobs=some_jobs(), data=st.data())
def test_the_order_of_the_jobs_does_not_matter(jobs: list[t.Any], data: st.DataObject) -> None:
    policies = [
        {**LIMITS, "services": ["teams", "exchange_online"], "controls": ["own 1"]},
        {**LIMITS, "on_unknown": "allow", "on_warning": "allow", "on_no_jobs": "allow", "rpo": "6h"},
    ]
    around = period(2 * DAY, judged=DAY + HOUR), [exclusion(6 * HOUR, 12 * HOUR)]
    shuffled = data.draw(st.permutations(jobs))
    one, other = (to_text(assessment(each, policies, *around).result) for each in (jobs, shuffled))
    assert one == other


@settings(max_examples=150, deadline=None)
@given(jobs=some_jobs(), look_back=st.sampled_from(["1h", "48h", "90d"]))
def test_one_policy_does_not_change_the_rows_of_another(jobs: list[t.Any], look_back: str) -> None:
    policy = {**LIMITS, "name": "one"}
    another = {**LIMITS, "name": "another", "rpo": look_back, "restore_test_every": look_back}
    # Alone, it reads as far back as it needs.
    read = [each for each in jobs if each["started_at"] is None or each["started_at"] >= text(-DAY)]
    alone = assessment(read, policy, period(DAY)).result["subjects"]
    assert assessment(jobs, [policy, another], period(DAY)).result["subjects"][:1] == alone


def test_restores_are_listed_by_their_end() -> None:
    restores = [restore("b", HOUR, 2 * HOUR), restore("a", HOUR, 2 * HOUR), restore("c", 0, HOUR)]
    (found,) = assessment(restores, {"restore_test_every": "24h"}, period(DAY)).result["subjects"]
    assert [each["id"] for each in found["restore_tests"]] == ["c", "a", "b"]
