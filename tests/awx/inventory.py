# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory of a job, as AWX hands it over: a script that prints JSON.

From awx/main/models/inventory.py: Inventory.get_script_data and .get_sliced_hosts, and awx/main/tasks/jobs.py:
BaseTask.write_inventory_file.

The variables of hosts are JSON or YAML without tags (awx/main/utils/common.py: parse_yaml_or_json), so a value of a
vault cannot be ``!vault`` text; it is the mapping ``{"__ansible_vault": text}``, as ansible-inventory exports it.
"""

from __future__ import annotations

import json
import typing as t
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Inventory:
    """Hosts with their variables, and the variables of all."""

    hosts: dict[str, dict[str, t.Any]] = field(default_factory=dict)
    variables: dict[str, t.Any] = field(default_factory=dict)

    def slice(self, number: int, count: int) -> Inventory:
        """Return what slice C(number) of C(count), the first of which is 1, has: every count-th host by name."""
        names = sorted(self.hosts)[number - 1 :: count]
        return Inventory({name: self.hosts[name] for name in names}, self.variables)

    def write(self, folder: Path) -> Path:
        """Write the script, and return its path."""
        own = {
            name: {f"remote_{prefix}_{key}": value for prefix in ("host", "tower") for key, value in known.items()}
            for number, name in enumerate(sorted(self.hosts), 1)
            for known in [{"enabled": "true", "id": number}]
        }
        everything = {"hosts": list(own), **({"vars": self.variables} if self.variables else {})}
        hosts = {name: {**variables, **own[name]} for name, variables in self.hosts.items()}
        data = json.dumps({"all": everything, "_meta": {"hostvars": hosts}})
        path = folder / "hosts"
        folder.mkdir(exist_ok=True)
        path.write_text(f"#! /usr/bin/env python3\n# -*- coding: utf-8 -*-\nprint({data!r})\n", encoding="utf-8")
        path.chmod(0o700)
        return path
