# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a new AWX has (AWX 24.6.1: awx/main/models/credential/__init__.py, ManagedCredentialType;
awx/main/management/commands/create_preload_data.py, register_default_execution_environments.py).

Of the credential types there are those to which the rules of other resources refer, with some of their fields.
"""

from __future__ import annotations

import typing as t

from .state import State

_SECRETS: t.Final = ("password", "become_password", "ssh_key_data", "ssh_key_unlock", "vault_password", "token")
# The name, the kind, the namespace and fields.
_CREDENTIAL_TYPES: t.Final = (
    ("Machine", "ssh", "ssh", ("username", "password", "ssh_key_data", "ssh_key_unlock", "become_password")),
    ("Source Control", "scm", "scm", ("username", "password", "ssh_key_data", "ssh_key_unlock")),
    ("Vault", "vault", "vault", ("vault_password", "vault_id")),
    ("Container Registry", "registry", "registry", ("host", "username", "password")),
    ("GitHub Personal Access Token", "token", "github_token", ("token",)),
    ("Ansible Galaxy/Automation Hub API Token", "galaxy", "galaxy_api_token", ("url", "token")),
)


def seed(state: State, username: str) -> None:
    """Add it to a state without objects."""
    state.add("users", username=username)
    state.add("organizations", name="Default", description="The default organization")
    for name in ("controlplane", "default"):
        state.add("instance_groups", name=name)
    for name in ("Control Plane Execution Environment", "AWX EE (24.6.1)"):
        state.add("execution_environments", name=name, image="registry.example.com/awx-ee:24.6.1", managed=True)
    for name, kind, namespace, ids in _CREDENTIAL_TYPES:
        fields = [{"id": id, "label": id, "type": "string", "secret": id in _SECRETS} for id in ids]
        state.add(
            "credential_types", name=name, kind=kind, namespace=namespace, managed=True, inputs={"fields": fields}
        )
