# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Credential types (AWX 24.6.1: awx/api/serializers.py, CredentialTypeSerializer.validate;
awx/api/views/__init__.py, CredentialTypeDetail.destroy; awx/main/fields.py, CredentialTypeInputField.validate).
"""

from __future__ import annotations

from awx import credential_type

from ..refusal import Refusal, forbidden, invalid
from ..resource import Change
from ..state import Item, State, Values


def check(change: Change) -> None:
    if change.item and change.item["managed"]:
        raise forbidden("This credential type is a part of AWX.")
    if change.given.get("kind", "cloud") not in ("cloud", "net"):
        raise invalid(kind="It must be cloud or net.")
    _check_parts(change["inputs"], change["injectors"])
    for field in change["inputs"].get("fields", ()):
        field.setdefault("type", "string")
    if change.item and change["inputs"] != change.item["inputs"] and _in_use(change.state, change.item):
        raise forbidden("The inputs of a credential type that is in use cannot be changed.")


def _check_parts(inputs: Values, injectors: Values) -> None:
    problems = credential_type.problems(inputs, injectors)
    if problems:
        name = "inputs" if credential_type.problems(inputs, {}) else "injectors"
        raise Refusal(400, {name: problems})


def removable(state: State, item: Item) -> None:
    if item["managed"]:
        raise forbidden("This credential type is a part of AWX.")
    if _in_use(state, item):
        raise forbidden("A credential type that is in use cannot be deleted.")


def _in_use(state: State, item: Item) -> bool:
    return any(credential["credential_type"] == item.id for credential in state.all("credentials"))
