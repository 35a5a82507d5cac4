# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The version of the time zone database: of the system, else of the library tzdata, else unknown."""

from __future__ import annotations

import zoneinfo
from importlib import resources
from pathlib import Path

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance import zone_database


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the system's database, which does not exist yet."""
    folder = tmp_path / "zoneinfo"
    monkeypatch.setattr(zoneinfo, "TZPATH", (str(tmp_path / "none"), str(folder)))
    return folder


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the library."""
    folder = tmp_path / "library" / "zoneinfo"
    folder.mkdir(parents=True)
    (folder / "tzdata.zi").write_text("# version 2026a\n# more\n")
    monkeypatch.setattr(resources, "files", {"tzdata": folder.parent}.__getitem__)
    return folder


def test_the_system_comes_first(system: Path, library: Path) -> None:
    assert zone_database.version() == "2026a"
    system.mkdir()
    # Which version is not known; that of the library would be another one.
    assert zone_database.version() == "unknown"
    (system / "tzdata.zi").write_text("# version 2026b\nR d 1916 o\n")
    assert zone_database.version() == "2026b"


def test_without_the_library_it_is_unknown(system: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Path:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(resources, "files", missing)
    assert zone_database.version() == "unknown"


@pytest.mark.parametrize("content", [b"", b"# version \n", b"R d 1916 o\n", b"# version " + b"x" * 99, b"\xff\xfe\n"])
def test_what_cannot_be_read_is_unknown(system: Path, content: bytes) -> None:
    system.mkdir()
    (system / "tzdata.zi").write_bytes(content)
    assert zone_database.version() == "unknown"
