# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of infra.aap_configuration, as a JSON Schema.

That collection is in no package index, so its roles cannot be run here. The keys and types are those of the tables in
the READMEs of its roles, version 3.0.0. A type that its modules convert, such as text for a number, is the type of the
value here.
"""

from __future__ import annotations

import typing as t

_TEXT = {"type": "string"}
_YES = {"type": "boolean"}
_NUMBER = {"type": "integer"}
_MAPPING = {"type": "object"}
_NAMES = {"type": "array", "items": _TEXT}

_COMMON = {"name": _TEXT, "new_name": _TEXT, "description": _TEXT, "state": _TEXT}
_COPY = {"copy_from": _TEXT}
_ORGANIZATION = {"organization": _TEXT}
_NOTIFICATIONS = {f"notification_templates_{when}": _NAMES for when in ("started", "success", "error")}
_WEBHOOK = {"webhook_service": _TEXT, "webhook_credential": _TEXT}
# What a template may ask for at launch, and a node or a schedule then gives.
_PROMPTS = {
    "execution_environment": _TEXT,
    "inventory": _TEXT,
    "job_tags": _TEXT,
    "job_type": _TEXT,
    "labels": _NAMES,
    "limit": _TEXT,
    "scm_branch": _TEXT,
    "skip_tags": _TEXT,
    "credentials": _NAMES,
    "diff_mode": _YES,
    "forks": _NUMBER,
    "instance_groups": _NAMES,
    "job_slice_count": _NUMBER,
    "timeout": _NUMBER,
    "verbosity": _NUMBER,
}


def _asked(*names: str) -> dict[str, t.Any]:
    return {f"ask_{name}_on_launch": _YES for name in names}


def _mapping(required: t.Sequence[str], properties: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    return {"type": "object", "required": list(required), "additionalProperties": False, "properties": dict(properties)}


def _objects(required: t.Sequence[str], properties: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    return {"type": "array", "items": _mapping(required, {**_COMMON, **properties})}


_QUESTION = _mapping(
    ["question_name", "required", "type", "variable"],
    {
        "question_name": _TEXT,
        "question_description": _TEXT,
        "required": _YES,
        "type": {"enum": ["text", "textarea", "password", "integer", "float", "multiplechoice", "multiselect"]},
        "variable": _TEXT,
        "default": {"type": ["string", "number"]},
        "min": _NUMBER,
        "max": _NUMBER,
        "choices": _NAMES,
        "new_question": _YES,
    },
)
_SURVEY = _mapping(
    ["name", "description", "spec"],
    {"name": _TEXT, "description": _TEXT, "spec": {"type": "array", "items": _QUESTION}},
)
_SURVEYS = {"survey_enabled": _YES, "survey_spec": _SURVEY, "survey": _SURVEY}
_NODE = _mapping(
    ["identifier"],
    {
        **_PROMPTS,
        **_ORGANIZATION,
        "identifier": _TEXT,
        "workflow_job_template": _TEXT,
        "unified_job_template": _TEXT,
        "lookup_organization": _TEXT,
        "approval_node": _mapping(["name"], {"name": _TEXT, "description": _TEXT, "timeout": _NUMBER}),
        "all_parents_must_converge": _YES,
        "always_nodes": _NAMES,
        "failure_nodes": _NAMES,
        "success_nodes": _NAMES,
        "extra_data": _MAPPING,
        "state": _TEXT,
    },
)

SCHEMA: dict[str, t.Any] = _mapping(
    [],
    {
        "controller_credential_types": _objects(["name"], {"injectors": _MAPPING, "inputs": _MAPPING, "kind": _TEXT}),
        "controller_credentials": _objects(
            ["name"],
            {
                **_COPY,
                **_ORGANIZATION,
                "credential_type": _TEXT,
                "inputs": _MAPPING,
                "user": _TEXT,
                "team": _TEXT,
                "update_secrets": _YES,
            },
        ),
        "controller_execution_environments": _objects(
            ["name", "image"],
            {**_ORGANIZATION, "image": _TEXT, "credential": _TEXT, "pull": {"enum": ["always", "missing", "never"]}},
        ),
        "controller_projects": _objects(
            ["name", "organization"],
            {
                **_COPY,
                **_ORGANIZATION,
                **_NOTIFICATIONS,
                "scm_type": _TEXT,
                "scm_url": _TEXT,
                "scm_branch": _TEXT,
                "scm_refspec": _TEXT,
                "scm_clean": _YES,
                "scm_delete_on_update": _YES,
                "scm_track_submodules": _YES,
                "scm_update_on_launch": _YES,
                "scm_update_cache_timeout": _NUMBER,
                "default_environment": _TEXT,
                "local_path": _TEXT,
                "credential": _TEXT,
                "signature_validation_credential": _TEXT,
                "allow_override": _YES,
                "custom_virtualenv": _TEXT,
                "timeout": _NUMBER,
                "wait": _YES,
                "update_project": _YES,
                "interval": {"type": "number"},
            },
        ),
        "controller_inventories": _objects(
            ["name", "organization"],
            {
                **_COPY,
                **_ORGANIZATION,
                "instance_groups": _NAMES,
                "input_inventories": _NAMES,
                "variables": _MAPPING,
                "kind": _TEXT,
                "host_filter": _TEXT,
                "prevent_instance_group_fallback": _YES,
            },
        ),
        "controller_hosts": _objects(
            ["name", "inventory"], {"inventory": _TEXT, "enabled": _YES, "variables": _MAPPING}
        ),
        "controller_templates": _objects(
            ["name"],
            {
                **_COPY,
                **_ORGANIZATION,
                **_NOTIFICATIONS,
                **_WEBHOOK,
                **_PROMPTS,
                **_SURVEYS,
                **_asked("scm_branch", "diff_mode", "variables", "limit", "tags", "skip_tags", "job_type", "verbosity"),
                **_asked("inventory", "credential", "execution_environment", "forks", "instance_groups", "labels"),
                **_asked("job_slice_count", "timeout"),
                "project": _TEXT,
                "playbook": _TEXT,
                "extra_vars": _MAPPING,
                "force_handlers": _YES,
                "start_at_task": _TEXT,
                "use_fact_cache": _YES,
                "host_config_key": _TEXT,
                "prevent_instance_group_fallback": _YES,
                "become_enabled": _YES,
                "allow_simultaneous": _YES,
                "custom_virtualenv": _TEXT,
            },
        ),
        "controller_workflows": _objects(
            ["name"],
            {
                **_COPY,
                **_ORGANIZATION,
                **_NOTIFICATIONS,
                **_WEBHOOK,
                **_SURVEYS,
                **_asked("inventory", "limit", "scm_branch", "variables", "labels", "tags", "skip_tags"),
                "extra_vars": _MAPPING,
                "allow_simultaneous": _YES,
                "inventory": _TEXT,
                "limit": _TEXT,
                "labels": _NAMES,
                "job_tags": _TEXT,
                "skip_tags": _TEXT,
                "notification_templates_approvals": _NAMES,
                "scm_branch": _TEXT,
                "workflow_nodes": {"type": "array"},
                "simplified_workflow_nodes": {"type": "array", "items": _NODE},
                "destroy_current_nodes": _YES,
            },
        ),
        "controller_schedules": _objects(
            ["name", "rrule"],
            {
                **_ORGANIZATION,
                **_PROMPTS,
                "rrule": _TEXT,
                "extra_data": _MAPPING,
                "unified_job_template": _TEXT,
                "enabled": _YES,
            },
        ),
        "controller_notifications": _objects(
            ["name"],
            {
                **_COPY,
                **_ORGANIZATION,
                "notification_type": _TEXT,
                "notification_configuration": _MAPPING,
                "messages": _MAPPING,
            },
        ),
    },
)
