# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AWX's rules for what it stores of a job, for surveys, inventories and extra variables; and the search for secrets."""

from __future__ import annotations

import base64
import json
import subprocess
import typing as t
from pathlib import Path
from urllib.parse import quote

import pytest
from ansible.parsing.dataloader import DataLoader

from ansible_collections.avepoint.cloud_backup.plugins.module_utils.argument_spec import CONNECTION
from awx import extra_vars, secret_search, survey
from awx.credential_rendering import HIDDEN
from awx.inventory import Inventory
from awx.job_environment import hidden_by_name, stored

VARIABLES = [option.env for option in CONNECTION if option.env]


def test_variables_that_awx_hides_by_their_names() -> None:
    found = hidden_by_name(dict.fromkeys(VARIABLES, "x"))
    assert {name for name, value in found.items() if value == HIDDEN} == {
        "AVEPOINT_API_URL",
        "AVEPOINT_API_REVISION",
        "AVEPOINT_CLIENT_SECRET",
        "AVEPOINT_CERTIFICATE_PASSWORD",
        "AVEPOINT_ACCESS_TOKEN",
    }


@pytest.mark.parametrize(
    ("name", "value", "hidden"),
    [
        ("AVEPOINT_PROXY", "http://user:word@proxy.example.com:8080", True),
        ("AVEPOINT_PROXY", "http://proxy.example.com:8080", False),
        ("my_password", "x", True),
        ("ANSIBLE_VAULT_PASSWORD_FILE", "/x", False),
        ("ANSIBLE_NET_PASSWORD", "x", True),
        ("AWS_ACCESS_KEY_ID", "x", False),
    ],
)
def test_variables_that_awx_hides_by_their_values(name: str, value: str, hidden: bool) -> None:
    assert hidden_by_name({name: value}) == {name: HIDDEN if hidden else value}


def test_variables_of_credentials_are_not_hidden_by_their_names() -> None:
    env = {"A_TOKEN": "own", "B_TOKEN": "credential", "C_TOKEN": "process"}
    assert stored(env, {"A_TOKEN": "own"}, {"B_TOKEN": "shown"}) == {
        "A_TOKEN": HIDDEN,
        "B_TOKEN": "shown",
        "C_TOKEN": "process",
    }


def test_only_defaults_of_the_right_type_are_answers() -> None:
    questions: list[dict[str, t.Any]] = [
        {"variable": "a", "type": "text", "default": "x"},
        {"variable": "b", "type": "text"},
        {"variable": "c", "type": "multiplechoice", "choices": ["x"], "default": "x"},
        {"variable": "d", "type": "multiplechoice", "choices": ["x"], "default": ""},
        {"variable": "e", "type": "multiselect", "choices": ["x"], "default": "x"},
        {"variable": "f", "type": "integer", "default": 5},
        {"variable": "g", "type": "integer", "default": ""},
        {"variable": "h", "type": "textarea", "default": ""},
    ]
    answers = {"a": "answer", "b": "answer"}
    assert survey.variables({"spec": questions}, answers) == {"c": "x", "f": 5, "h": "", **answers}


def test_extra_variables_are_not_templates_unless_they_are_of_the_template(tmp_path: Path) -> None:
    variables = {"answer": "{{ 7 * 7 }}", "own": "{{ 7 * 7 }}", "changed": "{{ 7 }}", "number": 7}
    text = extra_vars.dump(variables, {"own": "{{ 7 * 7 }}", "changed": ""})
    unsafe = [line for line in text.splitlines() if "!unsafe" in line]
    assert [line.split(":")[0] for line in unsafe] == ["!unsafe 'answer'", "!unsafe 'changed'", "!unsafe 'number'"]
    (tmp_path / "vars.yml").write_text(text, encoding="utf-8")
    assert DataLoader().load_from_file(str(tmp_path / "vars.yml")) == variables


def test_slices_of_an_inventory(tmp_path: Path) -> None:
    inventory = Inventory({name: {"x": name} for name in "cab"}, {"y": 1})
    assert [list(inventory.slice(number, 2).hosts) for number in (1, 2)] == [["a", "c"], ["b"]]
    path = inventory.slice(2, 2).write(tmp_path / "inventory")
    printed = json.loads(subprocess.run([path], check=True, capture_output=True).stdout)
    assert printed["all"] == {"hosts": ["b"], "vars": {"y": 1}}
    assert printed["_meta"]["hostvars"]["b"].items() >= {"x": "b", "remote_tower_enabled": "true"}.items()


# Its Base64 has characters that differ between both alphabets.
SECRET = 'p"a/s+s wörd\\~~~???>>>'


@pytest.mark.parametrize(
    "text",
    [
        SECRET,
        json.dumps(SECRET),
        json.dumps(SECRET, ensure_ascii=False),
        quote(SECRET),
        quote(SECRET, safe=""),
        base64.b64encode(SECRET.encode()).decode(),
        base64.urlsafe_b64encode(SECRET.encode()).decode(),
        base64.b64encode(f"ab{SECRET}c".encode()).decode(),
        base64.urlsafe_b64encode(f"user:{SECRET}".encode()).decode(),
    ],
)
def test_a_secret_is_found_in_every_form(text: str, tmp_path: Path) -> None:
    (tmp_path / "env").mkdir()
    for name in ("file", "env/file"):
        (tmp_path / name).write_text(f"before {text} after", encoding="utf-8")
    assert secret_search.files_with(tmp_path, ["other", SECRET]) == ["env/file", "file"]
    assert secret_search.files_with(tmp_path, [SECRET], besides=["env"]) == ["file"]
    assert secret_search.files_with(tmp_path, ["another secret"]) == []
