# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the API has to have after the data files were applied."""

from __future__ import annotations

import functools
import json
import operator
import typing as t

from ansible.plugins.filter.core import to_bool
from jinja2.nativetypes import NativeEnvironment

from awx import data
from awx.api.state import Item, State
from tools.yaml_text import Unsafe

# The resource of each data file, in the API.
RESOURCES = {
    "credential_types": "credential_types",
    "execution_environments": "execution_environments",
    "projects": "projects",
    "inventories": "inventories",
    "hosts": "hosts",
    "credentials": "credentials",
    "notifications": "notification_templates",
    "templates": "job_templates",
    "workflows": "workflow_job_templates",
    "schedules": "schedules",
}
# How the module works, and what is compared by itself.
_NO_FIELDS = ("wait", "update_secrets", "simplified_workflow_nodes", "survey_spec")
_KEYS = {
    "organization": "organizations",
    "credential_type": "credential_types",
    "default_environment": "execution_environments",
    "execution_environment": "execution_environments",
    "project": "projects",
    "inventory": "inventories",
    "unified_job_template": "unified_job_templates",
}
_VARIABLES = ("variables", "extra_vars")
_LINKS = ("success_nodes", "failure_nodes", "always_nodes")


def objects(kind: str, **given: t.Any) -> list[dict[str, t.Any]]:
    """Return the objects of a data file, rendered with variables."""
    return [t.cast("dict[str, t.Any]", _rendered(item, given)) for item in data.items(kind)]


def check(state: State, **given: t.Any) -> None:
    """Assert that every object of the data files is there, with each of its fields."""
    for kind, resource in RESOURCES.items():
        for wanted in objects(kind, **given):
            item = _find(state, resource, wanted)
            for name, value in wanted.items():
                if name not in _NO_FIELDS and name not in _only_to_find(state, resource):
                    assert _own(state, item, name) == _wanted(name, value), (kind, wanted["name"], name)
            assert item.survey == wanted.get("survey_spec", {}), wanted["name"]
            for node in wanted.get("simplified_workflow_nodes", ()):
                _check_node(state, item, node)


def _only_to_find(state: State, resource: str) -> set[str]:
    """Return what the data files have to find another object by: schedules have no organization of their own."""
    return {"organization"} - set(state.resources[resource].fields)


def _find(state: State, resource: str, wanted: dict[str, t.Any]) -> Item:
    """Return the only object of this name, if it has an organization in that one."""
    found = [item for item in state.all(resource) if item.name == wanted["name"]]
    if "organization" in state.resources[resource].fields and "organization" in wanted:
        organization = state.named("organizations", wanted["organization"]).id
        found = [item for item in found if item["organization"] == organization]
    (item,) = found
    return item


def _check_node(state: State, workflow: Item, wanted: dict[str, t.Any]) -> None:
    node = _node(state, workflow, wanted["identifier"])
    assert node["unified_job_template"] == state.named("job_templates", wanted["unified_job_template"]).id
    assert node["extra_data"] == wanted.get("extra_data", {}), wanted["identifier"]
    for link in _LINKS:
        children = {_node(state, workflow, name).id for name in wanted.get(link, ())}
        assert set(node.associated.get(link, ())) == children, (wanted["identifier"], link)


def _node(state: State, workflow: Item, identifier: str) -> Item:
    nodes = [node for node in state.all("workflow_job_template_nodes") if node["workflow_job_template"] == workflow.id]
    assert len(nodes) == len({node["identifier"] for node in nodes})
    return next(node for node in nodes if node["identifier"] == identifier)


def _own(state: State, item: Item, name: str) -> t.Any:
    """Return a field of an object as the data files have it: with the names of others, and variables as a mapping."""
    if name in state.resources[item.resource].associations:
        return {state.items[number].name for number in item.associated.get(name, ())}
    value = item[name]
    if name in _KEYS:
        return state.items[value].name
    return json.loads(value) if name in _VARIABLES else value


def _wanted(name: str, value: t.Any) -> t.Any:
    if isinstance(value, list) and name not in _VARIABLES:
        return set(value)
    return value.strip() if isinstance(value, str) else value


def _rendered(value: t.Any, given: t.Mapping[str, t.Any]) -> t.Any:
    if isinstance(value, dict):
        return {name: _rendered(member, given) for name, member in value.items()}
    if isinstance(value, list):
        return [_rendered(member, given) for member in value]
    if isinstance(value, str) and not isinstance(value, Unsafe) and "{{" in value:
        return _environment().from_string(value).render(given)
    return value


@functools.cache
def _environment() -> NativeEnvironment:
    """Return an environment with those of Ansible's filters that the data files use."""
    environment = NativeEnvironment()
    environment.filters["bool"] = to_bool
    environment.filters["combine"] = operator.or_
    return environment
