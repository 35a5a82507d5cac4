# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A gate without a service: what it needs to ask, which jobs each rule looks at, and its table."""

from __future__ import annotations

import typing as t
from datetime import timedelta

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._gate import rules
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._gate.checks import Verdict
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._gate.queries import GateQuery, to_query
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._gate.queries import plan_queries as needed
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._gate.resolved_rules import ResolvedRule
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._gate.resolved_rules import (
    resolve_rules as understood,
)
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._jobs.job import Job
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._module import job_gate
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._read.query import labels
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._read.reader import Failure
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import ApiError, IncompleteRead
from unit.plugins.module_utils._gate.gate_jobs import NOW, job

HOUR = timedelta(hours=1)


def clauses(*given: dict[str, t.Any]) -> list[ResolvedRule]:
    """Rules with what is the same in all of them filled in."""
    base = {"product": "m365", "min_success_rate": 90}
    whole = [{"name": f"rule {n}", **base, **keys} for n, keys in enumerate(given)]
    return understood(rules.read([{k: v for k, v in keys.items() if v is not None} for keys in whole]))


def needs(*given: dict[str, t.Any]) -> list[tuple[str, int, set[str] | None, set[str], bool]]:
    return [
        (
            need.product.name,
            need.since // HOUR,
            None if need.services is None else set(need.services),
            set(need.job_types),
            bool(need.statuses),
        )
        for need in needed(clauses(*given))
    ]


def test_one_rule_is_one_need() -> None:
    assert needs({"services": ["teams"]}) == [("m365", 192, {"teams"}, {"backup"}, False)]
    assert needs({"product": "google"}) == [("google", 192, None, {"backup"}, False)]


def test_what_several_rules_need_is_asked_for_once() -> None:
    """By name or by number, whatever each of them checks."""
    asked = needs({"services": ["teams", "onedrive"]}, {"services": ["7"], "max_failed_jobs": 2}, {"services": ["3"]})
    assert asked == [("m365", 192, {"teams", "onedrive"}, {"backup"}, False)]


def test_services_that_reach_back_unequally_far_are_asked_for_apart() -> None:
    asked = needs({"services": ["teams", "onedrive"]}, {"services": ["teams"], "window": "7d"})
    assert asked == [
        ("m365", 336, {"teams"}, {"backup"}, False),
        ("m365", 192, {"onedrive"}, {"backup"}, False),
    ]


def test_where_rows_tell_what_they_are_one_read_serves_all() -> None:
    asked = needs(
        {"product": "google", "services": ["gmail"]},
        {"product": "google", "services": ["drive"], "window": "7d", "job_types": ["restore"]},
    )
    assert asked == [("google", 336, {"gmail", "drive"}, {"backup", "restore"}, False)]
    # All services are among them.
    asked = needs({"product": "google", "services": ["gmail"]}, {"product": "google"})
    assert asked == [("google", 192, None, {"backup"}, False)]


@pytest.mark.parametrize("product", ["m365", "google", "dynamics365", "salesforce", "iaas"])
@pytest.mark.parametrize(
    ("keys", "hours"),
    [
        # What ended in the window may have started seven days before it.
        ({}, 192),
        ({"max_age": "48h"}, 216),
        ({"max_age": "48h", "window": "30d"}, 888),
        ({"window": "30h"}, 198),
    ],
)
def test_the_window_is_wide_enough(product: str, keys: dict[str, str], hours: int) -> None:
    assert [need[1] for need in needs({"product": product, **keys})] == [hours]


@pytest.mark.parametrize("product", ["m365", "google", "dynamics365", "salesforce", "iaas"])
def test_a_duration_is_also_that_of_jobs_that_still_run(product: str) -> None:
    asked = [(need[1], need[4]) for need in needs({"product": product, "max_duration": "30h"})]
    # Salesforce filters by one status at a time, and has jobs that run and jobs that are paused.
    assert asked == [(198, False), (2190, True), *([(2190, True)] if product == "salesforce" else [])]


def test_every_status_on_the_way_to_an_end_is_asked_for() -> None:
    def statuses(product: str) -> list[tuple[str, ...]]:
        return [need.statuses for need in needed(clauses({"product": product, "max_running": "8h"}))]

    assert statuses("salesforce") == [(), ("running",), ("paused",)]
    # It has no filter for the status, so one read brings all of them.
    assert statuses("iaas") == [(), ("running", "pending")]
    for product in ("m365", "google", "dynamics365"):
        assert statuses(product) == [(), ("running",)]


@pytest.mark.parametrize("product", ["m365", "google", "dynamics365", "salesforce", "iaas"])
def test_jobs_that_still_run_are_looked_for_beyond_every_window(product: str) -> None:
    asked = needs({"product": product, "max_running": "60d"}, {"product": product, "window": "90d"})
    assert sorted({(need[1] // 24, need[4]) for need in asked}) == [(97, False), (150, True)]


def test_a_type_that_a_service_cannot_have_is_not_asked_for() -> None:
    """Asked for alone it would be a question without a single request."""
    given = (
        {"product": "iaas", "services": ["aad"], "job_types": ["aad_backup"], "window": "48h"},
        {"product": "iaas", "services": ["aad", "vm"], "job_types": ["aad_backup", "backup"]},
        {"product": "iaas", "services": ["vm"], "job_types": ["backup"], "window": "72h"},
    )
    for need in needed(clauses(*given)):
        asked = to_query(need, NOW, 100)
        assert labels(asked.services, asked.job_types)


def test_each_service_with_each_organisation_is_a_subject() -> None:
    (clause,) = clauses({"product": "dynamics365", "services": ["a", "b"], "organization_ids": ["x", "y"]})
    subjects = [(subject.service, subject.organization_id) for subject in clause.subjects()]
    assert subjects == [("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")]
    (whole,) = clauses({"product": "salesforce"})
    assert [(subject.service, subject.organization_id) for subject in whole.subjects()] == [(None, None)]
    # A number and a name of the same service are one subject.
    (twice,) = clauses({"services": ["teams", "7"]})
    assert len(twice.subjects()) == 1


def judged(jobs: list[Job], *given: dict[str, t.Any]) -> list[Verdict]:
    """Judge as if every need had brought those of the jobs that it asks for."""
    read = clauses(*given)
    asked = needed(read)
    for need in asked:
        need.jobs = [each for each in jobs if not need.statuses or each["status"] in need.statuses]
    return job_gate.judge(read, asked, NOW)


def test_each_rule_judges_its_own_window() -> None:
    jobs = [job(f"j{hours}", ended=hours) for hours in (1, 20, 30, 40, 100)]
    day = {"services": ["teams"]}
    two = {"services": ["teams"], "window": "48h"}
    both = judged(jobs, day, two)
    assert [verdict["jobs_judged"] for verdict in both] == [2, 4]
    assert [judged(jobs, day)[0], {**judged(jobs, two)[0], "rule": "rule 1"}] == both


def test_only_a_rule_that_asks_for_it_judges_what_runs_since_before() -> None:
    jobs = [job("g"), job("r", "running", took=100)]
    plain, running = judged(jobs, {"services": ["teams"]}, {"services": ["teams"], "max_running": "8h"})
    assert (plain["passed"], plain["jobs_judged"]) == (True, 1)
    assert (running["passed"], running["jobs_judged"]) == (False, 2)


def test_of_a_job_that_ended_between_two_queries_the_end_holds() -> None:
    """Whichever of the two brought it: they were under way at once."""
    running, ended = job("j", "running", took=100), job("j", "failed", ended=0.1, took=100)
    read = clauses({"services": ["teams"], "max_running": "8h", "max_age": "24h"})
    for first, second in ((running, ended), (ended, running)):
        asked = needed(read)
        assert [bool(need.statuses) for need in asked] == [False, True]
        asked[0].jobs, asked[1].jobs = [job("good"), first], [second]
        (verdict,) = job_gate.judge(read, asked, NOW)
        assert {check["check"]: check["passed"] for check in verdict["checks"]}["max_running"] is True


@pytest.mark.parametrize("reverse", [False, True])
def test_two_different_ends_of_one_job_are_no_answer(reverse: bool) -> None:
    read = clauses({"services": ["teams"], "max_running": "8h"})
    asked = needed(read)
    ends = [job("j", "failed"), job("j", "succeeded")]
    for need, each in zip(asked, reversed(ends) if reverse else ends, strict=True):
        need.jobs = [each]
    (verdict,) = job_gate.judge(read, asked, NOW)
    assert not verdict["passed"]
    (check,) = verdict["checks"]
    assert check["check"] == "read"
    assert "different ends of job j" in check["actual"]


def test_an_age_goes_by_the_end_of_a_job_that_started_before_it() -> None:
    """It started 49 hours ago and ended 47 hours ago: a success in the last 48."""
    (verdict,) = judged(
        [job("g", ended=47, took=2)], {"services": ["teams"], "min_success_rate": None, "max_age": "48h"}
    )
    assert verdict["passed"]
    (verdict,) = judged(
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
    (verdict,) = judged(jobs[:-1], keys)
    assert (verdict["passed"], verdict["jobs_judged"]) == (True, 1)
    # It may be a backup.
    (verdict,) = judged(jobs, keys)
    assert (verdict["passed"], verdict["jobs_judged"]) == (False, 2)
    assert [check["job_ids"] for check in verdict["checks"] if not check["passed"]] == [["type not known"]]
    (verdict,) = judged(jobs, {**keys, "on_unknown": "allow"})
    assert (verdict["passed"], verdict["jobs_judged"]) == (True, 1)
    (verdict,) = judged(jobs, {"product": "dynamics365"})
    assert (verdict["passed"], verdict["jobs_judged"]) == (False, 4)


def test_a_service_that_is_not_known_may_be_the_subjects() -> None:
    """One that is known, but is another, may not."""
    here: dict[str, t.Any] = {"product": "google", "service": "gmail", "service_raw": 1}
    jobs = [
        job("good", **here),
        job("drive", "failed", **{**here, "service": "drive", "service_raw": 2}),
        job("odd", "failed", **{**here, "service": "other", "service_raw": 77}),
    ]
    rule = {"product": "google", "services": ["gmail"]}
    assert [verdict["passed"] for verdict in judged(jobs[:-1], rule)] == [True]
    (verdict,) = judged(jobs, rule)
    assert [check["job_ids"] for check in verdict["checks"] if not check["passed"]] == [["odd"]]
    assert [verdict["passed"] for verdict in judged(jobs, {**rule, "on_unknown": "allow"})] == [True]


def test_organisations_are_compared_without_regard_to_case() -> None:
    bad = job("bad", "failed", product="dynamics365", service="sales", organization_id="5b3f0f0e-6a1c")
    rule = {"product": "dynamics365", "organization_ids": ["5B3F0F0E-6A1C", "5b3f0f0e-6a1c"], "on_no_jobs": "allow"}
    (verdict,) = judged([bad], rule)
    assert (verdict["passed"], verdict["jobs_judged"]) == (False, 1)
    assert verdict["organization_id"] == "5B3F0F0E-6A1C"


def test_a_run_that_started_before_the_window_and_failed_within_it_is_judged() -> None:
    good, bad = job("good", ended=2), job("bad", "failed", ended=1, took=24.5)
    (verdict,) = judged([good, bad], {"services": ["teams"], "min_success_rate": None, "max_failed_jobs": 0})
    assert (verdict["passed"], verdict["jobs_judged"]) == (False, 2)


@pytest.mark.parametrize("told", [None, "", " "], ids=repr)
@pytest.mark.parametrize("silent", ["service", "organization_id"])
def test_a_job_that_does_not_tell_whose_it_is_leaves_nobody_judged(silent: str, told: str | None) -> None:
    """It could be the one failure of each of them."""
    here: dict[str, t.Any] = {"product": "dynamics365", "service": "sales", "organization_id": "x"}
    jobs = [job("good", **here), job("silent", **{**here, silent: told})]
    (verdict,) = judged(jobs, {"product": "dynamics365", "services": ["sales"], "organization_ids": ["x"]})
    assert not verdict["passed"]
    (check,) = verdict["checks"]
    assert check["check"] == "read"
    assert "job silent does not tell its" in check["actual"]


@pytest.mark.parametrize("error", [ApiError("m365: 503"), IncompleteRead("m365", "pages are missing")], ids=str)
def test_what_could_not_be_read_fails_those_that_need_it_alone(error: ApiError | IncompleteRead) -> None:
    read = clauses({"services": ["teams", "onedrive"], "on_no_jobs": "allow"}, {"services": ["teams"], "window": "7d"})
    asked = needed(read)
    for need in asked:
        need.jobs = [job("g", service="onedrive")]
        if "teams" in (need.services or ()):
            need.got, need.jobs = Failure("m365", error), []
    told = [(verdict["rule"], verdict["service"], verdict["passed"]) for verdict in job_gate.judge(read, asked, NOW)]
    assert told == [("rule 0", "teams", False), ("rule 0", "onedrive", True), ("rule 1", "teams", False)]


def test_each_need_asks_ahead_of_the_clock() -> None:
    """Else a failure with a wrong time zone would not come at all, and nobody would miss it."""
    (need,) = needed(clauses({}))
    asked = to_query(need, NOW, 100)
    assert asked.until - NOW >= timedelta(hours=14)
    assert NOW - asked.since == timedelta(days=8)


def test_the_table_is_short_and_says_what_to_look_at() -> None:
    bad = [job(f"b{number}", "failed", ended=1 + number / 10) for number in range(5)]
    verdicts = judged([*bad, job("g")], {"services": ["teams"]}, {"services": ["teams"], "min_success_rate": 2})
    assert job_gate.table(verdicts).splitlines() == [
        "The gate is shut: 1 of 2 subjects do not pass.",
        "- rule 0: m365 teams: min_success_rate: expected at least 90 %, found 16.67 % (1 of 6) (b0, b1, b2)",
    ]


def test_the_table_is_fit_for_a_terminal() -> None:
    verdicts = judged([job("\x1b[31mred\nline", "failed"), job("g")], {"services": ["teams"]})
    assert all(line.isprintable() for line in job_gate.table(verdicts).splitlines())
    assert len(job_gate.table(verdicts).splitlines()) == 2


def test_a_need_is_of_one_product_alone() -> None:
    google, m365 = clauses({"product": "google"}, {"product": "m365"})
    need = GateQuery(google.product, HOUR, None, frozenset({"backup"}))
    assert need.serves(google, None)
    assert not need.serves(m365, None)
