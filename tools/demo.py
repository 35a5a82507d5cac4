# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the demo: install the collection, start a sandbox, run playbooks/demo.yml, and explain the result.

The playbook is expected to fail: three services of the sandbox's tenant are not backed up, for three different
reasons. The exit code is 0 if the gate fails for exactly these, and 1 otherwise.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from sandbox.control import Sandbox  # noqa: E402  # needs the path above
from tools import environment, package  # noqa: E402  # needs the path above

STOPPED = "Gate failed: 3 of 13 subjects did not pass"
# Each subject and check that fail, and what that means.
REASONS = {
    ("m365 power_bi", "success"): "no success of Power BI is known",
    ("google drive", "max_consecutive_failures"): "the last backup of Google Drive failed",
    ("iaas aks", "max_age"): "the last good backup of AKS is five days old",
}
# The task after the gate, which must not run.
PATCHED = "TASK [Patch]"


def reasons(output: str) -> set[tuple[str, str]]:
    """Return each subject in the message of the failure, with the check that failed."""
    return set(re.findall(r"^\W*[\w ]+: ([\w ]+): (\w+): expected .*, found ", output, re.MULTILINE))


def install() -> Path:
    """Build and install the collection, as a user would; return the folder."""
    package.install(package.build())
    return package.INSTALLED


def run_playbook(collections: Path, sandbox: Sandbox) -> tuple[int, str]:
    """Run the installed demo playbook and print its output; return the exit code and the output."""
    playbook = str(Path(sys.executable).with_name("ansible-playbook"))
    variables = environment.variables(
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
    """Run the demo; return 0 if it ends as expected."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--collections", type=Path, help="a folder with the installed collection")
    given = parser.parse_args().collections
    began = time.monotonic()
    if given is None:
        print("Building and installing the collection.", flush=True)
    collections = (given or install()).resolve()
    print("Starting the sandbox: the backup jobs of a tenant for one month, in all products.", flush=True)
    with Sandbox.start() as sandbox:
        print(f"Running avepoint.cloud_backup.demo against {sandbox.url}.\n", flush=True)
        code, output = run_playbook(collections, sandbox)
        stats = sandbox.stats()
    print(f"\nThe sandbox stopped after {stats['requests']} requests for jobs.")
    if code != 2 or STOPPED not in output or PATCHED in output or reasons(output) != set(REASONS):
        print(f"The demo did not end as expected: the exit code of the playbook is {code}.", file=sys.stderr)
        return 1
    print("Ten of thirteen subjects are backed up. The gate failed, as it should, for three different reasons:")
    print("\n".join(f"  - {reason}" for reason in REASONS.values()))
    print("So the task that would patch was not run.")
    print(f"It took {time.monotonic() - began:.0f} s. README.md explains how to use a real tenant.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
