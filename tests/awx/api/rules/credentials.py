# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Credentials (AWX 24.6.1: awx/api/serializers.py, CredentialSerializer, CredentialSerializerCreate;
awx/main/models/credential/__init__.py, Credential). The rules for their values are in tests/awx/credential_type.py.
"""

from __future__ import annotations

import typing as t

from awx import credential_type

from ..refusal import Refusal, invalid
from ..resource import Change
from ..state import Item, State, Values

HIDDEN: t.Final = "$encrypted$"


def check(change: Change) -> None:
    if change.item is None:
        _check_owner(change)
    kind = change.of("credential_type", "credential_types")
    assert kind is not None
    if "inputs" not in change.given:
        return
    given = change.given["inputs"]
    if change.item:
        # Where a secret is not changed, the client sends what it was shown.
        stored = change.item["inputs"]
        given = {name: stored.get(name, "") if value == HIDDEN else value for name, value in given.items()}
    problems = credential_type.value_problems(kind["inputs"], given)
    if problems:
        raise Refusal(400, {"inputs": problems})
    change.given["inputs"] = credential_type.saved(kind["inputs"], given)


def _check_owner(change: Change) -> None:
    """Raise unless a user, a team or an organization owns it."""
    owners = [name for name in ("user", "team", "organization") if change.given.get(name)]
    if len(owners) != 1:
        raise invalid(detail=f"Exactly one of user, team and organization is needed, not {len(owners)}.")


def show(state: State, item: Item) -> Values:
    """Hide the secrets."""
    kind = kind_of(state, item)
    secret = {field["id"] for field in kind["inputs"].get("fields", ()) if field.get("secret")}
    shown = {name: HIDDEN if name in secret else value for name, value in item["inputs"].items()}
    return {"inputs": shown, "kind": kind["namespace"], "cloud": kind["kind"] == "cloud", "kubernetes": False}


def kind_of(state: State, credential: Item) -> Item:
    """Return the credential type of a credential."""
    kind = state.get("credential_types", credential["credential_type"])
    assert kind is not None
    return kind


def group(state: State, credential: Item) -> tuple[int, str]:
    """Return what two credentials of one template may not have in common (Credential.unique_hash)."""
    kind = kind_of(state, credential)
    return kind.id, str(credential["inputs"].get("vault_id", "")) if kind["kind"] == "vault" else ""


def asks(state: State, credential: Item) -> bool:
    """Return whether a person has to enter a password when it is used (Credential.passwords_needed)."""
    names = {"ssh": ("password", "become_password"), "vault": ("vault_password",)}
    kind = kind_of(state, credential)["kind"]
    return any(credential["inputs"].get(name) == "ASK" for name in names.get(kind, ()))
