# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bodies that the API accepts, and bodies that it refuses, each of which differs in one thing from an accepted one.

Anything that calls an API can send them, so that a real AWX can be asked the same.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

Body = dict[str, t.Any]
# Sends a request: the method, the path below the root of the API, and the body; returns the status and the answer.
Call = t.Callable[[str, str, t.Any], tuple[int, t.Any]]

PLAYBOOK = "playbooks/gate.yml"
RULE = "DTSTART:20260101T060000Z RRULE:FREQ=DAILY;INTERVAL=1"
QUESTION: Body = {"question_name": "Name", "variable": "name", "type": "text", "required": True}
CHOICE: Body = {"question_name": "Choice", "variable": "choice", "type": "multiplechoice", "required": False}
NUMBER: Body = {"question_name": "Number", "variable": "number", "type": "integer", "required": False, "max": 9}
SEVERAL: Body = {"question_name": "Several", "variable": "several", "type": "multiselect", "required": False}
PASSWORD: Body = {"question_name": "Password", "variable": "password", "type": "password", "required": False}
SURVEY: Body = {
    "name": "Survey",
    "description": "",
    "spec": [QUESTION, {**CHOICE, "choices": ["a", "b"]}, NUMBER, {**SEVERAL, "choices": "a\nb"}, PASSWORD],
}
INPUTS: Body = {
    "fields": [
        {"id": "url", "label": "URL", "type": "string", "format": "url"},
        {"id": "token", "label": "Token", "type": "string", "secret": True},
        {"id": "verify", "label": "Verify", "type": "string", "choices": ["true", "false"]},
    ]
}
INJECTORS: Body = {
    "env": {"SAMPLE_URL": "{{ url }}", "SAMPLE_FILE": "{{ tower.filename }}"},
    "file": {"template": "{{ token }}"},
}
EMAIL: Body = {
    "host": "mail.example.com",
    "port": 25,
    "username": "",
    "password": "",
    "use_tls": False,
    "use_ssl": False,
    "sender": "awx@example.com",
    "recipients": ["root@example.com"],
    "timeout": 30,
}


@dataclass(frozen=True)
class Refused:
    """A change of an accepted body that makes the API refuse it."""

    what: str
    resource: str
    change: Body
    # The field that the answer names.
    field: str
    status: int = 400


class Objects:
    """One object of each resource, created in the order in which they need each other."""

    def __init__(self, call: Call, name: str) -> None:
        self._call = call
        self._name = name
        self.ids: dict[str, int] = {}
        (organization,) = self._get("organizations/?name=Default")
        self.ids["organizations"] = organization["id"]
        for resource in ACCEPTED:
            self.ids[resource] = self.create(resource)["id"]
            if resource in ("job_templates", "workflow_job_templates"):
                self.post(f"{resource}/{self.ids[resource]}/survey_spec/", SURVEY)

    def _get(self, path: str) -> list[Body]:
        status, answer = self._call("GET", path, None)
        assert status == 200, answer
        return t.cast("list[Body]", answer["results"])

    def body(self, resource: str, name: str | None = None) -> Body:
        """Return a body that the API accepts."""
        named = {} if resource == "workflow_job_template_nodes" else {"name": name or self._name}
        return {**named, **ACCEPTED[resource](self.ids)}

    def create(self, resource: str, name: str | None = None, **change: t.Any) -> Body:
        return self.post(f"{resource}/", {**self.body(resource, name), **change})

    def post(self, path: str, body: Body) -> Body:
        status, answer = self._call("POST", path, body)
        assert status < 300, (path, body, answer)
        return t.cast("Body", answer)

    def refusal(self, case: Refused) -> tuple[int, t.Any]:
        """Send a changed body of a new object; return the answer."""
        body = {**self.body(case.resource, f"{self._name} {case.what}"), **case.change}
        return self._call(
            "POST", f"{case.resource}/", {name: value for name, value in body.items() if value != LEFT_OUT}
        )


# Stands for a field that a body lacks.
LEFT_OUT = "left out"

ACCEPTED: dict[str, t.Callable[[dict[str, int]], Body]] = {
    "credential_types": lambda ids: {"kind": "cloud", "inputs": INPUTS, "injectors": INJECTORS},
    "credentials": lambda ids: {
        "organization": ids["organizations"],
        "credential_type": ids["credential_types"],
        "inputs": {"url": "https://example.com", "token": "secret", "verify": "true"},
    },
    "execution_environments": lambda ids: {
        "organization": ids["organizations"],
        "image": "registry.example.com:5000/team/image:1.0",
        "pull": "missing",
    },
    "projects": lambda ids: {
        "organization": ids["organizations"],
        "scm_type": "git",
        "scm_url": "https://git.example.com/x.git",
        "allow_override": True,
    },
    "inventories": lambda ids: {"organization": ids["organizations"], "variables": '{"a": 1}'},
    "hosts": lambda ids: {"inventory": ids["inventories"], "variables": "a: 1"},
    "notification_templates": lambda ids: {
        "organization": ids["organizations"],
        "notification_type": "email",
        "notification_configuration": dict(EMAIL),
        "messages": {"success": {"message": "{{ job.name }}", "body": "{{ job.artifacts.x | default('none') }}"}},
    },
    "job_templates": lambda ids: {
        "project": ids["projects"],
        "playbook": PLAYBOOK,
        "inventory": ids["inventories"],
        "survey_enabled": True,
        "ask_limit_on_launch": True,
        "ask_job_slice_count_on_launch": True,
    },
    "workflow_job_templates": lambda ids: {"organization": ids["organizations"]},
    "schedules": lambda ids: {
        "unified_job_template": ids["job_templates"],
        "rrule": RULE,
        "extra_data": {"name": "x", "choice": "a", "number": 9, "several": ["a", "b"]},
        "limit": "one",
    },
    "workflow_job_template_nodes": lambda ids: {
        "workflow_job_template": ids["workflow_job_templates"],
        "unified_job_template": ids["job_templates"],
    },
}


def _field(**change: t.Any) -> Body:
    """Return inputs whose first field is changed."""
    return {"inputs": {"fields": [{"id": "url", "label": "URL", "type": "string", **change}]}, "injectors": {}}


def _env(name: str, value: str = "x") -> Body:
    return {"injectors": {"env": {name: value}}}


def _credential(**inputs: t.Any) -> Body:
    return {"inputs": {"url": "https://example.com", **inputs}}


def _answers(**answers: t.Any) -> Body:
    return {"extra_data": {"name": "x", **answers}}


def _email(**change: t.Any) -> Body:
    parameters = {**EMAIL, **change}
    return {"notification_configuration": {name: value for name, value in parameters.items() if value != LEFT_OUT}}


def _rule(*parts: str) -> Body:
    return {"rrule": " ".join(parts)}


_START = "DTSTART:20260101T060000Z"
_DAILY = "RRULE:FREQ=DAILY;INTERVAL=1"
_LONG = "x" * 513

REFUSED = [
    Refused("no name", "projects", {"name": LEFT_OUT}, "name"),
    Refused("blank name", "projects", {"name": " "}, "name"),
    Refused("long name", "projects", {"name": _LONG}, "name"),
    Refused("list as text", "projects", {"description": ["x"]}, "description"),
    Refused("unknown organization", "projects", {"organization": 99999}, "organization"),
    Refused("organization by name", "projects", {"organization": "Default"}, "organization"),
    Refused("text as flag", "projects", {"allow_override": "perhaps"}, "allow_override"),
    Refused("text as integer", "projects", {"timeout": "long"}, "timeout"),
    Refused("negative cache timeout", "projects", {"scm_update_cache_timeout": -1}, "scm_update_cache_timeout"),
    Refused("unknown source control", "projects", {"scm_type": "hg"}, "scm_type"),
    Refused("no address", "projects", {"scm_url": ""}, "scm_url"),
    Refused("other scheme", "projects", {"scm_url": "gopher://example.com/x"}, "scm_url"),
    Refused("refspec of svn", "projects", {"scm_type": "svn", "scm_refspec": "x"}, "scm_refspec"),
    Refused("branch of an archive", "projects", {"scm_type": "archive", "scm_branch": "x"}, "scm_branch"),
    Refused("update of a manual project", "projects", {"scm_type": "", "scm_clean": True}, "scm_clean"),
    Refused("kind of a custom type", "credential_types", {"kind": "ssh"}, "kind"),
    Refused("unknown kind", "credential_types", {"kind": "other"}, "kind"),
    Refused("env of Ansible", "credential_types", _env("ANSIBLE_X"), "injectors"),
    Refused("reserved env", "credential_types", _env("PATH"), "injectors"),
    Refused("env with a dash", "credential_types", _env("A-B"), "injectors"),
    Refused("undefined field", "credential_types", _env("A", "{{ other }}"), "injectors"),
    Refused("undefined file", "credential_types", _env("A", "{{ tower.filename.x }}"), "injectors"),
    Refused(
        "two kinds of files",
        "credential_types",
        {"injectors": {"file": {"template": "x", "template.x": "y"}}},
        "injectors",
    ),
    Refused("unknown injector", "credential_types", {"injectors": {"other": {"a": "b"}}}, "injectors"),
    Refused("reserved field", "credential_types", _field(id="tower"), "inputs"),
    Refused(
        "field twice",
        "credential_types",
        {"inputs": {"fields": [{"id": "a", "label": "A"}, {"id": "a", "label": "B"}]}, "injectors": {}},
        "inputs",
    ),
    Refused("integer field", "credential_types", _field(type="integer"), "inputs"),
    Refused("secret boolean", "credential_types", _field(type="boolean", secret=True), "inputs"),
    Refused("no owner", "credentials", {"organization": None}, "detail"),
    Refused("no credential type", "credentials", {"credential_type": LEFT_OUT}, "credential_type"),
    Refused("unknown input", "credentials", _credential(other="x"), "inputs"),
    Refused("integer input", "credentials", _credential(token=1), "inputs"),
    Refused("no choice", "credentials", _credential(verify="maybe"), "inputs"),
    Refused("no URL", "credentials", {"inputs": {"url": "example"}}, "inputs"),
    Refused("encrypted at first", "credentials", _credential(token="$encrypted$"), "inputs"),
    Refused("no image", "execution_environments", {"image": LEFT_OUT}, "image"),
    Refused("no name of an image", "execution_environments", {"image": "registry.example.com/Team Image"}, "image"),
    Refused("unknown pull", "execution_environments", {"pull": "sometimes"}, "pull"),
    Refused("no organization of an inventory", "inventories", {"organization": LEFT_OUT}, "organization"),
    Refused("smart without a filter", "inventories", {"kind": "smart"}, "host_filter"),
    Refused("variables as a list", "inventories", {"variables": "[1, 2]"}, "variables"),
    Refused("variables that are no YAML", "hosts", {"variables": "a: [1"}, "variables"),
    Refused("no inventory of a host", "hosts", {"inventory": LEFT_OUT}, "inventory"),
    Refused("no project", "job_templates", {"project": LEFT_OUT}, "project"),
    Refused("no inventory", "job_templates", {"inventory": LEFT_OUT}, "inventory"),
    Refused("no playbook", "job_templates", {"playbook": LEFT_OUT}, "playbook"),
    Refused("unknown job type", "job_templates", {"job_type": "scan"}, "job_type"),
    Refused("verbosity 6", "job_templates", {"verbosity": 6}, "verbosity"),
    Refused("verbosity null", "job_templates", {"verbosity": None}, "verbosity"),
    Refused("many forks", "job_templates", {"forks": 201}, "forks"),
    Refused("negative forks", "job_templates", {"forks": -1}, "forks"),
    Refused("negative slices", "job_templates", {"job_slice_count": -1}, "job_slice_count"),
    Refused("slices as text", "job_templates", {"job_slice_count": "four"}, "job_slice_count"),
    Refused("large timeout", "job_templates", {"timeout": 2**31}, "timeout"),
    Refused("long tags", "job_templates", {"skip_tags": "x" * 1025}, "skip_tags"),
    Refused(
        "callback without an inventory",
        "job_templates",
        {"inventory": None, "ask_inventory_on_launch": True, "host_config_key": "x"},
        "host_config_key",
    ),
    Refused("extra vars as JSON", "job_templates", {"extra_vars": {"a": 1}}, "extra_vars"),
    Refused("no template", "schedules", {"unified_job_template": LEFT_OUT}, "unified_job_template"),
    Refused("unknown template", "schedules", {"unified_job_template": 99999}, "unified_job_template"),
    Refused("no rule", "schedules", {"rrule": LEFT_OUT}, "rrule"),
    Refused("no start", "schedules", _rule(_DAILY), "rrule"),
    Refused("two starts", "schedules", _rule(_START, "DTSTART:20270101T060000Z", _DAILY), "rrule"),
    Refused("start without a zone", "schedules", _rule("DTSTART:20260101T060000", _DAILY), "rrule"),
    Refused("no interval", "schedules", _rule(_START, "RRULE:FREQ=DAILY"), "rrule"),
    Refused("only a start", "schedules", _rule(_START), "rrule"),
    Refused("every second", "schedules", _rule(_START, "RRULE:FREQ=SECONDLY;INTERVAL=1"), "rrule"),
    Refused("numbered day", "schedules", _rule(_START, "RRULE:FREQ=MONTHLY;INTERVAL=1;BYDAY=2MO"), "rrule"),
    Refused("count and until", "schedules", _rule(_START, f"{_DAILY};COUNT=2;UNTIL=20270101T000000Z"), "rrule"),
    Refused("large count", "schedules", _rule(_START, f"{_DAILY};COUNT=1000"), "rrule"),
    Refused("excluded dates", "schedules", _rule(_START, _DAILY, "EXDATE:20260102T060000Z"), "rrule"),
    Refused("further dates", "schedules", _rule(_START, _DAILY, "RDATE:20260102T070000Z"), "rrule"),
    Refused("unknown frequency", "schedules", _rule(_START, "RRULE:FREQ=OFTEN;INTERVAL=1"), "rrule"),
    Refused("missing answer", "schedules", {"extra_data": {}}, "variables_needed_to_start"),
    Refused("number as text", "schedules", _answers(name=1), "variables_needed_to_start"),
    Refused("other choice", "schedules", _answers(choice="c"), "variables_needed_to_start"),
    Refused("large number", "schedules", _answers(number=10), "variables_needed_to_start"),
    Refused("text as number", "schedules", _answers(number="1"), "variables_needed_to_start"),
    Refused("text as several", "schedules", _answers(several="a"), "variables_needed_to_start"),
    Refused("other variable", "schedules", _answers(other="x"), "extra_data"),
    Refused("verbosity not asked", "schedules", {"verbosity": 2}, "verbosity"),
    Refused("slices without hosts", "schedules", {"job_slice_count": 2}, "job_slice_count"),
    Refused("job type that is none", "schedules", {"job_type": "scan"}, "job_type"),
    Refused("no workflow", "workflow_job_template_nodes", {"workflow_job_template": LEFT_OUT}, "workflow_job_template"),
    Refused(
        "unknown template of a node",
        "workflow_job_template_nodes",
        {"unified_job_template": 99999},
        "unified_job_template",
    ),
    Refused(
        "wrong answer of a node",
        "workflow_job_template_nodes",
        {"extra_data": {"number": "1"}},
        "variables_needed_to_start",
    ),
    Refused(
        "other variable of a node",
        "workflow_job_template_nodes",
        {"extra_data": {"other": "x"}},
        "extra_data",
    ),
    Refused("forks not asked", "workflow_job_template_nodes", {"forks": 3}, "forks"),
    Refused("no organization of a notification", "notification_templates", {"organization": LEFT_OUT}, "organization"),
    Refused("unknown notification", "notification_templates", {"notification_type": "pigeon"}, "notification_type"),
    Refused("no notification type", "notification_templates", {"notification_type": LEFT_OUT}, "notification_type"),
    Refused("no mail server", "notification_templates", _email(host=LEFT_OUT), "__all__"),
    Refused("port as text", "notification_templates", _email(port="25"), "__all__"),
    Refused("recipients as text", "notification_templates", _email(recipients="root"), "__all__"),
    Refused("no recipients", "notification_templates", _email(recipients=[]), "__all__"),
    Refused("TLS as text", "notification_templates", _email(use_tls="false"), "__all__"),
    Refused("unknown event", "notification_templates", {"messages": {"ended": {"body": "x"}}}, "messages"),
    Refused("unknown part", "notification_templates", {"messages": {"success": {"text": "x"}}}, "messages"),
    Refused("two lines", "notification_templates", {"messages": {"success": {"message": "a\nb"}}}, "messages"),
    Refused("unknown name", "notification_templates", {"messages": {"error": {"body": "{{ jobs.id }}"}}}, "messages"),
    Refused(
        "artifact that may lack",
        "notification_templates",
        {"messages": {"error": {"body": "{{ job.artifacts.x }}"}}},
        "messages",
    ),
    Refused("syntax", "notification_templates", {"messages": {"error": {"body": "{{ job.id"}}}, "messages"),
    Refused(
        "unsafe", "notification_templates", {"messages": {"error": {"body": "{{ ''.__class__.__mro__ }}"}}}, "messages"
    ),
    Refused("workflow of nobody", "workflow_job_templates", {"organization": 99999}, "organization"),
    Refused("extra vars of a workflow", "workflow_job_templates", {"extra_vars": "- a"}, "extra_vars"),
    Refused("same name", "inventories", {"name": "sample"}, "__all__"),
]


def _survey(question: Body) -> Body:
    return {"name": "Survey", "description": "", "spec": [{**question}]}


REFUSED_SURVEYS: dict[str, Body] = {
    "no name": {"description": "", "spec": [QUESTION]},
    "no description": {"name": "", "spec": [QUESTION]},
    "no questions": {"name": "", "description": "", "spec": []},
    "questions as an object": {"name": "", "description": "", "spec": {"a": QUESTION}},
    "question as text": {"name": "", "description": "", "spec": ["x"]},
    "no variable": _survey({"question_name": "A", "type": "text", "required": True}),
    "required as text": _survey({**QUESTION, "required": "true"}),
    "unknown type": _survey({**QUESTION, "type": "boolean"}),
    "variable twice": {"name": "", "description": "", "spec": [QUESTION, QUESTION]},
    "no choices": _survey(CHOICE),
    "no several choices": _survey(SEVERAL),
    "default that is no choice": _survey({**CHOICE, "choices": ["a", "b"], "default": "c"}),
    "two defaults": _survey({**CHOICE, "choices": ["a", "b"], "default": "a\nb"}),
    "default of another type": _survey({**NUMBER, "default": "1"}),
    "limit as text": _survey({**QUESTION, "max": "9"}),
    "reserved default": _survey({**QUESTION, "default": "$encrypted$"}),
}
