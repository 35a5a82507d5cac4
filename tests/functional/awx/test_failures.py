# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How playbooks/awx.yml fails: with the reason, and without a secret."""

from __future__ import annotations

import json
import re
import typing as t
from pathlib import Path

import pytest

from awx import collection
from awx.api.control import Controller
from functional.awx import expected
from functional.awx.apply import Apply

SECRET = "s3cret-of-the-app"
PASSWORD = "w3ong-password"
NAME = "AvePoint Cloud Backup"
OF_AN_ORGANIZATION = ("credentials/", "inventories/")


@pytest.fixture
def apply(tmp_path: Path) -> Apply:
    return Apply(collection.awx_awx(), tmp_path)


@pytest.fixture
def controller() -> t.Iterator[Controller]:
    with Controller() as controller:
        yield controller


def created(controller: Controller, path: str, body: dict[str, t.Any]) -> int:
    """Create an object of the user, in the organization Default if it has one; return its ID."""
    fields = (
        {"organization": controller.state.named("organizations", "Default").id} if path in OF_AN_ORGANIZATION else {}
    )
    status, answer = controller.call("POST", path, {**fields, **body})
    assert status == 201, answer
    number: int = answer["id"]
    return number


def test_a_wrong_password(apply: Apply, controller: Controller) -> None:
    play = apply(controller, "-vvv", env={"CONTROLLER_PASSWORD": PASSWORD}).bad()
    assert "Failed to get token: HTTP Error 401" in play.output
    assert "If the type is in use" in play.output
    assert PASSWORD not in play.output
    assert controller.record.writes == []


@pytest.mark.parametrize("state", ["present", "absent"])
def test_a_token_that_ends_in_a_line_feed(apply: Apply, controller: Controller, state: str) -> None:
    play = apply(controller, "-vvv", awx_state=state, env={"CONTROLLER_OAUTH_TOKEN": f"{PASSWORD}\n"}).bad()
    assert "CONTROLLER_OAUTH_TOKEN must not contain white space" in play.output
    assert PASSWORD not in play.output
    assert controller.record.requests == []


def test_a_dead_host(apply: Apply, controller: Controller) -> None:
    play = apply(controller, env={"CONTROLLER_HOST": "http://127.0.0.1:9"}).bad()
    assert "Connection refused" in play.output


def test_a_body_that_the_api_refuses(apply: Apply, controller: Controller) -> None:
    play = apply(controller, awx_execution_environment_image="Not An Image").bad()
    assert "'Not An Image' is not the name of an image" in play.output
    (refused,) = controller.record.refused
    assert refused.path == "execution_environments/"


def test_refused_fields_of_a_credential(apply: Apply, controller: Controller) -> None:
    given = {"client_id": "app", "client_secret": SECRET, "validate_certs": "perhaps"}
    play = apply(controller, "-vvv", awx_credential_inputs=given).bad()
    assert "validate_certs" in play.output
    assert SECRET not in play.output


def test_an_unknown_organization(apply: Apply, controller: Controller) -> None:
    play = apply(controller, awx_organization="Nobody").bad()
    assert "/api/v2/organizations/?name=Nobody returned 0 items, expected 1" in play.output


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("awx_state", "gone", 'present or absent, not "gone"'),
        ("awx_collection", "other.collection", 'awx.awx or ansible.controller, not "other.collection"'),
        ("awx_organization", 1, "a name, neither an ID nor a named URL, not 1"),
        ("awx_organization", "Default++", 'a name, neither an ID nor a named URL, not "Default++"'),
        ("awx_schedules_enabled", "perhaps", 'true or false, not "perhaps"'),
        ("awx_schedules_disabled", ["AvePoint hourly gate", "Hourly"], '"AvePoint hourly gate"], not ["Hourly"]'),
    ],
)
def test_a_wrong_variable(apply: Apply, controller: Controller, name: str, value: t.Any, message: str) -> None:
    play = apply(controller, **{name: value}).bad()
    (line,) = {json.loads(f'"{found}"') for found in re.findall(rf'"msg": "({name} .*)"', play.output)}
    assert line.startswith(f"{name} must be ")
    assert message in line
    assert controller.record.requests == []


def test_a_job_template_of_the_user_that_does_not_exist(apply: Apply, controller: Controller) -> None:
    play = apply(controller, awx_job_template="Patch").bad()
    assert r"a job template in the organization \"Default\", not \"Patch\"" in play.output
    assert controller.record.writes == []


def test_a_collection_that_is_not_installed(apply: Apply, controller: Controller) -> None:
    play = apply(controller, awx_collection="ansible.controller").bad()
    assert "The credential type was not written" in play.output
    assert "ansible.controller.credential_type" in play.output


def test_a_check_without_an_execution_environment(apply: Apply, controller: Controller) -> None:
    """As by a user after a system administrator created the credential type. Blank variables count as not given."""
    (body,) = expected.objects("credential_types")
    created(controller, "credential_types/", body)
    blank = dict.fromkeys(["awx_organization", "awx_schedules_enabled", "awx_schedules_disabled"], "")
    play = apply(controller, "--check", **blank).good()
    assert '"AvePoint hourly gate"' in play.output
    assert controller.record.refused == []


def test_a_credential_type_that_is_in_use_and_has_other_fields(apply: Apply, controller: Controller) -> None:
    """As after an upgrade that adds an option of the connection."""
    own = {"fields": [{"id": "client_id", "label": "Client ID", "type": "string"}]}
    body = {"name": NAME, "kind": "cloud", "inputs": own, "injectors": {}}
    number = created(controller, "credential_types/", body)
    created(controller, "credentials/", {"name": "mine", "credential_type": number, "inputs": {}})
    play = apply(controller).bad()
    assert "If the type is in use, AWX does not change its fields: delete the credentials of the type" in play.output
    assert controller.state.items[number]["inputs"] == own


def test_absent_keeps_the_tenants(apply: Apply, controller: Controller) -> None:
    number = created(controller, "inventories/", {"name": "AvePoint tenants"})
    host = created(controller, "hosts/", {"name": "contoso", "inventory": number})
    play = apply(controller, awx_state="absent", awx_organization="").bad()
    assert "Hosts of the inventory AvePoint tenants that would be removed: 1. Nothing was removed." in play.output
    assert {number, host} <= set(controller.state.items)
    assert "DELETE" not in {request.method for request in controller.record.requests}
    apply(controller, awx_state="absent", awx_remove_tenants=True).good()
    assert number not in controller.state.items


def test_absent_keeps_the_hosts_of_every_inventory_without_a_host_of_ours(apply: Apply, controller: Controller) -> None:
    number = created(controller, "inventories/", {"name": "Customers"})
    created(controller, "hosts/", {"name": "contoso", "inventory": number})
    inventories = [{"name": name, "organization": "Default"} for name in ("AvePoint Cloud Backup", "Customers")]
    play = apply(controller, awx_state="absent", controller_inventories_avepoint_cloud_backup=inventories).bad()
    assert "Hosts of the inventory Customers that would be removed: 1. Nothing was removed." in play.output


def test_absent_leaves_a_credential_type_to_another_credential(apply: Apply, controller: Controller) -> None:
    body = {"name": NAME, "kind": "cloud", "inputs": {}, "injectors": {}}
    number = created(controller, "credential_types/", body)
    created(controller, "credentials/", {"name": "mine", "credential_type": number, "inputs": {}})
    play = apply(controller, awx_state="absent").bad()
    assert "Everything was removed but the credential type" in play.output
    assert "If another credential has the type, AWX does not remove it." in play.output
    assert number in controller.state.items


def test_no_address(apply: Apply, controller: Controller) -> None:
    play = apply(controller, env={"CONTROLLER_HOST": ""}).bad()
    assert "Set CONTROLLER_HOST to the address of AWX" in play.output
    assert controller.record.requests == []


def test_absent_with_a_wrong_password(apply: Apply, controller: Controller) -> None:
    play = apply(controller, "-vvv", awx_state="absent", env={"CONTROLLER_PASSWORD": PASSWORD}).bad()
    assert "AvePoint tenants could not be counted (HTTP status 401), so nothing was removed." in play.output
    assert "awx_remove_tenants" not in play.output
    assert PASSWORD not in play.output
