# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run playbooks/fleet.yml for sandbox tenants in slices, as AWX does, and print the figures.

Each slice is a run of ansible-runner for a part of the tenants, with as many slices at once as this machine has cores.
Some tenants have an outage and some have no backups: the exit code is 0 if exactly these do not pass.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from sandbox.control import Sandbox  # noqa: E402  # needs the path above
from tools import environment, fleet_figures, fleet_setup, tree  # noqa: E402  # needs the path above

PLAYBOOK = "avepoint.cloud_backup.fleet"
SHOWN = "TASK [Show the worst tenants]"
# The exit code of the reduce play if not all tenants pass.
STOPPED = 2


@dataclass(frozen=True)
class PartRun:
    """One run of a part of the playbook."""

    code: int
    seconds: float
    output: str


@dataclass(frozen=True)
class Runner:
    """Run parts of the playbook with ansible-runner, in a folder with their inventory and variables."""

    folder: Path
    forks: int

    def run_part(self, tag: str, tenants: list[str] | None = None, name: str = "") -> PartRun:
        """Run the part with this tag, for all tenants or those of a slice."""
        executable = str(Path(sys.executable).with_name("ansible-runner"))
        command = [executable, "run", str(self.folder), "--playbook", PLAYBOOK, "--quiet", "--ident", name or tag]
        command += ["--forks", str(self.forks), "--limit", ",".join(tenants)] if tenants else []
        command += ["--cmdline", f"--tags {tag} --vault-password-file {fleet_setup.password_file(self.folder)}"]
        # The runner writes its environment to disk, so it must not have secrets.
        variables = environment.variables(ANSIBLE_COLLECTIONS_PATH=str(tree.link()))
        began = time.monotonic()
        code = subprocess.run(command, env=variables, check=False).returncode
        seconds = time.monotonic() - began
        output = self.folder / "artifacts" / (name or tag) / "stdout"
        return PartRun(code, seconds, output.read_text(encoding="utf-8"))

    def outcome(self) -> dict[str, Any]:
        """Return the result file of the reduce play."""
        text = (self.folder / "results" / fleet_setup.RUN / "fleet.json").read_text(encoding="utf-8")
        found: dict[str, Any] = json.loads(text)
        return found


@dataclass(frozen=True)
class PlaybookRun:
    """The runs of all parts of the playbook."""

    begin: PartRun
    gates: list[PartRun]
    # From the start of the first slice to the end of the last one.
    gate_seconds: float
    reduce: PartRun

    @property
    def codes(self) -> list[int]:
        """Return the exit codes in order."""
        return [part.code for part in (self.begin, *self.gates, self.reduce)]


def run_playbook(runner: Runner, tenants: list[str], count: int) -> PlaybookRun:
    """Run the begin part, all slices concurrently, and the reduce part; print the duration of each slice."""
    # Each slice gets every count-th tenant, as in AWX.
    slices = [tenants[number::count] for number in range(count)]

    def gate(number: int) -> PartRun:
        run = runner.run_part("gate", slices[number], f"slice-{number + 1}")
        print(f"  slice {number + 1}: {len(slices[number])} tenants in {run.seconds:.1f} s", flush=True)
        return run

    begin = runner.run_part("begin")
    began = time.monotonic()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        gates = list(pool.map(gate, range(count)))
    seconds = time.monotonic() - began
    return PlaybookRun(begin, gates, seconds, runner.run_part("reduce"))


def worst(output: str) -> str:
    """Return the worst tenants as the reduce play printed them."""
    result = output.partition(SHOWN)[2].partition("=> ")[2]
    printed, _end = json.JSONDecoder().raw_decode(result)
    return "\n".join(printed["msg"])


def measure(given: argparse.Namespace, folder: Path, slices: int) -> tuple[fleet_figures.Figures, bool]:
    """Run the playbook for a new fleet in slices; return the figures, and whether exactly the expected tenants pass."""
    tenants = [f"tenant-{number:05d}" for number in range(given.tenants)]
    count = min(slices, len(tenants))
    runner = Runner(folder, given.forks)
    with Sandbox.start(days=given.days, latency=given.latency) as sandbox:
        fleet_setup.write_files(folder, sandbox, tenants)
        fleet_setup.add_problems(sandbox, tenants, given.outages, given.neglected)
        print(f"Running the gate for {len(tenants)} tenants in {count} slices:", flush=True)
        playbook_run = run_playbook(runner, tenants, count)
        stats = sandbox.stats()
    print(f"The worst tenants, as printed by the reduce play:\n{worst(playbook_run.reduce.output)}\n", flush=True)
    figures = fleet_figures.Figures(
        tenants=len(tenants),
        slices=count,
        forks=given.forks,
        cores=os.cpu_count() or 1,
        latency=given.latency,
        job_requests=stats["requests"],
        token_requests=stats["token_requests"],
        begin=playbook_run.begin.seconds,
        gate=playbook_run.gate_seconds,
        reduce=playbook_run.reduce.seconds,
        # Of all processes so far: the fleet in one slice is run first.
        memory=resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
    )
    troubled = given.outages + given.neglected
    codes = [*[0] * (1 + count), STOPPED if troubled else 0]
    counts = {"missing": 0, "unread": given.outages, "failed": given.neglected, "passed": len(tenants) - troubled}
    return figures, playbook_run.codes == codes and counts.items() <= runner.outcome()["counts"].items()


def main() -> int:
    """Run the fleet, print the figures, and return 0 if it ended as expected."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--tenants", type=int, default=1000)
    add("--slices", type=int, nargs="+", default=[1, 4], help="run the fleet once in each number of slices")
    add("--forks", type=int, default=10, help="forks of each slice")
    add("--outages", type=int, default=1, help="tenants whose service always responds with 503")
    add("--neglected", type=int, default=3, help="tenants without a single backup")
    add("--days", type=int, default=3, help="how far back the jobs of each tenant go")
    add("--latency", type=float, default=0.0, help="seconds to delay every request")
    add("--write", action="store_true", help="write the figures into docs/scale.md")
    given = parser.parse_args()
    runs, all_as_expected = [], True
    for slices in given.slices:
        # Readable by this user only, and removed at the end.
        with tempfile.TemporaryDirectory(prefix="fleet-") as folder:
            figures, as_expected = measure(given, Path(folder), slices)
        runs.append(figures)
        all_as_expected = all_as_expected and as_expected
    print(fleet_figures.markdown(runs))
    if given.write:
        fleet_figures.write(runs)
    if not all_as_expected:
        print("The fleet did not end as expected: see above which tenants do not pass.", file=sys.stderr)
    return 0 if all_as_expected else 1


if __name__ == "__main__":
    sys.exit(main())
