# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The resources with the rules of their fields (AWX 24.6.1: awx/api/serializers.py, the `fields` of each serializer;
awx/main/models/, the types, lengths, choices and defaults; awx/main/models/unified_jobs.py, projects.py, jobs.py,
workflow.py, schedules.py, notifications.py, inventory.py, organization.py, execution_environments.py, label.py).
"""

from __future__ import annotations

import typing as t

from .fields import Choice, Field, Flag, Key, Mapping, Matching, Text, Variables, Whole
from .resource import Resource
from .rules import (
    associations,
    credential_types,
    credentials,
    execution_environments,
    inventories,
    job_templates,
    notifications,
    projects,
    prompts,
    schedules,
    workflows,
)

Fields = dict[str, Field]

_NAME: t.Final[Fields] = {"name": Text(required=True, longest=512)}
_NAMED: t.Final[Fields] = {**_NAME, "description": Text()}
_SHORT: t.Final = Text(longest=1024)
_COUNT: t.Final = Whole(smallest=0)
_ORGANIZATION: t.Final = Key(to="organizations")
_OWNER: t.Final = Key(to="organizations", cascade=True)
_EE: t.Final = Key(to="execution_environments")
_CREDENTIAL: t.Final = Key(to="credentials")
_JOB_TYPE: t.Final = ("run", "check")
_VERBOSITY: t.Final = tuple(range(6))
_BY_ORGANIZATION: t.Final = ("name", "organization")
_NOTIFICATIONS: t.Final = {
    f"notification_templates_{event}": "notification_templates" for event in ("started", "success", "error")
}
_APPROVALS: t.Final = {"notification_templates_approvals": "notification_templates"}
_LAUNCH_LISTS: t.Final = {"credentials": "credentials", "labels": "labels", "instance_groups": "instance_groups"}
_READING: t.Final = frozenset({"GET"})
_WEBHOOK: t.Final[Fields] = {
    "webhook_service": Choice(choices=("github", "gitlab", "bitbucket_dc")),
    "webhook_credential": _CREDENTIAL,
}
# What a schedule and a node give on launch (LaunchConfigurationBaseSerializer).
_LAUNCH: t.Final[Fields] = {
    "extra_data": Mapping(),
    "inventory": Key(to="inventories"),
    **dict.fromkeys(("scm_branch", "job_tags", "skip_tags", "limit"), Text(default=None, null=True)),
    "job_type": Choice(default=None, null=True, choices=_JOB_TYPE),
    "diff_mode": Flag(default=None, null=True),
    "verbosity": Choice(default=None, null=True, choices=_VERBOSITY),
    "execution_environment": _EE,
    "forks": Whole(default=None, null=True, smallest=0),
    "job_slice_count": Whole(default=None, null=True, smallest=0),
    "timeout": Whole(default=None, null=True),
}

RESOURCES: t.Final[dict[str, Resource]] = {
    "organizations": Resource(
        "organization",
        {**_NAMED, "max_hosts": _COUNT, "custom_virtualenv": Text(read_only=True), "default_environment": _EE},
        unique=("name",),
        associations={
            **_NOTIFICATIONS,
            **_APPROVALS,
            "instance_groups": "instance_groups",
            "galaxy_credentials": "credentials",
        },
    ),
    "credential_types": Resource(
        "credential_type",
        {
            **_NAMED,
            "kind": Text(required=True, longest=32),
            "namespace": Text(default=None, null=True, read_only=True),
            "managed": Flag(read_only=True),
            "inputs": Mapping(),
            "injectors": Mapping(),
        },
        unique=("name", "kind"),
        check=credential_types.check,
        removable=credential_types.removable,
    ),
    "credentials": Resource(
        "credential",
        {
            **_NAMED,
            "organization": _OWNER,
            "credential_type": Key(to="credential_types", required=True, null=False, cascade=True),
            "inputs": Mapping(),
            "user": Key(to="users", create_only=True),
            "team": Key(to="teams", create_only=True),
        },
        write_only=frozenset({"user", "team"}),
        unique=(*_BY_ORGANIZATION, "credential_type"),
        check=credentials.check,
        show=credentials.show,
    ),
    "execution_environments": Resource(
        "execution_environment",
        {
            **_NAMED,
            "organization": _OWNER,
            "image": Matching(
                required=True,
                longest=1024,
                pattern=execution_environments.IMAGE,
                what="the name of an image",
            ),
            "managed": Flag(read_only=True),
            "credential": _CREDENTIAL,
            "pull": Choice(choices=("always", "missing", "never")),
        },
        unique=("name",),
        check=execution_environments.check,
        removable=execution_environments.removable,
    ),
    "projects": Resource(
        "project",
        {
            **_NAMED,
            "local_path": _SHORT,
            "scm_type": Choice(choices=("git", "svn", "insights", "archive")),
            "scm_url": _SHORT,
            "scm_branch": Text(longest=256),
            "scm_refspec": _SHORT,
            **dict.fromkeys(("scm_clean", "scm_track_submodules", "scm_delete_on_update"), Flag()),
            "credential": _CREDENTIAL,
            "timeout": Whole(),
            "organization": _ORGANIZATION,
            "scm_update_on_launch": Flag(),
            "scm_update_cache_timeout": _COUNT,
            "allow_override": Flag(),
            "custom_virtualenv": Text(read_only=True),
            "default_environment": _EE,
            "signature_validation_credential": _CREDENTIAL,
        },
        unique=_BY_ORGANIZATION,
        null_too=True,
        associations=_NOTIFICATIONS,
        children={"schedules": ("schedules", "unified_job_template")},
        check=projects.check,
        saved=projects.saved,
        show=projects.show,
    ),
    "project_updates": Resource(
        "project_update",
        {**_NAMED, "project": Key(to="projects", cascade=True), "status": Text()},
        methods=_READING,
        show=projects.show_update,
    ),
    "inventories": Resource(
        "inventory",
        {
            **_NAMED,
            "organization": Key(to="organizations", required=True),
            "kind": Choice(choices=("smart", "constructed")),
            "host_filter": Text(default=None, null=True),
            "variables": Variables(),
            "prevent_instance_group_fallback": Flag(),
        },
        unique=_BY_ORGANIZATION,
        associations={"instance_groups": "instance_groups", "labels": "labels"},
        children={"hosts": ("hosts", "inventory")},
        deleted_status=202,
        check=inventories.check,
    ),
    "hosts": Resource(
        "host",
        {
            **_NAMED,
            "inventory": Key(to="inventories", required=True, null=False, cascade=True, create_only=True),
            "enabled": Flag(default=True),
            "instance_id": _SHORT,
            "variables": Variables(),
        },
        unique=("name", "inventory"),
        check=inventories.check_host,
    ),
    "job_templates": Resource(
        "job_template",
        {
            **_NAMED,
            "job_type": Choice(default="run", required=False, choices=_JOB_TYPE),
            "inventory": Key(to="inventories"),
            "project": Key(to="projects"),
            "playbook": _SHORT,
            "scm_branch": _SHORT,
            "forks": _COUNT,
            "limit": Text(),
            "verbosity": Choice(default=0, choices=_VERBOSITY),
            "extra_vars": Variables(),
            "job_tags": Text(),
            "force_handlers": Flag(),
            "skip_tags": _SHORT,
            "start_at_task": _SHORT,
            "timeout": Whole(),
            "use_fact_cache": Flag(),
            "organization": Key(to="organizations", read_only=True),
            "execution_environment": _EE,
            "host_config_key": _SHORT,
            **{asks: Flag() for asks in prompts.ASKS.values()},
            "ask_variables_on_launch": Flag(),
            **dict.fromkeys(("survey_enabled", "become_enabled", "diff_mode", "allow_simultaneous"), Flag()),
            "custom_virtualenv": Text(read_only=True),
            "job_slice_count": Whole(default=1, smallest=0),
            **_WEBHOOK,
            "prevent_instance_group_fallback": Flag(),
        },
        unique=_BY_ORGANIZATION,
        null_too=True,
        associations={**_LAUNCH_LISTS, **_NOTIFICATIONS},
        children={"schedules": ("schedules", "unified_job_template")},
        survey=True,
        check=job_templates.check,
        associable=associations.of_job_template,
        show=job_templates.show,
    ),
    "workflow_job_templates": Resource(
        "workflow_job_template",
        {
            **_NAMED,
            "extra_vars": Variables(),
            "organization": _ORGANIZATION,
            **dict.fromkeys(("survey_enabled", "allow_simultaneous", "ask_variables_on_launch"), Flag()),
            "inventory": Key(to="inventories"),
            **dict.fromkeys(("limit", "scm_branch", "skip_tags", "job_tags"), Text(default=None, null=True)),
            **{prompts.ASKS[name]: Flag() for name in prompts.OF_WORKFLOWS},
            **_WEBHOOK,
        },
        unique=_BY_ORGANIZATION,
        null_too=True,
        associations={"labels": "labels", **_NOTIFICATIONS, **_APPROVALS},
        children={
            "schedules": ("schedules", "unified_job_template"),
            "workflow_nodes": ("workflow_job_template_nodes", "workflow_job_template"),
        },
        survey=True,
        check=workflows.check,
    ),
    "workflow_job_template_nodes": Resource(
        "workflow_job_template_node",
        {
            **_LAUNCH,
            "workflow_job_template": Key(
                to="workflow_job_templates", required=True, null=False, cascade=True, create_only=True
            ),
            "unified_job_template": Key(to="unified_job_templates"),
            "all_parents_must_converge": Flag(),
            "identifier": Text(longest=512),
        },
        unique=("identifier", "workflow_job_template"),
        associations={**dict.fromkeys(workflows.LINKS, "workflow_job_template_nodes"), **_LAUNCH_LISTS},
        check=workflows.check_node,
        associable=associations.of_node,
        removable=workflows.remove_approval,
        show=prompts.hide,
    ),
    "workflow_approval_templates": Resource(
        "workflow_approval_template",
        {**_NAMED, "timeout": Whole()},
        methods=frozenset({"GET", "PATCH", "DELETE"}),
    ),
    "schedules": Resource(
        "schedule",
        {
            **_NAMED,
            **_LAUNCH,
            "unified_job_template": Key(to="unified_job_templates", required=True, null=False, cascade=True),
            "enabled": Flag(default=True),
            "rrule": Text(required=True),
        },
        unique=("unified_job_template", "name"),
        associations=_LAUNCH_LISTS,
        check=schedules.check,
        associable=associations.of_launch,
        show=schedules.show,
    ),
    "notification_templates": Resource(
        "notification_template",
        {
            **_NAMED,
            "organization": Key(to="organizations", required=True, cascade=True),
            "notification_type": Choice(required=True, choices=notifications.TYPES),
            "notification_configuration": Mapping(),
            "messages": Mapping(default=dict.fromkeys(notifications.EVENTS), null=True),
        },
        unique=_BY_ORGANIZATION,
        check=notifications.check,
        show=notifications.show,
    ),
    "labels": Resource(
        "label",
        {**_NAME, "organization": Key(to="organizations", required=True, null=False, cascade=True)},
        unique=_BY_ORGANIZATION,
        methods=frozenset({"GET", "POST", "PATCH"}),
    ),
    "unified_job_templates": Resource(
        "unified_job_template",
        {**_NAMED, "organization": _ORGANIZATION},
        stands_for=("projects", "job_templates", "workflow_job_templates", "workflow_approval_templates"),
        methods=_READING,
    ),
    "instance_groups": Resource("instance_group", _NAME, unique=("name",), methods=_READING),
    "users": Resource("user", {"username": Text(required=True)}, methods=_READING),
    "teams": Resource("team", _NAMED, methods=_READING),
}
