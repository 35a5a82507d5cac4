# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Workflows, their nodes and approvals (AWX 24.6.1: awx/api/serializers.py, WorkflowJobTemplateNodeSerializer;
awx/api/views/__init__.py, WorkflowJobTemplateNodeChildrenBaseList, WorkflowJobTemplateNodeCreateApproval;
awx/main/access.py, WorkflowJobTemplateNodeAccess;
awx/main/signals.py, delete_approval_templates).
"""

from __future__ import annotations

import typing as t
import uuid

from ..refusal import Refusal, forbidden
from ..resource import Change
from ..state import Item, State
from . import job_templates, prompts

LINKS: t.Final = ("success_nodes", "failure_nodes", "always_nodes")
# What a node without a template keeps of a body.
_OF_EMPTY: t.Final = ("workflow_job_template", "identifier", "all_parents_must_converge", "unified_job_template")


def check(change: Change) -> None:
    job_templates.check_webhook(change)


def check_node(change: Change) -> None:
    if change.item is None and not change.given["identifier"]:
        change.given["identifier"] = str(uuid.uuid4())
    if change["unified_job_template"] is not None:
        # The workflow may give the required answers.
        prompts.check(change, required=False)
        return
    fields = change.resource.fields
    for name in [name for name in change.given if name not in _OF_EMPTY]:
        change.given[name] = fields[name].initial()


def check_link(state: State, parent: Item, name: str, child: Item) -> None:
    """Refuse a link that the graph of the workflow cannot have."""
    if parent["workflow_job_template"] != child["workflow_job_template"]:
        raise forbidden("The nodes are of different workflows.")
    if any(child.id in parent.associated.get(other, ()) for other in LINKS if other != name):
        raise Refusal(400, {"Error": "The nodes are linked otherwise already."})
    if parent.id == child.id or parent.id in _descendants(state, child):
        raise Refusal(400, {"Error": "It would be a cycle."})


def _descendants(state: State, node: Item) -> set[int]:
    found: set[int] = set()
    waiting = [node]
    while waiting:
        current = waiting.pop()
        children = {number for name in LINKS for number in current.associated.get(name, ())} - found
        found |= children
        waiting += [state.items[number] for number in children]
    return found


def remove_approval(state: State, node: Item) -> None:
    """Remove the approval that belongs to a node which is removed."""
    approval = state.get("workflow_approval_templates", node["unified_job_template"])
    if approval:
        state.remove(approval)
