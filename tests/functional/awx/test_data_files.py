# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The data files are what infra.aap_configuration takes, beside what users have of their own."""

from __future__ import annotations

import json
import subprocess
import sys
import typing as t
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from ansible_collections.avepoint.cloud_backup.plugins.module_utils.argument_spec import CONNECTION
from awx import aap_configuration, credential_type, data
from tools import environment
from tools.awx import page_tables

SUFFIX = "_avepoint_cloud_backup"
FILES = sorted(data.FOLDER.glob("*.yml"))
# A user's own variables; their configuration merges all variables whose names begin as theirs.
OWN = {"controller_templates": [{"name": "Patch the servers"}], "awx_organization": "Platform"}


def rendered(folder: Path, **own: t.Any) -> dict[str, t.Any]:
    """Return all variables of the data files as Ansible renders them, beside a user's own."""
    names = [f"controller_{file.stem}{SUFFIX}" for file in FILES]
    tasks = [
        {
            "name": "Write the variables",
            "ansible.builtin.copy": {
                "content": "{{ dict(names | zip(query('ansible.builtin.vars', *names))) | to_json }}",
                "dest": str(folder / "vars.json"),
                "mode": "0600",
            },
            "vars": {"names": [*names, *own]},
        }
    ]
    playbook = [
        {"hosts": "localhost", "gather_facts": False, "vars": own, "vars_files": list(map(str, FILES)), "tasks": tasks}
    ]
    (folder / "play.yml").write_text(yaml.safe_dump(playbook), encoding="utf-8")
    subprocess.run(
        [str(Path(sys.executable).with_name("ansible-playbook")), "play.yml"],
        cwd=folder,
        env=environment.variables(),
        check=True,
    )
    found: dict[str, t.Any] = json.loads((folder / "vars.json").read_text(encoding="utf-8"))
    return found


def configuration(folder: Path, **own: t.Any) -> dict[str, t.Any]:
    """Return the variables of the data files alone."""
    return {name: value for name, value in rendered(folder, **own).items() if name.endswith(SUFFIX)}


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, t.Any]:
    return rendered(tmp_path_factory.mktemp("data"), **OWN)


def test_the_files_of_the_configuration() -> None:
    kinds = ["credential_types", "credentials", "execution_environments", "hosts", "inventories", "notifications"]
    assert [file.stem for file in FILES] == [*kinds, "projects", "schedules", "templates", "workflows"]


def test_each_file_is_what_the_collection_takes(loaded: dict[str, t.Any]) -> None:
    given = {name.removesuffix(SUFFIX): value for name, value in loaded.items() if name.endswith(SUFFIX)}
    assert len(given) == len(FILES)
    errors = Draft202012Validator(aap_configuration.SCHEMA).iter_errors(given)
    assert [f"{error.json_path}: {error.message}" for error in errors] == []


@pytest.mark.parametrize("key", ["typo", "ask_typo_on_launch"])
def test_the_schema_refuses_an_unknown_key(key: str) -> None:
    wrong = {"controller_templates": [{"name": "AvePoint gate", key: True}]}
    assert not Draft202012Validator(aap_configuration.SCHEMA).is_valid(wrong)


def test_a_file_has_one_variable_with_the_suffix() -> None:
    for file in FILES:
        lines = file.read_text(encoding="utf-8").splitlines()
        variables = [line for line in lines if line and line[0].isalpha()]
        assert variables == [f"controller_{file.stem}{SUFFIX}:"]


def test_nothing_of_a_user_is_overwritten(loaded: dict[str, t.Any]) -> None:
    assert {name: loaded[name] for name in OWN} == OWN
    merged = [
        item["name"] for name, items in loaded.items() if name.startswith("controller_templates") for item in items
    ]
    assert {"Patch the servers", "AvePoint gate"} <= set(merged)
    assert {item["organization"] for item in loaded[f"controller_templates{SUFFIX}"]} == {"Platform"}


def test_names_begin_with_the_product(loaded: dict[str, t.Any]) -> None:
    names = [item["name"] for name, items in loaded.items() if name.endswith(SUFFIX) for item in items]
    assert [name for name in names if not name.startswith("AvePoint")] == ["localhost"]


def test_templates_of_awx_are_left_to_it(loaded: dict[str, t.Any]) -> None:
    (kind,) = loaded[f"controller_credential_types{SUFFIX}"]
    assert kind["injectors"]["env"]["AVEPOINT_CLIENT_ID"] == "{{ client_id }}"
    (mail,) = loaded[f"controller_notifications{SUFFIX}"]
    assert "{{ job.artifacts.report_headline" in mail["messages"]["success"]["body"]
    (host,) = loaded[f"controller_hosts{SUFFIX}"]
    assert host["variables"]["ansible_python_interpreter"] == "{{ ansible_playbook_python }}"


def test_the_credential_type_has_every_connection_option(loaded: dict[str, t.Any]) -> None:
    (kind,) = loaded[f"controller_credential_types{SUFFIX}"]
    fields = {field["id"]: field for field in kind["inputs"]["fields"]}
    assert list(fields) == [option.name for option in CONNECTION]
    assert list(kind["injectors"]["env"]) == [option.env for option in CONNECTION]
    secrets = {name for name, field in fields.items() if field.get("secret")}
    assert secrets == {option.name for option in CONNECTION if option.no_log} | {"certificate_path"}
    assert credential_type.problems(kind["inputs"], kind["injectors"]) == []


def test_verification_of_certificates_cannot_be_turned_off_by_leaving_it_out(loaded: dict[str, t.Any]) -> None:
    """AWX takes a missing boolean for false, so there must be none."""
    (kind,) = loaded[f"controller_credential_types{SUFFIX}"]
    assert {field["type"] for field in kind["inputs"]["fields"]} == {"string"}


def test_the_default_is_the_first_choice(loaded: dict[str, t.Any]) -> None:
    """AWX takes the first choice for a field that is given as empty text."""
    (kind,) = loaded[f"controller_credential_types{SUFFIX}"]
    first = {field["id"]: field["choices"][0] for field in kind["inputs"]["fields"] if "choices" in field}
    defaults = {option.name: str(option.default).lower() for option in CONNECTION if option.name in first}
    assert first == defaults
    assert first["validate_certs"] == "true"


def test_every_playbook_of_a_template_is_in_the_project(loaded: dict[str, t.Any]) -> None:
    root = data.FOLDER.parent.parent.parent
    playbooks = {item["playbook"] for item in loaded[f"controller_templates{SUFFIX}"]}
    assert playbooks
    assert [playbook for playbook in playbooks if not Path(root, playbook).is_file()] == []


@pytest.mark.parametrize("blank", ["", None])
def test_a_blank_variable_counts_as_not_given(tmp_path: Path, blank: str | None) -> None:
    names = [name for file in FILES for name, _about in page_tables.described_in(file.read_text(encoding="utf-8"))]
    assert "awx_fleet_credentials" in names
    given = dict.fromkeys([*names, "awx_organization"], blank)
    assert configuration(tmp_path, **given) == configuration(tmp_path)


def test_false_and_an_empty_list_are_not_blank(tmp_path: Path) -> None:
    inputs = {"client_id": "app", "client_secret": "", "timeout": None}
    found = configuration(tmp_path, awx_schedules_enabled=False, awx_fleet_credentials=[], awx_credential_inputs=inputs)
    assert {schedule["enabled"] for schedule in found[f"controller_schedules{SUFFIX}"]} == {False}
    fleet = [each for each in found[f"controller_templates{SUFFIX}"] if "fleet" in each["name"]]
    assert [each["credentials"] for each in fleet] == [[], [], []]
    # A blank field would be a secret that AWX does not store.
    assert found[f"controller_credentials{SUFFIX}"][0]["inputs"] == {"client_id": "app"}


def test_the_workflow_is_successful_only_if_the_job_was(loaded: dict[str, t.Any]) -> None:
    """For AWX, a failed node is a failure of the workflow only if it has no successor for it."""
    nodes = {
        node["identifier"]: node for node in loaded[f"controller_workflows{SUFFIX}"][0]["simplified_workflow_nodes"]
    }
    gates = [node for node in nodes.values() if node["unified_job_template"] == "AvePoint gate"]
    assert [node["extra_data"] for node in gates] == [{"gate_enforce": "true"}] * 2
    jobs = {name for name, node in nodes.items() if node["unified_job_template"] == "AvePoint example job"}
    ends = {name for name, node in nodes.items() if "success_nodes" not in node}
    assert ends == jobs == {"job", "job after remediation"}
    assert [name for name, node in nodes.items() if "failure_nodes" in node or "always_nodes" in node] == ["gate"]
    assert nodes["gate"]["failure_nodes"] == ["remediate"]
