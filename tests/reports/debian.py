# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs of Debian that tests of reports need."""

from __future__ import annotations

import contextlib
import fcntl
import functools
import os
import shutil
import subprocess
import typing as t

import pytest

from tools import tree

# Other programs may be installing, and a slow mirror must not fail the tests.
_APT = ("apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=600", "-o", "Acquire::Retries=3")
_TIMEOUT = 900
_LOCK = tree.BUILD / "apt-get.lock"


def require(program: str, package: str) -> str:
    """Return the path of a program, which is installed from Debian's package where it is absent.

    Where it cannot be installed, the test is skipped with the reason.
    """
    found = shutil.which(program)
    reason = ""
    if found is None:
        with _alone():
            # Another worker may have installed it while this one waited.
            found = shutil.which(program)
            reason = "" if found else _install(package)
        found = found or shutil.which(program)
    if found is None:
        pytest.skip(f"NOT TESTED: {program} is not installed; {reason or f'{package} does not have it'}")
    return found


@contextlib.contextmanager
def _alone() -> t.Iterator[None]:
    """Wait until no other worker of the tests is installing."""
    _LOCK.parent.mkdir(exist_ok=True)
    with _LOCK.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@functools.cache
def _install(package: str) -> str:
    """Install a package. Return why that is impossible; empty if it is installed."""
    if shutil.which("apt-get") is None:
        return f"install {package}: this machine has no apt-get"
    if os.geteuid() != 0:
        return f"install {package}: that takes root"
    for command in (("update",), ("install", "--no-install-recommends", package)):
        try:
            done = subprocess.run(
                [*_APT, *command],
                env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
                capture_output=True,
                text=True,
                timeout=_TIMEOUT,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return f"apt-get {command[0]} takes more than {_TIMEOUT} s"
        if done.returncode:
            return f"apt-get {' '.join(command)} fails: {' '.join(done.stderr.split())[-300:]}"
    return ""
