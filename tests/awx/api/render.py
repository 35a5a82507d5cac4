# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects as the API shows them (AWX 24.6.1: awx/api/serializers.py, BaseSerializer)."""

from __future__ import annotations

import copy
import typing as t

from .fields import Key
from .state import Item, State, Values


def render(state: State, item: Item, root: str) -> Values:
    """Return the JSON of an object; `root` is the path of the API."""
    resource = state.resources[item.resource]
    more = resource.show(state, item)
    url = _url(root, item)
    values = {name: value for name, value in item.values.items() if name not in resource.write_only}
    return {
        "id": item.id,
        "type": resource.type,
        "url": url,
        "related": {name: url + name + "/" for name in _sublists(state, item)} | _related(state, item, root),
        "created": item.created,
        "modified": item.modified,
        **copy.deepcopy(values),
        **_associated_nodes(item),
        **more,
        "summary_fields": {**_summary(state, item), **more.get("summary_fields", {})},
    }


def _url(root: str, item: Item) -> str:
    return f"{root}{item.resource}/{item.id}/"


def _sublists(state: State, item: Item) -> list[str]:
    resource = state.resources[item.resource]
    names = [*resource.associations, *resource.children]
    more = {"projects": "update", "workflow_job_template_nodes": "create_approval_template"}.get(item.resource)
    return [*names, *(["survey_spec"] if resource.survey else []), *([more] if more else [])]


def _references(state: State, item: Item) -> t.Iterator[tuple[str, Item]]:
    """Return the fields that refer to an object, each with it."""
    for name, kind in state.resources[item.resource].fields.items():
        other = state.items.get(item.values[name]) if isinstance(kind, Key) else None
        if other:
            yield name, other


def _related(state: State, item: Item, root: str) -> Values:
    return {name: _url(root, other) for name, other in _references(state, item)}


def _summary(state: State, item: Item) -> Values:
    return {name: {"id": other.id, "name": other.name} for name, other in _references(state, item)}


def _associated_nodes(item: Item) -> Values:
    """Return the lists of nodes, which only nodes show."""
    if item.resource != "workflow_job_template_nodes":
        return {}
    return {name: list(item.associated.get(name, ())) for name in ("success_nodes", "failure_nodes", "always_nodes")}
