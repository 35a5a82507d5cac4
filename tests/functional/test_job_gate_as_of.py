# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Gates as of a moment in the past, by the age of the data, and by what was protected, over HTTP."""

from __future__ import annotations

import typing as t

import pytest

from functional.helpers import ALL_PRODUCTS, Tenant
from functional.test_job_gate import (
    A_RULE,
    GENERATIONS,
    add_finished_job,
    checks,
    empty,
    evaluate,
    make_rule,
    moment,
    passes,
    runs,
    verdicts,
)


@pytest.mark.parametrize("revision", GENERATIONS)
@pytest.mark.parametrize("product", ALL_PRODUCTS)
def test_later_jobs_are_ignored(tenant: Tenant, product: str, revision: str) -> None:
    empty(tenant)
    good = add_finished_job(tenant, product, ended=30)
    add_finished_job(tenant, product, "failed", ended=20)
    rule = make_rule(product, max_age="8h", max_consecutive_failures=0)
    (verdict,) = verdicts(evaluate(tenant, rule, as_of="24h", api_revision=revision))
    assert verdict["passed"]
    assert verdict["jobs_judged"] == 1
    assert verdict["checks"][0]["job_ids"] == [good]
    assert verdict["checks"][0]["actual"].startswith("6h")
    assert passes(evaluate(tenant, rule, as_of="19h", api_revision=revision)) == [False]
    assert passes(evaluate(tenant, rule, api_revision=revision)) == [False]


@pytest.mark.parametrize("revision", GENERATIONS)
@pytest.mark.parametrize("product", ALL_PRODUCTS)
def test_a_job_that_ended_later_was_running(tenant: Tenant, product: str, revision: str) -> None:
    empty(tenant)
    add_finished_job(tenant, product, ended=30)
    late = add_finished_job(tenant, product, "failed", ended=20, took=10)
    rule = make_rule(product, max_failed_jobs=0, max_running="3h")
    (verdict,) = verdicts(evaluate(tenant, rule, as_of="24h", api_revision=revision))
    assert checks(verdict) == {"max_failed_jobs": True, "max_running": False}
    assert verdict["checks"][1]["job_ids"] == [late]
    (verdict,) = verdicts(evaluate(tenant, rule, as_of="28h", api_revision=revision))
    assert checks(verdict) == {"max_failed_jobs": True, "max_running": True}
    # After its end it is a failure.
    (verdict,) = verdicts(evaluate(tenant, rule, as_of="19h", api_revision=revision))
    assert checks(verdict) == {"max_failed_jobs": False, "max_running": True}


@pytest.mark.parametrize("revision", GENERATIONS)
@pytest.mark.parametrize("product", ALL_PRODUCTS)
@pytest.mark.parametrize("key", ["max_running", "max_duration"])
def test_a_job_that_ran_longer_than_the_look_back_was_running(
    tenant: Tenant, product: str, key: str, revision: str
) -> None:
    """It has ended now, so a query for unfinished jobs does not return it."""
    empty(tenant)
    add_finished_job(tenant, product, ended=30)
    weeks = add_finished_job(tenant, product, ended=2, took=30 * 24)
    still = runs(tenant, product, since=40 * 24)
    outcome = evaluate(tenant, make_rule(product, **{key: "8h"}), as_of="24h", api_revision=revision)
    (verdict,) = verdicts(outcome)
    assert not verdict["passed"]
    assert set(verdict["checks"][0]["job_ids"]) == {weeks, still}
    # One read of jobs of every status is enough.
    assert len(outcome.result["queries"]) == 1
    assert outcome.query["since"] <= moment(24 + 90 * 24)


def test_the_past_is_judged_in_its_own_window(tenant: Tenant) -> None:
    empty(tenant)
    add_finished_job(tenant, "m365", ended=25)
    add_finished_job(tenant, "m365", "failed", ended=47)
    add_finished_job(tenant, "m365", "failed", ended=49)
    (verdict,) = verdicts(evaluate(tenant, make_rule("m365", max_failed_jobs=1), as_of="24h"))
    assert (verdict["passed"], verdict["jobs_judged"]) == (True, 2)
    assert passes(evaluate(tenant, make_rule("m365", max_failed_jobs=1), as_of="25.5h")) == [False]


def test_the_age_can_be_counted_from_the_start(tenant: Tenant) -> None:
    empty(tenant)
    add_finished_job(tenant, "m365", ended=1, took=30)
    rule = make_rule("m365", max_age="24h")
    outcome = evaluate(tenant, rule, {**rule, "age_from": "start"})
    assert passes(outcome) == [True, False]
    (reason,) = verdicts(outcome)[1]["reasons"]
    assert "expected a success in the last 24h, found 31h" in reason
    assert passes(evaluate(tenant, {**rule, "age_from": "start", "max_age": "32h"})) == [True]


@pytest.mark.parametrize("product", ["m365", "salesforce", "dynamics365", "iaas"])
def test_a_success_that_protects_less_than_usual_fails_a_gate_that_asks(tenant: Tenant, product: str) -> None:
    empty(tenant)

    def units(objects: int) -> dict[str, t.Any]:
        names = {"dynamics365": ("entities", "records"), "salesforce": ("records", "objects", "metadata")}
        return {name: {"total": objects, "successful": objects} for name in names.get(product, ("objects",))}

    for night in range(1, 5):
        add_finished_job(tenant, product, ended=1 + 24 * night, counts=units(100))
    less = add_finished_job(tenant, product, ended=1, counts=units(60))
    rule = make_rule(product, max_age="24h")
    keys: list[dict[str, t.Any]] = [{}, {"max_object_drop": 30}, {"max_object_drop": 40}, {"min_objects": 61}]
    found = verdicts(evaluate(tenant, *({**rule, **each} for each in keys)))
    assert [verdict["passed"] for verdict in found] == [True, False, True, False]
    failed = [check for verdict in found for check in verdict["checks"] if not check["passed"]]
    assert [(check["check"], check["actual"], check["job_ids"]) for check in failed] == [
        ("max_object_drop", "40 % fewer", [less]),
        ("min_objects", "60", [less]),
    ]


def test_a_success_without_counts_is_decided_by_on_no_jobs(tenant: Tenant) -> None:
    """Google reports no counts."""
    empty(tenant)
    add_finished_job(tenant, "google")
    for check in ({"min_objects": 1}, {"max_object_drop": 50}):
        rule = make_rule("google", **check)
        assert passes(evaluate(tenant, rule, {**rule, "on_no_jobs": "allow"})) == [False, True]


@pytest.mark.parametrize("as_of", ["2999-01-01", "2999-01-01T00:00:00Z", "32503680000"])
def test_a_moment_in_the_future_is_refused_before_any_request(tenant: Tenant, as_of: str) -> None:
    message = evaluate(tenant, A_RULE, as_of=as_of).bad().msg
    assert message.startswith("as_of: ")
    assert message.endswith("is in the future, which cannot be judged")
    assert tenant.log() == tenant.token_log() == []


@pytest.mark.parametrize("as_of", ["soon", "-1h", "3M", " ", "1" * 500])
def test_another_moment_is_refused_before_any_request(tenant: Tenant, as_of: str) -> None:
    message = evaluate(tenant, A_RULE, as_of=as_of).bad().msg
    assert message.startswith("as_of: ")
    assert "is none of: a duration back from now" in message
    assert len(message) < 400
    assert tenant.log() == tenant.token_log() == []
