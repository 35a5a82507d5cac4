# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a fleet of sandbox tenants needs before it is judged: months of jobs, some trouble, an inventory, a vault."""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any

from sandbox.control import Sandbox
from tools import surroundings

# The product of the playbook's own rule.
PRODUCT = "m365"
# What the run is called, and so the folder with its results.
RUN = "fleet"


def set_scene(sandbox: Sandbox, tenants: list[str], outages: int, neglected: int) -> None:
    """Make the months of all tenants, so that it is not measured; give the first ones an outage, or no backups."""
    for tenant in tenants:
        sandbox.truth(PRODUCT, client_id=tenant, limit=1)
    for tenant in tenants[:outages]:
        sandbox.fault("status", client_id=tenant, status=503, times=0)
    for tenant in tenants[outages : outages + neglected]:
        sandbox.clear_jobs(PRODUCT, client_id=tenant)
    sandbox.reset()


def lay_out(folder: Path, sandbox: Sandbox, tenants: list[str]) -> None:
    """Write the inventory, each tenant's secret encrypted, and the variables of the run, where the runner looks."""
    inventory = folder / "inventory"
    connection = {
        "api_url": sandbox.api_url,
        "identity_url": sandbox.identity_url,
        "client_id": "{{ avepoint_client_id }}",
        "client_secret": "{{ vault_avepoint_client_secret }}",
        # One retry only: an outage is told soon, and the next run asks again.
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
    """The file with the vault's password."""
    return folder / "vault-password"


def _write(path: Path, content: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # JSON is YAML too.
    path.write_text(json.dumps(content), encoding="utf-8")


def _encrypt(files: list[Path], password: Path) -> None:
    """Encrypt in place, with a password that lasts as long as the folder."""
    password.touch(mode=0o600)
    password.write_text(secrets.token_urlsafe(), encoding="utf-8")
    vault = str(Path(sys.executable).with_name("ansible-vault"))
    command = [vault, "encrypt", "--vault-password-file", str(password), *map(str, files)]
    subprocess.run(command, env=surroundings.variables(), check=True, capture_output=True)
