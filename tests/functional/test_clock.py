# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A clock that differs from the service's: reads give a warning, and no gate passes."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils import times
from functional.helpers import ALL_PRODUCTS, Tenant
from functional.test_job_gate import add_finished_job, empty, evaluate, make_rule, passes, verdicts

HOUR = 3600.0


def clock_warnings(warnings: list[str]) -> list[str]:
    return [warning for warning in warnings if "service's clock" in warning]


@pytest.mark.parametrize("product", ALL_PRODUCTS)
@pytest.mark.parametrize(("shift", "direction"), [(2 * HOUR, "ahead of"), (-2 * HOUR, "behind")])
def test_a_gate_does_not_pass_with_a_wrong_clock(tenant: Tenant, product: str, shift: float, direction: str) -> None:
    empty(tenant)
    good = add_finished_job(tenant, product)
    rule = make_rule(product, max_age="24h")
    assert passes(evaluate(tenant, rule)) == [True]
    tenant.fault("date", shift=shift, times=0)
    outcome = evaluate(tenant, {**rule, "on_no_jobs": "allow", "on_unknown": "allow"})
    (verdict,) = verdicts(outcome)
    assert not verdict["passed"]
    (clock,) = [check for check in verdict["checks"] if check["check"] == "clock"]
    assert clock["expected"] == "clocks that differ by at most 5m"
    assert direction in clock["actual"]
    assert clock["passed"] is False
    assert len(clock_warnings(outcome.warnings)) == 1
    assert verdict["last_success_at"]
    assert good in {identity for check in verdict["checks"] for identity in check["job_ids"]}


def test_reads_and_waits_warn_once(tenant: Tenant) -> None:
    identity = add_finished_job(tenant, "m365")
    tenant.fault("date", shift=HOUR, times=0)
    for outcome in (
        tenant.read("m365", since="2d").good(),
        tenant.run("job_info", since="2d").good(),
        tenant.run("job_wait", product="m365", job_ids=[identity]).good(),
    ):
        (warning,) = clock_warnings(outcome.warnings)
        assert "windows and ages are wrong by that much" in warning


@pytest.mark.parametrize(
    "date",
    [
        {"shift": 240.0},
        {"shift": -240.0},
        {"text": "soon"},
        {"text": "Sat, 99 Nov 2026 25:00:00 GMT"},
        {"shift": -86400.0, "age": "86400"},
    ],
    ids=str,
)
def test_small_differences_and_unusable_dates_are_accepted(tenant: Tenant, date: dict[str, t.Any]) -> None:
    empty(tenant)
    add_finished_job(tenant, "google")
    tenant.fault("date", times=0, **date)
    outcome = evaluate(tenant, make_rule("google", max_age="24h"))
    assert passes(outcome) == [True]
    assert clock_warnings(outcome.warnings) == []


def test_a_slow_response_is_not_a_difference_of_clocks(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tolerance is almost 0 here, and the response takes longer."""
    from datetime import timedelta

    monkeypatch.setattr(times, "CLOCK_TOLERANCE", timedelta(0))
    empty(tenant)
    add_finished_job(tenant, "google")
    tenant.fault("slow", seconds=2.0, times=1)
    outcome = evaluate(tenant, make_rule("google", max_age="24h"))
    assert passes(outcome) == [True]
    assert clock_warnings(outcome.warnings) == []
