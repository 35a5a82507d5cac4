# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What commands run in: a HOME of their own, a plain PATH, no settings of the developer's."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tools import tree

# Where ansible-test looks for its get-pip script: one name for each generation of ansible-core
# (2.16 and 2.17, 2.18 and 2.19, 2.20 and 2.21).
GET_PIP_NAMES = ("get_pip_23_1_2.py", "get_pip_24_2.py", "get_pip_25_2.py")

# A developer's own tenant and Ansible settings must not reach the tests.
PRIVATE_PREFIXES = ("AVEPOINT_", "ANSIBLE_")


def variables(**more: str) -> dict[str, str]:
    """Return the environment for a command, with the Python that runs this first on its PATH."""
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
    """Return the environment for Python code that imports the collection by its full name.

    For nothing that tests an installed one: Ansible too looks for collections on PYTHONPATH.
    """
    return variables(PYTHONPATH=os.pathsep.join([str(tree.link()), str(tree.ROOT)]))


def path() -> str:
    """Return a PATH with this Python first and without any version manager's shims.

    A shim answers to the name of a Python that it then refuses to run, and ansible-test believes
    the name.
    """
    python = Path(sys.executable)
    inherited = os.environ.get("PATH", os.defpath).split(os.pathsep)
    kept = [folder for folder in inherited if folder and Path(folder).name != "shims"]
    return os.pathsep.join(dict.fromkeys([str(python.parent), str(python.resolve().parent), *kept]))


def home() -> Path:
    """Return a HOME in which ansible-test's virtual environments last from run to run."""
    folder = tree.BUILD / "home"
    cache = folder / ".ansible" / "test" / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    script = (tree.ROOT / "tools" / "get_pip.py").read_bytes()
    for place in (cache / name for name in GET_PIP_NAMES):
        # Written only when needed: another ansible-test may be reading it.
        if not place.exists() or place.read_bytes() != script:
            place.write_bytes(script)
    return folder
