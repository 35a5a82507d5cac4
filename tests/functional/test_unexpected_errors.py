# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An unexpected error while reading a product is an error of that product; its traceback is shown only at -vvv."""

from __future__ import annotations

import sqlite3
import typing as t
from pathlib import Path

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products import registry
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._read import disk_store
from functional.helpers import Tenant, assert_same

SECRET = "unforeseen-secret-4711"


@pytest.fixture
def broken(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> Tenant:
    """Let the rows of google fail with a text that must not be shown."""

    def fail(_row: t.Any) -> t.Any:
        try:
            raise KeyError(SECRET)
        except KeyError as error:
            raise RuntimeError(f"holds {SECRET}") from error

    monkeypatch.setattr(registry.PRODUCTS["google"], "parse_row", fail)
    return tenant


def test_an_unexpected_error_is_reported_and_the_other_products_are_read(broken: Tenant) -> None:
    outcome = broken.run("job_info", products=["google", "iaas"], on_error="report").good()
    (error,) = outcome.result["errors"]
    assert error["product"] == "google"
    assert error["message"].startswith("google: an unexpected RuntimeError in fail, line ")
    (query,) = outcome.result["queries"]
    assert_same(outcome.jobs, broken.truth("iaas", query))
    assert SECRET not in outcome.output


def test_an_unexpected_error_fails_the_task(broken: Tenant) -> None:
    for module in ("job_info", "google_job_info"):
        outcome = broken.run(module)
        assert outcome.failed
        assert outcome.msg.startswith("google: an unexpected RuntimeError")
        assert outcome.result["product"] == "google"
        assert "Traceback" not in outcome.output
        assert SECRET not in outcome.output


def test_an_unexpected_error_is_an_unreadable_verdict_of_a_gate(broken: Tenant) -> None:
    rules = [{"name": name, "product": name, "max_age": "3000d"} for name in ("google", "iaas")]
    outcome = broken.run("job_gate", rules=rules, enforce=False).good()
    google, iaas = outcome.result["verdicts"]
    assert not google["passed"]
    assert "an unexpected RuntimeError" in str(google)
    assert "unexpected" not in str(iaas)


def test_an_unexpected_error_ends_a_wait(broken: Tenant) -> None:
    outcome = broken.run("job_wait", product="google", started_after="30d", wait_timeout="20s")
    assert outcome.failed
    assert outcome.result["outcome"] == "unreadable"
    assert "an unexpected RuntimeError" in outcome.msg
    assert SECRET not in outcome.output


@pytest.mark.parametrize(
    ("module", "params"),
    [
        ("google_job_info", {}),
        ("job_info", {"products": ["google"], "on_error": "report"}),
        ("job_gate", {"rules": [{"name": "g", "product": "google", "max_age": "24h"}], "enforce": False}),
        ("job_wait", {"product": "google", "started_after": "30d"}),
    ],
)
def test_the_traceback_is_shown_only_with_vvv(broken: Tenant, module: str, params: dict[str, t.Any]) -> None:
    quiet = broken.run(module, _internal={"verbosity": 2}, **params)
    assert "Traceback" not in quiet.output
    loud = broken.run(module, _internal={"verbosity": 3}, **params)
    (warning,) = (text for text in loud.warnings if "Traceback" in text)
    assert "KeyError" in warning
    assert "in fail" in warning
    assert "Traceback" not in str({name: value for name, value in loud.result.items() if name != "warnings"})
    assert SECRET not in loud.output


def test_an_unexpected_error_outside_of_a_read_shows_its_traceback(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unable(*_what: t.Any) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(
        "ansible_collections.avepoint.cloud_backup.plugins.module_utils._module.job_info.summarize", unable
    )
    assert "Traceback" not in tenant.read("google", _internal={"verbosity": 2}).output
    loud = tenant.read("google", _internal={"verbosity": 3})
    assert loud.failed
    assert "in unable" in "".join(loud.warnings)
    assert SECRET not in loud.output


def test_a_full_disk_is_not_an_error_of_a_product(
    tenant: Tenant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_what: t.Any) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(disk_store.DiskStore, "put", full)
    outcome = tenant.run("job_info", dest=str(tmp_path / "jobs.jsonl"), on_error="report").bad()
    assert outcome.msg.startswith("dest: ")
    assert "disk is full" in outcome.msg
