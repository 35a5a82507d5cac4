# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prepare a fleet of sandbox tenants: their jobs, some problems, an inventory and vaults."""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any

from sandbox.control import Sandbox
from tools import environment

# The product of the default rule of the playbook.
PRODUCT = "m365"
# The name of the run and of the folder with its results.
RUN = "fleet"


def add_problems(sandbox: Sandbox, tenants: list[str], outages: int, neglected: int) -> None:
    """Create the jobs of all tenants before the measurement; give the first tenants an outage, or no backups."""
    for tenant in tenants:
        sandbox.truth(PRODUCT, client_id=tenant, limit=1)
    for tenant in tenants[:outages]:
        sandbox.fault("status", client_id=tenant, status=503, times=0)
    for tenant in tenants[outages : outages + neglected]:
        sandbox.clear_jobs(PRODUCT, client_id=tenant)
    sandbox.reset()


def write_files(folder: Path, sandbox: Sandbox, tenants: list[str]) -> None:
    """Write the inventory, the encrypted secret of each tenant and the variables of the run for ansible-runner."""
    inventory = folder / "inventory"
    connection = {
        "api_url": sandbox.api_url,
        "identity_url": sandbox.identity_url,
        "client_id": "{{ avepoint_client_id }}",
        "client_secret": "{{ vault_avepoint_client_secret }}",
        # One retry only: an outage is reported soon, and the next run tries again.
        "retries": 1,
    }
    hosts = {tenant: {"avepoint_client_id": tenant} for tenant in tenants}
    _write(inventory / "tenants.json", {"all": {"hosts": hosts, "vars": {"fleet_connection": connection}}})
    _write(folder / "env" / "extravars", {"fleet_run": RUN, "fleet_results": str(folder / "results")})
    vaults = [inventory / "host_vars" / tenant / "vault.json" for tenant in tenants]
    for tenant, vault in zip(tenants, vaults, strict=True):
        _write(vault, {"vault_avepoint_client_secret": sandbox.secret_of(tenant)})
    _encrypt(vaults, password_file(folder))


def password_file(folder: Path) -> Path:
    """Return the path of the file with the vault password."""
    return folder / "vault-password"


def _write(path: Path, content: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # JSON is YAML too.
    path.write_text(json.dumps(content), encoding="utf-8")


def _encrypt(files: list[Path], password: Path) -> None:
    """Encrypt files in place, with a new password that is stored in the folder."""
    password.touch(mode=0o600)
    password.write_text(secrets.token_urlsafe(), encoding="utf-8")
    vault = str(Path(sys.executable).with_name("ansible-vault"))
    command = [vault, "encrypt", "--vault-password-file", str(password), *map(str, files)]
    subprocess.run(command, env=environment.variables(), check=True, capture_output=True)
