# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbooks of docs/awx.md, played as they are, but for the addresses of servers and the folder of reports."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from email.header import decode_header, make_header
from pathlib import Path

import pytest
import yaml

from awx import collection, execution_environment
from awx.file_store import FileStore
from awx.mail_server import MailServer
from functional.conftest import Sandboxes
from sandbox.control import Sandbox
from tools import environment, tree

PAGE = tree.ROOT / "docs" / "awx.md"
FOLDER = "/tmp/avepoint-report"
STORE = "https://files.example.com/backup"
TOKEN = "token-of-the-store"
# What stands for infra.aap_configuration: the role shows what it finds.
DISPATCH = """\
- name: Show
  ansible.builtin.debug:
    msg: "{{ query('ansible.builtin.varnames', '^controller_.+_avepoint_cloud_backup$') | sort }}"
- name: Show what is not templated here
  ansible.builtin.debug:
    msg: "{{ controller_credential_types_avepoint_cloud_backup[0].injectors.env.AVEPOINT_CLIENT_ID }}"
- name: Show what is
  ansible.builtin.debug:
    msg: "{{ controller_execution_environments_avepoint_cloud_backup[0].image }}"
"""


def snippet(name: str) -> str:
    """Return the file of this name on the page, without the indentation that it has in a list."""
    found = re.search(
        rf"^(?P<indent> *)```yaml\n(?P<text> *# {re.escape(name)}\n.*?)^ *```$",
        PAGE.read_text(encoding="utf-8"),
        re.MULTILINE | re.DOTALL,
    )
    assert found, f"{PAGE.name} has no {name}"
    indent = len(found["indent"])
    return "".join(line[indent:] for line in found["text"].splitlines(keepends=True))


class Player:
    """Plays the playbooks of the page in a folder, against a sandbox."""

    def __init__(self, folder: Path, sandbox: Sandbox) -> None:
        self.folder = folder
        self.reports = folder / "reports"
        self._sandbox = sandbox

    def play(self, name: str, replaced: dict[str, str] | None = None, **variables: str) -> str:
        """Return the output of a playbook that succeeds, with these texts replaced."""
        text = snippet(name)
        for old, new in {FOLDER: str(self.reports), **(replaced or {})}.items():
            text = text.replace(old, new)
        (self.folder / name).write_text(text, encoding="utf-8")
        collections = [str(tree.link()), str(self.folder / "collections"), str(collection.community_mail())]
        env = environment.variables(
            **self._sandbox.env(),
            ANSIBLE_COLLECTIONS_PATH=":".join(collections),
            ANSIBLE_LOCALHOST_WARNING="0",
            **variables,
        )
        command = [str(Path(sys.executable).with_name("ansible-playbook")), name]
        played = subprocess.run(
            command, cwd=self.folder, env=env, capture_output=True, text=True, timeout=120, check=False
        )
        assert played.returncode == 0, played.stdout + played.stderr
        return played.stdout


@pytest.fixture
def player(tmp_path: Path, sandboxes: Sandboxes) -> Player:
    return Player(tmp_path, sandboxes(revision="both"))


def test_the_gate_of_a_project_is_played(player: Player) -> None:
    assert "Gate passed: all 4 subjects passed" in player.play("nightly_gate.yml")


def test_a_report_is_shown_as_markdown(player: Player) -> None:
    output = player.play("report_output.yml")
    assert '"# Backup report"' in output
    assert "never_succeeded" in output


def test_a_page_is_mailed(player: Player) -> None:
    with MailServer() as server:
        player.play("report_mail.yml", {"mail.example.com": server.host, "port: 25": f"port: {server.port}"})
    (mail,) = server.mails
    assert mail["To"] == "backup@example.com"
    page = (player.reports / "report.html").read_text(encoding="utf-8")
    assert [part.get_payload(decode=True).decode() for part in mail.walk() if part.get_filename()] == [page]
    report = json.loads((player.reports / "report.json").read_text(encoding="utf-8"))
    assert str(make_header(decode_header(mail["Subject"]))) == report["headline"]


def test_a_report_is_uploaded_and_compared_with_the_earlier_one(player: Player) -> None:
    with FileStore(f"Bearer {TOKEN}") as store:
        for changed in (True, False):
            player.play("report_upload.yml", {STORE: store.url}, REPORT_STORE_TOKEN=TOKEN)
            assert set(store.files) == {"/report.html", "/report.json"}
            report = json.loads(store.files["/report.json"])
            assert report["problems_changed"] is changed
        assert store.refused == 0


def test_the_data_is_there_for_a_role_of_others(player: Player) -> None:
    tasks = player.folder / "collections/ansible_collections/infra/aap_configuration/roles/dispatch/tasks/main.yml"
    tasks.parent.mkdir(parents=True)
    tasks.write_text(DISPATCH, encoding="utf-8")
    for name in ("awx.yml", "secrets.yml"):
        (player.folder / name).write_text(snippet(name), encoding="utf-8")
    output = player.play("platform.yml")
    files = sorted((tree.ROOT / "playbooks" / "vars" / "awx").glob("*.yml"))
    assert re.findall(r'"controller_(\w+)_avepoint_cloud_backup"', output) == [file.stem for file in files]
    assert '"msg": "{{ client_id }}"' in output
    assert f'"msg": "{yaml.safe_load(snippet("awx.yml"))["awx_execution_environment_image"]}"' in output


def test_the_version_of_the_image_is_that_of_the_collection() -> None:
    definition = execution_environment.DEFINITION.read_text(encoding="utf-8")
    (tag,) = set(re.findall(r"avepoint-ee:([\w.]+)", PAGE.read_text(encoding="utf-8")))
    assert f"avepoint-ee:{tag}\n" in definition
