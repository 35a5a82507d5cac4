# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command C(ansible) prints the same."""

from __future__ import annotations

import json

import pytest

from functional.action.play import SAYS, Stage


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ({}, 0, '"jobs": ['),
        ({"since": "never"}, 2, "since: 'never'"),
        ({"colour": "red"}, 2, "Unsupported parameters"),
        ({"validate_certs": False}, 0, "validate_certs is false"),
    ],
)
def test_one_module(stage: Stage, arguments: dict[str, object], code: int, says: str) -> None:
    window = stage.variables["window"]
    env = stage.tenant.sandbox.env(stage.tenant.client_id)
    here, shipped = stage.adhoc("m365_job_info", "-a", json.dumps({**window, **arguments}), env=env).values()
    assert here == shipped
    assert here[0] == code
    assert says in here[1]
    assert "Traceback" not in here[1]


def test_the_way_is_shown(stage: Stage) -> None:
    for way, (_code, output) in stage.adhoc("login", "-vvv").items():
        assert SAYS[way] in output
