# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Verdicts of several rules, and the texts that people read about them."""

from __future__ import annotations

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._gate import verdicts
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._jobs.subject import Subject
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._policy.check import Check
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._read.result import Failure
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import ApiError, IncompleteRead
from unit.plugins.module_utils._gate.gate_jobs import MOMENT, job, judge_rules, plan, resolve, rule

SUBJECT = Subject("m365", "teams")


def test_a_job_that_ended_between_two_queries_has_ended() -> None:
    """Whichever of the two concurrent queries returned the end."""
    running, ended = job("j", "running", took=100), job("j", "failed", ended=0.1, took=100)
    rules = resolve({"services": ["teams"], "max_running": "8h", "max_age": "24h"})
    for first, second in ((running, ended), (ended, running)):
        queries = plan(rules)
        assert [bool(query.statuses) for query in queries] == [False, True]
        queries[0].jobs, queries[1].jobs = [job("good"), first], [second]
        (verdict,) = verdicts.judge_all(rules, queries, MOMENT)
        assert {check["check"]: check["passed"] for check in verdict["checks"]}["max_running"] is True


@pytest.mark.parametrize("reverse", [False, True])
def test_two_different_ends_of_one_job_make_the_read_unusable(reverse: bool) -> None:
    rules = resolve({"services": ["teams"], "max_running": "8h"})
    queries = plan(rules)
    ends = [job("j", "failed"), job("j", "succeeded")]
    for query, each in zip(queries, reversed(ends) if reverse else ends, strict=True):
        query.jobs = [each]
    (verdict,) = verdicts.judge_all(rules, queries, MOMENT)
    assert not verdict["passed"]
    (check,) = verdict["checks"]
    assert check["check"] == "read"
    assert "different ends of job j" in check["actual"]


@pytest.mark.parametrize("error", [ApiError("m365: 503"), IncompleteRead("m365", "pages are missing")], ids=str)
def test_a_query_that_failed_fails_only_the_rules_that_need_it(error: ApiError | IncompleteRead) -> None:
    rules = resolve({"services": ["teams", "onedrive"], "on_no_jobs": "allow"}, {"services": ["teams"], "window": "7d"})
    queries = plan(rules)
    for query in queries:
        query.jobs = [job("g", service="onedrive")]
        if "teams" in (query.services or ()):
            query.result, query.jobs = Failure("m365", error), []
    found = [
        (verdict["rule"], verdict["service"], verdict["passed"])
        for verdict in verdicts.judge_all(rules, queries, MOMENT)
    ]
    assert found == [("rule 0", "teams", False), ("rule 0", "onedrive", True), ("rule 1", "teams", False)]


def test_the_message_has_a_line_for_each_subject_that_did_not_pass() -> None:
    bad = [job(f"b{number}", "failed", ended=1 + number / 10) for number in range(5)]
    judged = judge_rules([*bad, job("g")], {"services": ["teams"]}, {"services": ["teams"], "min_success_rate": 2})
    assert verdicts.message(judged).splitlines() == [
        "Gate failed: 1 of 2 subjects did not pass",
        "- rule 0: m365 teams: min_success_rate: expected at least 90 %, found 16.67 % (1 of 6) (b0, b1, b2)",
    ]


def test_the_message_joins_the_reasons_of_a_subject() -> None:
    judged = judge_rules([job("b", "failed"), job("g")], {"services": ["teams"], "max_failed_jobs": 0})
    assert verdicts.message(judged).splitlines() == [
        "Gate failed: 1 of 1 subject did not pass",
        "- rule 0: m365 teams: min_success_rate: expected at least 90 %, found 50 % (1 of 2) (b); "
        "max_failed_jobs: expected at most 0, found 1 (b)",
    ]


def test_the_message_of_a_gate_that_passed() -> None:
    judged = judge_rules([job("g"), job("o", service="onedrive", service_raw=3)], {"services": ["teams", "onedrive"]})
    assert verdicts.message(judged) == "Gate passed: all 2 subjects passed"
    assert verdicts.message(judged[:1]) == "Gate passed: 1 subject passed"


def test_the_message_is_safe_for_a_terminal() -> None:
    judged = judge_rules([job("\x1b[31mred\nline", "failed"), job("g")], {"services": ["teams"]})
    assert all(line.isprintable() for line in verdicts.message(judged).splitlines())
    assert len(verdicts.message(judged).splitlines()) == 2


def test_the_job_types_are_those_of_the_rule() -> None:
    default, restores = judge_rules([], {"max_age": "1d"}, {"job_types": ["2"], "max_age": "1d"})
    assert (default["job_types"], restores["job_types"]) == (["backup"], ["restore"])


def test_the_keys_of_a_verdict() -> None:
    jobs = [job("bad", "failed", ended=1), job("good", ended=2)]
    verdict = verdicts.judge(rule(max_age="24h", max_failed_jobs=0), SUBJECT, jobs, MOMENT)
    assert {key: value for key, value in verdict.items() if key != "checks"} == {
        "rule": "r",
        "product": "m365",
        "service": "teams",
        "organization_id": None,
        "subject": "m365 teams",
        "job_types": [],
        "passed": False,
        "last_success_at": "2026-11-21T06:00:00Z",
        "jobs_judged": 2,
        "reasons": ["max_failed_jobs: expected at most 0, found 1 (bad)"],
        "exclusions": [],
    }
    assert [(check["check"], check["passed"]) for check in verdict["checks"]] == [
        ("max_age", True),
        ("max_failed_jobs", False),
    ]


def test_a_subject_that_could_not_be_read_has_the_problem() -> None:
    verdict = verdicts.unreadable(rule(max_age="24h", on_no_jobs="allow"), SUBJECT, "m365: the service answered 503")
    assert verdict["checks"] == [
        {
            "check": "read",
            "expected": "a complete read",
            "actual": "m365: the service answered 503",
            "passed": False,
            "job_ids": [],
        }
    ]
    assert (verdict["passed"], verdict["jobs_judged"], verdict["last_success_at"]) == (False, 0, None)


def test_reasons_are_safe_lines() -> None:
    results = [
        Check(check="max_age", expected="a success", actual="none", passed=False, job_ids=["a\nb\x1b[2J\u202e"] * 4),
        Check(check="read", expected="a complete read", actual="said\r\nPLAY RECAP", passed=False, job_ids=[]),
        Check(check="max_running", expected="none", actual="none", passed=True, job_ids=["r"]),
    ]
    assert verdicts.reasons(results) == [
        "max_age: expected a success, found none (a b [2J, a b [2J, a b [2J)",
        "read: expected a complete read, found said PLAY RECAP",
    ]


def test_a_missing_success_is_one_reason() -> None:
    verdict = verdicts.judge(rule(max_age="24h", max_failed_jobs=0), SUBJECT, [job("b", "failed")], MOMENT)
    assert [reason.partition(":")[0] for reason in verdict["reasons"]] == ["success"]


def test_a_verdict_has_the_subject_of_its_jobs() -> None:
    subject = Subject("salesforce", None, "org-1")
    for verdict in (
        verdicts.judge(rule(product="salesforce", max_age="24h"), subject, [job("j1")], MOMENT),
        verdicts.unreadable(rule(product="salesforce", max_age="24h"), subject, "no answer"),
    ):
        assert verdict["subject"] == "salesforce org-1"
