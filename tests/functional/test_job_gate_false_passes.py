# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cases in which a gate must not pass: meaningless counts, unknown types, spellings, wrong times."""

from __future__ import annotations

import typing as t

import pytest

from functional.helpers import ALL_PRODUCTS, Tenant
from functional.test_job_gate import (
    GENERATIONS,
    ORGANIZATIONS,
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

COUNTING = ("m365", "dynamics365", "salesforce", "iaas")
Units = dict[str, dict[str, int]]


def units(product: str, **counts: int) -> Units:
    """Return the same counts in every unit of the product."""
    names = {
        "dynamics365": ("entities", "records"),
        "salesforce": ("records", "objects", "metadata"),
    }.get(product, ("objects",))
    return {name: dict(counts) for name in names}


def failing(verdict: dict[str, t.Any]) -> dict[str, list[str]]:
    """Return the job ids of each failed check."""
    return {check["check"]: check["job_ids"] for check in verdict["checks"] if not check["passed"]}


@pytest.mark.parametrize("revision", GENERATIONS)
@pytest.mark.parametrize("product", COUNTING)
def test_a_failed_run_counts_as_if_it_lost_everything(tenant: Tenant, product: str, revision: str) -> None:
    empty(tenant)
    add_finished_job(tenant, product, ended=100, counts=units(product, total=9, successful=9))
    none = units(product, total=0, successful=0)
    nights = [add_finished_job(tenant, product, "failed", ended=1 + 24 * n, counts=none) for n in range(3)]
    rule = make_rule(product, max_failed_ratio=0.05, window="7d", on_no_jobs="allow")
    (verdict,) = verdicts(evaluate(tenant, rule, api_revision=revision))
    assert failing(verdict) == {"max_failed_ratio": nights}


@pytest.mark.parametrize("revision", GENERATIONS)
@pytest.mark.parametrize(
    ("product", "counts"),
    [
        (
            "salesforce",
            {
                "records": {"total": 0, "successful": 0},
                "objects": {"total": 5, "successful": 0, "failed": 5},
                "metadata": {"total": 9, "successful": 0, "failed": 9},
            },
        ),
        (
            "dynamics365",
            {
                "records": {"total": 1000, "successful": 1000},
                "entities": {"total": 41, "successful": 1, "failed": 40},
            },
        ),
    ],
)
def test_the_unit_with_the_largest_loss_counts(tenant: Tenant, product: str, counts: Units, revision: str) -> None:
    empty(tenant)
    lossy = add_finished_job(tenant, product, counts=counts)
    rule = make_rule(product, max_failed_ratio=0.5, on_no_jobs="allow")
    (verdict,) = verdicts(evaluate(tenant, rule, api_revision=revision))
    assert failing(verdict) == {"max_failed_ratio": [lossy]}


@pytest.mark.parametrize("revision", GENERATIONS)
@pytest.mark.parametrize("product", COUNTING)
@pytest.mark.parametrize(
    "counts",
    [
        {"total": 0, "successful": 0},
        {"total": 1000, "successful": 10},
        pytest.param({"total": 9, "successful": 0, "skipped": 9}, id="all skipped"),
    ],
    ids=str,
)
def test_a_gate_does_not_pass_on_meaningless_counts(
    tenant: Tenant, product: str, counts: dict[str, int], revision: str
) -> None:
    empty(tenant)
    odd = add_finished_job(tenant, product, counts=units(product, **counts))
    rule = make_rule(product, max_failed_ratio=0.05)
    denied, allowed = verdicts(evaluate(tenant, rule, {**rule, "on_no_jobs": "allow"}, api_revision=revision))
    assert failing(denied) == {"max_failed_ratio": [odd]}
    assert allowed["passed"]


@pytest.mark.parametrize("revision", GENERATIONS)
@pytest.mark.parametrize("product", COUNTING)
def test_a_gate_passes_on_counts_that_add_up(tenant: Tenant, product: str, revision: str) -> None:
    empty(tenant)
    all_parts = {"total": 1000, "successful": 940, "failed": 10, "skipped": 50}
    if product == "salesforce":
        counts = units(product, **all_parts)
        # It reports no skipped metadata.
        counts["metadata"] = {"total": 1000, "successful": 990, "failed": 10}
        # This unit is missing, unlike the others.
        counts["objects"] = {"total": 0, "successful": 0}
    elif product == "dynamics365":
        counts = units(product, **{**all_parts, "successful": 900, "warning": 40})
    else:
        counts = units(product, **all_parts)
    add_finished_job(tenant, product, counts=counts)
    rule = make_rule(product, max_failed_ratio=0.05)
    assert passes(evaluate(tenant, rule, api_revision=revision)) == [True]


UNKNOWN = {
    "a job type of salesforce": ("salesforce", GENERATIONS, {"job_type": 77}, {}),
    "a job type of iaas": ("iaas", ("2025",), {"job_type": 77777}, {}),
    "a service of google": ("google", GENERATIONS, {"service": 77}, {"services": ["gmail", "drive"]}),
    "a job type of google": (
        "google",
        GENERATIONS,
        {"job_type": 77},
        {"job_types": ["backup", "report"], "services": ["gmail"]},
    ),
    "a job type of dynamics365": ("dynamics365", GENERATIONS, {"job_type": 77}, {"job_types": ["backup", "export"]}),
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_on_unknown_decides_about_failures_that_may_match_the_rule(tenant: Tenant, name: str) -> None:
    product, revisions, odd, keys = UNKNOWN[name]
    empty(tenant)
    for service in (2, 1) if "services" in keys and product == "google" else (None,):
        add_finished_job(tenant, product, **({} if service is None else {"service": service}))
    rule = make_rule(product, max_age="24h", **keys)
    for revision in revisions:
        assert all(passes(evaluate(tenant, rule, api_revision=revision)))
    # A success of an unknown type does not match the rule, and is not a failure.
    add_finished_job(tenant, product, ended=2, **odd)
    for revision in revisions:
        assert all(passes(evaluate(tenant, rule, api_revision=revision)))
    failed = add_finished_job(tenant, product, "failed", ended=2, **odd)
    for revision in revisions:
        outcome = evaluate(tenant, rule, {**rule, "on_unknown": "allow"}, api_revision=revision)
        stated = verdicts(outcome)
        denied, allowed = stated[: len(stated) // 2], stated[len(stated) // 2 :]
        assert [failing(verdict) for verdict in denied] == [{"on_unknown": [failed]}] * len(denied)
        assert all(verdict["passed"] for verdict in allowed)
        assert any("is not known to this version" in warning for warning in outcome.warnings)


def test_an_unknown_job_type_of_another_service_or_organisation_is_ignored(tenant: Tenant) -> None:
    empty(tenant)
    one, two = ORGANIZATIONS["salesforce"]
    add_finished_job(tenant, "salesforce", organization_id=one)
    add_finished_job(tenant, "salesforce", "failed", organization_id=two, job_type=77)
    add_finished_job(tenant, "iaas")
    add_finished_job(tenant, "iaas", "failed", service=256, job_type=77777)
    rules = [
        {"product": "salesforce", "organization_ids": [one], "max_age": "24h"},
        {"product": "iaas", "services": ["vm"], "max_age": "24h"},
        {"product": "iaas", "services": ["amazon_ec2"], "max_failed_jobs": 9, "on_no_jobs": "allow"},
    ]
    assert passes(evaluate(tenant, *rules, api_revision="2025")) == [True, True, False]


@pytest.mark.parametrize("product", ORGANIZATIONS)
def test_the_organisation_of_a_rule_is_compared_without_regard_to_case(tenant: Tenant, product: str) -> None:
    empty(tenant)
    organization = ORGANIZATIONS[product][0]
    add_finished_job(tenant, product, "failed", organization_id=organization)
    for written in (organization.upper(), organization.lower(), organization):
        rule = {"product": product, "organization_ids": [written], "max_failed_jobs": 0, "on_no_jobs": "allow"}
        (verdict,) = verdicts(evaluate(tenant, rule))
        assert (verdict["passed"], verdict["jobs_judged"]) == (False, 1)
    both = {"product": product, "organization_ids": [organization.upper(), organization], "max_age": "24h"}
    assert len(verdicts(evaluate(tenant, both))) == 1


@pytest.mark.parametrize("revision", GENERATIONS)
@pytest.mark.parametrize("product", ALL_PRODUCTS)
def test_a_run_that_started_before_the_window_and_failed_within_it_counts(
    tenant: Tenant, product: str, revision: str
) -> None:
    empty(tenant)
    add_finished_job(tenant, product, ended=2)
    long_one = add_finished_job(tenant, product, "failed", ended=1, took=30)
    rule = make_rule(product, max_failed_jobs=0, window="24h")
    (verdict,) = verdicts(evaluate(tenant, rule, api_revision=revision))
    assert failing(verdict) == {"max_failed_jobs": [long_one]}


@pytest.mark.parametrize("revision", GENERATIONS)
@pytest.mark.parametrize(("product", "status"), [("salesforce", "paused"), ("iaas", "pending")])
def test_max_running_sees_a_job_that_hangs(tenant: Tenant, product: str, status: str, revision: str) -> None:
    empty(tenant)
    add_finished_job(tenant, product)
    start = moment(24 * 14)
    stuck = add_finished_job(tenant, product, "succeeded", ended=24 * 14)
    rule = make_rule(product, max_running="24h")
    assert passes(evaluate(tenant, rule, api_revision=revision)) == [True]
    tenant.put(product, id=stuck, status=status, finish=None, start=start, created=start)
    (verdict,) = verdicts(evaluate(tenant, rule, api_revision=revision))
    assert failing(verdict) == {"max_running": [stuck]}
    assert status in verdict["checks"][0]["actual"]


@pytest.mark.parametrize("product", ALL_PRODUCTS)
def test_a_running_job_without_a_start_fails_a_duration(tenant: Tenant, product: str) -> None:
    empty(tenant)
    add_finished_job(tenant, product)
    odd = runs(tenant, product, since=1)
    tenant.put(product, id=odd, start=None, created=moment(1))
    (verdict,) = verdicts(evaluate(tenant, make_rule(product, max_duration="8h")))
    assert failing(verdict) == {"max_duration": [odd]}


@pytest.mark.parametrize("revision", GENERATIONS)
@pytest.mark.parametrize("product", ALL_PRODUCTS)
def test_an_end_before_the_start_is_rejected(tenant: Tenant, product: str, revision: str) -> None:
    """A gate, a read and a wait all reject it."""
    empty(tenant)
    odd = str(add_finished_job(tenant, product, ended=2, took=-1))
    options: dict[str, t.Any] = {"api_revision": revision}
    (verdict,) = verdicts(evaluate(tenant, make_rule(product, max_age="24h", on_no_jobs="allow"), **options))
    assert checks(verdict) == {"read": False}
    for outcome in (
        evaluate(tenant, make_rule(product, max_age="24h"), enforce=True, **options),
        tenant.read(product, **options),
        tenant.run("job_wait", product=product, job_ids=[odd], **options),
    ):
        assert outcome.failed
        assert f"job {odd}: it ended before it started" in outcome.msg
        assert "Traceback" not in outcome.output


def test_module_names_with_different_letters_are_different_services(tenant: Tenant) -> None:
    empty(tenant)
    add_finished_job(tenant, "dynamics365", module="Verkäufe")
    bad = add_finished_job(tenant, "dynamics365", "failed", module="Verkûfe")
    other = add_finished_job(tenant, "dynamics365", "failed", module="販売")
    named = {"product": "dynamics365", "services": ["Verkäufe", "verkûfe", "販売"], "max_failed_jobs": 0}
    stated = verdicts(evaluate(tenant, named))
    assert [(verdict["service"], verdict["passed"]) for verdict in stated] == [
        ("verkäufe", True),
        ("verkûfe", False),
        ("販売", False),
    ]
    assert [failing(verdict).get("success") for verdict in stated] == [None, [bad], [other]]
    read = tenant.read("dynamics365", services=["verkäufe"]).good()
    assert [job["service"] for job in read.jobs] == ["verkäufe"]


@pytest.mark.parametrize(
    ("module", "option"),
    [
        ("m365_job_info", "since"),
        ("m365_job_info", "until"),
        ("m365_job_info", "read_timeout"),
        ("job_info", "since"),
        ("job_gate", "read_timeout"),
        ("job_wait", "started_after"),
        ("job_wait", "wait_timeout"),
        ("job_wait", "interval"),
    ],
)
@pytest.mark.parametrize("text", ["3M", "24H", "1y", "1mo"])
def test_only_known_units_are_read(tenant: Tenant, module: str, option: str, text: str) -> None:
    more: dict[str, dict[str, t.Any]] = {
        "job_gate": {"rules": [{"name": "r", "product": "m365", "max_age": "24h"}]},
        "job_wait": {"product": "m365", "started_after": "1h"},
    }
    outcome = tenant.run(module, **{**more.get(module, {}), option: text}).bad()
    assert outcome.msg.startswith(f"{option}: {text!r} is "), outcome.msg
    assert "90d" in outcome.msg
    assert tenant.log() == tenant.token_log() == []
