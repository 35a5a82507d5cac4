# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All missing libraries are named together, with the command that installs them."""

from __future__ import annotations

import importlib.util
import sys
import typing as t
from pathlib import Path

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils import _pydantic
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http import transport
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._module import dependencies
from functional.helpers import Tenant

REAL = importlib.util.find_spec


def lacking(monkeypatch: pytest.MonkeyPatch, *missing: str) -> None:
    def find(name: str, package: str | None = None) -> t.Any:
        return None if name in missing else REAL(name, package)

    monkeypatch.setattr(importlib.util, "find_spec", find)


@pytest.mark.parametrize("module", ["m365_job_info", "job_info", "login"])
@pytest.mark.parametrize(
    ("where", "name", "library"),
    [(transport, "REQUESTS_IMPORT_ERROR", "requests"), (_pydantic, "IMPORT_ERROR", "pydantic")],
)
def test_a_library_that_could_not_be_imported_is_named(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch, where: t.Any, name: str, library: str, module: str
) -> None:
    monkeypatch.setattr(where, name, "ImportError: none")
    outcome = tenant.run(module)
    assert outcome.failed
    assert outcome.msg.startswith("Failed to import the required Python library")
    assert library in outcome.msg
    assert tenant.token_log() == []


@pytest.mark.parametrize(("module", "library"), [("tenacity", "tenacity"), ("jwt", "PyJWT"), ("cryptography",) * 2])
def test_a_library_that_is_imported_on_use_is_named(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch, module: str, library: str
) -> None:
    lacking(monkeypatch, module)
    outcome = tenant.read("m365", **tenant.certificate_options(tenant.sandbox.certificates.pem))
    assert outcome.failed
    assert f"({library})" in outcome.msg
    assert f"-m pip install '{library}>=" in outcome.msg
    assert tenant.token_log() == []


def test_a_secret_needs_no_library_for_certificates(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    lacking(monkeypatch, "jwt", "cryptography")
    tenant.read("m365").good()


def test_dest_needs_sqlite(tenant: Tenant, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    lacking(monkeypatch, "_sqlite3")
    tenant.read("m365").good()
    outcome = tenant.read("m365", dest=str(tmp_path / "jobs.jsonl"))
    assert outcome.failed
    assert "sqlite3" in outcome.msg
    assert "pip install" not in outcome.msg


def test_all_missing_libraries_are_named_together(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(transport, "REQUESTS_IMPORT_ERROR", "ImportError: none")
    monkeypatch.setattr(_pydantic, "IMPORT_ERROR", "ImportError: none")
    lacking(monkeypatch, "tenacity", "jwt", "cryptography", "_sqlite3")
    outcome = tenant.read(
        "m365", dest=str(tmp_path / "x"), **tenant.certificate_options(tenant.sandbox.certificates.pem)
    )
    assert outcome.failed
    assert "(requests, pydantic, tenacity, PyJWT, cryptography)" in outcome.msg
    packages = "'requests>=2.31' 'pydantic>=2.6' 'tenacity>=8.2' 'PyJWT>=2.8' 'cryptography>=42.0'"
    assert f"{sys.executable} -m pip install {packages};" in outcome.msg
    assert "sqlite3" in outcome.msg
    assert "\n" not in outcome.msg


def test_the_versions_are_those_of_the_requirements() -> None:
    text = (Path(__file__).parents[3] / "requirements.txt").read_text(encoding="utf-8")
    lines = text.partition("# For reports only.")[0].splitlines()
    assert sorted(dependencies.REQUIREMENTS.values()) == sorted(
        line for line in lines if line and not line.startswith("#")
    )
