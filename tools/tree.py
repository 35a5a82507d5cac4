# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lay the collection where Ansible looks for it: in ansible_collections/avepoint/cloud_backup."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / ".build"
LINK = BUILD / "link"
PLACE = Path("ansible_collections", "avepoint", "cloud_backup")


def link() -> Path:
    """Return a folder for PYTHONPATH, in which the collection is the checkout itself.

    So coverage and mypy name the files that are edited, and nothing is copied.
    """
    target = LINK / PLACE
    if not target.is_symlink():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.symlink_to(ROOT, target_is_directory=True)
    return LINK


def copy(name: str) -> Path:
    """Return the collection's folder in a fresh copy of what git tracks or would track.

    ansible-test and ansible-lint walk through everything they find, virtual environments too, and
    ansible-test writes into the collection. Each command has a copy of its own, so that several
    may run at once.
    """
    base = BUILD / name
    shutil.rmtree(base, ignore_errors=True)
    for file in tracked():
        target = base / PLACE / file
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / file, target)
    # ansible-test asks git for the collection's files, and the checkout's git would answer that
    # everything here is ignored. An empty repository of its own makes it see what was copied.
    git_init = ["git", "-c", "init.defaultBranch=main", "init", "--quiet"]
    subprocess.run(git_init, cwd=base / PLACE, check=True)
    return base / PLACE


def tracked() -> list[str]:
    """List the checkout's files that are not ignored, committed or not."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    # A file deleted but not yet committed is still listed.
    return sorted({name for name in listed.split("\0") if name and (ROOT / name).is_file()})
