# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the tarball, check its files, and install it as a user would.

python -m tools.package
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

from tools import environment, tree

DIST = tree.BUILD / "dist"
INSTALLED = tree.BUILD / "installed"

MADE_BY_THE_BUILD = {"MANIFEST.json", "FILES.json"}
EXPECTED = {
    "COPYING",
    "README.md",
    "meta/execution-environment.yml",
    "meta/runtime.yml",
    "playbooks/awx.yml",
    "playbooks/demo.yml",
    "playbooks/files/ee/execution-environment.yml",
    "playbooks/fleet.yml",
    "playbooks/gate.yml",
    "playbooks/remediate.yml",
    "playbooks/vars/awx/templates.yml",
    "plugins/modules/job_info.py",
    "requirements.txt",
    "roles/gate/tasks/main.yml",
    "roles/remediate/tasks/main.yml",
}


def build(folder: Path = DIST) -> Path:
    """Build the tarball in an empty folder, from the checkout itself, as a maintainer would."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    galaxy("build", str(tree.ROOT), "--output-path", str(folder))
    (tarball,) = folder.glob("*.tar.gz")
    return tarball


def faults(tarball: Path) -> list[str]:
    """Return a message for each file that the tarball has wrongly, or lacks."""
    with tarfile.open(tarball) as archive:
        packed = {member.name for member in archive if member.isfile()}
    leftovers = packed - set(tree.tracked()) - MADE_BY_THE_BUILD
    return [
        *(f"{name} must not be in the tarball: add it to build_ignore" for name in sorted(leftovers)),
        *(f"{name} is missing from the tarball" for name in sorted(EXPECTED - packed)),
    ]


def install(tarball: Path) -> None:
    """Install the tarball into an empty folder."""
    shutil.rmtree(INSTALLED, ignore_errors=True)
    galaxy("install", str(tarball), "--collections-path", str(INSTALLED), "--offline")
    # ansible-galaxy accepts a collection of this name in another folder.
    if not (INSTALLED / tree.PLACE / "MANIFEST.json").is_file():
        raise FileNotFoundError(INSTALLED / tree.PLACE)


def galaxy(command: str, *arguments: str) -> None:
    """Run ansible-galaxy collection."""
    executable = str(Path(sys.executable).with_name("ansible-galaxy"))
    subprocess.run(
        [executable, "collection", command, *arguments],
        # Without it, ansible-galaxy warns that Ansible does not search the folder.
        env=environment.variables(ANSIBLE_COLLECTIONS_PATH=str(INSTALLED)),
        cwd=tree.BUILD,
        check=True,
    )


def main() -> int:
    """Build, check and install."""
    tarball = build()
    if found := faults(tarball):
        print("\n".join(found), file=sys.stderr)
        return 1
    install(tarball)
    return 0


if __name__ == "__main__":
    sys.exit(main())
