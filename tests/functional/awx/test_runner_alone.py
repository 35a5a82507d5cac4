# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ansible-runner writes down without AWX: the environment of every run, in clear."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import typing as t
from pathlib import Path

import ansible_runner
import pytest
from ansible.parsing.vault import VaultLib, VaultSecret

from awx import secret_search
from functional.awx.conftest import PRODUCT, Controller
from tools import environment, tree

SECRET_VARIABLE = "AVEPOINT_CLIENT_SECRET"
COMMAND = "artifacts/run/command"
PASSWORD = "vault-password-of-a-run"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a private folder with a playbook that does nothing."""
    private = tmp_path / "private"
    write(private / "project" / "play.yml", [{"name": "Nothing", "hosts": "localhost", "gather_facts": False}])
    return private


def write(path: Path, content: t.Any) -> None:
    """Write a file as JSON, which is YAML too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")


def run(folder: Path, *arguments: str, **variables: str) -> str:
    """Run the playbook with the command ansible-runner; return its output."""
    command = [str(Path(sys.executable).with_name("ansible-runner")), "run", str(folder), "--playbook", "play.yml"]
    command += ["--ident", "run", *arguments]
    env = environment.variables(ANSIBLE_COLLECTIONS_PATH=str(tree.link()), **variables)
    done = subprocess.run(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.mark.parametrize("arguments", [(), ("--omit-env-files",)])
def test_an_exported_variable_is_in_the_file_command_whatever_the_options(
    folder: Path, arguments: tuple[str, ...]
) -> None:
    secret = "secret-of-a-shell"
    run(folder, *arguments, **{SECRET_VARIABLE: secret})
    assert secret_search.files_with(folder, [secret]) == [COMMAND]
    assert (folder / COMMAND).stat().st_mode & 0o777 == 0o600


def test_the_file_envvars_is_repeated_in_the_file_command(folder: Path) -> None:
    secret = "secret-of-a-file"
    write(folder / "env" / "envvars", {SECRET_VARIABLE: secret})
    run(folder, "--omit-env-files")
    assert secret_search.files_with(folder, [secret]) == [COMMAND, "env/envvars"]


@pytest.mark.parametrize(("omit", "files"), [(False, [COMMAND, "env/envvars"]), (True, [COMMAND])])
def test_variables_of_the_interface_stay_in_a_file_unless_they_are_omitted(
    folder: Path, omit: bool, files: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = "secret-of-a-caller"
    for name, value in environment.variables().items():
        monkeypatch.setenv(name, value)
    done = ansible_runner.run(
        private_data_dir=str(folder),
        playbook="play.yml",
        ident="run",
        quiet=True,
        envvars={SECRET_VARIABLE: secret},
        suppress_env_files=omit,
    )
    assert done.rc == 0
    assert secret_search.files_with(folder, [secret]) == files


def test_a_container_has_the_file_envvars_in_two_more_files(folder: Path, tmp_path: Path) -> None:
    secret = "secret-of-a-container"
    write(folder / "env" / "envvars", {SECRET_VARIABLE: secret})
    write(folder / "inventory" / "hosts.json", {})
    podman = tmp_path / "bin" / "podman"
    podman.parent.mkdir()
    podman.write_text("#! /bin/sh\n", encoding="utf-8")
    podman.chmod(0o700)
    options = ("--process-isolation", "--process-isolation-executable", "podman", "--container-image", "image")
    run(folder, *options, PATH=os.pathsep.join([str(podman.parent), environment.path()]))
    assert secret_search.files_with(folder, [secret]) == [COMMAND, "artifacts/run/env.list", "env/envvars"]


def test_debugging_prints_the_environment(folder: Path, tmp_path: Path) -> None:
    secret = "secret-of-a-log"
    log = tmp_path / "runner.log"
    run(folder, "--debug", "--logfile", str(log), **{SECRET_VARIABLE: secret})
    assert secret in log.read_text(encoding="utf-8")


def test_a_gate_with_the_environment_writes_no_secret_but_into_the_file_command(
    folder: Path, controller: Controller
) -> None:
    secret = controller.tenant.secret
    write(folder / "project" / "play.yml", [gate_play()])
    output = run(folder, "-vvv", **controller.tenant.sandbox.env(controller.tenant.client_id))
    assert secret_search.files_with(folder, [secret]) == [COMMAND]
    assert secret_search.found_in(output.encode(), [secret]) == []
    assert {path.name for path in (folder / "artifacts" / "run").iterdir()} >= {"stdout", "job_events", "command"}


def test_a_gate_with_a_vault_writes_no_secret(folder: Path, controller: Controller) -> None:
    sandbox, secret = controller.tenant.sandbox, controller.tenant.secret
    connection = {
        "api_url": sandbox.api_url,
        "identity_url": sandbox.identity_url,
        "client_id": controller.tenant.client_id,
        "client_secret": "{{ vault_avepoint_client_secret }}",
    }
    defaults = {"group/avepoint.cloud_backup.all": connection}
    play = gate_play() | {"module_defaults": defaults, "vars_files": ["vault.yml"]}
    write(folder / "project" / "play.yml", [play])
    library = VaultLib([("default", VaultSecret(PASSWORD.encode()))])
    vault = library.encrypt(json.dumps({"vault_avepoint_client_secret": secret}))
    (folder / "project" / "vault.yml").write_bytes(vault)
    password_file = controller.folder / "vault-password"
    password_file.write_text(PASSWORD, encoding="utf-8")
    output = run(folder, "-vvv", "--cmdline", f"--vault-password-file {password_file}")
    assert secret_search.files_with(folder, [secret, PASSWORD]) == []
    assert secret_search.found_in(output.encode(), [secret, PASSWORD]) == []


def gate_play() -> dict[str, t.Any]:
    """Return a play with a gate that passes."""
    rules = [{"name": "mail", "product": PRODUCT, "max_age": "24h"}]
    return {
        "name": "Gate",
        "hosts": "localhost",
        "connection": "local",
        "gather_facts": False,
        "vars": {"gate_rules": rules, "ansible_python_interpreter": sys.executable},
        "roles": ["avepoint.cloud_backup.gate"],
    }
