# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Inventories and hosts (AWX 24.6.1: awx/api/serializers.py, InventorySerializer.validate, HostSerializer)."""

from __future__ import annotations

from ..refusal import invalid
from ..resource import Change


def check(change: Change) -> None:
    if change["kind"] == "smart" and not change["host_filter"]:
        raise invalid(host_filter="A smart inventory needs it.")


def check_host(change: Change) -> None:
    inventory = change.of("inventory", "inventories")
    if inventory and inventory["kind"]:
        raise invalid(inventory="Such an inventory has no hosts of its own.")
    name, separator, port = change["name"].partition(":")
    if separator and ":" not in port:
        # AWX makes a variable of the port, so the name would be another one.
        raise invalid(name=f"This stub does not take the port out of a name: {name}:{port}.")
