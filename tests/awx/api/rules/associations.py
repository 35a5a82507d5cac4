# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which objects may be associated (AWX 24.6.1: awx/api/views/__init__.py, JobTemplateCredentialsList,
LaunchConfigCredentialsBase; awx/main/models/credential/__init__.py, Credential.unique_hash).
"""

from __future__ import annotations

import typing as t

from ..refusal import Refusal
from ..state import Item, State
from . import credentials, workflows
from .prompts import ASKS

_KINDS: t.Final = ("ssh", "vault", "cloud", "net", "kubernetes")


def of_job_template(state: State, item: Item, name: str, other: Item) -> None:
    if name != "credentials":
        return
    if _same_group(state, item, other):
        raise Refusal(400, {"error": "The job template has a credential of this type."})
    kind = credentials.kind_of(state, other)["kind"]
    if kind not in _KINDS:
        raise Refusal(400, {"error": f"A job template has no credentials of the kind {kind}."})


def of_launch(state: State, item: Item, name: str, other: Item) -> None:
    """Check what is associated to a schedule or a node."""
    if name != "credentials":
        return
    template = state.get("unified_job_templates", item["unified_job_template"])
    if template is None or template.resource != "job_templates" or not template[ASKS[name]]:
        raise Refusal(400, {"msg": "The template does not ask for credentials on launch."})
    if credentials.asks(state, other):
        raise Refusal(400, {"msg": "A person has to enter a password of this credential."})
    if _same_group(state, item, other):
        raise Refusal(400, {"msg": "There is a credential of this type."})
    if other.id in template.associated.get(name, ()):
        raise Refusal(400, {"msg": "The template has this credential."})


def of_node(state: State, item: Item, name: str, other: Item) -> None:
    if name in workflows.LINKS:
        workflows.check_link(state, item, name, other)
    else:
        of_launch(state, item, name, other)


def _same_group(state: State, item: Item, other: Item) -> bool:
    own = [state.items[number] for number in item.associated.get("credentials", ())]
    return credentials.group(state, other) in [credentials.group(state, credential) for credential in own]
