# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AWX's rules for custom credential types, as the tests of the shipped type use them."""

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest

from awx.credential_rendering import HIDDEN
from awx.credential_type import problems, render, saved, value_problems

Given = dict[str, t.Any]

NAME = {"id": "name", "label": "Name"}
SECRET = {"id": "secret", "label": "Secret", "type": "string", "secret": True}
SWITCH = {"id": "switch", "label": "Switch", "type": "boolean"}
PEM = {"id": "pem", "label": "PEM", "multiline": True, "secret": True}
CHOICE = {"id": "choice", "label": "Choice", "choices": ["first", "second"]}
ADDRESS = {"id": "address", "label": "Address", "format": "url"}
FIELDS = [NAME, SECRET, SWITCH, PEM, CHOICE, ADDRESS]
INPUTS: Given = {"fields": FIELDS, "required": ["name"]}
INJECTORS: Given = {
    "file": {"template": "{{ pem }}"},
    "env": {
        "A_NAME": "{{ name }}",
        "A_SECRET": "{{ secret }}",
        "A_SWITCH": "{{ switch }}",
        "A_PEM": "{{ tower.filename }}",
        "A_CHOICE": "{{ choice }}",
        "A_URL": "https://{{ name }}:{{ secret }}@proxy",
    },
    "extra_vars": {"a_name": "{{ name }}", "a_list": [{"{{ name }}": "{{ secret }}"}]},
}


def test_a_type_of_all_kinds_is_accepted() -> None:
    assert problems(INPUTS, INJECTORS) == []
    assert problems({}, {}) == []


@pytest.mark.parametrize(
    ("field", "problem"),
    [
        pytest.param({"type": "integer"}, "inputs.fields.0.type: Input should be", id="type integer"),
        pytest.param({"id": "a-b"}, "inputs.fields.0.id: String should match", id="dash"),
        pytest.param({"id": "1a"}, "inputs.fields.0.id: String should match", id="digit"),
        pytest.param({"id": "tower"}, "tower: the id is reserved", id="tower"),
        pytest.param({"label": None}, "inputs.fields.0.label: Input should be", id="label"),
        pytest.param({"help": "x"}, "inputs.fields.0.help: Extra inputs", id="unknown key"),
        pytest.param({"secret": "true"}, "inputs.fields.0.secret: Input should be", id="text as boolean"),
        pytest.param({"format": "email"}, "inputs.fields.0.format: Input should be", id="unknown format"),
        pytest.param({"format": None}, "inputs.fields.0.format: Value error, null", id="format null"),
        pytest.param({"choices": []}, "inputs.fields.0.choices: List should have", id="no choices"),
        pytest.param({"choices": ["a", "a"]}, "inputs.fields.0.choices: Value error", id="choice twice"),
        pytest.param({"choices": [1]}, "inputs.fields.0.choices.0: Input should be", id="number as choice"),
        pytest.param({"default": 1}, "name: the default is no string", id="default"),
        pytest.param({"default": None}, "name: the default is no string", id="default null"),
        pytest.param({"type": "boolean", "default": 1}, "name: the default is no boolean", id="default of boolean"),
        pytest.param({"type": "boolean", "secret": False}, "name: secret is for fields", id="secret boolean"),
        pytest.param({"type": "boolean", "multiline": True}, "name: multiline is for fields", id="multiline boolean"),
        pytest.param({"type": "boolean", "format": "url"}, "name: format is for fields", id="format of boolean"),
        pytest.param({"type": "boolean", "choices": ["a"]}, "name: choices is for fields", id="choices of boolean"),
        pytest.param({"ask_at_runtime": True}, "name: ask_at_runtime is not supported", id="ask at runtime"),
    ],
)
def test_refused_field(field: Given, problem: str) -> None:
    (found,) = problems({"fields": [{**NAME, **field}]}, {})
    assert found.startswith(problem)


@pytest.mark.parametrize(
    ("inputs", "problem"),
    [
        pytest.param({"fields": [NAME, NAME]}, "name: the id is given twice", id="duplicate id"),
        pytest.param({"fields": [{"id": "a"}]}, "inputs.fields.0.label: Field required", id="no label"),
        pytest.param({"fields": [{"label": "a"}]}, "inputs.fields.0.id: Field required", id="no id"),
        pytest.param({"fields": {"a": "A"}}, "inputs.fields: Input should be", id="no list"),
        pytest.param({"required": "name"}, "inputs.required: Input should be", id="required text"),
        pytest.param({"dependencies": {}}, "inputs.dependencies: Extra inputs", id="dependencies"),
        pytest.param({"metadata": []}, "inputs.metadata: Extra inputs", id="metadata"),
        pytest.param([], "inputs.: Input should be", id="a list"),
    ],
)
def test_refused_inputs(inputs: Given, problem: str) -> None:
    (found,) = problems(inputs, {})
    assert found.startswith(problem)


def test_accepted_surprises_of_inputs() -> None:
    assert problems({"fields": [NAME], "required": ["undefined"]}, {}) == []
    assert problems({"fields": [{**NAME, "default": ""}, {**SWITCH, "default": True}]}, {}) == []
    # The templates of wrong inputs are not judged.
    assert problems({"fields": [NAME, NAME]}, {"env": {"A": "{{ undefined }}"}}) == ["name: the id is given twice"]


@pytest.mark.parametrize(
    ("injectors", "problem"),
    [
        pytest.param({"env": {"ANSIBLE_X": "x"}}, "env.ANSIBLE_X: a variable that begins", id="ANSIBLE_"),
        pytest.param({"env": {"PATH": "x"}}, "env.PATH: the variable is reserved", id="PATH"),
        pytest.param({"env": {"JOB_ID": "x"}}, "env.JOB_ID: the variable is reserved", id="JOB_ID"),
        pytest.param({"env": {"A-B": "x"}}, "env.A-B: the name is not allowed", id="dash"),
        pytest.param({"env": {"1A": "x"}}, "env.1A: the name is not allowed", id="digit"),
        pytest.param({"env": {"A": True}}, "env.A: the template is no text", id="boolean"),
        pytest.param({"env": {"A": "é"}}, "env.A: the template has characters", id="beyond ASCII"),
        pytest.param({"env": ["A"]}, "env: not a mapping", id="list"),
        pytest.param({"environment": {}}, "environment: an unknown kind", id="unknown kind"),
        pytest.param([], "injectors: not a mapping", id="no mapping"),
        pytest.param({"file": {"key": "x"}}, "file.key: the name is not allowed", id="name of a file"),
        pytest.param({"file": {"template.a.b": "x"}}, "file.template.a.b: the name is not", id="two dots"),
        pytest.param({"file": {"template": "x", "template.a": "y"}}, "file: template cannot", id="mixed files"),
        pytest.param({"env": {"A": "{{ undefined }}"}}, "env.A: undefined: 'undefined' is", id="undefined field"),
        pytest.param({"file": {"template": "{{ no }}"}}, "file.template: undefined: 'no' is", id="file"),
        pytest.param({"env": {"A": "{{ tower.filename }}"}}, "env.A: undefined: tower.filename needs", id="no file"),
        pytest.param({"env": {"A": "{{ tower }}"}}, "env.A: undefined: tower cannot", id="tower"),
        pytest.param({"env": {"A": "{{ tower.filename.x }}"}}, "env.A: undefined: ", id="no file of that name"),
        pytest.param(
            {"file": {"template": "x"}, "env": {"A": "{{ tower.filename.x }}"}}, "env.A: undefined: ", id="one file"
        ),
        pytest.param(
            {"file": {"template.x": "x"}, "env": {"A": "{{ tower.filename }}"}},
            "env.A: undefined: tower.filename needs",
            id="named file without its name",
        ),
        pytest.param({"env": {"A": "{{ name"}}, "env.A: not a template: ", id="syntax"),
        pytest.param({"env": {"A": "{{ name | b64encode }}"}}, "env.A: not a template: ", id="filter of Ansible"),
        pytest.param({"env": {"A": "{{ name.__class__.mro }}"}}, "env.A: not safe: ", id="unsafe"),
        pytest.param({"env": {"A": "{{ 1 // 0 }}"}}, "env.A: ZeroDivisionError", id="error"),
        pytest.param({"extra_vars": {"a b": "x"}}, "extra_vars.a b: the name is not allowed", id="extra variable"),
        pytest.param({"extra_vars": {"{{ name }}": "x"}}, "extra_vars.{{ name }}: the name", id="template with spaces"),
        pytest.param({"extra_vars": {"a": 1}}, "extra_vars.a: neither text", id="number"),
        pytest.param({"extra_vars": {"a": {"b": True}}}, "extra_vars.a.b: neither text", id="nested boolean"),
        pytest.param({"extra_vars": {"a": ["{{ no }}"]}}, "extra_vars.a[0]: undefined", id="list of templates"),
        pytest.param({"extra_vars": {"{{no}}": "x"}}, "extra_vars.{{no}}: undefined", id="name of a variable"),
        pytest.param({"extra_vars": {"a": [1]}}, "extra_vars.a[0]: TypeError", id="number in a list"),
    ],
)
def test_refused_injector(injectors: Given, problem: str) -> None:
    (found,) = problems(INPUTS, injectors)
    assert found.startswith(problem)


def test_accepted_surprises_of_injectors() -> None:
    assert problems(INPUTS, {"env": {"ansible_x": "x", "A": ""}, "extra_vars": {"a": {"b": {"{{name}}": "x"}}}}) == []
    named = {"file": {"template.a": "x", "template.b": "{{ pem }}"}, "env": {"A": "{{ tower.filename.b }}"}}
    assert problems(INPUTS, named) == []


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"other": "x"}, "other: no field of the type"),
        ({"name": 5}, "name: not of type string"),
        ({"switch": "true"}, "switch: not of type boolean"),
        ({"choice": "third"}, "choice: 'third' is no choice"),
        ({"address": "example.com"}, "address: not a URL"),
        ({"address": ""}, "address: not a URL"),
        ({"secret": "$encrypted$"}, "secret: a reserved word"),
    ],
)
def test_refused_value(values: Given, problem: str) -> None:
    assert value_problems(INPUTS, values) == [problem]


def test_accepted_surprises_of_values() -> None:
    # A required value may be missing; null is empty text, and for a choice the first one.
    assert value_problems(INPUTS, {}) == []
    given = {"name": None, "choice": "", "switch": None, "secret": "", "pem": "x"}
    assert value_problems(INPUTS, given) == []
    assert saved(INPUTS, given) == {"name": "", "choice": "first", "switch": False, "pem": "x"}


def test_rendered_values(tmp_path: Path) -> None:
    values = {"name": "a", "secret": "s3cret", "switch": True, "pem": "line 1\nline 2", "choice": "second"}
    rendered = render(INPUTS, INJECTORS, values, tmp_path)
    file = rendered.files["template"]
    assert (file.parent, file.read_text(encoding="utf-8"), file.stat().st_mode & 0o777) == (
        tmp_path / "env",
        "line 1\nline 2",
        0o600,
    )
    shared = {"A_NAME": "a", "A_SWITCH": "True", "A_PEM": str(file), "A_CHOICE": "second"}
    assert rendered.env == {**shared, "A_SECRET": "s3cret", "A_URL": "https://a:s3cret@proxy"}
    assert rendered.safe_env == {**shared, "A_SECRET": HIDDEN, "A_URL": f"https://a:{HIDDEN}@proxy"}
    assert rendered.extra_vars == {"a_name": "a", "a_list": [{"a": "s3cret"}]}
    option, name = rendered.arguments
    path = Path(name.removeprefix("@"))
    assert (option, path.parent, path.stat().st_mode & 0o777) == ("-e", tmp_path / "env", 0o400)
    assert "!unsafe 's3cret'" in path.read_text(encoding="utf-8")


def test_missing_values_are_false_and_empty_and_have_an_empty_file(tmp_path: Path) -> None:
    env = {**INJECTORS["env"], "A_DEFINED": "{{ name is defined }}"}
    rendered = render(
        INPUTS, {"file": INJECTORS["file"], "env": env}, {"pem": "", "choice": None, "name": ""}, tmp_path
    )
    file = rendered.files["template"]
    assert file.read_bytes() == b""
    assert rendered.env == {
        "A_NAME": "",
        "A_SECRET": "",
        "A_SWITCH": "False",
        "A_PEM": str(file),
        "A_CHOICE": "first",
        "A_URL": "https://:@proxy",
        "A_DEFINED": "False",
    }
    # Only a secret that is stored is hidden.
    assert rendered.safe_env == rendered.env
    assert rendered.arguments == []


def test_named_files_and_refused_variables(tmp_path: Path) -> None:
    injectors = {
        "file": {"template.a": "A", "template.b": "{{ tower.filename.a }}"},
        "env": {"A": "{{ tower.filename.b }}", "ANSIBLE_X": "x", "PATH": "x"},
    }
    rendered = render(INPUTS, injectors, {}, tmp_path)
    assert rendered.env == {"A": str(rendered.files["template.b"])}
    assert rendered.files["template.b"].read_text(encoding="utf-8") == str(rendered.files["template.a"])


def test_a_private_key_ends_with_a_line_break(tmp_path: Path) -> None:
    inputs = {"fields": [{**PEM, "format": "ssh_private_key"}]}
    rendered = render(inputs, {"file": {"template": "{{ pem }}"}}, {"pem": "key"}, tmp_path)
    assert rendered.files["template"].read_bytes() == b"key\n"
