# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Libraries that are missing are told in Ansible's own words."""

from __future__ import annotations

import importlib.util
import typing as t
from pathlib import Path

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils import transport, validation
from unit.plugins.http.helpers import Tenant

REAL = importlib.util.find_spec


def lacking(monkeypatch: pytest.MonkeyPatch, *missing: str) -> None:
    def find(name: str, package: str | None = None) -> t.Any:
        return None if name in missing else REAL(name, package)

    monkeypatch.setattr(importlib.util, "find_spec", find)


@pytest.mark.parametrize("module", ["m365_job_info", "job_info", "login"])
@pytest.mark.parametrize(
    ("where", "name", "library"),
    [(transport, "REQUESTS_IMPORT_ERROR", "requests"), (validation, "IMPORT_ERROR", "pydantic")],
)
def test_a_library_that_could_not_be_imported(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch, where: t.Any, name: str, library: str, module: str
) -> None:
    monkeypatch.setattr(where, name, "ImportError: none")
    outcome = tenant.run(module)
    assert outcome.failed
    assert outcome.msg.startswith("Failed to import the required Python library")
    assert library in outcome.msg
    assert tenant.token_log() == []


@pytest.mark.parametrize(("module", "library"), [("tenacity", "tenacity"), ("jwt", "PyJWT"), ("cryptography",) * 2])
def test_a_library_that_is_imported_when_needed(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch, module: str, library: str
) -> None:
    lacking(monkeypatch, module)
    outcome = tenant.read("m365", **tenant.certified(tenant.sandbox.certificates.pem))
    assert outcome.failed
    assert f"({library})" in outcome.msg
    assert tenant.token_log() == []


def test_a_secret_needs_no_library_for_certificates(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    lacking(monkeypatch, "jwt", "cryptography")
    tenant.read("m365").good()


def test_a_file_needs_the_database_that_it_is_sorted_in(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lacking(monkeypatch, "_sqlite3")
    tenant.read("m365").good()
    outcome = tenant.read("m365", dest=str(tmp_path / "jobs.jsonl"))
    assert outcome.failed
    assert "(sqlite3)" in outcome.msg
