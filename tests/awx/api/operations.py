# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the methods of the API do, on the objects of a state."""

from __future__ import annotations

import copy
import typing as t

from .refusal import Refusal, invalid
from .resource import Change, check_unique, read_body
from .rules import projects, surveys
from .state import Item, State, Values, now


def create(state: State, name: str, body: t.Any) -> Item:
    resource = state.resources[name]
    change = Change(state, resource, None, {})
    read_body(change, body)
    resource.check(change)
    check_unique(change)
    item = state.add(name, **change.given)
    resource.saved(state, item)
    return item


def change(state: State, item: Item, body: t.Any) -> None:
    resource = state.resources[item.resource]
    changed = Change(state, resource, item, {})
    read_body(changed, body)
    resource.check(changed)
    check_unique(changed)
    item.values.update(changed.given)
    item.modified = now()
    resource.saved(state, item)


def remove(state: State, item: Item) -> None:
    state.resources[item.resource].removable(state, item)
    state.remove(item)


def associate(state: State, item: Item, name: str, body: t.Any) -> None:
    """Add an object to an association, or take it out (awx/api/generics.py, SubListCreateAttachDetachAPIView)."""
    number = body.get("id") if isinstance(body, dict) else None
    if not isinstance(number, int) or isinstance(number, bool):
        raise Refusal(400, {"msg": "This stub needs the id of an object, which is an integer."})
    unknown = set(body) - {"id", "disassociate"}
    if unknown:
        raise invalid(**dict.fromkeys(unknown, "There is no such field."))
    resource = state.resources[item.resource]
    other = state.get(resource.associations[name], number)
    if other is None:
        raise Refusal(400, {"detail": f"There is none of {resource.associations[name]} with the id {number}."})
    numbers = item.associated.setdefault(name, [])
    if "disassociate" in body:
        numbers[:] = [associated for associated in numbers if associated != number]
        return
    resource.associable(state, item, name, other)
    if number not in numbers:
        numbers.append(number)


def set_survey(state: State, item: Item, body: t.Any) -> None:
    item.survey = surveys.accept(body, item.survey)


def start_update(state: State, item: Item) -> Item:
    if not item["scm_type"]:
        raise Refusal(405, {"detail": "A manual project has no updates."})
    return projects.start_update(state, item)


def create_approval(state: State, node: Item, body: t.Any) -> Item:
    """Create the approval that a node stands for (WorkflowJobTemplateNodeCreateApproval)."""
    approval = create(state, "workflow_approval_templates", body)
    node.values["unified_job_template"] = approval.id
    return approval


def shown_survey(item: Item) -> Values:
    return surveys.show(copy.deepcopy(item.survey))
