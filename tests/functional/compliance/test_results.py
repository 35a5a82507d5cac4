# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The result of judging a period over real HTTP: history, API versions, clocks, enforcing, check mode."""

from __future__ import annotations

import json
import os
import tempfile
import typing as t
from datetime import datetime
from pathlib import Path

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils import times
from functional.compliance.compliance_runs import (
    POLICIES,
    POLICY,
    add_backups,
    again,
    judge,
    moment,
    result_of,
    subject,
    texts,
)
from functional.conftest import Tenants
from functional.helpers import Tenant
from functional.test_job_gate import GENERATIONS, ORGANIZATIONS

# Which files follow from the jobs alone.
DERIVED = ("result.json", "policies.json", "population.csv")
LOOSE = {"name": "loose", "product": "m365", "services": ["exchange_online"], "max_failed_jobs": 0}


def statuses(result: dict[str, t.Any]) -> list[str]:
    return [row["status"] for row in result["subjects"]]


# ---- history


def test_history_that_begins_late_is_unknown(empty: Tenant, now: datetime) -> None:
    add_backups(empty, now, 10)
    outcome = judge(empty, LOOSE, since="20d")
    row = subject(outcome)
    first = moment(now, 2 + 24 * 9)
    assert (row["status"], row["known_since"]) == ("unknown", first)
    assert row["unknown_seconds"] == (20 - 9) * 86400 - 2 * 3600
    assert {day["status"] for day in row["days"][:10]} == {"unknown"}
    (warning,) = outcome.warnings
    assert f"m365: the service has no job that started before {first}; the time before that is unknown" in warning
    assert outcome.result["compliant"] is False
    assert f"nothing is known before {first}" in outcome.result["msg"]
    assert judge(empty, LOOSE, since="20d", enforce=True).failed


def test_what_a_lost_success_may_protect_is_unknown(empty: Tenant, now: datetime, dest: Path) -> None:
    """From the beginning of the history to the end of the first backup, an hour later."""
    add_backups(empty, now, 10)
    policy = {**POLICY, "rpo": "26h"}
    outcome = judge(empty, policy, since="20d", dest=str(dest))
    row = subject(outcome)
    assert (row["status"], row["breaches"], row["compliant_time_percent"]) == ("unknown", [], 100.0)
    assert row["unknown_seconds"] == (20 - 9) * 86400 - 3600
    judged = empty.run("job_compliance", **again(dest)).good()
    assert judged.result["subjects"] == outcome.result["subjects"]


def test_a_history_that_is_too_short_for_restore_tests_is_unknown(empty: Tenant, now: datetime) -> None:
    add_backups(empty, now, 30)
    policy = {**POLICY, "rpo": "26h", "restore_test_every": "60d"}
    outcome = judge(empty, policy, since="20d")
    row = subject(outcome)
    assert (row["status"], row["unknown_seconds"]) == ("unknown", 20 * 86400)
    assert row["known_since"] == moment(now, 2 + 24 * 29)
    assert (row["compliant_time_percent"], row["judged_seconds"]) == (100.0, 20 * 86400)
    # Nothing from before the history can be that recent.
    row = subject(judge(empty, {**policy, "restore_test_every": "20d"}, since="20d"))
    assert row["status"] == "non_compliant"


def test_what_fails_is_not_unknown(empty: Tenant, now: datetime) -> None:
    add_backups(empty, now, 10)
    # A failure after the first job: the policy is broken, whatever was before.
    empty.put("m365", id="bad", status="failed", service=1, job_type=1, start=moment(now, 50), finish=moment(now, 49))
    assert subject(judge(empty, LOOSE, since="20d"))["status"] == "non_compliant"


@pytest.mark.parametrize("days", [6, 7])
def test_a_first_job_within_a_week_is_no_missing_history(empty: Tenant, now: datetime, days: int) -> None:
    add_backups(empty, now, 20 - days)
    # The first job started two hours after this many days and a day, the week is exceeded by two of them.
    row = subject(judge(empty, LOOSE, since=moment(now, 24 * 20 - 24 * (days - 6))))
    assert row["unknown_seconds"] == 0
    assert row["status"] == "compliant"


@pytest.mark.parametrize(
    "other", [{"service": 7, "job_type": 1}, {"service": 1, "job_type": 5}, {"service": 3, "job_type": 3}], ids=str
)
def test_jobs_that_no_policy_names_show_that_history_is_there(
    empty: Tenant, now: datetime, other: dict[str, int]
) -> None:
    add_backups(empty, now, 10)
    span = {"start": moment(now, 18 * 24), "finish": moment(now, 18 * 24 - 1)}
    empty.put("m365", id="other", status="failed", **other, **span)
    outcome = judge(empty, LOOSE, since="20d")
    assert subject(outcome)["status"] == "compliant"
    assert outcome.warnings == []
    # Another product does not show it.
    empty.clear_jobs("m365")
    add_backups(empty, now, 10)
    empty.put("salesforce", id="other", status="succeeded", job_type=1, **span)
    assert subject(judge(empty, LOOSE, since="20d"))["status"] == "unknown"


def test_jobs_that_no_policy_names_show_when_the_history_begins(empty: Tenant, now: datetime) -> None:
    add_backups(empty, now, 5)
    span = {"start": moment(now, 8 * 24), "finish": moment(now, 8 * 24 - 1)}
    empty.put("m365", id="other", status="succeeded", service=7, job_type=1, **span)
    row = subject(judge(empty, LOOSE, since="20d"))
    assert (row["status"], row["known_since"]) == ("unknown", span["start"])


def test_a_product_without_jobs_is_not_unknown(empty: Tenant) -> None:
    outcome = judge(empty, POLICY, {**LOOSE, "on_no_jobs": "allow"}, since="20d").good()
    assert statuses(outcome.result) == ["non_compliant", "compliant"]
    assert outcome.warnings == []


def test_a_subject_without_jobs_is_unknown_only_where_its_policy_allows_that(empty: Tenant, now: datetime) -> None:
    add_backups(empty, now, 10, service=7)
    rows = judge(
        empty, POLICY, {**LOOSE, "on_no_jobs": "allow"}, {**LOOSE, "name": "teams", "services": ["teams"]}, since="20d"
    )
    assert statuses(rows.good().result) == ["non_compliant", "unknown", "unknown"]
    assert rows.result["subjects"][0]["unknown_seconds"] == 0


@pytest.mark.parametrize("other", [{"service": 1, "job_type": 1}, {"service": 7, "job_type": 5}], ids=str)
def test_a_period_before_the_history_is_not_compliant(
    empty: Tenant, now: datetime, dest: Path, other: dict[str, int]
) -> None:
    """All jobs of the product started after the period, and so none is read for the policies."""
    add_backups(empty, now, 5, **other)
    loose = {**LOOSE, "on_no_jobs": "allow"}
    params = {"since": "40d", "until": moment(now, 10 * 24), "dest": str(dest)}
    outcome = judge(empty, POLICY, loose, **params).good()
    assert statuses(outcome.result) == ["non_compliant", "unknown"]
    assert outcome.result["subjects"][1]["unknown_seconds"] == 30 * 86400
    (warning,) = outcome.warnings
    assert f"the service has no job that started before {params['until']}" in warning
    again_judged = empty.run("job_compliance", **again(dest)).good()
    assert again_judged.result["subjects"] == outcome.result["subjects"]
    # A product that has never had any job.
    empty.clear_jobs("m365")
    assert statuses(judge(empty, POLICY, loose, **params).good().result) == ["non_compliant", "compliant"]


def test_the_data_of_the_sandbox_is_too_short_for_a_year(tenant: Tenant, now: datetime) -> None:
    outcome = judge(tenant, *POLICIES, since="365d").good()
    assert "compliant" not in statuses(outcome.result)
    missing = [warning for warning in outcome.warnings if "the time before that is unknown" in warning]
    assert len(missing) == len({row["product"] for row in outcome.result["subjects"]}) == 3
    assert all(row["unknown_seconds"] > 200 * 86400 for row in outcome.result["subjects"])


# ---- API versions


def test_both_api_versions_give_the_same_result(tenant: Tenant, now: datetime, dest: Path) -> None:
    """The data of one tenant, read in both API versions."""
    organizations = {
        "name": "orgs",
        "product": "salesforce",
        "organization_ids": ORGANIZATIONS["salesforce"],
        "rpo": "26h",
    }
    # One that holds whatever the data of the day is.
    holds = {**LOOSE, "max_failed_jobs": 1000, "on_unknown": "allow"}
    both, returned = [], []
    for revision in GENERATIONS:
        outcome = judge(
            tenant, *POLICIES, organizations, holds, since="25d", dest=str(dest), api_revision=revision
        ).good()
        assert {query["api_revision"] for query in outcome.result["queries"]} == {revision, None} - {None}
        both.append(texts(dest))
        returned.append({key: outcome.result[key] for key in result_of(dest)})
    for name in DERIVED:
        assert both[0][name] == both[1][name], name
    assert returned[0] == returned[1]
    # Enough of everything to be significant.
    result = json.loads(both[0]["result.json"])
    assert set(statuses(result)) == {"compliant", "non_compliant", "unknown"}
    assert sum(len(row["breaches"]) for row in result["subjects"]) >= 5
    assert sum(len(row["missed"]) for row in result["subjects"]) > 2
    assert sum(len(row["restore_tests"]) for row in result["subjects"]) > 2
    assert both[0]["population.csv"].count("\n") > 100
    # The jobs differ in what the API sends.
    assert both[0]["jobs.jsonl"] != both[1]["jobs.jsonl"]


def test_a_tenant_gets_the_same_result_after_moving_to_the_other_api_version(
    tenants: Tenants, now: datetime, dest: Path
) -> None:
    """Two services with the same seed and day, one of each API version, which is found automatically."""
    both = []
    for revision in GENERATIONS:
        fresh = tenants(revision=revision, now=times.format_moment(now), seed=11)
        moved = Tenant(fresh.sandbox, "tenant-77", fresh.tmp)
        outcome = judge(moved, *POLICIES, since="25d", dest=str(dest)).good()
        assert {query["api_revision"] for query in outcome.result["queries"] if query["product"] == "m365"} == {
            revision
        }
        both.append(texts(dest))
    for name in DERIVED:
        assert both[0][name] == both[1][name], name


# ---- enforce and check mode


def test_enforce_decides_only_whether_the_task_fails(tenant: Tenant, now: datetime) -> None:
    loose = judge(tenant, *POLICIES, since="10d").good()
    enforced = judge(tenant, *POLICIES, since="10d", enforce=True)
    assert loose.result["compliant"] is False
    assert enforced.failed
    assert "Traceback" not in enforced.output
    assert "exception" not in enforced.result
    assert enforced.msg == loose.msg
    for key in ("compliant", "subjects", "controls", "period", "counts", "exclusions", "summary"):
        assert enforced.result[key] == loose.result[key]
    top, *lines = enforced.msg.splitlines()
    bad = [row for row in loose.result["subjects"] if row["status"] != "compliant"]
    assert top.startswith(f"Not compliant: {len(bad)} of {len(loose.result['subjects'])} subjects")
    assert len(lines) == len(bad)


def test_what_is_compliant_does_not_fail(empty: Tenant, now: datetime, dest: Path) -> None:
    add_backups(empty, now, 12)
    policy = {**POLICY, "rpo": "26h", "schedule": {"every": "24h"}}
    outcome = judge(empty, policy, since="5d", enforce=True, dest=str(dest)).good()
    assert outcome.result["msg"] == "Compliant: 1 of 1 subject"
    assert outcome.result["compliant"] is True
    assert empty.run("job_compliance", enforce=True, **again(dest)).good().result["compliant"] is True


def test_evidence_is_written_before_an_enforced_task_fails(tenant: Tenant, dest: Path) -> None:
    outcome = judge(tenant, *POLICIES, since="10d", enforce=True, dest=str(dest))
    assert outcome.failed
    assert outcome.result["evidence"]["path"] == str(dest)
    assert len(outcome.result["evidence"]["sha256"]) == 64
    judged = tenant.run("job_compliance", enforce=True, **again(dest))
    assert judged.failed
    assert judged.msg == outcome.msg


@pytest.mark.parametrize("former", [False, True])
def test_check_mode_writes_nothing(
    tenant: Tenant, now: datetime, dest: Path, former: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if former:
        judge(tenant, since="3d", dest=str(dest)).good()
    before = {path.name: path.stat().st_mtime_ns for path in dest.parent.rglob("*")}
    real = judge(tenant, *POLICIES, since="10d").good()
    make = tempfile.mkdtemp

    def elsewhere(suffix: str | None = None, prefix: str | None = None, dir: str | None = None) -> str:
        # Not even beside it, where a killed run would leave it.
        assert dir != str(dest.parent)
        return make(suffix, prefix, dir)

    monkeypatch.setattr(tempfile, "mkdtemp", elsewhere)
    params = {"policies": POLICIES, "since": "10d", "dest": str(dest)}
    checked = tenant.run("job_compliance", {"check_mode": True}, **params).good()
    assert checked.result["changed"] is True
    assert checked.result["evidence"] == {"path": str(dest), "sha256": None}
    assert {path.name: path.stat().st_mtime_ns for path in dest.parent.rglob("*")} == before
    for key in ("compliant", "subjects", "controls", "period", "msg", "summary"):
        assert checked.result[key] == real.result[key]
    assert real.result["changed"] is False
    without = tenant.run("job_compliance", {"check_mode": True}, policies=POLICIES, since="10d").good()
    assert without.result["changed"] is False
    assert "evidence" not in without.result


def test_check_mode_refuses_what_the_run_refuses(tenant: Tenant, dest: Path) -> None:
    dest.mkdir()
    (dest / "thesis.txt").touch()
    tenant.run("job_compliance", {"check_mode": True}, policies=[POLICY], dest=str(dest)).bad()
    assert os.listdir(dest) == ["thesis.txt"]


# ---- clocks


@pytest.mark.parametrize("shift", [7200.0, -7200.0])
def test_a_wrong_clock_is_not_compliant_and_kept_in_the_evidence(
    empty: Tenant, now: datetime, dest: Path, shift: float
) -> None:
    add_backups(empty, now, 12)
    policy = {**POLICY, "rpo": "26h", "on_no_jobs": "allow", "on_unknown": "allow"}
    assert subject(judge(empty, policy, since="5d"))["status"] == "compliant"
    empty.fault("date", shift=shift, times=0)
    outcome = judge(empty, policy, since="5d", dest=str(dest))
    row = subject(outcome)
    assert row["status"] == "non_compliant"
    assert [check["check"] for check in row["checks"] if not check["passed"]] == ["clock"]
    assert any("service's clock" in warning for warning in outcome.warnings)
    assert json.loads((dest / "policies.json").read_text())["clock_problem"]
    judged = empty.run("job_compliance", **again(dest)).good()
    assert judged.result["subjects"] == outcome.result["subjects"]


def test_a_job_in_the_future_is_not_compliant(empty: Tenant, now: datetime) -> None:
    add_backups(empty, now, 12)
    span = {"start": moment(now, -4), "finish": moment(now, -5)}
    empty.put("m365", id="ahead", status="succeeded", service=1, job_type=1, **span)
    row = subject(judge(empty, {**POLICY, "rpo": "26h"}, since="5d"))
    (check,) = [check for check in row["checks"] if not check["passed"]]
    assert (check["check"], check["job_ids"]) == ("clock", ["ahead"])
    # A period that is over does not see it.
    assert subject(judge(empty, {**POLICY, "rpo": "26h"}, since="5d", until="1d"))["status"] == "compliant"
