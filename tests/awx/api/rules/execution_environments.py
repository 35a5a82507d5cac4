# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Execution environments (AWX 24.6.1: awx/api/serializers.py, ExecutionEnvironmentSerializer;
awx/api/views/__init__.py, ExecutionEnvironmentDetail; awx/main/validators.py, validate_container_image_name).
"""

from __future__ import annotations

import typing as t

from ..refusal import forbidden, invalid
from ..resource import Change
from ..state import Item, State

# The grammar of references to images.
IMAGE: t.Final = r"""
    ((?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])
     (?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*
     (?::[0-9]+)? / )?
    [a-z0-9]+ (?:(?:[._]|__|-*)[a-z0-9]+)*
    (?:/ [a-z0-9]+ (?:(?:[._]|__|-*)[a-z0-9]+)*)*
    (?::[\w][\w.-]{0,127})?
    (?:@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?
"""


def check(change: Change) -> None:
    if change.item and change.item["managed"]:
        raise forbidden("This execution environment is a part of AWX.")
    organization = change["organization"]
    if change.item and organization and organization != change.item["organization"]:
        raise invalid(organization="The organization of an execution environment cannot be changed.")
    credential = change.of("credential", "credentials")
    if credential and change.state.items[credential["credential_type"]]["kind"] != "registry":
        raise invalid(credential="It must be a credential for a registry.")


def removable(state: State, item: Item) -> None:
    if item["managed"]:
        raise forbidden("This execution environment is a part of AWX.")
