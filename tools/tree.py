# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Put the collection where Ansible looks for it: in ansible_collections/avepoint/cloud_backup."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / ".build"
LINK = BUILD / "link"
PLACE = Path("ansible_collections", "avepoint", "cloud_backup")


def link() -> Path:
    """Return a folder for PYTHONPATH that has the checkout as the collection.

    It is a link, so that coverage and mypy name the files of the checkout.
    """
    target = LINK / PLACE
    if not target.is_symlink():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.symlink_to(ROOT, target_is_directory=True)
    return LINK


def copy(name: str) -> Path:
    """Copy all files that are not ignored by git; return the folder of the collection in the copy.

    ansible-test and ansible-lint read every file that they find, even virtual environments, and
    ansible-test writes into the collection. Each command has its own copy, so that several can run
    at once.
    """
    base = BUILD / name
    shutil.rmtree(base, ignore_errors=True)
    for file in tracked():
        target = base / PLACE / file
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / file, target)
    # ansible-test lists files with git, and the repository of the checkout ignores everything here.
    # In an empty repository of its own it finds the copied files.
    git_init = ["git", "-c", "init.defaultBranch=main", "init", "--quiet"]
    subprocess.run(git_init, cwd=base / PLACE, check=True)
    return base / PLACE


def tracked() -> list[str]:
    """Return the files of the checkout that git does not ignore, committed or not."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    # git still lists files whose deletion is not committed.
    return sorted({name for name in listed.split("\0") if name and (ROOT / name).is_file()})
