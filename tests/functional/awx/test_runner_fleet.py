# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A fleet in slices: the connection is in the inventory, and the secrets are in vaults that AWX opens."""

from __future__ import annotations

import json
import subprocess
import sys
import typing as t
from pathlib import Path

from ansible.parsing.vault import VaultLib, VaultSecret

from awx import job, secret_search
from awx.inventory import Inventory
from functional.awx.conftest import Controller, put_backup
from functional.helpers import Tenant
from tools import environment

# The shipped credential has no ID. A password may have any characters.
VAULT = job.Vault('vault/"pässwörd"+& {{ 7 * 7 }}')
VAULT_WITH_ID = job.Vault("another-vault-password", "partner")
CONNECTION = {
    "api_url": "{{ url }}",
    "identity_url": "{{ url }}",
    "client_id": "{{ avepoint_client_id }}",
    "client_secret": "{{ vault_avepoint_client_secret }}",
    "retries": 0,
}
SLICES = 2


def encrypted(secret: str, vault: job.Vault) -> dict[str, str]:
    """Return a secret as the inventory of AWX has it."""
    library = VaultLib([(vault.id or "default", VaultSecret(vault.password.encode()))])
    return {"__ansible_vault": library.encrypt(secret, vault_id=vault.id or None).decode()}


def test_an_inventory_from_a_project_has_secrets_in_the_same_form(tmp_path: Path) -> None:
    secret = encrypted("secret", VAULT)
    lines = "".join(f"            {line}\n" for line in secret["__ansible_vault"].splitlines())
    path = tmp_path / "tenants.yml"
    path.write_text(f"all:\n  hosts:\n    one:\n      secret: !vault |\n{lines}", encoding="utf-8")
    # AWX imports what this command prints (awx/main/tasks/jobs.py: RunInventoryUpdate.build_args).
    command = [Path(sys.executable).with_name("ansible-inventory"), "-i", path, "--list", "--export"]
    printed = json.loads(subprocess.run(command, env=environment.variables(), check=True, capture_output=True).stdout)
    assert printed["_meta"]["hostvars"]["one"]["secret"] == secret


def inventory(controller: Controller) -> tuple[Inventory, list[str]]:
    """Return an inventory of three tenants, the last of which has no backup, and their secrets."""
    sandbox = controller.tenant.sandbox
    base = int(controller.tenant.client_id.rpartition("-")[2]) * 10
    tenants = [Tenant(sandbox, f"tenant-{base + number}", controller.folder) for number in range(3)]
    put_backup(tenants[0])
    put_backup(tenants[1])
    tenants[2].clear_jobs("m365")
    hosts: dict[str, dict[str, t.Any]] = {}
    for tenant, vault in zip(tenants, (VAULT, VAULT_WITH_ID, VAULT), strict=True):
        secret = encrypted(tenant.secret, vault)
        hosts[tenant.client_id] = {"avepoint_client_id": tenant.client_id, "vault_avepoint_client_secret": secret}
    rules = [{"name": "mail", "product": "m365", "max_age": "24h"}]
    variables = {"fleet_connection": CONNECTION, "fleet_rules": rules, "url": sandbox.url}
    return Inventory(hosts, variables), [tenant.secret for tenant in tenants]


def test_a_fleet_in_slices(controller: Controller) -> None:
    tenants, secrets = inventory(controller)
    results = controller.folder / "results"
    results.mkdir()

    def launch(part: str, artifacts: dict[str, t.Any], hosts: Inventory = tenants) -> job.Job:
        return controller.launch(
            f"AvePoint fleet {part}",
            artifacts,
            template={"fleet_results": str(results)},
            inventory=hosts,
            vaults=(VAULT, VAULT_WITH_ID),
        )

    begin = launch("begin", {})
    assert begin.status == "successful", begin.output
    gates = [launch("gate", begin.artifacts, tenants.slice(number + 1, SLICES)) for number in range(SLICES)]
    assert [gate.status for gate in gates] == ["successful"] * SLICES, gates[0].output
    reduce = launch("reduce", {**begin.artifacts, **gates[-1].artifacts})
    # One tenant does not pass, so the fleet does not.
    assert reduce.status == "failed"
    assert reduce.artifacts["fleet_passed"] is False
    assert reduce.artifacts["fleet_counts"] == {"tenants": 3, "missing": 0, "unread": 0, "failed": 1, "passed": 2}
    everything = [*secrets, VAULT.password, VAULT_WITH_ID.password]
    for done in (begin, *gates, reduce):
        assert secret_search.found_in(done.record, everything) == []
        # In no file of the job, those included that AWX writes.
        assert secret_search.files_with(done.folder, everything) == []
    assert secret_search.files_with(results, everything) == []
