# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the demo: install the collection, start a sandbox, run its three playbooks, and explain the result.

The playbook demo.yml is expected to fail: three services of the sandbox's tenant are not backed up, for three different
reasons. The playbook demo_compliance.yml shows who broke the objective in four weeks, and when. The playbook
demo_report.yml leaves a report. The exit code is 0 if the gate fails for exactly these three, two of them have not met
their objective to this day, and the report has the same three problems, and 1 otherwise.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from sandbox.control import Sandbox  # noqa: E402  # needs the path above
from tools import environment, package, tree  # noqa: E402  # needs the path above

STOPPED = "Gate failed: 3 of 13 subjects did not pass"
# Each subject and check that fail, and what that means.
REASONS = {
    ("m365 power_bi", "success"): "no success of Power BI is known",
    ("google drive", "max_consecutive_failures"): "the last backup of Google Drive failed",
    ("iaas aks", "max_age"): "the last good backup of AKS is five days old",
}
# The subjects that have not met their objective to this day.
BROKEN = {"m365 power_bi", "iaas aks"}
# The states of the same subjects in the report.
STATES = {"m365 power_bi": "never_succeeded", "google drive": "failed", "iaas aks": "stale"}
REPORT = tree.BUILD / "demo-report"
# The task after the gate, which must not run.
PATCHED = "TASK [Patch]"


def reasons(output: str) -> set[tuple[str, str]]:
    """Return each subject in the message of the failure, with the check that failed."""
    return set(re.findall(r"^\W*[\w ]+: ([\w ]+): (\w+): expected .*, found ", output, re.MULTILINE))


def broken(output: str) -> set[str]:
    """Return the subjects in the output of the second playbook whose breach still lasts."""
    found, subject = set(), ""
    for line in output.splitlines():
        name = re.search(r"([\w ]+) broke its objective", line)
        subject = name[1].strip() if name else subject
        if "until now" in line:
            found.add(subject)
    return found


def install() -> Path:
    """Build and install the collection, as a user would; return the folder."""
    package.install(package.build())
    return package.INSTALLED


def reported(folder: Path) -> dict[str, str]:
    """Return the state of each subject of a report."""
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return {subject["subject"]: subject["state"] for subject in report["subjects"]}


def run_playbook(name: str, collections: Path, sandbox: Sandbox, *arguments: str) -> tuple[int, str]:
    """Run an installed playbook and print its output; return the exit code and the output."""
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
        [playbook, name, *arguments],
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
        code, output = run_playbook("avepoint.cloud_backup.demo", collections, sandbox)
        print("Running avepoint.cloud_backup.demo_compliance: were they good the whole time?\n", flush=True)
        judged, compliance = run_playbook("avepoint.cloud_backup.demo_compliance", collections, sandbox)
        print("Running avepoint.cloud_backup.demo_report: the same as a page, and as files for machines.\n", flush=True)
        shutil.rmtree(REPORT, ignore_errors=True)
        written, _output = run_playbook(
            "avepoint.cloud_backup.demo_report", collections, sandbox, f"-ereport_dest={REPORT}"
        )
        stats = sandbox.stats()
    print(f"\nThe sandbox stopped after {stats['requests']} requests for jobs.")
    if code != 2 or STOPPED not in output or PATCHED in output or reasons(output) != set(REASONS):
        print(f"The demo did not end as expected: the exit code of the playbook is {code}.", file=sys.stderr)
        return 1
    if judged != 0 or broken(compliance) != BROKEN:
        print(f"The second playbook did not end as expected: its exit code is {judged}.", file=sys.stderr)
        return 1
    if written != 0 or not STATES.items() <= reported(REPORT).items():
        print(f"The third playbook did not end as expected: its exit code is {written}.", file=sys.stderr)
        return 1
    print("Ten of thirteen subjects are backed up. The gate failed, as it should, for three different reasons:")
    print("\n".join(f"  - {reason}" for reason in REASONS.values()))
    print("So the task that would patch was not run.")
    print(
        "Over the last four weeks, the second playbook shows which subjects broke their recovery point objective, when"
    )
    print(f"and for how long; {' and '.join(sorted(BROKEN))} have not met it to this day.")
    print(f"The report is in {REPORT}: open {(REPORT / 'report.html').as_uri()} in a browser.")
    print(f"It took {time.monotonic() - began:.0f} s. README.md explains how to use a real tenant.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
