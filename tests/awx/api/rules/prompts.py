# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a schedule or a node gives to the template that it launches (AWX 24.6.1: awx/api/serializers.py,
LaunchConfigurationBaseSerializer.validate; awx/main/models/jobs.py, JobTemplate._accept_or_ignore_job_kwargs,
LaunchTimeConfigBase.prompts_dict; awx/main/models/workflow.py, WorkflowJobTemplate._accept_or_ignore_job_kwargs;
awx/main/models/mixins.py, SurveyJobTemplateMixin._accept_or_ignore_variables;
awx/main/models/unified_jobs.py, UnifiedJobTemplate._accept_or_ignore_job_kwargs).
"""

from __future__ import annotations

import typing as t

from ..fields import Invalid, variables
from ..refusal import Refusal, invalid
from ..resource import Change
from ..state import Item, State, Values
from . import credentials, surveys

# The field of a template that allows to give another field on launch.
ASKS: t.Final = {
    name: f"ask_{asked}_on_launch"
    for name, asked in {
        "inventory": "inventory",
        "limit": "limit",
        "scm_branch": "scm_branch",
        "labels": "labels",
        "job_tags": "tags",
        "skip_tags": "skip_tags",
        "diff_mode": "diff_mode",
        "job_type": "job_type",
        "verbosity": "verbosity",
        "credentials": "credential",
        "execution_environment": "execution_environment",
        "forks": "forks",
        "job_slice_count": "job_slice_count",
        "timeout": "timeout",
        "instance_groups": "instance_groups",
    }.items()
}
# Those of a workflow.
OF_WORKFLOWS: t.Final = ("inventory", "limit", "scm_branch", "labels", "job_tags", "skip_tags")
_LISTS: t.Final = ("credentials", "labels", "instance_groups")
_VARIABLES: t.Final = "extra_data"

Problems = dict[str, list[str]]


def check(change: Change, *, required: bool) -> None:
    """Refuse what the template does not take; `required`: its required questions need answers here."""
    template = change.of("unified_job_template", "unified_job_templates")
    # A change of other fields is not checked.
    if template is None or not {_VARIABLES, *ASKS}.intersection(change.given):
        return
    try:
        answers = variables(change[_VARIABLES])
    except Invalid as error:
        raise invalid(extra_data=str(error)) from None
    given = {name: change[name] for name in ASKS if name not in _LISTS and change[name] is not None}
    for name in _LISTS:
        numbers = change.item.associated.get(name, []) if change.item else []
        if numbers:
            given[name] = list(numbers)
    problems = _problems(change.state, template, given, answers, required=required)
    if problems:
        raise Refusal(400, problems)


def _problems(state: State, template: Item, given: Values, answers: Values, *, required: bool) -> Problems:
    if template.resource not in ("job_templates", "workflow_job_templates"):
        names = [*given, *([_VARIABLES] if answers else [])]
        return {name: ["This template takes nothing on launch."] for name in names}
    problems = _variables_problems(template, answers, required=required)
    for name, value in given.items():
        problem = _prompt_problem(state, template, name, value, given)
        if problem:
            problems[name] = [problem]
    if template.resource == "job_templates":
        _add_needs(state, template, given, problems)
    return problems


def _variables_problems(template: Item, answers: Values, *, required: bool) -> Problems:
    """Return the problems of answers to the survey, and of variables that nobody asked for."""
    problems: Problems = {}
    rest = dict(answers)
    questions = template.survey.get("spec", ()) if template["survey_enabled"] else ()
    found = []
    for question in questions:
        found += surveys.answer_problems(question, answers, required=required)
        rest.pop(question["variable"], None)
    if found:
        problems["variables_needed_to_start"] = found
    own = variables(template["extra_vars"])
    extra = [name for name, value in rest.items() if name not in own or own[name] != value]
    if extra and not template["ask_variables_on_launch"]:
        problems[_VARIABLES] = [f"The template does not ask for variables, and has no question for {', '.join(extra)}."]
    if surveys.HIDDEN in rest.values():
        problems[_VARIABLES] = [f"{surveys.HIDDEN} is reserved."]
    return problems


def _prompt_problem(state: State, template: Item, name: str, value: t.Any, given: Values) -> str | None:
    if template.resource == "workflow_job_templates" and name not in OF_WORKFLOWS:
        return None
    own = template.associated.get(name, []) if name in _LISTS else template[name]
    same = set(value) <= set(own) if name == "credentials" else value == own
    if same:
        return None
    if not template[ASKS[name]]:
        return "The template does not ask for it on launch."
    if name == "job_slice_count" and value > 1 and _slices(state, template, value, given) <= 1:
        return "The inventory has not enough hosts for slices."
    project = state.get("projects", template.values.get("project"))
    if name == "scm_branch" and project and value != project["scm_branch"] and not project["allow_override"]:
        return "The project does not allow another branch."
    return None


def _slices(state: State, template: Item, count: int, given: Values) -> int:
    """Return the number of slices that a job would have (JobTemplate.get_effective_slice_ct)."""
    number = given.get("inventory", template["inventory"])
    if number is None:
        return count
    hosts = [host for host in state.all("hosts") if host["inventory"] == number]
    return min(count, len(hosts))


def _add_needs(state: State, template: Item, given: Values, problems: Problems) -> None:
    for name in ("project", "inventory"):
        if template[name] is None and name not in given:
            problems["resources_needed_to_start"] = [f"The job template has no {name}."]
    own = [state.items[number] for number in template.associated.get("credentials", ())]
    if any(credentials.asks(state, credential) for credential in own) and not template["ask_credential_on_launch"]:
        problems["passwords_needed_to_start"] = ["A person has to enter a password of a credential."]


def hide(state: State, item: Item) -> Values:
    """Hide the answers to questions for passwords."""
    template = state.get("unified_job_templates", item["unified_job_template"])
    questions = template.survey.get("spec", ()) if template else ()
    secret = {question["variable"] for question in questions if question["type"] == "password"}
    answers = variables(item[_VARIABLES])
    return {_VARIABLES: {name: surveys.HIDDEN if name in secret else answers[name] for name in answers}}
