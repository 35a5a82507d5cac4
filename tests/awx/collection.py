# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Provide collections of others that the tests use, in folders for ANSIBLE_COLLECTIONS_PATH."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import typing as t
import zipfile
from pathlib import Path

from tools import environment, interpreters, tree

FOLDER: t.Final = tree.BUILD / "awx"
# The package of PyPI that contains these collections; the version is in requirements-dev.txt.
AWX_MARK: t.Final = "#: awx "
AWX_AWX: t.Final = "ansible_collections/awx/awx/"
CONTROLLER: t.Final = "ansible_collections/ansible/controller"
GENERAL: t.Final = "ansible_collections/community/general/"


def awx_awx() -> Path:
    """Return a folder with the collection awx.awx as it is released; the first call downloads it."""
    return _released("", AWX_AWX)


def community_mail() -> Path:
    """Return a folder with the module mail of the released collection community.general, and no other module of it."""
    return _released("-mail", f"{GENERAL}MANIFEST.json", f"{GENERAL}meta/", f"{GENERAL}plugins/modules/mail.py")


def ansible_controller() -> Path:
    """Return a folder with a stand-in for ansible.controller, which is not on PyPI: awx.awx under that name.

    Both collections are built from one source. What the build for ansible.controller replaces in the code is replaced
    here, too (AWX 24.6.1, awx_collection/tools/roles/template_galaxy/tasks/main.yml).
    """
    source = awx_awx()
    folder = source.with_name(f"{source.name}-controller")
    if not folder.exists():
        _made(folder, lambda made: _rename(shutil.copytree(source / AWX_AWX, made / CONTROLLER)))
    return folder


def _released(suffix: str, *beginnings: str) -> Path:
    """Return a folder with the files of the package that begin like this."""
    (pin,) = interpreters.marked(AWX_MARK)
    folder = FOLDER / f"{pin.name}-{interpreters.pin_version(pin)}{suffix}"
    if not folder.exists():
        _made(folder, lambda made: _extract(_downloaded(str(pin), made), made, beginnings))
    return folder


def _made(folder: Path, make: t.Callable[[Path], object]) -> None:
    """Make a folder at once, because several processes may need it at the same time."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
        made = Path(temporary, "made")
        made.mkdir()
        make(made)
        try:
            os.rename(made, folder)
        except OSError:
            # Another process was faster; a folder that is not empty cannot be replaced.
            if not folder.exists():
                raise


def _downloaded(pin: str, folder: Path) -> Path:
    """Download the archive. Its own dependencies are not needed: the modules run with any ansible-core."""
    options = ["--no-deps", "--ignore-requires-python", "--only-binary=:all:", "--quiet"]
    command = [sys.executable, "-m", "pip", "download", *options, "--dest", str(folder.parent), pin]
    subprocess.run(command, env=environment.variables(), check=True)
    (archive,) = folder.parent.glob("*.whl")
    return archive


def _extract(archive: Path, folder: Path, beginnings: tuple[str, ...]) -> None:
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(folder, [name for name in packed.namelist() if name.startswith(beginnings)])


def _rename(collection: Path) -> None:
    """Give a copy of awx.awx the names of ansible.controller."""
    code = collection / "plugins" / "module_utils" / "controller_api.py"
    _replace(code, '    _COLLECTION_TYPE = "awx"', '    _COLLECTION_TYPE = "controller"')
    for folder in ("modules", "lookup", "inventory"):
        for file in (collection / "plugins" / folder).glob("*.py"):
            text = file.read_text(encoding="utf-8")
            file.write_text(text.replace("awx.awx.", "ansible.controller."), encoding="utf-8")
    _replace(collection / "meta" / "runtime.yml", "awx.awx.", "ansible.controller.")
    _replace(collection / "MANIFEST.json", '"namespace": "awx"', '"namespace": "ansible"')
    _replace(collection / "MANIFEST.json", '"name": "awx"', '"name": "controller"')


def _replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    if old not in text:
        raise ValueError(f"{file.name} of awx.awx has changed: it has no {old!r}")
    file.write_text(text.replace(old, new), encoding="utf-8")
