# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows of subjects: their status, what is unknown, and what is not applicable."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance.judging import STATUSES
from unit.plugins.module_utils._compliance.compliance_jobs import (
    DAY,
    HOUR,
    assessment,
    check,
    exclusion,
    job,
    period,
    row,
    text,
)

RPO = {"rpo": "24h"}
LENIENT = {"max_failed_jobs": 0, "on_no_jobs": "allow"}


def daily(first: int, last: int) -> list[t.Any]:
    return [job(f"day {day}", day * DAY, day * DAY) for day in range(first, last)]


def test_the_keys_of_a_row() -> None:
    found = row(daily(0, 3), {"name": "mail", **RPO, "services": ["teams"]}, period(3 * DAY))
    assert {key: value for key, value in found.items() if not isinstance(value, (list, dict))} == {
        "policy": "mail",
        "product": "m365",
        "service": "teams",
        "organization_id": None,
        "subject": "m365 teams",
        "status": "compliant",
        "compliant_time_percent": 100.0,
        "judged_seconds": 3 * DAY,
        "longest_exposure_seconds": DAY,
        "known_since": text(0),
        "unknown_seconds": 0,
    }
    assert {key for key, value in found.items() if isinstance(value, (list, dict))} == {
        *("job_types", "breaches", "runs", "missed", "restore_tests", "checks", "reasons", "days")
    }


def test_without_an_objective_there_is_no_percentage_and_no_breach() -> None:
    found = row(daily(0, 1), LENIENT, period(3 * DAY))
    assert (found["compliant_time_percent"], found["breaches"]) == (None, [])
    assert found["longest_exposure_seconds"] == 3 * DAY


# The product may have jobs.
@pytest.mark.parametrize("mail", [[], [job("mail", 20 * DAY, 20 * DAY, service="exchange_online")]], ids=len)
@pytest.mark.parametrize("known_since", [20 * DAY, 21 * DAY])
def test_a_missing_history_does_not_excuse_a_subject_without_any_job(mail: list[t.Any], known_since: int) -> None:
    found = row(mail, {**RPO, "services": ["teams"]}, period(21 * DAY), known_since=known_since)
    assert (found["status"], found["unknown_seconds"], found["known_since"]) == ("non_compliant", 0, text(0))
    assert (found["judged_seconds"], [breach["seconds"] for breach in found["breaches"]]) == (21 * DAY, [21 * DAY])
    assert {day["status"] for day in found["days"]} == {"none"}


@pytest.mark.parametrize("known_since", [20 * DAY, 21 * DAY])
def test_a_subject_without_any_job_that_may_have_none_is_unknown_where_the_history_is_missing(known_since: int) -> None:
    found = row([], {**LENIENT, "services": ["teams"]}, period(21 * DAY), known_since=known_since)
    assert (found["status"], found["unknown_seconds"]) == ("unknown", known_since)
    assert (found["known_since"], found["judged_seconds"]) == (text(known_since), 21 * DAY - known_since)
    assert row([], {**LENIENT, "services": ["teams"]}, period(21 * DAY))["status"] == "compliant"
    # What is excluded is not unknown.
    excluded = [exclusion(0, 20 * DAY)]
    assert row([], {**LENIENT, "services": ["teams"]}, period(21 * DAY), excluded, 20 * DAY)["status"] == "compliant"


def test_without_any_job_nothing_is_compliant() -> None:
    found = row([], RPO, period(DAY))
    assert (found["status"], found["compliant_time_percent"], found["longest_exposure_seconds"]) == (
        *("non_compliant", 0.0),
        None,
    )
    assert [breach["seconds"] for breach in found["breaches"]] == [DAY]


def test_a_missing_history_is_unknown_unless_it_is_not_compliant() -> None:
    over, jobs = period(20 * DAY), daily(9, 20)
    unknown = row(jobs, RPO, over, known_since=9 * DAY)
    assert (unknown["status"], unknown["unknown_seconds"], unknown["judged_seconds"]) == (
        *("unknown", 9 * DAY),
        11 * DAY,
    )
    assert (unknown["compliant_time_percent"], unknown["breaches"]) == (100.0, [])
    assert [day["status"] for day in unknown["days"]] == ["unknown"] * 9 + ["good"] * 11
    bad = row(jobs[:-3], RPO, over, known_since=9 * DAY)
    assert (bad["status"], bad["unknown_seconds"]) == ("non_compliant", 9 * DAY)
    # Excluded time is not unknown.
    assert row(jobs, RPO, over, [exclusion(-DAY, 9 * DAY)], 9 * DAY)["status"] == "compliant"
    part = row(jobs, RPO, over, [exclusion(0, 2 * DAY)], 9 * DAY)
    assert (part["status"], part["unknown_seconds"]) == ("unknown", 7 * DAY)


def test_where_all_that_is_known_is_excluded_the_rest_is_unknown() -> None:
    found = row(daily(9, 20), RPO, period(20 * DAY), [exclusion(9 * DAY, 20 * DAY)], 9 * DAY)
    assert (found["status"], found["judged_seconds"], found["checks"]) == ("unknown", 0, [])
    assert (found["compliant_time_percent"], found["longest_exposure_seconds"], found["breaches"]) == (None, None, [])


def test_a_period_that_is_wholly_excluded_is_not_applicable() -> None:
    for excluded in ([exclusion(0, DAY)], [exclusion(-DAY, HOUR), exclusion(HOUR, 9 * DAY)]):
        found = row([job("bad", HOUR, HOUR, "failed")], {**RPO, "max_failed_jobs": 0}, period(DAY), excluded)
        assert (found["status"], found["checks"], found["reasons"]) == ("not_applicable", [], [])
        assert (found["compliant_time_percent"], found["breaches"]) == (None, [])
    assert row([], RPO, period(DAY), [exclusion(0, DAY - 1)])["status"] == "non_compliant"


@pytest.mark.parametrize(
    ("limits", "statuses"),
    [
        ({}, ["not_applicable", "not_applicable"]),
        ({"product": "m365"}, ["not_applicable", "not_applicable"]),
        ({"product": "google"}, ["non_compliant", "non_compliant"]),
        ({"product": "m365", "services": ["teams"]}, ["non_compliant", "not_applicable"]),
    ],
)
def test_an_exclusion_applies_to_its_subjects(limits: dict[str, t.Any], statuses: list[str]) -> None:
    policy = {**RPO, "services": ["exchange_online", "teams"]}
    found = assessment([], policy, period(DAY), [exclusion(0, DAY, **limits)]).result
    assert [each["status"] for each in found["subjects"]] == statuses
    assert [each["reason"] for each in found["exclusions"]] == ["maintenance"]


def test_an_exclusion_of_services_does_not_apply_to_the_product_as_a_whole() -> None:
    found = row([], RPO, period(DAY), [exclusion(0, DAY, product="m365", services=["teams"])])
    assert found["status"] == "non_compliant"


def test_each_policy_has_a_row_for_each_of_its_subjects() -> None:
    policies = [{**RPO, "services": ["teams", "exchange_online"]}, RPO]
    rows = assessment([job("one", 0, 0)], policies, period(DAY)).result["subjects"]
    assert [(each["policy"], each["service"], each["status"]) for each in rows] == [
        ("policy 1", "teams", "compliant"),
        ("policy 1", "exchange_online", "non_compliant"),
        ("policy 2", None, "compliant"),
    ]
    assert {each["status"] for each in rows} <= set(STATUSES)


def test_a_period_partly_in_the_future_is_judged_up_to_now() -> None:
    found = row([job("one", 0, 0)], RPO, period(9 * DAY, judged=DAY))
    assert (found["status"], found["judged_seconds"]) == ("compliant", DAY)
    late = row([job("one", 0, 0)], RPO, period(9 * DAY, judged=DAY + 60))
    assert [(breach["seconds"], breach["until"]) for breach in late["breaches"]] == [(60, None)]


def test_an_unknown_job_fails_the_verdict_unless_it_is_allowed() -> None:
    jobs = [job("good", 0, 0), job("odd", HOUR, HOUR, "unknown")]
    assert check(row(jobs, RPO, period(DAY)), "on_unknown")["job_ids"] == ["odd"]
    assert row(jobs, {**RPO, "on_unknown": "allow"}, period(DAY))["status"] == "compliant"


def test_a_clock_that_differs_fails_every_subject() -> None:
    from dataclasses import replace

    from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance.inputs import Inputs
    from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance.judged_jobs import JudgedJobs
    from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance.result import assess

    given = Inputs([{"name": "p", "product": "m365", **RPO}], [], period(DAY), clock_problem="it is 2h ahead")
    jobs = JudgedJobs([job("one", 0, 0)])
    assert assess(given, jobs).result["subjects"][0]["reasons"] == [
        "clock: expected clocks that differ by at most 5m, found it is 2h ahead"
    ]
    assert assess(replace(given, clock_problem=None), jobs).result["compliant"]
