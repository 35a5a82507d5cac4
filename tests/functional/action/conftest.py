# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures for plays both ways: a tenant whose jobs stay the same, and a window of fixed moments."""

from __future__ import annotations

import datetime as dt
import itertools
import typing as t
from pathlib import Path

import pytest

from functional.action.play import Stage
from functional.conftest import Sandboxes
from functional.helpers import Tenant
from sandbox.control import Sandbox

# Each play has a tenant of its own; the numbers after it are for its other tenants.
_NUMBERS = itertools.count(50_000, 100)
# Seconds that a request may take here; a dead service answers at once.
TIMEOUT = 20


@pytest.fixture(scope="session")
def window() -> dict[str, str]:
    """Return a window of a day."""
    until = dt.datetime.now(dt.timezone.utc).replace(minute=0, second=0, microsecond=0) - dt.timedelta(days=2)
    return {"since": f"{until - dt.timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}", "until": f"{until:%Y-%m-%dT%H:%M:%SZ}"}


@pytest.fixture
def stage(sandboxes: Sandboxes, window: dict[str, str], tmp_path: Path) -> Stage:
    """Return a folder to play tasks in, with a new tenant."""
    return _stage(sandboxes(revision="both"), window, tmp_path)


@pytest.fixture
def tls_stage(sandboxes: Sandboxes, window: dict[str, str], tmp_path: Path) -> Stage:
    """Return the same for a service with TLS, whose certificate authority is unknown."""
    return _stage(sandboxes(tls=True), window, tmp_path)


def _stage(sandbox: Sandbox, window: dict[str, str], folder: Path) -> Stage:
    sandbox.clear()
    sandbox.reset()
    tenant = Tenant(sandbox, f"tenant-{next(_NUMBERS)}", folder)
    variables: dict[str, t.Any] = {
        "window": window,
        "url": sandbox.url,
        "client": tenant.client_id,
        "service": {
            "api_url": "{{ url }}",
            "identity_url": "{{ url }}",
            "client_id": "{{ client }}",
            "client_secret": "sandbox-secret-{{ client }}",
            "timeout": TIMEOUT,
            "retries": 0,
        },
    }
    return Stage(tenant, folder, variables)
