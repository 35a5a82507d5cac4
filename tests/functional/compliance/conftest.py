# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of the tests of compliance."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils import times
from functional.helpers import ALL_PRODUCTS, Tenant


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The moment of judging, which is the same for all runs of a test."""
    moment = times.utc_now()
    monkeypatch.setattr(times, "utc_now", lambda: moment)
    return moment


@pytest.fixture
def empty(tenant: Tenant) -> Tenant:
    """A tenant without any job."""
    for product in ALL_PRODUCTS:
        tenant.clear_jobs(product)
    return tenant


@pytest.fixture
def dest(tmp_path: Path) -> Path:
    """A folder for evidence, in one of its own."""
    parent = tmp_path / "parent"
    parent.mkdir()
    return parent / "quarter"
