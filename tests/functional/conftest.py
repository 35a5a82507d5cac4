# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures for tests over real HTTP: sandboxes, which are kept for the session, and a new tenant for each test."""

from __future__ import annotations

import itertools
import typing as t
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from functional.helpers import Tenant
from sandbox.control import Sandbox

_NUMBERS = itertools.count(1000)


class Sandboxes(t.Protocol):
    """Return the sandbox with these settings, started on first use."""

    def __call__(self, **settings: t.Any) -> Sandbox:
        """Return it."""


class Tenants(t.Protocol):
    """Return a new tenant of the sandbox with these settings."""

    def __call__(self, **settings: t.Any) -> Tenant:
        """Return it."""


@pytest.fixture(scope="session")
def sandboxes() -> t.Iterator[Sandboxes]:
    kept: dict[str, Sandbox] = {}

    def get(**settings: t.Any) -> Sandbox:
        key = repr(sorted(settings.items()))
        if key not in kept:
            kept[key] = Sandbox.start(**settings)
        return kept[key]

    try:
        yield get
    finally:
        with ThreadPoolExecutor() as pool:
            list(pool.map(Sandbox.stop, kept.values()))


@pytest.fixture
def tenants(clean_environment: None, sandboxes: Sandboxes, tmp_path: Path) -> t.Iterator[Tenants]:
    used: list[Tenant] = []

    def get(**settings: t.Any) -> Tenant:
        sandbox = sandboxes(**settings)
        sandbox.reset()
        tenant = Tenant(sandbox, f"tenant-{next(_NUMBERS)}", tmp_path, settings)
        used.append(tenant)
        return tenant

    yield get
    for tenant in used:
        tenant.sandbox.clear()


@pytest.fixture
def tenant(tenants: Tenants) -> Tenant:
    """Return a tenant of a sandbox with both API versions."""
    return tenants(revision="both")
