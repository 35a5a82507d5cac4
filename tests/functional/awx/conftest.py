# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of the jobs: a copy of the repository as the project of AWX, and launches of the shipped templates."""

from __future__ import annotations

import datetime as dt
import itertools
import shutil
import typing as t
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from awx import data, job, survey
from awx.inventory import Inventory
from functional.conftest import Sandboxes
from functional.helpers import Tenant
from tools import tree

# The numbers of these tests, apart from those of other tests.
_NUMBERS = itertools.count(80_000)
PRODUCT = "m365"


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Path]:
    """Return a copy of the repository, as AWX has it in the project; no job may write into it."""
    folder = tmp_path_factory.mktemp("project")
    files = tree.tracked()
    for file in files:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(tree.ROOT / file, folder / file)
    yield folder
    assert sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()) == files


@dataclass
class Controller:
    """Launches jobs of the shipped templates, each in a private folder of its own below C(folder)."""

    folder: Path
    project: Path
    tenant: Tenant

    def credential(self, **values: str) -> job.Credential:
        """Return a credential of the shipped type for the tenant; fields that are not given stay empty."""
        given = {
            "api_url": self.tenant.sandbox.api_url,
            "identity_url": self.tenant.sandbox.identity_url,
            "client_id": self.tenant.client_id,
        }
        return job.Credential(data.item("credential_types", "AvePoint Cloud Backup"), given | values)

    def launch(self, name: str, answers: dict[str, t.Any], **more: t.Any) -> job.Job:
        """Run a job of a template with answers to its survey, or with artifacts of earlier jobs of a workflow."""
        found = data.item("templates", name)
        launch = job.Launch(
            playbook=found["playbook"],
            variables=survey.variables(found["survey_spec"], answers),
            inventory=localhost(),
            job_tags=found.get("job_tags", ""),
            verbosity=3,
        )
        number = next(_NUMBERS)
        return job.run(self.folder / f"awx_{number}", self.project, replace(launch, **more), number=number)


def localhost() -> Inventory:
    """Return the shipped inventory for everything but a fleet."""
    return Inventory({host["name"]: host["variables"] for host in data.items("hosts")})


@pytest.fixture
def controller(sandboxes: Sandboxes, project: Path, tmp_path: Path) -> Controller:
    """Return a controller with a new tenant, which has one backup, of an hour ago."""
    tenant = Tenant(sandboxes(), f"tenant-{next(_NUMBERS)}", tmp_path)
    put_backup(tenant)
    return Controller(tmp_path, project, tenant)


def put_backup(tenant: Tenant) -> None:
    """Replace the jobs of a tenant by a successful backup."""
    start = dt.datetime.now(dt.timezone.utc) - dt.timedelta(hours=1)
    tenant.clear_jobs(PRODUCT)
    tenant.put(PRODUCT, start=start.isoformat(), finish=(start + dt.timedelta(minutes=5)).isoformat())
