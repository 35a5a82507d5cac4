# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans depend only on their seed, and cover all faults."""

from __future__ import annotations

import json

from faults.filters import JOB_TYPES, SERVICES
from faults.hostile_service import RETRY_AFTER
from faults.plan import PRODUCTS, make_plan
from sandbox.faults import KINDS, read_rule
from sandbox.products import PRODUCTS as SERVED
from sandbox.settings import parse

PLANS = [make_plan(seed) for seed in range(2000)]


def test_the_same_seed_gives_the_same_plan() -> None:
    assert [make_plan(seed).to_json() for seed in range(20)] == [plan.to_json() for plan in PLANS[:20]]
    assert len({plan.to_json() for plan in PLANS}) == len(PLANS)
    assert json.loads(PLANS[3].to_json())["seed"] == 3


def test_the_sandbox_accepts_every_rule_and_every_setting() -> None:
    for plan in PLANS:
        assert {rule["product"] for rule in plan.rules} <= {*plan.products, "token"}
        for rule in plan.rules:
            assert read_rule({**rule, "client_id": plan.client_id}).kind == rule["kind"]
    settings = PLANS[0].server.settings()
    assert (
        parse([f"--now={settings['now']}", *(f"--jobs={jobs}" for jobs in settings["jobs"])]).days == settings["days"]
    )


def test_every_kind_of_fault_is_drawn() -> None:
    rules = [rule for plan in PLANS for rule in plan.rules]
    assert {rule["kind"] for rule in rules} == KINDS.keys()
    waits = {rule.get("retry_after") for rule in rules if rule["kind"] == "status"}
    assert waits - {None} == {"0", "1", "date:1", "400", *RETRY_AFTER}
    drawn = {kind: [rule for rule in rules if rule["kind"] == kind] for kind in KINDS}
    caps = {(rule["size"], rule.get("own_total", False)) for rule in drawn["cap"]}
    assert {7, 16, 25, 32, 64, 75, 128, 256} < {size for size, own in caps} <= set(range(1, 301))
    assert len({size for size, own in caps if own}) > 15
    roles = {role for rule in drawn["ignore_filter"] for role in rule["roles"]}
    assert roles == {"service", "job_type", "status_code", "organization_id"}
    assert {rule["member"] for rule in drawn["hidden_error"]} == {"error", "error_object", "errors", "status", "nested"}
    assert {rule["of"] for rule in drawn["two_names"]} == {"status", "count", "id"}
    assert {rule["status"] for rule in drawn["partial"]} == {203, 206}
    assert {name for rule in drawn["headers"] for name in rule["headers"]} > {"Location", "Retry-After", "Set-Cookie"}
    assert ["gzip", "gzip"] in [rule["encodings"] for rule in drawn["encoded"]]
    assert {"redirect", "headers"} < {rule["kind"] for rule in rules if rule["product"] == "token"}
    assert max(rule["size"] for rule in drawn["redirect"]) > 1_000_000
    assert {product for plan in PLANS for product in plan.products} == set(PRODUCTS) == set(SERVED)
    assert {plan.module for plan in PLANS} == {"job_info", *(f"{product}_job_info" for product in PRODUCTS)}
    assert {plan.dest for plan in PLANS} == {None, "new", "old"}


def test_no_undetectable_fault_is_drawn() -> None:
    for plan in PLANS:
        for product in plan.products:
            rules = [rule for rule in plan.rules if rule["product"] == product]
            kinds = [rule["kind"] for rule in rules]
            assert not {"total", "remove"} <= set(kinds)
            empty = [
                (rule["page"], rule["times"]) for rule in rules if rule["kind"] == "empty_page" and product == "google"
            ]
            assert empty in ([], [(1, 1)])
            # A permanent fault shows in every response: a page without it would contradict it.
            permanent = [rule for rule in rules if is_permanent(rule)]
            assert len(permanent) < 2
            if permanent:
                others = {rule["kind"] for rule in rules if not is_permanent(rule)}
                assert not {"slow", "insert", "cap", "date", "headers", "empty_page", "contradict"} & others


def is_permanent(rule: dict[str, object]) -> bool:
    return rule["kind"] == "ignore_filter" or bool(rule.get("own_total"))


def test_the_filter_values_are_those_of_the_sandbox() -> None:
    for product, words in (*SERVICES.items(), *JOB_TYPES.items()):
        served = {**SERVED[product].services, **SERVED[product].job_types}
        assert all(number in served for number in words.values())
    for product in ("m365", "google", "iaas"):
        assert all(SERVED[product].services[number] == word for word, number in SERVICES[product].items())
