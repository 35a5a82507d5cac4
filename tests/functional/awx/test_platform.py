# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""playbooks/awx.yml with ansible.controller, on the gateway of the Automation Platform.

ansible.controller is not on PyPI: a copy of awx.awx under that name stands in for it (tests/awx/collection.py).
"""

from __future__ import annotations

import copy
import typing as t
from pathlib import Path

import pytest

from awx import collection
from awx.api.control import Controller
from functional.awx import expected
from functional.awx.apply import Apply

PLATFORM: dict[str, t.Any] = {"gateway": True, "product": "Red Hat Ansible Automation Platform", "version": "24.6.1"}


def test_the_controller_behind_a_gateway(tmp_path: Path) -> None:
    apply = Apply(collection.ansible_controller(), tmp_path)
    with Controller(**PLATFORM) as controller:
        before = copy.deepcopy(controller.state.items)
        assert apply(controller).good().changed
        expected.check(controller.state)
        assert [request.path for request in controller.record.refused] == []
        assert apply(controller, awx_state="absent").good().changed
        assert controller.state.items == before


@pytest.mark.parametrize(
    ("settings", "refused"), [({"root_answers": False}, ["/api/"]), ({"gateway": False}, [])], ids=["no answer", "none"]
)
def test_a_gateway_that_is_not_listed(tmp_path: Path, settings: dict[str, bool], refused: list[str]) -> None:
    with Controller(**{**PLATFORM, **settings}) as controller:
        assert Apply(collection.ansible_controller(), tmp_path)(controller, "--check").good().changed
        assert [request.path for request in controller.record.refused] == refused


def test_a_gateway_is_found_with_awx_awx_and_a_token(tmp_path: Path) -> None:
    with Controller(**PLATFORM) as controller:
        _status, created = controller.call("POST", "tokens/", {"scope": "write"})
        env = {"CONTROLLER_OAUTH_TOKEN": created["token"], "CONTROLLER_USERNAME": "", "CONTROLLER_PASSWORD": ""}
        play = Apply(collection.awx_awx(), tmp_path)(controller, "--check", "-vvv", env=env)
        assert play.good().changed
        assert created["token"] not in play.output
        assert controller.record.refused == []
        assert [request.path for request in controller.record.requests].count("tokens/") == 1
