# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Return environment variables for commands: their own HOME, a plain PATH, no settings of the developer."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tools import tree

# The files in which ansible-test looks for its get-pip script, in ansible-core 2.16 and 2.17,
# 2.18 and 2.19, 2.20 to 2.22.
GET_PIP_NAMES = ("get_pip_23_1_2.py", "get_pip_24_2.py", "get_pip_25_2.py")

# The developer's tenant and Ansible settings must not affect the tests.
PRIVATE_PREFIXES = ("AVEPOINT_", "ANSIBLE_")


def variables(**more: str) -> dict[str, str]:
    """Return the environment of a command, with the current Python first on its PATH."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(PRIVATE_PREFIXES)}
    local = ",".join(filter(None, [inherited.get("no_proxy"), "127.0.0.1,localhost"]))
    return {
        **inherited,
        "HOME": str(home()),
        "PATH": path(),
        "PYTHONPATH": str(tree.ROOT),
        "ANSIBLE_NOCOLOR": "1",
        "NO_PROXY": local,
        "no_proxy": local,
        **more,
    }


def importing_the_checkout() -> dict[str, str]:
    """Return the environment of Python code that imports the collection by its full name.

    Not for tests of an installed collection, because Ansible also finds collections on PYTHONPATH.
    """
    return variables(PYTHONPATH=os.pathsep.join([str(tree.link()), str(tree.ROOT)]))


def path() -> str:
    """Return a PATH with the current Python first, and without the shims of version managers.

    A shim may have the name of a Python that it cannot run, and ansible-test would use it.
    """
    python = Path(sys.executable)
    inherited = os.environ.get("PATH", os.defpath).split(os.pathsep)
    kept = [folder for folder in inherited if folder and Path(folder).name != "shims"]
    return os.pathsep.join(dict.fromkeys([str(python.parent), str(python.resolve().parent), *kept]))


def home() -> Path:
    """Return a HOME that keeps the virtual environments of ansible-test between runs."""
    folder = tree.BUILD / "home"
    cache = folder / ".ansible" / "test" / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    script = (tree.ROOT / "tools" / "get_pip.py").read_bytes()
    for place in (cache / name for name in GET_PIP_NAMES):
        # Written only if necessary: another ansible-test may be reading it.
        if not place.exists() or place.read_bytes() != script:
            place.write_bytes(script)
    return folder
