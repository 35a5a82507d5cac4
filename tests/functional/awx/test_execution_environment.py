# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The execution environment: ansible-builder accepts it, and the collection plays with nothing but what it has."""

from __future__ import annotations

import json
import os
import shutil
import typing as t
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report.files import FORMATS
from awx import execution_environment
from awx.execution_environment import Image
from functional.conftest import Sandboxes
from sandbox.control import Sandbox
from tools import package, tree

NAME = "avepoint.cloud_backup"
RULES = [{"name": "mail", "product": "m365", "services": ["exchange_online"], "max_age": "48h"}]
# The image may have no time zone database, and this machine has one.
NO_DATABASE = {"PYTHONTZPATH": ""}
FILES = {
    *("report.html", "report.json", "report.md", "jobs.csv", "verdicts.csv", "junit.xml"),
    *("metrics.openmetrics", "avepoint_backup.prom"),
}


def release() -> str:
    """Return the version of the collection."""
    return str(yaml.safe_load((tree.ROOT / "galaxy.yml").read_text(encoding="utf-8"))["version"])


@pytest.fixture(scope="module")
def definition() -> str:
    return execution_environment.DEFINITION.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def image(definition: str) -> Image:
    """Build the image in a folder of this worker, since building takes half a minute."""
    folder = tree.BUILD / f"execution-environment-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    shutil.rmtree(folder, ignore_errors=True)
    built = Image(folder, definition, package.build(folder.with_name(folder.name + "-dist")))
    built.build()
    return built


@pytest.fixture
def connection(sandboxes: Sandboxes) -> dict[str, str]:
    """Return the variables of a tenant with a certificate, which needs more libraries than a secret."""
    sandbox: Sandbox = sandboxes(revision="both")
    variables = sandbox.env()
    del variables["AVEPOINT_CLIENT_SECRET"]
    return {**variables, "AVEPOINT_CERTIFICATE_PATH": sandbox.certificates.pem}


def play(image: Image, name: str, connection: dict[str, str], variables: dict[str, t.Any]) -> str:
    """Return the output of a playbook of the collection that succeeds."""
    return image.run("ansible-playbook", f"{NAME}.{name}", "-e", json.dumps(variables), **connection, **NO_DATABASE)


def test_the_builder_makes_a_context_with_this_version_of_the_collection(definition: str, tmp_path: Path) -> None:
    execution_environment.create(execution_environment.DEFINITION, tmp_path)
    containerfile = (tmp_path / "Containerfile").read_text(encoding="utf-8")
    base = execution_environment.load(definition)["images"]["base_image"]["name"]
    assert f'ARG EE_BASE_IMAGE="{base}"' in containerfile
    assert "ansible-galaxy collection install" in containerfile
    collections = yaml.safe_load((tmp_path / "_build" / "requirements.yml").read_text(encoding="utf-8"))
    assert collections == {"collections": [{"name": NAME, "version": release()}]}


def test_the_lines_for_a_tarball_replace_those_for_a_server(definition: str) -> None:
    changed = execution_environment.load(execution_environment.with_tarball(definition))
    file = f"avepoint-cloud_backup-{release()}.tar.gz"
    assert changed["dependencies"]["galaxy"] == {"collections": [{"name": f"collections/{file}", "type": "file"}]}
    assert changed["additional_build_files"] == [{"src": file, "dest": "collections"}]


def test_the_image_has_the_requirements_of_the_collection_and_no_others(image: Image) -> None:
    lines = image.python_file.read_text(encoding="utf-8").splitlines()
    found = {Requirement(line.partition("  #")[0]).name for line in lines if line}
    declared = (tree.ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert found == {Requirement(line).name for line in declared if line and not line.startswith("#")}


def test_the_image_needs_no_system_packages(image: Image) -> None:
    assert not image.system_file.exists()


def test_the_requirements_do_not_contradict_each_other(image: Image) -> None:
    assert "No broken requirements found." in image.run("python", "-m", "pip", "check")


def test_only_the_installed_collection_is_found(image: Image) -> None:
    listed = json.loads(image.run("ansible-galaxy", "collection", "list", "--format", "json"))
    ours = {folder: found[NAME]["version"] for folder, found in listed.items() if NAME in found}
    assert ours == {str(image.collections / "ansible_collections"): release()}


def test_the_gate_is_played(image: Image, connection: dict[str, str]) -> None:
    output = play(image, "gate", connection, {"gate_rules": RULES})
    assert "Gate passed: 1 subject passed" in output


def test_a_report_is_written_in_all_formats(image: Image, connection: dict[str, str], tmp_path: Path) -> None:
    variables = {"report_dest": str(tmp_path), "report_formats": list(FORMATS), "report_time_zone": "Europe/Berlin"}
    play(image, "report", connection, {**variables, "report_rules": RULES})
    assert {path.name for path in tmp_path.iterdir() if not path.name.startswith(".")} == FILES
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert report["time_zone"] == "Europe/Berlin"
