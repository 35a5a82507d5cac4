# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the execution environment without a container engine: each stage of its Containerfile, in one folder.

ansible-builder makes the build context. Instead of the base image there is a virtual environment, and pip takes
nothing but wheels, since the image has no compiler.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import yaml
from packaging.requirements import Requirement

from tools import environment, interpreters, tree

DEFINITION = tree.ROOT / "playbooks" / "files" / "ee" / "execution-environment.yml"

_PUBLISHED = re.compile(r"      - name: avepoint\.cloud_backup\n        version: .+\n")
_FOR_A_TARBALL = re.compile(
    r"^( *)# (- name: collections/|  type: file|additional_build_files:|  - src: |    dest: )", re.MULTILINE
)


def load(text: str) -> dict[str, Any]:
    """Return a definition."""
    return cast("dict[str, Any]", yaml.safe_load(text))


def with_tarball(text: str) -> str:
    """Return the definition for a tarball beside it, changed as its comments describe."""
    return _FOR_A_TARBALL.sub(r"\1\2", _PUBLISHED.sub("", text))


def create(definition: Path, context: Path) -> None:
    """Make a build context, as `ansible-builder build` does first."""
    builder = Path(sys.executable).with_name("ansible-builder")
    arguments = ["-f", str(definition), "-c", str(context), "--output-filename", "Containerfile"]
    subprocess.run([builder, "create", *arguments], env=environment.variables(), check=True, timeout=60)


class Image:
    """A virtual environment and a folder of collections, with what the image has."""

    def __init__(self, folder: Path, definition: str, tarball: Path) -> None:
        self.folder = folder
        self.collections = folder / "collections"
        self._bin = folder / "venv" / "bin"
        self._context = folder / "context"
        self._dependencies = load(definition)["dependencies"]
        folder.mkdir(parents=True)
        shutil.copy2(tarball, folder)
        file = folder / DEFINITION.name
        file.write_text(with_tarball(definition), encoding="utf-8")
        create(file, self._context)

    def build(self) -> None:
        """Run the stages base, galaxy, builder and final."""
        python = self._python()
        subprocess.run([python, "-m", "venv", self.folder / "venv"], check=True, timeout=120)
        self._pip_install(*self._ansible(python))
        self.run("ansible-galaxy", *("collection", "install", "-r", "requirements.yml"), "--offline", *self._to())
        introspect = self._context / "_build" / "scripts" / "introspect.py"
        written = ("--write-pip", str(self.python_file), "--write-bindep", str(self.system_file))
        self.run("python", str(introspect), "introspect", str(self.collections), *written)
        self._pip_install("-r", str(self.python_file))
        self.run("bash", str(self._context / "_build" / "scripts" / "check_ansible"), str(self._bin / "python"))

    @property
    def python_file(self) -> Path:
        """Return the file with the Python requirements that the builder has found."""
        return self.folder / "requirements.txt"

    @property
    def system_file(self) -> Path:
        """Return the file with the system packages that the builder has found; it is not written if there are none."""
        return self.folder / "bindep.txt"

    def run(self, command: str, *arguments: str, **variables: str) -> str:
        """Return the output of a command that succeeds, with the programs of the image and of the system only."""
        env = environment.variables(ANSIBLE_COLLECTIONS_PATH=str(self.collections), **variables)
        # Python would import from this variable, and Ansible would search it for collections.
        del env["PYTHONPATH"]
        env["PATH"] = os.pathsep.join([str(self._bin), os.defpath])
        completed = subprocess.run(
            [shutil.which(command, path=env["PATH"]) or command, *arguments],
            cwd=self._context / "_build",
            env=env,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert completed.returncode == 0, completed.stdout + completed.stderr
        return completed.stdout

    def _python(self) -> Path:
        """Return the Python of the image, or that of the tests where this machine does not have it."""
        name = self._dependencies["python_interpreter"]["package_system"]
        found = (path for path in interpreters.candidates() if path.name == name)
        return next((path for path in found if interpreters.can_create_venvs(path)), Path(sys.executable))

    def _ansible(self, python: Path) -> list[str]:
        """Return the requirements of the base; another Python than that of the image needs another ansible-core."""
        given = [self._dependencies[key]["package_pip"] for key in ("ansible_core", "ansible_runner")]
        image = python.name == self._dependencies["python_interpreter"]["package_system"]
        return given if image else [Requirement(one).name for one in given]

    def _pip_install(self, *requirements: str) -> None:
        """Install wheels in the versions of the tests, since a build with the newest ones can change any day."""
        pins = self.folder / "constraints.txt"
        core = (str(pin) for pin in interpreters.core_pins())
        pins.write_text("\n".join([interpreters.constraints().read_text(encoding="utf-8"), *core]), encoding="utf-8")
        self.run("python", "-m", "pip", "install", "-q", "--only-binary=:all:", "-c", str(pins), *requirements)

    def _to(self) -> tuple[str, str]:
        return ("--collections-path", str(self.collections))
