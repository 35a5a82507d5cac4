# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which of the jobs that were read each rule judges."""

from __future__ import annotations

import typing as t

import pytest

from unit.plugins.module_utils._gate.gate_jobs import job, judge_rules


def test_each_rule_judges_its_own_window() -> None:
    jobs = [job(f"j{hours}", ended=hours) for hours in (1, 20, 30, 40, 100)]
    day = {"services": ["teams"]}
    two = {"services": ["teams"], "window": "48h"}
    both = judge_rules(jobs, day, two)
    assert [verdict["jobs_judged"] for verdict in both] == [2, 4]
    assert [judge_rules(jobs, day)[0], {**judge_rules(jobs, two)[0], "rule": "rule 1"}] == both


def test_only_max_running_judges_jobs_that_started_before_the_window() -> None:
    jobs = [job("g"), job("r", "running", took=100)]
    plain, running = judge_rules(jobs, {"services": ["teams"]}, {"services": ["teams"], "max_running": "8h"})
    assert (plain["passed"], plain["jobs_judged"]) == (True, 1)
    assert (running["passed"], running["jobs_judged"]) == (False, 2)


def test_an_age_is_that_of_the_end_of_a_job() -> None:
    """It started 49 hours ago and ended 47 hours ago: a success in the last 48."""
    (verdict,) = judge_rules(
        [job("g", ended=47, took=2)], {"services": ["teams"], "min_success_rate": None, "max_age": "48h"}
    )
    assert verdict["passed"]
    (verdict,) = judge_rules(
        [job("g", ended=49, took=2)], {"services": ["teams"], "min_success_rate": None, "max_age": "48h"}
    )
    assert (verdict["passed"], verdict["jobs_judged"]) == (False, 0)


def test_jobs_of_other_services_types_and_organisations_are_not_judged() -> None:
    here: dict[str, t.Any] = {"product": "dynamics365", "service": "sales", "organization_id": "x"}
    jobs = [
        job("good", **here),
        job("other service", "failed", **{**here, "service": "hr"}),
        job("other organisation", "failed", **{**here, "organization_id": "y"}),
        job("other type", "failed", **{**here, "job_type_raw": 2}),
        job("type not known", "failed", **{**here, "job_type_raw": 4711}),
    ]
    keys: dict[str, t.Any] = {"product": "dynamics365", "services": ["sales"], "organization_ids": ["x"]}
    (verdict,) = judge_rules(jobs[:-1], keys)
    assert (verdict["passed"], verdict["jobs_judged"]) == (True, 1)
    # It may be a backup.
    (verdict,) = judge_rules(jobs, keys)
    assert (verdict["passed"], verdict["jobs_judged"]) == (False, 2)
    assert [check["job_ids"] for check in verdict["checks"] if not check["passed"]] == [["type not known"]]
    (verdict,) = judge_rules(jobs, {**keys, "on_unknown": "allow"})
    assert (verdict["passed"], verdict["jobs_judged"]) == (True, 1)
    (verdict,) = judge_rules(jobs, {"product": "dynamics365"})
    assert (verdict["passed"], verdict["jobs_judged"]) == (False, 4)


def test_a_job_of_an_unknown_service_may_belong_to_the_subject() -> None:
    """A job of another known service does not."""
    here: dict[str, t.Any] = {"product": "google", "service": "gmail", "service_raw": 1}
    jobs = [
        job("good", **here),
        job("drive", "failed", **{**here, "service": "drive", "service_raw": 2}),
        job("odd", "failed", **{**here, "service": "other", "service_raw": 77}),
    ]
    rule = {"product": "google", "services": ["gmail"]}
    assert [verdict["passed"] for verdict in judge_rules(jobs[:-1], rule)] == [True]
    (verdict,) = judge_rules(jobs, rule)
    assert [check["job_ids"] for check in verdict["checks"] if not check["passed"]] == [["odd"]]
    assert [verdict["passed"] for verdict in judge_rules(jobs, {**rule, "on_unknown": "allow"})] == [True]


def test_organisations_are_compared_case_insensitively() -> None:
    bad = job("bad", "failed", product="dynamics365", service="sales", organization_id="5b3f0f0e-6a1c")
    rule = {"product": "dynamics365", "organization_ids": ["5B3F0F0E-6A1C", "5b3f0f0e-6a1c"], "on_no_jobs": "allow"}
    (verdict,) = judge_rules([bad], rule)
    assert (verdict["passed"], verdict["jobs_judged"]) == (False, 1)
    assert verdict["organization_id"] == "5B3F0F0E-6A1C"


def test_a_run_that_started_before_the_window_and_failed_within_it_is_judged() -> None:
    good, bad = job("good", ended=2), job("bad", "failed", ended=1, took=24.5)
    (verdict,) = judge_rules([good, bad], {"services": ["teams"], "min_success_rate": None, "max_failed_jobs": 0})
    assert (verdict["passed"], verdict["jobs_judged"]) == (False, 2)


@pytest.mark.parametrize("value", [None, "", " "], ids=repr)
@pytest.mark.parametrize("key", ["service", "organization_id"])
def test_a_job_without_a_service_or_organisation_makes_the_read_unusable(key: str, value: str | None) -> None:
    """It could be the failure of any subject."""
    here: dict[str, t.Any] = {"product": "dynamics365", "service": "sales", "organization_id": "x"}
    jobs = [job("good", **here), job("silent", **{**here, key: value})]
    (verdict,) = judge_rules(jobs, {"product": "dynamics365", "services": ["sales"], "organization_ids": ["x"]})
    assert not verdict["passed"]
    (check,) = verdict["checks"]
    assert check["check"] == "read"
    assert "job silent does not report its" in check["actual"]
