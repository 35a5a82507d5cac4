# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Show the collection at work: install it, start a sandbox, play playbooks/demo.yml, tell the story.

The playbook is meant to stop: the sandbox's tenant has services whose last backup failed. So the exit
code is 0 where it stops for that reason, and 1 for any other end.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from sandbox.control import Sandbox  # noqa: E402  # found only now that its folder is on the path
from tools import package, surroundings  # noqa: E402  # likewise

STOPPED = "Do not patch tonight."
# The sandbox's tenant: the service that never succeeded is not among those that the playbook names.
EXPECTED = ("drive",)


def installed() -> Path:
    """Build the collection and install it, as a user would from Galaxy; gives the folder."""
    package.install(package.build())
    return package.INSTALLED


def play(collections: Path, sandbox: Sandbox) -> tuple[int, str]:
    """Play the installed demo playbook; its output is shown as it comes and returned with the exit code."""
    playbook = str(Path(sys.executable).with_name("ansible-playbook"))
    variables = surroundings.variables(
        **sandbox.env(),
        ANSIBLE_COLLECTIONS_PATH=str(collections),
        ANSIBLE_LOCALHOST_WARNING="0",
        ANSIBLE_INVENTORY_UNPARSED_WARNING="0",
        ANSIBLE_CALLBACK_RESULT_FORMAT="yaml",
    )
    lines = []
    with subprocess.Popen(
        [playbook, "avepoint.cloud_backup.demo"],
        env=variables,
        cwd=collections,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        for line in process.stdout or ():
            print(f"  {line}", end="", flush=True)
            lines.append(line)
    return process.returncode, "".join(lines)


def main() -> int:
    """Tell the story; 0 if it ends as it should."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--collections", type=Path, help="a folder with the collection installed in it")
    given = parser.parse_args().collections
    began = time.monotonic()
    if given is None:
        print("Building the collection and installing it.", flush=True)
    collections = (given or installed()).resolve()
    print("Starting the sandbox: a month of a tenant's backups behind the APIs of all five products.", flush=True)
    with Sandbox.start() as sandbox:
        print(f"Playing avepoint.cloud_backup.demo against {sandbox.url}.\n", flush=True)
        code, output = play(collections, sandbox)
        stats = sandbox.stats()
    print(f"\nThe sandbox is down again; it answered {stats['requests']} requests for jobs.")
    stopped = code == 2 and STOPPED in output and all(name in output for name in EXPECTED)
    if not stopped:
        print(f"That is not how the demo ends: the playbook's exit code is {code}.", file=sys.stderr)
        return 1
    print("The playbook stopped, as it should: a service's last backup had failed, so nobody patches tonight.")
    print(f"It took {time.monotonic() - began:.0f} s. Next: README.md, for a playbook against a real tenant.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
