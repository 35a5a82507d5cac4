# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Job templates (AWX 24.6.1: awx/api/serializers.py, JobOptionsSerializer.validate, JobTemplateMixin.validate,
JobTemplateSerializer.validate; awx/main/models/jobs.py, JobTemplate).
"""

from __future__ import annotations

import typing as t

from ..refusal import invalid
from ..resource import Change
from ..state import Item, State, Values
from . import projects

# The setting of that name: MAX_FORKS.
MOST_FORKS: t.Final = 200


def check(change: Change) -> None:
    project = change.of("project", "projects")
    if project is None:
        raise invalid(project="A job template needs a project.")
    if change["inventory"] is None and not change["ask_inventory_on_launch"]:
        raise invalid(inventory="It needs an inventory, or must ask for it on launch.")
    if change["host_config_key"] and change["inventory"] is None:
        raise invalid(host_config_key="It needs an inventory.")
    if change["forks"] > MOST_FORKS:
        raise invalid(forks=f"{MOST_FORKS} forks at most are allowed.")
    _check_playbook(project, change["playbook"])
    for name in ("scm_branch", "ask_scm_branch_on_launch"):
        if change[name] and not project["allow_override"]:
            raise invalid(**{name: "The project does not allow another branch."})
    check_webhook(change)
    # It is that of the project, whatever the body says (JobTemplate.save).
    change.given["organization"] = project["organization"]


def _check_playbook(project: Item, playbook: str) -> None:
    if not playbook:
        raise invalid(playbook="A playbook of the project is needed.")
    if not project["allow_override"] and playbook not in project.hidden.get(projects.PLAYBOOKS, ()):
        raise invalid(playbook="The project has no such playbook, or was not updated yet.")


def check_webhook(change: Change) -> None:
    credential = change.of("webhook_credential", "credentials")
    if credential is None:
        return
    namespace = change.state.items[credential["credential_type"]]["namespace"]
    if namespace != f"{change['webhook_service']}_token":
        raise invalid(webhook_credential="It must be a token of the service of the webhook.")


def show(state: State, item: Item) -> Values:
    credentials = [state.items[number] for number in item.associated.get("credentials", ())]
    summary = [{"id": credential.id, "name": credential.name} for credential in credentials]
    return {"status": "never updated", "summary_fields": {"credentials": summary}}
