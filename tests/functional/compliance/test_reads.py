# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is read for policies over a period, and that a read that is not complete fails the task."""

from __future__ import annotations

import os
import typing as t
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils import times
from functional.compliance.compliance_runs import POLICIES, POLICY, add_backups, again, judge, moment, subject
from functional.helpers import Tenant
from functional.test_job_gate import GENERATIONS

# A period of the past, in days before the moment of judging.
SINCE, UNTIL = 20, 5


def spans(queries: list[dict[str, t.Any]], now: datetime) -> dict[tuple[str, str], tuple[float, float]]:
    """Return how many days before now each query of the policies begins and ends, by its product and job types."""
    days = timedelta(days=1)
    return {
        (query["product"], ",".join(query["filters"]["job_types"])): (
            (now - times.parse_iso(query["since"])) / days,
            (now - times.parse_iso(query["until"])) / days,
        )
        for query in queries
        # Those for the history of a product have none.
        if "job_types" in query["filters"]
    }


def period(now: datetime) -> dict[str, str]:
    return {"since": moment(now, 24 * SINCE), "until": moment(now, 24 * UNTIL)}


@pytest.mark.parametrize("revision", GENERATIONS)
def test_jobs_are_read_as_far_back_as_the_policies_need(tenant: Tenant, now: datetime, revision: str) -> None:
    policies = [
        {**POLICY, "rpo": "48h", "restore_test_every": "30d"},
        {"name": "crm", "product": "dynamics365", "rpo": "36h", "restore_test_every": "10d"},
        {"name": "sales", "product": "salesforce", "max_failed_jobs": 9},
    ]
    outcome = judge(tenant, *policies, **period(now), api_revision=revision).good()
    assert all(query["complete"] for query in outcome.result["queries"])
    assert spans(outcome.result["queries"], now) == {
        ("m365", "backup,restore"): (SINCE + 30, UNTIL),
        ("dynamics365", "backup,restore"): (SINCE + 10, UNTIL),
        ("salesforce", "backup"): (SINCE, UNTIL),
    }
    assert {entry["product"] for entry in tenant.log()} == {"m365", "dynamics365", "salesforce"}


def test_a_period_up_to_now_is_read_a_day_ahead(tenant: Tenant, now: datetime) -> None:
    """A job in the future, because of a wrong clock, has to be seen."""
    outcome = judge(tenant, since="7d").good()
    assert spans(outcome.result["queries"], now) == {("m365", "backup"): (8, -1)}


def test_two_policies_on_one_service_read_it_once(tenant: Tenant, now: datetime) -> None:
    longer = {**POLICY, "name": "longer", "rpo": "96h"}
    outcome = judge(tenant, POLICY, longer, **period(now)).good()
    assert spans(outcome.result["queries"], now) == {("m365", "backup"): (SINCE + 4, UNTIL)}
    # What the other policy reads changes nothing.
    alone = judge(tenant, POLICY, **period(now)).good()
    assert outcome.result["subjects"][0] == alone.result["subjects"][0]


SERVICES = {"m365": ["exchange_online", "teams"], "iaas": ["vm", "aad"], "google": ["gmail"]}


@pytest.mark.parametrize("revision", GENERATIONS)
@pytest.mark.parametrize("product", SERVICES)
def test_policies_with_and_without_services_are_judged_as_each_would_be_alone(
    tenant: Tenant, now: datetime, dest: Path, product: str, revision: str
) -> None:
    """Jobs that are read for the product as a whole come without their service, where rows do not have it."""
    requirements = {
        "product": product,
        "rpo": "26h",
        "schedule": {"every": "24h"},
        "restore_test_every": "9d",
        "max_failed_jobs": 3,
        "max_object_drop": 50,
    }
    whole = {"name": "whole", **requirements}
    parts = {"name": "parts", "services": SERVICES[product], **requirements}
    alone = [
        row
        for policy in (whole, parts)
        for row in judge(tenant, policy, **period(now), api_revision=revision).good().result["subjects"]
    ]
    assert all(row["runs"]["started"] for row in alone)
    assert any(row["restore_tests"] for row in alone)
    for policies in ((whole, parts), (parts, whole)):
        outcome = judge(tenant, *policies, **period(now), api_revision=revision, dest=str(dest)).good()
        rows = outcome.result["subjects"]
        assert {(row["policy"], row["service"]): row for row in rows} == {
            (row["policy"], row["service"]): row for row in alone
        }
        assert tenant.run("job_compliance", **again(dest)).good().result["subjects"] == rows


def test_a_job_that_does_not_report_its_service_fails_the_run_with_the_policy_and_the_remedy(
    empty: Tenant, now: datetime
) -> None:
    add_backups(empty, now, 4, "dynamics365", module=None)
    whole = {"name": "whole", "product": "dynamics365", "rpo": "26h"}
    parts = {**whole, "name": "parts", "services": ["customer_engagement"]}
    message = judge(empty, whole, parts, since="2d").bad().msg
    assert "policy 'parts': job job-" in message
    assert message.endswith("so it may be of any; to judge all of them together, leave services out")
    assert subject(judge(empty, whole, since="2d"))["status"] == "compliant"


def test_a_success_before_the_period_protects_its_beginning(empty: Tenant, now: datetime) -> None:
    """It started an hour before the limit of the exposure at the beginning of the period."""
    empty.put(
        "m365", id="before", status="succeeded", service=1, job_type=1, start=moment(now, 47), finish=moment(now, 30)
    )
    row = subject(judge(empty, since="24h"))
    assert row["breaches"][0]["from"] == moment(now, 23)
    assert row["breaches"][0]["last_success"] == "before"
    assert row["compliant_time_percent"] == 4.1666


def test_a_restore_before_the_period_is_a_test(empty: Tenant, now: datetime) -> None:
    add_backups(empty, now, 4)
    empty.put(
        "m365", id="restore", status="succeeded", service=1, job_type=2, start=moment(now, 200), finish=moment(now, 199)
    )
    policy = {**POLICY, "rpo": "26h", "restore_test_every": "200h"}
    assert [each["id"] for each in subject(judge(empty, policy, since="48h"))["restore_tests"]] == ["restore"]
    assert subject(judge(empty, policy, since="48h"))["status"] == "compliant"
    (reason,) = subject(judge(empty, {**policy, "restore_test_every": "198h"}, since="48h"))["reasons"]
    assert reason.startswith("restore_test_every: ")


FAULTS: dict[str, dict[str, t.Any]] = {
    "status": {"status": 503},
    "not_json": {},
    "reset_before": {},
    "truncate_json": {},
    "repeat_page": {"skip": 1},
    "total": {"delta": 1},
    "ignore_filter": {"roles": ["service"]},
    "partial": {},
}


@pytest.mark.parametrize("product", ["m365", "salesforce"])
@pytest.mark.parametrize("kind", FAULTS)
@pytest.mark.parametrize("enforce", [False, True])
def test_a_read_that_is_not_complete_fails_the_task_and_writes_nothing(
    tenant: Tenant, dest: Path, kind: str, product: str, enforce: bool
) -> None:
    if kind == "ignore_filter" and product == "salesforce":
        pytest.skip("its jobs have no service")
    tenant.fault(kind, product=product, times=0, **FAULTS[kind])
    policies = [{**policy, "on_no_jobs": "allow", "on_unknown": "allow"} for policy in POLICIES]
    outcome = judge(tenant, *policies, since="20d", dest=str(dest), page_size=20, enforce=enforce).bad()
    assert product in outcome.msg
    assert "compliant" not in outcome.result
    assert os.listdir(dest.parent) == []


def test_a_failed_read_leaves_the_evidence_of_the_last_run(tenant: Tenant, dest: Path) -> None:
    before = judge(tenant, since="5d", dest=str(dest)).good().result["evidence"]
    # The first page is read.
    tenant.fault("status", product="m365", status=503, skip=1, times=0)
    judge(tenant, since="5d", dest=str(dest), page_size=5).bad()
    after = tenant.run("job_compliance", evidence=str(dest)).good().result["evidence"]
    assert after["sha256"] == before["sha256"]
    assert os.listdir(dest.parent) == ["quarter"]


def test_a_failed_read_of_the_history_fails_the_task(empty: Tenant, now: datetime, dest: Path) -> None:
    add_backups(empty, now, 5)
    # The read of the policy, then that of the history.
    assert len(judge(empty, since="20d").good().result["queries"]) == 3
    tenant_log = len(empty.log("m365"))
    empty.fault("status", product="m365", status=503, skip=tenant_log - 1, times=0)
    judge(empty, since="20d", dest=str(dest)).bad()
    assert os.listdir(dest.parent) == []


BAD: list[tuple[dict[str, t.Any], str]] = [
    ({"policies": None}, "one of the following is required: policies, evidence"),
    ({"policies": []}, "policies: none are given"),
    ({"policies": "{"}, "policies: "),
    ({"policies": {"name": "mail"}}, "policies: a list of policies is expected"),
    ({"policies": [{"name": "mail", "product": "m365"}]}, "policies: policy 'mail': has no requirement"),
    (
        {"policies": [{**POLICY, "rpoo": "1h"}]},
        "policies: policy 'mail': rpoo is not a key of a policy; did you mean rpo?",
    ),
    ({"policies": [POLICY, {**POLICY, "name": "two", "rpo": "soon"}]}, "policies: policy 'two': rpo: "),
    ({"policies": [POLICY, POLICY]}, "policies: two policies have the name 'mail'"),
    ({"policies": [{**POLICY, "services": ["gmail"]}]}, "policies: policy 'mail': services: 'gmail'"),
    ({"policies": [{**POLICY, "schedule": {"every": "1s"}}]}, "policies: "),
    ({"policies": [{**POLICY, "schedule": {"at": ["25:00"]}}]}, "policies: policy 'mail': schedule: "),
    ({"policies": [{**POLICY, "max_missed": 1}]}, "policies: policy 'mail': max_missed: schedule is missing"),
    ({"exclusions": [{"from": "2d", "until": "1d"}]}, "exclusions: exclusion 1: reason is missing"),
    ({"exclusions": [{"from": "1d", "until": "2d", "reason": "r"}]}, "exclusions: exclusion 1: from, "),
    ({"exclusions": 7}, "exclusions: a list of exclusions is expected"),
    ({"since": "soon"}, "since: "),
    ({"until": "soon"}, "until: "),
    ({"since": "1d", "until": "2d"}, "since: "),
    ({"since": "2999-01-01", "until": "2999-02-01"}, "since: "),
    ({"time_zone": "Europe/Atlantis"}, "time_zone: 'Europe/Atlantis' is not a time zone"),
    ({"time_zone": "../../../etc/passwd"}, "time_zone: "),
    ({"since": "0001-01-02"}, "since: 0001-01-02T00:00:00Z is before the year 2000"),
    ({"dest": "/nowhere/evidence"}, "dest: /nowhere is not a writable folder"),
    ({"dest": "/"}, "dest: / is a mount point"),
    ({"page_size": 0}, "page_size: "),
    ({"concurrency": 0}, "concurrency: "),
    ({"read_timeout": "soon"}, "read_timeout: "),
    ({"evidence": "/nowhere"}, "policies: cannot be given with evidence"),
]


@pytest.mark.parametrize(("params", "says"), BAD, ids=[str(params)[:60] for params, _says in BAD])
@pytest.mark.parametrize("check_mode", [False, True])
def test_a_wrong_option_fails_before_any_request(
    tenant: Tenant, params: dict[str, t.Any], says: str, check_mode: bool
) -> None:
    given = {"policies": [POLICY], **params}
    outcome = tenant.run("job_compliance", {"check_mode": check_mode}, **given).bad()
    assert outcome.msg.startswith(says), outcome.msg
    assert "compliant" not in outcome.result
    assert tenant.log() == tenant.token_log() == []


def test_a_folder_with_something_else_is_refused_before_any_request(tenant: Tenant, dest: Path) -> None:
    dest.mkdir()
    (dest / "thesis.txt").write_text("the only copy")
    outcome = judge(tenant, dest=str(dest)).bad()
    assert "is not empty and does not verify as evidence, so it is not replaced" in outcome.msg
    assert (dest / "thesis.txt").read_text() == "the only copy"
    assert tenant.log() == tenant.token_log() == []
