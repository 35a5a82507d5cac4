# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Exclusions over HTTP, and wrong exclusions and policies, which are refused before any request."""

from __future__ import annotations

import json
import typing as t

import pytest

from functional.helpers import ALL_PRODUCTS, Tenant
from functional.test_job_gate import (
    A_RULE,
    GENERATIONS,
    SERVICES,
    add_finished_job,
    empty,
    evaluate,
    make_rule,
    moment,
    passes,
    runs,
    verdicts,
)


def excluded(begin: float, end: float, **more: t.Any) -> dict[str, t.Any]:
    """Return an exclusion from and until so many hours ago."""
    return {"from": moment(begin), "until": moment(end), "reason": "patched", **more}


@pytest.mark.parametrize("revision", GENERATIONS)
@pytest.mark.parametrize("product", ALL_PRODUCTS)
def test_jobs_that_started_inside_do_not_count(tenant: Tenant, product: str, revision: str) -> None:
    empty(tenant)
    add_finished_job(tenant, product, ended=10)
    add_finished_job(tenant, product, "failed", ended=2)
    rule = make_rule(product, max_age="12h", max_failed_jobs=0, min_success_rate=100)
    assert passes(evaluate(tenant, rule, api_revision=revision)) == [False]
    (verdict,) = verdicts(evaluate(tenant, rule, exclusions=[excluded(4, 1)], api_revision=revision))
    assert (verdict["passed"], verdict["jobs_judged"]) == (True, 1)
    assert passes(evaluate(tenant, rule, exclusions=[excluded(2, 1)], api_revision=revision)) == [False]


def test_a_success_inside_protects(tenant: Tenant) -> None:
    empty(tenant)
    good = add_finished_job(tenant, "m365", ended=2)
    (verdict,) = verdicts(evaluate(tenant, make_rule("m365", max_age="12h"), exclusions=[excluded(4, 1)]))
    assert verdict["passed"]
    assert verdict["checks"][0]["job_ids"] == [good]
    assert verdict["last_success_at"]


def test_a_job_that_runs_is_judged_whenever_it_started(tenant: Tenant) -> None:
    empty(tenant)
    add_finished_job(tenant, "m365", ended=2)
    runs(tenant, "m365", since=20)
    rule = make_rule("m365", max_running="8h")
    assert passes(evaluate(tenant, rule, exclusions=[excluded(21, 19)])) == [False]


def test_an_exclusion_is_shown_where_it_applies(tenant: Tenant) -> None:
    empty(tenant)
    add_finished_job(tenant, "m365")
    add_finished_job(tenant, "google")
    everywhere = excluded(9, 8, reason="the network was down")
    mail = excluded(7, 6, product="m365", services=["exchange_online", "7"])
    given = [everywhere, mail, excluded(5, 4, product="iaas"), excluded(99, 98)]
    rules = [make_rule("m365", max_age="12h"), make_rule("google", max_age="12h")]
    for form in (given, json.dumps(given)):
        outcome = evaluate(tenant, *rules, exclusions=form)
        shown = [verdict["exclusions"] for verdict in verdicts(outcome)]
        row = {"reason": "the network was down", "product": None, "services": []}
        assert shown[1] == [{"from": everywhere["from"], "until": everywhere["until"], **row}]
        assert shown[0] == [*shown[1], {**mail, "services": ["exchange_online", "teams"]}]


@pytest.mark.parametrize("product", [name for name in ALL_PRODUCTS if SERVICES[name][1]])
def test_limits_to_a_product_and_a_service(tenant: Tenant, product: str) -> None:
    empty(tenant)
    add_finished_job(tenant, product, ended=10)
    add_finished_job(tenant, product, "failed", ended=2)
    rule = make_rule(product, max_failed_jobs=0)
    other = next(name for name in ALL_PRODUCTS if name != product)
    services = SERVICES[product][1]
    for limits, expected in (
        ({"product": product}, True),
        ({"product": product, "services": services}, True),
        ({"product": other}, False),
    ):
        assert passes(evaluate(tenant, rule, exclusions=[excluded(4, 1, **limits)])) == [expected], limits
    # A subject without a service has jobs of other services too.
    del rule["services"]
    assert passes(evaluate(tenant, rule, exclusions=[excluded(4, 1, product=product, services=services)])) == [False]


def test_an_exclusion_with_a_moment_in_the_past(tenant: Tenant) -> None:
    empty(tenant)
    add_finished_job(tenant, "m365", ended=40)
    add_finished_job(tenant, "m365", "failed", ended=30)
    rule = make_rule("m365", max_failed_jobs=0)
    assert passes(evaluate(tenant, rule, as_of="24h")) == [False]
    (verdict,) = verdicts(evaluate(tenant, rule, as_of="24h", exclusions=[excluded(32, 29), excluded(20, 10)]))
    assert verdict["passed"]
    assert len(verdict["exclusions"]) == 1


ONE = {"from": "2d", "until": "1d", "reason": "patched"}
BAD: list[tuple[t.Any, str]] = [
    ("patched", "a list of exclusions is expected, not a string"),
    (ONE, "a list of exclusions is expected, not a dictionary"),
    ("[{from: 2d", "the text is neither JSON nor YAML"),
    ([7], "exclusion 1 is not a mapping of keys"),
    ([ONE, {"from": "2d", "until": "1d"}], "exclusion 2: reason is missing"),
    ([ONE, {**ONE, "from": None}], "exclusion 2: from is empty"),
    ([ONE, {**ONE, "from": "soon"}], "exclusion 2: from: 'soon' is none of"),
    ([ONE, {**ONE, "until": ["1d"]}], "exclusion 2: until: ['1d'] is not a duration back from now"),
    ([ONE, {**ONE, "until": "3d"}], "exclusion 2: from, "),
    ([ONE, {**ONE, "product": "m356"}], "exclusion 2: product: 'm356' is not a product; did you mean m365?"),
    ([ONE, {**ONE, "product": {"m365": 1}}], "exclusion 2: product: {'m365': 1} is not text"),
    ([ONE, {**ONE, "services": ["teams"]}], "exclusion 2: services: product is missing"),
    ([ONE, {**ONE, "product": "m365", "services": ["gmail"]}], "exclusion 2: services: 'gmail' is not a service"),
    ([ONE, {**ONE, "when": "now"}], "exclusion 2: when is not a key of an exclusion"),
]
A_POLICY = {"name": "p", "product": "m365", "rpo": "24h"}
BAD_POLICIES: list[tuple[t.Any, str]] = [
    ("mail", "a list of policies is expected, not a string"),
    ([7], "policy 1 is not a mapping of keys"),
    ([{"product": "m365", "rpo": "24h"}], "policy 1: name is missing"),
    ([{**A_POLICY, "rpoo": "24h"}], "policy 'p': rpoo is not a key of a policy; did you mean rpo?"),
    ([{**A_POLICY, "rpo": 24}], "policy 'p': rpo: '24' is not a duration"),
    ([{**A_POLICY, "min_objects": -1}], "policy 'p': min_objects: -1 is not a whole number of at least 0"),
    ([{**A_POLICY, "max_object_drop": 0.2}], "policy 'p': max_object_drop: the value is in percent"),
    ([{**A_POLICY, "services": ["gmail"]}], "policy 'p': services: 'gmail' is not a service of m365"),
    ([A_POLICY, A_POLICY], "two policies have the name 'p'"),
]


@pytest.mark.parametrize(("given", "says"), BAD, ids=[row[1] for row in BAD])
def test_a_bad_exclusion_is_an_error_before_any_request(tenant: Tenant, given: t.Any, says: str) -> None:
    for outcome in (
        evaluate(tenant, A_RULE, exclusions=given),
        tenant.run("job_compliance", policies=[A_POLICY], exclusions=given),
    ):
        message = outcome.bad().msg
        assert message.startswith(f"exclusions: {says}"), message
    assert tenant.log() == tenant.token_log() == []


@pytest.mark.parametrize(("given", "says"), BAD_POLICIES, ids=[row[1] for row in BAD_POLICIES])
def test_a_bad_policy_is_an_error_before_any_request(tenant: Tenant, given: t.Any, says: str) -> None:
    message = tenant.run("job_compliance", policies=given).bad().msg
    assert message.startswith(f"policies: {says}"), message
    assert tenant.log() == tenant.token_log() == []
