# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run playbooks with the ansible-playbook of this Python, and see what they returned, printed and left behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import typing as t
import uuid
from dataclasses import dataclass
from pathlib import Path

from functional.helpers import restore_interrupts
from tools import environment, tree

PLUGINS = Path(__file__).parent / "plugins"
IN_PROCESS = "is run in the process of the controller"
SHIPPED = "is shipped to the target, because "
# A variable of all processes of a play, by which they are found.
MARK = "PLAY_MARK"
# Seconds for a play that has nothing to wait for.
PATIENCE = 120.0

Tasks = t.Sequence[t.Mapping[str, t.Any]]


@dataclass
class Outcome:
    """How a play ended."""

    returncode: int
    output: str
    results: list[dict[str, t.Any]]
    observed: list[dict[str, t.Any]]

    def good(self) -> Outcome:
        assert self.returncode == 0, self.output
        return self

    def of(self, task: str, event: str = "task") -> list[dict[str, t.Any]]:
        """Return the results of a task, of all hosts."""
        return [line["result"] for line in self.results if line["task"] == task and line["event"] == event]

    def one(self, task: str) -> dict[str, t.Any]:
        """Return the result of a task of one host."""
        (result,) = self.of(task)
        return result

    def way(self) -> list[str]:
        """Return the lines that say where a task ran; with -vvv."""
        return [line for line in self.output.splitlines() if IN_PROCESS in line or SHIPPED in line]


class Plays:
    """Plays in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.mark = uuid.uuid4().hex
        self.python = sys.executable
        self.env: dict[str, str] = {}
        self.inventory = "some,"
        self.interpreter = sys.executable
        for name in ("home", "local", "remote", "async"):
            (folder / name).mkdir()

    def file(self, name: str) -> Path:
        return self.folder / name

    def variables(self) -> dict[str, str]:
        """Return the environment of ansible-playbook."""
        return {
            **environment.importing_the_checkout(),
            "HOME": str(self.file("home")),
            "ANSIBLE_LOCAL_TEMP": str(self.file("local")),
            "ANSIBLE_REMOTE_TEMP": str(self.file("remote")),
            "ANSIBLE_ASYNC_DIR": str(self.file("async")),
            "ANSIBLE_CALLBACK_PLUGINS": str(PLUGINS / "callback"),
            "ANSIBLE_CALLBACKS_ENABLED": "record",
            "ANSIBLE_LOOKUP_PLUGINS": str(PLUGINS / "lookup"),
            "ANSIBLE_BECOME_PLUGINS": str(PLUGINS / "become"),
            "ANSIBLE_CONNECTION_PLUGINS": str(tree.ROOT / "tests" / "integration" / "connection"),
            "ANSIBLE_RETRY_FILES_ENABLED": "0",
            "RECORD_FILE": str(self.file("results")),
            "OBSERVED_FILE": str(self.file("observed")),
            MARK: self.mark,
            **self.env,
        }

    def start(self, play: t.Mapping[str, t.Any], *arguments: str) -> subprocess.Popen[str]:
        """Start a play, in a process group of its own as in a terminal."""
        playbook = self.file("play.yml")
        # JSON is YAML too.
        playbook.write_text(json.dumps([{"hosts": "localhost", "gather_facts": False, **play}]), encoding="utf-8")
        command = [self.python, "-m", "ansible", "playbook", str(playbook), "-i", self.inventory]
        # Also for the implicit localhost, which has the Python of ansible-playbook otherwise.
        command += ["-e", f"ansible_python_interpreter={self.interpreter}", *arguments]
        return subprocess.Popen(
            command,
            cwd=self.folder,
            env=self.variables(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            preexec_fn=restore_interrupts,
        )

    def finish(self, process: subprocess.Popen[str], patience: float = PATIENCE) -> Outcome:
        """Wait for the end of a play, and return its outcome."""
        try:
            output, _none = process.communicate(timeout=patience)
        finally:
            process.kill()
            process.wait()
        return Outcome(process.returncode, output, self.lines("results"), self.lines("observed"))

    def run(self, tasks: Tasks, *arguments: str, **play: t.Any) -> Outcome:
        """Run the tasks of a play."""
        for name in ("results", "observed"):
            self.file(name).unlink(missing_ok=True)
        return self.finish(self.start({"tasks": tasks, **play}, *arguments))

    def lines(self, name: str) -> list[t.Any]:
        path = self.file(name)
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []

    def processes(self) -> dict[int, str]:
        """Return the command lines of all processes of the plays."""
        found = {}
        mark = f"{MARK}={self.mark}".encode()
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (folder / "environ").read_bytes().split(b"\0"):
                    found[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
        return found

    def processes_end(self, patience: float = 5.0) -> bool:
        """Return whether all processes of the plays end soon."""
        end = time.monotonic() + patience
        while self.processes():
            if time.monotonic() > end:
                return False
            time.sleep(0.05)
        return True

    def temporary_files(self) -> list[str]:
        """Return the files that were left behind."""
        return [
            str(path)
            for name in ("home", "local", "remote", "async")
            for path in self.file(name).rglob("*")
            if path.is_file()
        ]


def bare_python(folder: Path) -> str:
    """Create a virtual environment without packages, and return its Python."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", "--symlinks", str(folder)], check=True)
    return str(folder / "bin" / "python")


def python_without(folder: Path, *hidden: str) -> str:
    """Create a virtual environment with all packages of this one except the hidden ones, and return its Python."""
    python = bare_python(folder)
    (packages,) = (folder / "lib").glob("python*/site-packages")
    import ansible

    for path in Path(ansible.__file__).parents[1].iterdir():
        if not path.name.lower().startswith(hidden) and not (packages / path.name).exists():
            (packages / path.name).symlink_to(path)
    return python


def task(module: str, name: str = "the task", /, **keywords: t.Any) -> dict[str, t.Any]:
    """Return a task; C(args) are its options."""
    options = keywords.pop("args", {})
    return {"name": name, f"avepoint.cloud_backup.{module}": options, **keywords}


def environ_of(pid: int) -> dict[str, str]:
    """Return the variables that a process started with."""
    rows = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    return dict(os.fsdecode(row).partition("=")[::2] for row in rows if row)
