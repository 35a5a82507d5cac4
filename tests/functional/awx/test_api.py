# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The stub of the API: what it accepts, refuses and shows."""

from __future__ import annotations

import dataclasses
import typing as t

import pytest

from awx.api.control import Controller
from functional.awx import bodies

NAME = "sample"


class Api:
    """An API with one object of each resource."""

    def __init__(self, controller: Controller) -> None:
        self.controller = controller
        self.call = controller.call
        self.objects = bodies.Objects(controller.call, NAME)

    def path(self, resource: str, more: str = "") -> str:
        return f"{resource}/{self.objects.ids[resource]}/{more}"

    def get(self, path: str) -> t.Any:
        status, answer = self.call("GET", path)
        assert status == 200, answer
        return answer

    def change(self, resource: str, **change: t.Any) -> t.Any:
        status, answer = self.call("PATCH", self.path(resource), change)
        assert status == 200, answer
        return answer

    def refused(self, method: str, path: str, body: t.Any = None) -> tuple[int, t.Any]:
        status, answer = self.call(method, path, body)
        assert status >= 400, answer
        return status, answer

    def other(self, resource: str, **change: t.Any) -> int:
        """Create another object; return its id."""
        created = self.objects.create(resource, f"{NAME} other {resource}", **change)
        return t.cast("int", created["id"])


@pytest.fixture(scope="module")
def shared() -> t.Iterator[Api]:
    with Controller() as controller:
        yield Api(controller)


@pytest.fixture
def controller() -> t.Iterator[Controller]:
    with Controller() as controller:
        yield controller


@pytest.fixture
def api(controller: Controller) -> Api:
    return Api(controller)


@pytest.mark.parametrize("case", bodies.REFUSED, ids=lambda case: case.what)
def test_a_refused_body(shared: Api, case: bodies.Refused) -> None:
    status, answer = shared.objects.refusal(case)
    assert (status, list(answer)) == (case.status, [case.field]), answer


@pytest.mark.parametrize("what", bodies.REFUSED_SURVEYS)
def test_a_refused_survey(shared: Api, what: str) -> None:
    path = shared.path("job_templates", "survey_spec/")
    status, answer = shared.refused("POST", path, bodies.REFUSED_SURVEYS[what])
    assert (status, list(answer)) == (400, ["error"])
    assert shared.get(path) == bodies.SURVEY | {"spec": shared.get(path)["spec"]}


def test_a_field_that_a_resource_does_not_have_is_refused(shared: Api) -> None:
    status, answer = shared.refused("POST", "projects/", {**shared.objects.body("projects", "x"), "branch": "main"})
    assert (status, list(answer)) == (400, ["branch"])


@pytest.mark.parametrize("body", [[1], "text", None])
def test_a_body_that_is_no_object_is_refused(shared: Api, body: t.Any) -> None:
    status, answer = shared.refused("POST", "projects/", body)
    assert (status, list(answer)) == (400, ["detail"])


@pytest.mark.parametrize("body", [{"id": 99999}, {"id": "1"}, {}, {"id": 1, "other": 2}])
def test_an_association_needs_the_id_of_an_object(shared: Api, body: t.Any) -> None:
    assert shared.refused("POST", shared.path("job_templates", "credentials/"), body)[0] == 400


def test_surrounding_space_is_removed(api: Api) -> None:
    assert api.change("projects", description=" text\n")["description"] == "text"


def test_null_is_what_an_empty_value_is(api: Api) -> None:
    shown = api.change("job_templates", description=None, use_fact_cache=None, limit=None)
    assert (shown["description"], shown["use_fact_cache"], shown["limit"]) == ("", False, "")


def test_integers_may_be_text(api: Api) -> None:
    shown = api.change("job_templates", forks="5", verbosity="2")
    assert (shown["forks"], shown["verbosity"]) == (5, 2)


def test_secrets_are_hidden_and_kept(api: Api) -> None:
    shown = api.get(api.path("credentials"))["inputs"]
    assert shown == {"url": "https://example.com", "token": "$encrypted$", "verify": "true"}
    assert api.change("credentials", inputs={**shown, "verify": "false"})["inputs"]["token"] == "$encrypted$"
    item = api.controller.state.items[api.objects.ids["credentials"]]
    assert item["inputs"] == {"url": "https://example.com", "token": "secret", "verify": "false"}


def test_an_empty_secret_is_not_stored(api: Api) -> None:
    shown = api.change("credentials", inputs={"token": "", "verify": ""})["inputs"]
    assert shown == {"verify": "true"}


def test_inputs_of_a_type_in_use_cannot_be_changed(api: Api) -> None:
    assert api.refused("PATCH", api.path("credential_types"), {"inputs": {"fields": []}, "injectors": {}})[0] == 403
    assert api.refused("DELETE", api.path("credential_types"))[0] == 403
    assert api.call("DELETE", api.path("credentials"))[0] == 204
    assert api.call("DELETE", api.path("credential_types"))[0] == 204


def test_what_belongs_to_awx_cannot_be_changed(api: Api) -> None:
    machine = api.controller.state.named("credential_types", "Machine").id
    assert api.refused("PATCH", f"credential_types/{machine}/", {"description": "x"})[0] == 403
    assert api.refused("DELETE", f"credential_types/{machine}/")[0] == 403
    (own,) = (item for item in api.controller.state.all("execution_environments") if "Control" in item.name)
    assert api.refused("DELETE", f"execution_environments/{own.id}/")[0] == 403


def test_a_playbook_must_be_in_the_project(api: Api) -> None:
    project = api.other("projects", allow_override=False)
    body = {**api.objects.body("job_templates", "x"), "project": project}
    assert list(api.refused("POST", "job_templates/", body)[1]) == ["playbook"]
    # A project has its playbooks after its update has ended.
    update = api.get(f"projects/{project}/")["summary_fields"]["current_update"]["id"]
    assert api.get(f"project_updates/{update}/")["status"] == "running"
    assert api.get(f"project_updates/{update}/")["status"] == "successful"
    assert list(api.refused("POST", "job_templates/", {**body, "playbook": "playbooks/none.yml"})[1]) == ["playbook"]
    assert list(api.refused("POST", "job_templates/", {**body, "scm_branch": "x"})[1]) == ["scm_branch"]
    assert api.call("POST", "job_templates/", body)[0] == 201


def test_a_job_template_has_the_organization_of_its_project(shared: Api) -> None:
    assert shared.get(shared.path("job_templates"))["organization"] == shared.objects.ids["organizations"]


def test_the_survey_is_shown_as_it_is_stored(api: Api) -> None:
    choices = {**bodies.CHOICE, "choices": "a\n\nb\n", "default": "a\n"}
    password = {**bodies.PASSWORD, "default": "secret"}
    path = api.path("job_templates", "survey_spec/")
    api.objects.post(path, {"name": "", "description": "", "spec": [choices, password]})
    shown, hidden = api.get(path)["spec"]
    assert (shown["choices"], shown["default"], hidden["default"]) == ("a\nb", "a", "$encrypted$")
    api.objects.post(path, {"name": "", "description": "", "spec": [hidden]})
    assert api.controller.state.items[api.objects.ids["job_templates"]].survey["spec"] == [password]


def test_an_rrule_is_stored_in_one_line(api: Api) -> None:
    shown = api.change("schedules", rrule=bodies.RULE.replace(" ", "\n"))
    assert shown["rrule"] == bodies.RULE
    assert shown["next_run"].endswith("T06:00:00Z")


def test_slices_need_hosts(api: Api) -> None:
    assert list(api.refused("PATCH", api.path("schedules"), {"job_slice_count": 2})[1]) == ["job_slice_count"]
    api.other("hosts")
    assert api.change("schedules", job_slice_count=2)["job_slice_count"] == 2


def test_variables_of_the_template_and_those_asked_for_are_accepted(api: Api) -> None:
    answers = {"name": "x", "own": 1}
    assert list(api.refused("PATCH", api.path("schedules"), {"extra_data": answers})[1]) == ["extra_data"]
    api.change("job_templates", extra_vars='{"own": 1}')
    assert api.change("schedules", extra_data=answers)["extra_data"] == answers
    api.change("job_templates", ask_variables_on_launch=True)
    assert api.change("schedules", extra_data={**answers, "own": 2})["extra_data"]["own"] == 2


def test_answers_for_passwords_are_hidden(api: Api) -> None:
    shown = api.change("schedules", extra_data={"name": "x", "password": "secret"})
    assert shown["extra_data"] == {"name": "x", "password": "$encrypted$"}


def test_a_project_takes_nothing_on_launch(api: Api) -> None:
    body = {**api.objects.body("schedules", "x"), "unified_job_template": api.objects.ids["projects"]}
    assert set(api.refused("POST", "schedules/", body)[1]) == {"extra_data", "limit"}
    plain = {name: body[name] for name in ("name", "unified_job_template", "rrule")}
    assert api.call("POST", "schedules/", plain)[0] == 201


def test_a_template_has_one_credential_of_a_type(api: Api) -> None:
    path = api.path("job_templates", "credentials/")
    assert api.call("POST", path, {"id": api.objects.ids["credentials"]})[0] == 204
    other = api.other("credentials")
    assert list(api.refused("POST", path, {"id": other})[1]) == ["error"]
    assert api.call("POST", path, {"id": api.objects.ids["credentials"], "disassociate": True})[0] == 204
    assert api.call("POST", path, {"id": other})[0] == 204
    assert [credential["id"] for credential in api.get(path)["results"]] == [other]


def test_a_job_template_has_no_credential_for_source_control(api: Api) -> None:
    kind = api.controller.state.named("credential_types", "Source Control").id
    credential = api.other("credentials", credential_type=kind, inputs={})
    assert list(api.refused("POST", api.path("job_templates", "credentials/"), {"id": credential})[1]) == ["error"]


def test_a_schedule_has_a_credential_only_if_the_template_asks(api: Api) -> None:
    path, body = api.path("schedules", "credentials/"), {"id": api.objects.ids["credentials"]}
    assert list(api.refused("POST", path, body)[1]) == ["msg"]
    api.change("job_templates", ask_credential_on_launch=True)
    assert api.call("POST", path, body)[0] == 204


def test_links_of_nodes_have_no_cycle(api: Api) -> None:
    first = api.objects.ids["workflow_job_template_nodes"]
    second, third = (api.other("workflow_job_template_nodes") for _number in range(2))
    for parent, child in ((first, second), (second, third)):
        assert api.call("POST", f"workflow_job_template_nodes/{parent}/success_nodes/", {"id": child})[0] == 204
    for parent, child in ((first, first), (third, first), (second, first)):
        path = f"workflow_job_template_nodes/{parent}/always_nodes/"
        status, answer = api.refused("POST", path, {"id": child})
        assert (status, list(answer)) == (400, ["Error"])
    path = f"workflow_job_template_nodes/{first}/failure_nodes/"
    status, answer = api.refused("POST", path, {"id": second})
    assert (status, list(answer)) == (400, ["Error"])
    assert api.get(f"workflow_job_template_nodes/{first}/")["success_nodes"] == [second]


def test_nodes_of_different_workflows_are_not_linked(api: Api) -> None:
    workflow = api.other("workflow_job_templates")
    node = api.other("workflow_job_template_nodes", workflow_job_template=workflow)
    assert api.refused("POST", api.path("workflow_job_template_nodes", "success_nodes/"), {"id": node})[0] == 403


def test_an_approval_goes_with_its_node(api: Api) -> None:
    path = api.path("workflow_job_template_nodes")
    approval = api.objects.post(f"{path}create_approval_template/", {"name": "Sure?", "timeout": 60})
    assert api.get(path)["related"]["unified_job_template"] == approval["url"]
    assert api.call("DELETE", path)[0] == 204
    assert not api.controller.state.all("workflow_approval_templates")


def test_what_cannot_be_without_a_removed_object_goes_too(api: Api) -> None:
    assert api.call("DELETE", api.path("job_templates"))[0] == 204
    assert not api.controller.state.all("schedules")
    assert api.get(api.path("workflow_job_template_nodes"))["unified_job_template"] is None
    assert api.call("DELETE", api.path("workflow_job_templates"))[0] == 204
    assert not api.controller.state.all("workflow_job_template_nodes")
    assert api.call("DELETE", api.path("inventories"))[0] == 202
    assert not api.controller.state.all("hosts")


def test_passwords_of_notifications_are_hidden_unless_empty(api: Api) -> None:
    shown = api.get(api.path("notification_templates"))["notification_configuration"]
    assert shown == bodies.EMAIL
    changed = api.change("notification_templates", notification_configuration={**bodies.EMAIL, "password": "secret"})
    assert changed["notification_configuration"]["password"] == "$encrypted$"


def test_filters(shared: Api) -> None:
    ids = shared.objects.ids
    assert shared.get(f"projects/?name={NAME}&organization={ids['organizations']}")["count"] == 1
    assert shared.get(f"projects/?name={NAME}&organization=null")["count"] == 0
    assert shared.get(f"projects/?or__id={ids['projects']}&or__name=nothing")["count"] == 1
    found = shared.get(f"unified_job_templates/?name={NAME}")["results"]
    assert {item["type"] for item in found} == {"project", "job_template", "workflow_job_template"}
    assert shared.refused("GET", "projects/?title=x")[0] == 400
    assert shared.refused("GET", "projects/?organization=Default")[0] == 400


def test_pages(shared: Api) -> None:
    first = shared.get("credential_types/?page_size=4")
    assert (len(first["results"]), first["count"], first["previous"]) == (4, 7, None)
    last = shared.get(first["next"].removeprefix("/api/v2/"))
    assert (len(last["results"]), last["next"]) == (3, None)
    assert shared.refused("GET", "credential_types/?page=9")[0] == 404


def test_what_is_not_there(shared: Api) -> None:
    for path in ("projects/99999/", "nothing/", f"job_templates/{shared.objects.ids['projects']}/"):
        assert shared.refused("GET", path)[0] == 404
    assert shared.refused("DELETE", "projects/")[0] == 405
    assert shared.refused("POST", "instance_groups/", {"name": "x"})[0] == 405


def test_another_inventory_is_given_only_if_the_template_asks(api: Api) -> None:
    other = api.other("inventories")
    assert list(api.refused("PATCH", api.path("schedules"), {"inventory": other})[1]) == ["inventory"]
    api.change("job_templates", ask_inventory_on_launch=True)
    assert api.change("schedules", inventory=other)["inventory"] == other


def test_another_password_is_refused(controller: Controller) -> None:
    controller.settings = dataclasses.replace(controller.settings, password="other")
    assert controller.call("GET", "projects/")[0] == 401
    assert controller.call("GET", "ping/")[0] == 200


def test_behind_a_gateway_the_api_is_elsewhere() -> None:
    with Controller(gateway=True) as controller:
        assert controller.call("GET", "projects/")[0] == 200
        controller.settings = dataclasses.replace(controller.settings, gateway=False)
        assert controller.call("GET", "projects/")[0] == 404
