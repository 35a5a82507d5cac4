# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""playbooks/awx.yml with ansible.controller, on the gateway of the Automation Platform.

ansible.controller is not on PyPI: a copy of awx.awx under that name stands in for it (tests/awx/collection.py).
"""

from __future__ import annotations

import copy
from pathlib import Path

from awx import collection
from awx.api.control import Controller
from functional.awx import expected
from functional.awx.apply import Apply

PLATFORM = {"gateway": True, "product": "Red Hat Ansible Automation Platform", "version": "24.6.1"}


def test_the_controller_behind_a_gateway(tmp_path: Path) -> None:
    apply = Apply(collection.ansible_controller(), tmp_path)
    with Controller(**PLATFORM) as controller:
        before = copy.deepcopy(controller.state.items)
        assert apply(controller).good().changed
        expected.check(controller.state)
        assert [request.path for request in controller.record.refused] == []
        removal = apply(controller, awx_state="absent").good()
        assert controller.state.items == before
    assert "ansible.controller" not in removal.output or "WARNING" not in removal.output


def test_a_gateway_is_found_with_awx_awx_as_well(tmp_path: Path) -> None:
    with Controller(**PLATFORM) as controller:
        play = Apply(collection.awx_awx(), tmp_path)(controller, "--check")
        assert play.good().changed
        assert controller.record.refused == []
