# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures and settings of all tests."""

from __future__ import annotations

import os
from pathlib import Path

import hypothesis
import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http import retry

_INHERITED = ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "requests_ca_bundle", "curl_ca_bundle", "netrc")

# The duration of an example depends on the machine, so it has no limit.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")


@pytest.fixture
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Remove the settings of the machine: variables and HOME."""
    for name in list(os.environ):
        if name.startswith("AVEPOINT_") or name.lower() in _INHERITED:
            monkeypatch.delenv(name)
    # The waits between retries have their own tests.
    monkeypatch.setattr(retry, "FIRST_WAIT", 0.01)
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
