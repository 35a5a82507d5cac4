# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Play playbooks/fleet.yml over a fleet of sandbox tenants in slices, as AWX would, and tell what it cost.

Each slice is a run of ansible-runner over every so many-th tenant, as many at once as this machine has cores. Some
tenants have an outage and some have no backups: the exit code is 0 where they, and they alone, do not pass.
"""

from __future__ import annotations

import argparse
import json
import os
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

from sandbox.control import Sandbox  # noqa: E402  # found only now that its folder is on the path
from tools import fleet_figures, fleet_stage, surroundings, tree  # noqa: E402  # likewise

PLAYBOOK = "avepoint.cloud_backup.fleet"
SHOWN = "TASK [Show the worst tenants]"
# Not all tenants pass: the reduce play stops.
STOPPED = 2


@dataclass(frozen=True)
class Ran:
    """One run of a part of the playbook."""

    code: int
    seconds: float
    output: str


@dataclass(frozen=True)
class Runner:
    """Plays parts of the playbook with ansible-runner, from one folder with all that they need."""

    folder: Path
    forks: int

    def play(self, tag: str, tenants: list[str] | None = None, name: str = "") -> Ran:
        """Play the part with this tag, for all tenants or those of a slice."""
        executable = str(Path(sys.executable).with_name("ansible-runner"))
        command = [executable, "run", str(self.folder), "--playbook", PLAYBOOK, "--quiet", "--ident", name or tag]
        command += ["--forks", str(self.forks), "--limit", ",".join(tenants)] if tenants else []
        command += ["--cmdline", f"--tags {tag} --vault-password-file {fleet_stage.password_file(self.folder)}"]
        # The runner writes its environment down, so no secret goes that way.
        environment = surroundings.variables(ANSIBLE_COLLECTIONS_PATH=str(tree.link()))
        began = time.monotonic()
        code = subprocess.run(command, env=environment, check=False).returncode
        seconds = time.monotonic() - began
        output = self.folder / "artifacts" / (name or tag) / "stdout"
        return Ran(code, seconds, output.read_text(encoding="utf-8"))

    def outcome(self) -> dict[str, Any]:
        """What the reduce play wrote."""
        text = (self.folder / "results" / fleet_stage.RUN / "fleet.json").read_text(encoding="utf-8")
        found: dict[str, Any] = json.loads(text)
        return found


@dataclass(frozen=True)
class Played:
    """The whole playbook, part by part."""

    begin: Ran
    gates: list[Ran]
    # From the first slice's beginning to the last one's end.
    gate_seconds: float
    reduce: Ran

    @property
    def codes(self) -> list[int]:
        """The exit codes in order."""
        return [part.code for part in (self.begin, *self.gates, self.reduce)]


def play(runner: Runner, tenants: list[str], count: int) -> Played:
    """Begin, play the slices side by side and print how long each takes, and reduce."""
    # Every so many-th tenant, as AWX deals them out.
    slices = [tenants[number::count] for number in range(count)]

    def gate(number: int) -> Ran:
        ran = runner.play("gate", slices[number], f"slice-{number + 1}")
        print(f"  slice {number + 1}: {len(slices[number])} tenants in {ran.seconds:.1f} s", flush=True)
        return ran

    begin = runner.play("begin")
    began = time.monotonic()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        gates = list(pool.map(gate, range(count)))
    seconds = time.monotonic() - began
    return Played(begin, gates, seconds, runner.play("reduce"))


def worst(output: str) -> str:
    """What the reduce play printed of the worst tenants."""
    result = output.partition(SHOWN)[2].partition("=> ")[2]
    told, _end = json.JSONDecoder().raw_decode(result)
    return "\n".join(told["msg"])


def measure(given: argparse.Namespace, folder: Path) -> tuple[fleet_figures.Figures, bool]:
    """Play over a fleet of its own; gives the figures, and whether those tenants pass that should."""
    tenants = [f"tenant-{number:05d}" for number in range(given.tenants)]
    count = min(given.slices, len(tenants))
    runner = Runner(folder, given.forks)
    with Sandbox.start(days=given.days, latency=given.latency) as sandbox:
        fleet_stage.lay_out(folder, sandbox, tenants)
        fleet_stage.set_scene(sandbox, tenants, given.outages, given.neglected)
        print(f"Judging {len(tenants)} tenants in {count} slices:", flush=True)
        played = play(runner, tenants, count)
        stats = sandbox.stats()
    print(f"The worst tenants, as the reduce play tells them:\n{worst(played.reduce.output)}\n", flush=True)
    figures = fleet_figures.Figures(
        tenants=len(tenants),
        slices=count,
        forks=given.forks,
        cores=os.cpu_count() or 1,
        latency=given.latency,
        job_requests=stats["requests"],
        token_requests=stats["token_requests"],
        begin=played.begin.seconds,
        gate=played.gate_seconds,
        reduce=played.reduce.seconds,
    )
    troubled = given.outages + given.neglected
    codes = [*[0] * (1 + count), STOPPED if troubled else 0]
    counts = {"missing": 0, "unread": given.outages, "failed": given.neglected, "passed": len(tenants) - troubled}
    return figures, played.codes == codes and counts.items() <= runner.outcome()["counts"].items()


def main() -> int:
    """Play, print, and tell by the exit code whether it ended as it should."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--tenants", type=int, default=200)
    add("--slices", type=int, default=4)
    add("--forks", type=int, default=10, help="of each slice")
    add("--outages", type=int, default=1, help="tenants whose service answers 503 for ever")
    add("--neglected", type=int, default=3, help="tenants without a single backup")
    add("--days", type=int, default=3, help="how far back each tenant's jobs go")
    add("--latency", type=float, default=0.0, help="seconds that the sandbox takes for a request")
    add("--write", action="store_true", help="write the figures into docs/scale.md")
    given = parser.parse_args()
    # Open to this user alone, and gone in the end.
    with tempfile.TemporaryDirectory(prefix="fleet-") as folder:
        figures, right = measure(given, Path(folder))
    print(figures.markdown())
    if given.write:
        fleet_figures.write(figures)
    if not right:
        print("That is not how it ends: see above which tenants do not pass.", file=sys.stderr)
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
