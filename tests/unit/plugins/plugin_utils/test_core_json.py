# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Arguments and results are encoded and decoded as those of a shipped module."""

from __future__ import annotations

import json
import typing as t

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils import core_json
from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.controller_action import ControllerAction

TEMPLATE = "{{ 1 + 1 }}"


@pytest.fixture
def action() -> ControllerAction:
    """Return an action that only parses results."""
    return t.cast(ControllerAction, ControllerAction.__new__(ControllerAction))


def is_template(value: object) -> bool:
    if core_json.HAS_PROFILES:
        from ansible.template import is_trusted_as_template

        return bool(is_trusted_as_template(value))
    from ansible.utils.unsafe_proxy import AnsibleUnsafe

    return not isinstance(value, AnsibleUnsafe)


def finished(action: ControllerAction, returned: dict[str, t.Any]) -> dict[str, t.Any]:
    """Return the result without what ansible-core adds to all results, which depends on its version."""
    result = core_json.finish(action, dict(returned))
    added = {"_ansible_parsed": True, "ansible_parsed": True, "failed": False}
    return {key: value for key, value in result.items() if key in returned or added.get(key) != value}


def test_arguments_are_json() -> None:
    arguments = {"since": "1d", "limit": 3, "raw": True, "services": ["Größe ☃"], "nothing": None}
    assert json.loads(core_json.encode_arguments(arguments)) == {"ANSIBLE_MODULE_ARGS": arguments}


def test_arguments_lose_the_mark_of_a_template() -> None:
    if core_json.HAS_PROFILES:
        from ansible.template import trust_as_template

        value: object = trust_as_template(TEMPLATE)
    else:
        from ansible.utils.unsafe_proxy import wrap_var

        value = wrap_var(TEMPLATE)
    encoded = json.loads(core_json.encode_arguments({"since": value}))
    assert encoded == {"ANSIBLE_MODULE_ARGS": {"since": TEMPLATE}}


def test_a_result_is_as_it_was(action: ControllerAction) -> None:
    returned = {"changed": False, "summary": {"total": 3, "rate": 0.5, "none": None}, "queries": [{"text": "Größe ☃"}]}
    assert finished(action, returned) == returned


def test_texts_of_a_result_are_no_templates(action: ControllerAction) -> None:
    result = core_json.finish(action, {"msg": TEMPLATE, "queries": [{"text": TEMPLATE}]})
    assert result["msg"] == TEMPLATE
    assert not is_template(result["msg"])
    assert not is_template(result["queries"][0]["text"])


def test_texts_of_jobs_are_no_templates() -> None:
    (job,) = core_json.not_a_template([{"raw": {"message": TEMPLATE}}])
    assert job == {"raw": {"message": TEMPLATE}}
    assert not is_template(job["raw"]["message"])


def test_a_result_without_tags_needs_no_copy() -> None:
    jobs = [{"id": "1"}]
    assert (core_json.not_a_template(jobs) is jobs) == core_json.HAS_PROFILES


def test_keys_of_core_are_removed(action: ControllerAction) -> None:
    returned = {"changed": False, "ansible_python_interpreter": 1}
    result = finished(action, {**returned, "_ansible_verbose_always": True})
    assert result == returned


def test_other_keys_stay(action: ControllerAction) -> None:
    returned = {"changed": True, "failed": False, "invocation": {"module_args": {"a": None}}}
    assert finished(action, returned) == returned


@pytest.mark.skipif(not core_json.HAS_PROFILES, reason="older versions of ansible-core have no types in results")
def test_a_type_that_a_service_names_is_taken_as_one(action: ControllerAction) -> None:
    """So jobs with such a key must not be returned separately."""
    key = "__ansible_type"
    assert key.startswith(core_json.TYPE_PREFIX)
    with pytest.raises(Exception, match="is not JSON deserializable"):
        core_json.finish(action, {"raw": {key: "TrustedAsTemplate"}})
