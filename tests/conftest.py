# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds for all unit tests."""

from __future__ import annotations

import os
from pathlib import Path

import hypothesis
import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http import retry

_INHERITED = ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "requests_ca_bundle", "curl_ca_bundle", "netrc")

# A busy machine is no fault of the code: how long an example takes is not judged.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")


@pytest.fixture
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing of the machine's own settings may help or disturb."""
    for name in list(os.environ):
        if name.startswith("AVEPOINT_") or name.lower() in _INHERITED:
            monkeypatch.delenv(name)
    # What is tested is that it is tried again, and how often; the waits have tests of their own.
    monkeypatch.setattr(retry, "FIRST_WAIT", 0.01)
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
