# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sandbox and a folder, and the kinds of processes that are measured with them."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from sandbox.control import Sandbox
from tools import environment, tree

from .measure import Reported, Side

COLLECTION: Final = "avepoint.cloud_backup"
# The last day of the sandbox's month, and a window around the month: the same query in every run.
NOW: Final = "2026-01-31T00:00:00Z"
WHOLE: Final[dict[str, str]] = {"since": "2025-12-31", "until": "2026-02-01"}
# Its last day.
DAY: Final[dict[str, str]] = {"since": "2026-01-30", "until": "2026-02-01"}
# The playbook with one task of the collection.
BOOK: Final = "m365_job_info.yml"
# The jobs, the page size and the sandbox of most rows.
JOBS: Final = 10_000
SIZE: Final = 100
TENANT: Final = {"jobs": f"m365={JOBS}", "latency": 0.05}

PLAYBOOKS: Final = Path(__file__).parent / "playbooks"

_HERE: Final = Path(__file__).parent
_MODULES: Final = f"ansible_collections.{COLLECTION}.plugins.modules"
_QUIET: Final = {"ANSIBLE_LOCALHOST_WARNING": "0", "ANSIBLE_INVENTORY_UNPARSED_WARNING": "0"}


@dataclass(frozen=True)
class Testbed:
    """A sandbox, and a folder for output."""

    sandbox: Sandbox
    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """Return the environment of Ansible and the clients."""
        own = {**self.sandbox.env(), **_QUIET, "ANSIBLE_COLLECTIONS_PATH": str(tree.link())}
        variables = environment.variables(**own)
        # Users have no such variable: Python keeps what it compiles.
        variables.pop("PYTHONDONTWRITEBYTECODE", None)
        return variables

    def playbook(self, name: str, file: str, jobs: int, **variables: Any) -> Side:
        """Return a playbook as a side: its last task prints the number of jobs, or `dest` has them."""
        dest = variables.get("dest")

        def read(output: str) -> Reported:
            return Reported(_printed_jobs(output) if dest is None else _pop_result(Path(dest)))

        command = [tool("ansible-playbook"), str(PLAYBOOKS / file), "-e", json.dumps(variables)]
        if dest is not None:
            command += ["--skip-tags", "count"]
        return Side(name, command, self.environment, read, jobs)

    def tasks(self, jobs: int = JOBS, size: int = SIZE) -> tuple[Side, Side]:
        """Return a playbook with one m365_job_info task twice: jobs registered, and jobs in a file."""
        dest = str(self.folder / "jobs.jsonl")
        registered = self.playbook("registered", BOOK, jobs, page_size=size)
        return registered, self.playbook("in a file", BOOK, jobs, page_size=size, dest=dest)

    def empty_play(self) -> Side:
        """Return a play without tasks as a side: what Ansible costs before it does anything."""
        return self.checked_play("empty play", "empty.yml", 1)

    def checked_play(self, name: str, file: str, jobs: int, **variables: Any) -> Side:
        """Return a playbook that fails unless it reads this number of jobs."""
        command = [tool("ansible-playbook"), str(PLAYBOOKS / file)]
        command += ["-e", json.dumps({**variables, "expected": jobs})]
        return Side(name, command, self.environment, lambda _output: Reported(jobs), jobs)

    def adhoc(
        self,
        name: str,
        module: str,
        arguments: Mapping[str, Any],
        jobs: int | None = None,
        count: Callable[[Any], int] = lambda result: len(result["jobs"]),
    ) -> Side:
        """Return one module on the command line as a side."""

        def read(output: str) -> Reported:
            return Reported(count(json.loads(output.partition("=>")[2])))

        command = [tool("ansible"), "localhost", "-m", module, "-a", json.dumps(arguments)]
        return Side(name, command, self.environment, read, jobs)

    def module(
        self,
        name: str,
        module: str,
        arguments: Mapping[str, Any],
        jobs: int | None,
        read: Callable[[str], Reported] | None = None,
    ) -> Side:
        """Return one module of the collection as a process of its own, as Ansible starts it on a host."""
        params = self.folder / f"{name}.json"
        given = {**arguments, "_ansible_remote_tmp": str(self.folder)}
        params.write_text(json.dumps({"ANSIBLE_MODULE_ARGS": given}), encoding="utf-8")
        command = [sys.executable, "-m", f"{_MODULES}.{module}", str(params)]
        variables = {**environment.importing_the_checkout(), **self.sandbox.env()}
        return Side(name, command, variables, read or _module_report, jobs)

    def client(self, name: str, file: str, jobs: int, *arguments: str) -> Side:
        """Return one of the clients as a side."""
        command = [sys.executable, str(_HERE / "clients" / file), *arguments]
        return Side(name, command, self.environment, _client_report, jobs)


@contextmanager
def open_testbed(**settings: Any) -> Iterator[Testbed]:
    """Start a sandbox with these settings, and stop it at the end."""
    with Sandbox.start(**{"now": NOW, **settings}) as sandbox, TemporaryDirectory(prefix="bench-") as folder:
        yield Testbed(sandbox, Path(folder))


def tool(name: str) -> str:
    """Return the path of a command of Ansible."""
    return str(Path(sys.executable).with_name(name))


def _printed_jobs(output: str) -> int:
    found = re.search(r'"msg": "(\d+) jobs"', output)
    return int(found[1]) if found else 0


def _client_report(output: str) -> Reported:
    return Reported(**json.loads(output))


def _module_report(output: str) -> Reported:
    result = json.loads(output)
    dest = result.get("dest")
    jobs = len(result["jobs"]) if dest is None else _pop_result(Path(dest))
    return Reported(jobs, result["queries"][0]["elapsed_seconds"])


def _pop_result(dest: Path) -> int:
    """Return the number of lines of a file, and remove the file."""
    with dest.open("rb") as file:
        lines = sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))
    dest.unlink()
    return lines
