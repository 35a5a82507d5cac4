# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How playbooks/awx.yml fails: with the reason, and without a secret."""

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest

from awx import collection
from awx.api.control import Controller
from functional.awx.apply import Apply

SECRET = "s3cret-of-the-app"
PASSWORD = "w3ong-password"


@pytest.fixture
def apply(tmp_path: Path) -> Apply:
    return Apply(collection.awx_awx(), tmp_path)


@pytest.fixture
def controller() -> t.Iterator[Controller]:
    with Controller() as controller:
        yield controller


def test_a_wrong_password(apply: Apply, controller: Controller) -> None:
    play = apply(controller, "-vvv", env={"CONTROLLER_PASSWORD": PASSWORD}).bad()
    assert "Failed to get token: HTTP Error 401" in play.output
    assert PASSWORD not in play.output
    assert controller.record.writes == []


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


@pytest.mark.parametrize("given", [{"awx_state": "gone"}, {"awx_collection": "other.collection"}])
def test_a_wrong_variable(apply: Apply, controller: Controller, given: dict[str, str]) -> None:
    ((name, value),) = given.items()
    play = apply(controller, **given).bad()
    assert name in play.output
    assert value in play.output
    assert controller.record.requests == []
