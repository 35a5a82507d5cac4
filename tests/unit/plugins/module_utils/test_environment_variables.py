# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options from environment variables: invalid ones are named, blank ones count as not given."""

from __future__ import annotations

import pytest
from ansible.module_utils.basic import AnsibleFallbackNotFound

from ansible_collections.avepoint.cloud_backup.plugins.module_utils import argument_spec, environment_variables
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import OptionError

OPTIONS = argument_spec.CONNECTION
ARGUMENTS = {str(option.env): argument_spec.argument_spec([option])[option.name]["fallback"][1] for option in OPTIONS}


@pytest.mark.parametrize("value", ["", "  ", "\n"])
@pytest.mark.parametrize("variable", ARGUMENTS)
def test_a_blank_variable_counts_as_not_given(monkeypatch: pytest.MonkeyPatch, variable: str, value: str) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(AnsibleFallbackNotFound):
        environment_variables.fallback(*ARGUMENTS[variable])
    environment_variables.check(OPTIONS, {}, {variable: value})
    (option,) = (option for option in OPTIONS if option.env == variable)
    assert environment_variables.defaults_of_blank(OPTIONS, {variable: value}) == {option.name: option.default}


def test_another_variable_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AVEPOINT_RETRIES", "3")
    assert environment_variables.fallback(*ARGUMENTS["AVEPOINT_RETRIES"]) == "3"
    assert environment_variables.defaults_of_blank(OPTIONS, {"AVEPOINT_RETRIES": "3"}) == {}


def test_an_invalid_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AVEPOINT_RETRIES", "many")
    with pytest.raises(AnsibleFallbackNotFound):
        environment_variables.fallback(*ARGUMENTS["AVEPOINT_RETRIES"])
    with pytest.raises(OptionError, match=r"retries: 'many' is not a whole number .*AVEPOINT_RETRIES"):
        environment_variables.check(OPTIONS, {}, {"AVEPOINT_RETRIES": "many"})


def test_blank_options_of_the_connection_are_left_out() -> None:
    params = {"client_secret": " ", "timeout": "", "retries": 0, "validate_certs": False, "since": "", "rules": " "}
    assert environment_variables.given(OPTIONS, params) == {
        "retries": 0,
        "validate_certs": False,
        "since": "",
        "rules": " ",
    }
