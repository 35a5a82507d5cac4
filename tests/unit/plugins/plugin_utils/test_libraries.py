# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which library the controller lacks, or has in a version that is too old."""

from __future__ import annotations

import importlib.util
import typing as t
from importlib import metadata

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils import _pydantic
from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils import libraries

REAL = metadata.version


@pytest.fixture(autouse=True)
def nothing_is_kept() -> t.Iterator[None]:
    libraries.lacking.cache_clear()
    yield
    libraries.lacking.cache_clear()


def installed(monkeypatch: pytest.MonkeyPatch, name: str, version: str | None) -> None:
    """Install a library in a version; None is metadata without one, and an empty one none at all."""

    def find(wanted: str) -> str | None:
        if wanted == name and version == "":
            raise metadata.PackageNotFoundError(name)
        return version if wanted == name else REAL(wanted)

    monkeypatch.setattr(metadata, "version", find)


def test_this_python_has_all_libraries() -> None:
    assert libraries.lacking(certificate=False) is None
    assert libraries.lacking(certificate=True) is None


@pytest.mark.parametrize("version", ["", None])
@pytest.mark.parametrize("name", ["requests", "pydantic", "tenacity"])
def test_a_library_is_missing(monkeypatch: pytest.MonkeyPatch, name: str, version: str | None) -> None:
    installed(monkeypatch, name, version)
    assert str(libraries.lacking(certificate=False)).startswith(f"the controller's Python lacks {name}>=")


@pytest.mark.parametrize(
    ("name", "version", "old"),
    [
        ("pydantic", "1.10.13", True),
        ("pydantic", "2.5.9", True),
        ("pydantic", "2.6", False),
        ("pydantic", "2.6.0", False),
        ("pydantic", "2.10.1", False),
        ("pydantic", "10.0", False),
        ("pydantic", "3.0b1", False),
        ("requests", "2.30.99", True),
        ("requests", "2.31.0", False),
        ("requests", "2.31.0+local", False),
        ("requests", "2.31.0.post1", False),
        ("requests", "unknown", True),
        ("requests", "0+unknown", True),
    ],
)
def test_a_version_is_too_old(monkeypatch: pytest.MonkeyPatch, name: str, version: str, old: bool) -> None:
    installed(monkeypatch, name, version)
    found = libraries.lacking(certificate=False)
    assert (found is not None) is old
    if found is not None:
        assert f"the controller's Python has {name} {version}, and {name}>=" in found


@pytest.mark.parametrize("name", ["PyJWT", "cryptography"])
def test_some_libraries_are_needed_by_a_certificate_only(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    installed(monkeypatch, name, "")
    assert libraries.lacking(certificate=False) is None
    assert name in str(libraries.lacking(certificate=True))


def test_a_library_cannot_be_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_pydantic, "IMPORT_ERROR", "SystemError")
    assert libraries.lacking(certificate=False) == "a library of the controller's Python cannot be imported"


def test_python_has_no_sqlite(monkeypatch: pytest.MonkeyPatch) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *more: None if name == "_sqlite3" else real(name, *more)
    )
    assert libraries.lacking(certificate=False) is not None
