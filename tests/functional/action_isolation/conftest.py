# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of the tests of actions: plays, and a Python without libraries."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from functional.action_isolation.plays import Plays, bare_python


@pytest.fixture
def plays(clean_environment: None, tmp_path: Path) -> Plays:
    if sys.platform != "linux":
        pytest.skip("these tests read /proc")
    folder = tmp_path / "plays"
    folder.mkdir()
    return Plays(folder)


@pytest.fixture(scope="session")
def bare(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a Python that has none of the libraries."""
    return bare_python(tmp_path_factory.mktemp("bare") / "venv")
