# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pairs of Python and ansible-core that the matrix runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from packaging.version import Version

from tools import interpreters

PINS = """
ansible-core==2.17.14 ; python_version == "3.10"
ansible-core==2.21.5 ; python_version >= "3.12"
#: oldest ansible-core==2.16.19 ; python_version <= "3.12"
#: candidate ansible-core==2.22.0rc1 ; python_version >= "3.13"
pytest==9.2.0
"""


@pytest.fixture(autouse=True)
def pins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pin versions that do not change with the real ones."""
    file = tmp_path / "requirements-dev.txt"
    file.write_text(PINS)
    monkeypatch.setattr(interpreters, "PINS", file)


def found(*versions: str) -> dict[Version, Path]:
    """Return interpreters of these versions."""
    return {Version(version): Path(f"/python{version}") for version in versions}


@pytest.mark.parametrize(
    ("pythons", "oldest", "newest", "candidate"),
    [
        (
            found("3.10.1", "3.12.2", "3.13.0", "3.14.0"),
            "core-2.16.19-py3.10",
            "core-2.21.5-py3.14",
            "core-2.22.0rc1-py3.14",
        ),
        (found("3.12.2"), "core-2.16.19-py3.12", "core-2.21.5-py3.12", None),
        (found("3.13.0"), None, "core-2.21.5-py3.13", "core-2.22.0rc1-py3.13"),
        ({}, None, None, None),
    ],
)
def test_each_pair_has_a_python_that_its_pin_allows(
    pythons: dict[Version, Path], oldest: str | None, newest: str | None, candidate: str | None
) -> None:
    pairs = [interpreters.oldest(pythons), interpreters.newest(pythons), interpreters.candidate(pythons)]
    assert [pair and pair.name for pair in pairs] == [oldest, newest, candidate]


def test_only_the_candidate_is_a_prerelease() -> None:
    pythons = found("3.12.2", "3.13.0")
    pairs = [interpreters.oldest(pythons), interpreters.newest(pythons), interpreters.candidate(pythons)]
    assert [pair is not None and pair.core.is_prerelease for pair in pairs] == [False, False, True]


def test_the_pins_of_the_project_have_each_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interpreters, "PINS", interpreters.tree.ROOT / "requirements-dev.txt")
    pythons = found("3.10.1", "3.11.2", "3.12.3", "3.13.4")
    assert interpreters.oldest(pythons)
    assert interpreters.newest(pythons)
    assert interpreters.candidate(pythons)


def test_constraints_have_no_version_of_ansible_core(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interpreters.tree, "BUILD", tmp_path)
    assert interpreters.constraints().read_text() == "pytest==9.2.0\n"
