# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Restore tests: whose they are, how far back they are known, and that there is one at every moment."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import IncompleteRead
from unit.plugins.module_utils._compliance.compliance_jobs import (
    DAY,
    HOUR,
    assessment,
    check,
    exclusion,
    job,
    period,
    restore,
    row,
    text,
)

WEEKLY = {"restore_test_every": "7d", "services": ["teams"]}


def test_there_is_a_restore_at_every_moment() -> None:
    restores = [restore("one", -DAY, -DAY + HOUR), restore("two", 5 * DAY, 6 * DAY)]
    found = row(restores, WEEKLY, period(13 * DAY))
    assert (found["status"], check(found, "restore_test_every")["actual"]) == ("compliant", "2 successful restores")
    assert found["restore_tests"] == [
        {"id": "one", "started_at": text(-DAY), "finished_at": text(-DAY + HOUR)},
        {"id": "two", "started_at": text(5 * DAY), "finished_at": text(6 * DAY)},
    ]
    # Counted from the end; exactly the limit is no longer ago than it.
    late = row(restores, WEEKLY, period(13 * DAY + 1))
    assert late["status"] == "non_compliant"
    assert check(late, "restore_test_every") == {
        "check": "restore_test_every",
        "expected": "a successful restore in the last 7d, at any moment",
        "actual": f"none at {text(13 * DAY)}, the last one ended at {text(6 * DAY)}",
        "passed": False,
        "job_ids": ["one", "two"],
    }


def test_a_gap_in_the_middle_fails() -> None:
    restores = [restore("one", 0, 0), restore("two", 8 * DAY, 8 * DAY)]
    found = row(restores, WEEKLY, period(9 * DAY))
    assert check(found, "restore_test_every")["actual"].startswith(f"none at {text(7 * DAY)}, the last one ended at")
    # Excluded time is not judged.
    assert row(restores, WEEKLY, period(9 * DAY), [exclusion(7 * DAY, 8 * DAY)])["status"] == "compliant"


def test_without_any_restore() -> None:
    found = row([job("one", 0, 0)], WEEKLY, period(DAY))
    assert check(found, "restore_test_every")["actual"] == f"none at {text(0)}"
    assert (found["status"], found["restore_tests"]) == ("non_compliant", [])


def test_it_applies_to_periods_that_are_shorter() -> None:
    quarterly = {**WEEKLY, "restore_test_every": "90d"}
    assert row([restore("one", -89 * DAY, -89 * DAY)], quarterly, period(DAY))["status"] == "compliant"
    assert row([restore("one", -90 * DAY, -90 * DAY)], quarterly, period(DAY))["status"] == "non_compliant"


@pytest.mark.parametrize(
    ("one", "counts"),
    [
        (restore("r", 0, 0), True),
        # It was read for another policy, which names no service.
        (restore("r", 0, 0, service=None), False),
        (restore("r", 0, 0, service=" "), False),
        (restore("r", 0, 0, service="exchange_online"), False),
        (restore("r", 0, 0, service="new_service"), False),
        (restore("r", 0, 0, "failed"), False),
        (restore("r", 0, 0, "warning"), False),
        (restore("r", None, 0), False),
        (restore("r", 0, None), False),
        (restore("r", 2 * DAY, 0), False),
        (restore("r", 0, 2 * DAY), False),
        (job("r", 0, 0), False),
        (job("r", 0, 0, job_type=None), False),
    ],
)
def test_whose_restore_counts(one: t.Any, counts: bool) -> None:
    found = row([one], {**WEEKLY, "on_unknown": "allow"}, period(DAY))
    assert (found["status"] == "compliant", bool(found["restore_tests"])) == (counts, counts)


@pytest.mark.parametrize(("service", "counts"), [("gmail", True), (None, True), (" ", True), ("drive", False)])
def test_a_restore_that_does_not_report_its_service_counts_for_all(service: str | None, counts: bool) -> None:
    policy = {"restore_test_every": "7d", "product": "google", "services": ["gmail"]}
    one = restore("r", 0, 0, product="google", service=service, service_raw={"gmail": 1, "drive": 2}.get(service or ""))
    assert (row([one], policy, period(DAY))["status"] == "compliant") == counts


def test_a_restore_of_any_service_counts_for_a_product() -> None:
    of_product = {"restore_test_every": "7d"}
    for service in ("teams", "exchange_online", None, "new_service"):
        assert row([restore("r", 0, 0, service=service)], of_product, period(DAY))["status"] == "compliant"


def test_a_warning_that_counts_as_a_success_is_a_restore_test() -> None:
    assert row([restore("r", 0, 0, "warning")], {**WEEKLY, "on_warning": "allow"}, period(DAY))["restore_tests"]


def test_restores_of_another_organisation_do_not_count() -> None:
    policy = {"restore_test_every": "7d", "product": "dynamics365", "organization_ids": ["A", "b"]}
    common = {"product": "dynamics365", "service": None, "service_raw": None}
    jobs = [
        restore("upper", 0, 0, organization_id="a", **common),
        restore("none", 0, 0, **common),
    ]
    rows = assessment(jobs, policy, period(DAY)).result["subjects"]
    assert [each["status"] for each in rows] == ["compliant", "non_compliant"]


def test_how_far_another_policy_looks_back_changes_nothing() -> None:
    jobs = [
        *(restore(f"restore {days}", -days * DAY, -days * DAY) for days in range(30)),
        *(job(f"backup {days}", -days * DAY, -days * DAY, objects=(0, 10 + days)) for days in range(30)),
    ]
    near = {"name": "near", "restore_test_every": "2d", "rpo": "3h", "max_object_drop": 50, "services": ["teams"]}
    far = {**near, "name": "far", "restore_test_every": "20d", "rpo": "21d"}
    alone = assessment(jobs, near, period(DAY)).result["subjects"][0]
    assert len(alone["restore_tests"]) == 3
    # The jobs that its own read would return are as good.
    read = [each for each in jobs if (each["started_at"] or "") >= text(-2 * DAY)]
    assert assessment(read, near, period(DAY)).result["subjects"][0] == alone
    assert assessment(jobs, [near, far], period(DAY)).result["subjects"][0] == alone


def test_a_restore_that_was_read_with_two_ends_is_no_complete_read() -> None:
    two = [restore("r", 0, HOUR), restore("r", 0, 2 * HOUR)]
    with pytest.raises(IncompleteRead, match="two queries returned different ends of job r"):
        row(two, WEEKLY, period(DAY))
    # One that is too old to matter.
    assert row([restore("r", -9 * DAY, -8 * DAY), restore("r", -9 * DAY, -9 * DAY)], WEEKLY, period(DAY))
