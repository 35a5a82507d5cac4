# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The registered products, their order and their scopes."""

from __future__ import annotations

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.registry import PRODUCTS, named


def test_the_scope_of_every_product() -> None:
    assert {name: (product.scope, product.scope_writes) for name, product in PRODUCTS.items()} == {
        "m365": ("microsoft365backup.jobInfo.read.all", False),
        "google": ("gsuite.graph.read.all", False),
        "dynamics365": ("Dynamics.ReadWrite.All", True),
        "salesforce": ("salesforce.public.read.all", False),
        "iaas": ("PlatformBackup.ReadWrite.All", True),
        "aos_scan": ("autodiscovery.readwrite.all", True),
    }
    assert list(PRODUCTS) == ["m365", "google", "dynamics365", "salesforce", "iaas", "aos_scan"]
    assert all(name == product.name for name, product in PRODUCTS.items())


def test_scans_are_read_only_if_they_are_named() -> None:
    assert [product.name for product in named(None)] == ["m365", "google", "dynamics365", "salesforce", "iaas"]
    assert [product.name for product in named(["aos_scan", "m365"])] == ["aos_scan", "m365"]
