# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""playbooks/awx.yml with the real modules of awx.awx, on an API that has objects of somebody else."""

from __future__ import annotations

import copy
import json
import typing as t
from dataclasses import dataclass

import pytest

from awx import collection
from awx.api.control import Controller
from awx.api.record import Request
from awx.api.state import Item
from functional.awx import bodies, expected
from functional.awx.apply import Apply, Play

OTHER = "Another organization"
SECRETS = {"client_secret": "s3cret-of-the-app", "certificate_path": "s3cret-pem", "proxy": "https://u:s3cret-proxy@p"}
VAULT = "s3cret-of-the-vault"
JOB_TEMPLATE = "Patch the servers"
GIVEN: dict[str, t.Any] = {
    "awx_credential_inputs": {"client_id": "app", "data_center": "us", "validate_certs": "true", **SECRETS},
    "awx_vault_password": VAULT,
    "awx_job_template": JOB_TEMPLATE,
}
# Each variable of the data that may be blank, as a pipeline hands over what is not set.
BLANK: dict[str, t.Any] = {
    **dict.fromkeys(
        ["awx_organization", "awx_project_url", "awx_project_branch", "awx_execution_environment_image"], ""
    ),
    **dict.fromkeys(["awx_schedules_enabled", "awx_schedules_disabled", "awx_report_answers", "awx_mail"], ""),
    **dict.fromkeys(["awx_fleet_inventory", "awx_fleet_credentials", "awx_fleet_slices", "awx_update_secrets"], None),
    "awx_credential_inputs": {**GIVEN["awx_credential_inputs"], "access_token": "", "timeout": None},
}
CHANGED = {"awx_project_branch": "0.2.0", "awx_execution_environment_image": "registry.example.com/ee:2"}


@dataclass(frozen=True)
class Run:
    """A play, the changes that it sent, and all objects after it."""

    play: Play
    requests: list[Request]
    items: dict[int, Item]

    @property
    def writes(self) -> list[Request]:
        return [request for request in self.requests if request.writes]


class Runs:
    """Plays on one API, one after the other."""

    def __init__(self, controller: Controller, apply: Apply) -> None:
        self._controller = controller
        self._apply = apply

    def __call__(self, *options: str, **given: t.Any) -> Run:
        before = len(self._controller.record.requests)
        play = self._apply(self._controller, *options, **{**GIVEN, **given})
        requests = self._controller.record.requests[before:]
        return Run(play, requests, copy.deepcopy(self._controller.state.items))


@dataclass(frozen=True)
class Lifecycle:
    """An API of somebody who checks, applies twice, checks a change, and removes twice."""

    before: dict[int, Item]
    early_check: Run
    first: Run
    second: Run
    late_check: Run
    removed: Run
    removed_again: Run


@pytest.fixture(scope="module")
def lifecycle(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Lifecycle]:
    apply = Apply(collection.awx_awx(), tmp_path_factory.mktemp("apply"))
    with Controller() as controller:
        _add_objects_of_somebody_else(controller)
        before = copy.deepcopy(controller.state.items)
        runs = Runs(controller, apply)
        early_check = runs("--check")
        first = runs("-vvv")
        expected.check(controller.state, **GIVEN)
        yield Lifecycle(
            before,
            early_check,
            first,
            second=runs(**BLANK),
            late_check=runs("--check", **CHANGED),
            removed=runs(awx_state="absent"),
            removed_again=runs(awx_state="absent"),
        )


def _add_objects_of_somebody_else(controller: Controller) -> None:
    """Add one object of each resource, and objects with the names of ours in another organization."""
    objects = bodies.Objects(controller.call, "AvePoint Cloud Backup of mine")
    objects.create("job_templates", JOB_TEMPLATE)
    objects.ids["organizations"] = objects.post("organizations/", {"name": OTHER})["id"]
    objects.create("projects", "AvePoint Cloud Backup")
    for workflow in expected.objects("workflows"):
        objects.create("workflow_job_templates", workflow["name"])


def test_a_check_before_the_first_run_writes_nothing(lifecycle: Lifecycle) -> None:
    assert lifecycle.early_check.play.good().changed
    assert lifecycle.early_check.writes == []


def test_the_first_run_writes_every_object(lifecycle: Lifecycle) -> None:
    assert lifecycle.first.play.good().changed
    assert all(lifecycle.first.items[number] == item for number, item in lifecycle.before.items())


def test_the_api_refuses_nothing(lifecycle: Lifecycle) -> None:
    for run in (lifecycle.first, lifecycle.second, lifecycle.removed, lifecycle.removed_again):
        assert [request for request in run.requests if request.status >= 400] == []


def test_the_second_run_changes_nothing(lifecycle: Lifecycle) -> None:
    assert lifecycle.second.play.good().changed == 0
    assert lifecycle.second.writes == []
    assert lifecycle.second.items == lifecycle.first.items


def test_a_check_of_a_change_reports_it_and_writes_nothing(lifecycle: Lifecycle) -> None:
    play = lifecycle.late_check.play.good()
    assert play.changed == len(CHANGED), play.output
    assert lifecycle.late_check.writes == []


def test_absent_removes_all_objects_and_no_others(lifecycle: Lifecycle) -> None:
    assert lifecycle.removed.play.good().changed
    assert lifecycle.removed.items == lifecycle.before


def test_absent_twice_changes_nothing(lifecycle: Lifecycle) -> None:
    assert lifecycle.removed_again.play.good().changed == 0
    assert lifecycle.removed_again.writes == []


@pytest.mark.parametrize("secret", [*SECRETS.values(), VAULT])
def test_a_secret_is_in_the_body_of_its_credential_alone(lifecycle: Lifecycle, secret: str) -> None:
    for run in (lifecycle.early_check, lifecycle.first, lifecycle.second, lifecycle.late_check, lifecycle.removed):
        assert secret not in run.play.output
    requests = [
        request
        for run in (lifecycle.first, lifecycle.second, lifecycle.removed)
        for request in run.requests
        if secret in json.dumps([request.path, request.query, request.body, request.answer])
    ]
    assert [(request.method, request.path) for request in requests] == [("POST", "credentials/")]
    assert secret not in json.dumps(requests[0].answer)
