# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the manifest states besides its files."""

from __future__ import annotations

import json
from importlib import metadata
from pathlib import Path

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance import evidence, manifest
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.release import VERSION
from unit.plugins.module_utils._compliance.evidence_files import asked, write

PERIOD = asked().period


def test_it_states_the_period_the_tenant_and_the_versions() -> None:
    facts = manifest.facts(PERIOD, "tenant-1")
    assert facts["period"] == PERIOD.row()
    assert facts["created_at"] == "2026-11-21T00:00:00Z"
    assert facts["client_id"] == "tenant-1"
    libraries = ("pydantic", "requests", "urllib3", "tenacity")
    assert set(facts["versions"]) == {"avepoint.cloud_backup", "python", *libraries, "time zone database"}
    assert facts["versions"]["avepoint.cloud_backup"] == VERSION
    assert all(facts["versions"].values())


def test_a_token_has_no_client() -> None:
    assert manifest.facts(PERIOD, None)["client_id"] is None


def test_a_library_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", missing)
    versions = manifest.facts(PERIOD, None)["versions"]
    assert versions["requests"] is None
    assert versions["python"]


@pytest.mark.parametrize("stated", [{}, {"versions": None}, {"versions": []}, {"versions": {}}], ids=str)
def test_nothing_is_said_without_a_version(stated: dict[str, object]) -> None:
    assert manifest.other_version(stated) == ""


def test_another_version_is_named() -> None:
    assert manifest.other_version({"versions": {"avepoint.cloud_backup": VERSION}}) == ""
    assert f"version 0.0.1 of the collection, and this is {VERSION}" in manifest.other_version(
        {"versions": {"avepoint.cloud_backup": "0.0.1"}}
    )


def test_the_file_holds_it_and_the_files(tmp_path: Path) -> None:
    write(tmp_path / "quarter")
    text = (tmp_path / "quarter" / evidence.MANIFEST).read_text()
    stated = json.loads(text)
    assert set(stated) == {*manifest.facts(PERIOD, None), "files", "format", "checksum"}
    assert stated["format"] == evidence.FORMAT
    assert set(stated["files"]) == set(evidence.FILES)
    assert {name: file["size"] for name, file in stated["files"].items()} == {
        name: (tmp_path / "quarter" / name).stat().st_size for name in evidence.FILES
    }
    assert text == evidence.to_text(stated)
