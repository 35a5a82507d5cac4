# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Play tasks both ways, in process and shipped, with the Ansible of the running Python; compare all that they return.

Each way has its own process of Ansible, inventory and folder, so that the output is compared line by line. The hosts
have the same names both ways and differ only in their connection.
"""

from __future__ import annotations

import difflib
import json
import re
import subprocess
import sys
import typing as t
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from functional.helpers import Tenant
from tools import environment, tree

COLLECTION = "avepoint.cloud_backup"
GROUP = f"group/{COLLECTION}.all"
# The way, and the connection of the hosts that makes a task run this way.
WAYS = {"in process": "local", "shipped": "shipped"}
SAYS = {
    "in process": "run in the process of the controller",
    "shipped": "shipped to the target, because the connection is shipped",
}
# The host of most plays, others of the same connection, and one that cannot be reached.
HOST, OTHERS, REMOTE = "site", ("second", "third"), "remote"
# The folder in which Ansible is started, below that of the playbook, in which its tasks run.
CURRENT = "current"
# Seconds: longer than any play.
TOO_LONG = 240

# What differs with each run, in results as JSON and in the output.
PER_RUN = (
    re.compile(r'(?<="elapsed_seconds": )[0-9.]+'),
    re.compile(r'(?<="access_token": ")[^"*]+'),
    re.compile(r'(?<="expires_at": ")[^"]+'),
    # The time of a line in the progress of job_wait.
    re.compile(r'(?<=")[0-9.]+s(?=: )'),
    # The age of a success.
    re.compile(r"[0-9]+[dhm]( [0-9]+[hm])?(?= ago)"),
    # Request ids and trace ids of the sandbox.
    re.compile(r"0HN\w+:\d+"),
    re.compile(r"\b00-[0-9a-f]{32}-[0-9a-f]{16}-00\b"),
    # The time of a file.
    re.compile(r"(?<=last written at )[0-9T:-]+Z"),
    # The moment of judging.
    re.compile(r'(?<="judged_at": ")[0-9T:-]+Z'),
    # The same of evidence, and the digest of its manifest, which states it.
    re.compile(r'(?<="created_at": ")[0-9T:-]+Z'),
    re.compile(r'(?<=\.evidence", "sha256": ")[0-9a-f]{64}'),
)
# The window of a query; that of the play stays.
_WINDOW = re.compile(r'(?<="(?:since|until)": ")[0-9T:-]+Z')

Task = dict[str, t.Any]


@dataclass(frozen=True)
class Case:
    """A task, or a block whose tasks register a variable with the name of the case, and what it returns."""

    task: Task
    # Whether it fails; None if that depends on the version of ansible-core.
    failed: bool | None = False
    # Text that the registered variable contains, written as JSON.
    says: tuple[str, ...] = ()


Cases = dict[str, Case]


@dataclass(frozen=True)
class Play:
    """Cases of one play, and its keywords."""

    cases: Cases
    keywords: Task = field(default_factory=dict)


@dataclass(frozen=True)
class Played:
    """What Ansible did one way: the saved variables by host, and everything that it printed."""

    code: int
    output: str
    values: dict[str, dict[str, t.Any]]
    templates: dict[str, dict[str, list[str]]]


@dataclass
class Both:
    """What Ansible did both ways."""

    ways: dict[str, Played]
    cases: Cases

    def output(self, way: str) -> str:
        """Return what was printed one way."""
        return self.ways[way].output

    def value(self, name: str, host: str = HOST) -> t.Any:
        """Return the variable of a case, in process."""
        return self.ways["in process"].values[host][name]

    def check(self, *, output: bool = True, ordered: bool = True) -> Both:
        """Assert that everything is the same both ways, and as the cases expect."""
        problems = [problem for name in self.cases for problem in self._problems(name)]
        assert not problems, "\n".join(problems)
        here, shipped = self.ways.values()
        assert here.code == shipped.code, f"{here.output}\n{shipped.output}"
        if output:
            lines = [way.output.splitlines() for way in (here, shipped)]
            # Without an order, the banner of a task is repeated whenever the output comes back to it.
            first, second = lines if ordered else (sorted(set(each)) for each in lines)
            assert first == second, "\n".join(difflib.unified_diff(first, second, *WAYS, lineterm=""))
        for way in (here, shipped):
            assert "Traceback (most recent call last)" not in way.output
        return self

    def _problems(self, name: str) -> t.Iterator[str]:
        """Yield how a case differs, or is not as expected."""
        case = self.cases[name]
        here, shipped = self.ways.values()
        hosts = [host for host, values in here.values.items() if name in values]
        if not hosts:
            yield f"{name}: nothing is registered:\n{here.output}"
        for host in hosts:
            value = here.values[host][name]
            yield from _differences(name, value, shipped.values[host].get(name))
            yield from _differences(f"{name}: templates", here.templates[host][name], shipped.templates[host].get(name))
            text = json.dumps(value, ensure_ascii=False)
            if case.failed is not None and bool(value.get("failed")) != case.failed:
                yield f"{name}: failed is {value.get('failed')}: {text[:2000]}"
            for said in case.says:
                if said not in text:
                    yield f"{name}: {said!r} is not in {text[:2000]}"


def _differences(place: str, here: object, shipped: object) -> t.Iterator[str]:
    """Yield the places where two results differ, with both values."""
    if isinstance(here, dict) and isinstance(shipped, dict):
        for key in sorted({*here, *shipped}):
            yield from _differences(f"{place}.{key}", here.get(key, "(missing)"), shipped.get(key, "(missing)"))
    elif isinstance(here, list) and isinstance(shipped, list) and len(here) == len(shipped):
        for number, (one, other) in enumerate(zip(here, shipped, strict=True)):
            yield from _differences(f"{place}[{number}]", one, other)
    elif type(here) is not type(shipped) or here != shipped:
        yield f"{place}: in process {here!r}, shipped {shipped!r}"


@dataclass(frozen=True)
class Stage:
    """A tenant, and a folder in which tasks are played."""

    tenant: Tenant
    folder: Path
    variables: t.Mapping[str, t.Any]

    def play(
        self,
        cases: Cases | t.Sequence[Play],
        *arguments: str,
        env: t.Mapping[str, str] | None = None,
        **keywords: t.Any,
    ) -> Both:
        """Play cases, or several plays, both ways at the same time."""
        plays = [Play(cases, keywords)] if isinstance(cases, dict) else list(cases)

        def play_one_way(way: str) -> Played:
            folder = self._prepare(way)
            book = [self._play(number, each) for number, each in enumerate(plays)]
            (folder / "play.yml").write_text(json.dumps(book), encoding="utf-8")
            code, output = self._run(way, ["ansible-playbook", str(folder / "play.yml"), *arguments], env)
            return self._read(folder, code, output)

        with ThreadPoolExecutor() as pool:
            ways = dict(zip(WAYS, pool.map(play_one_way, WAYS), strict=True))
        return Both(ways, {name: case for each in plays for name, case in each.cases.items()})

    def adhoc(self, module: str, *arguments: str, env: t.Mapping[str, str] | None = None) -> dict[str, tuple[int, str]]:
        """Run a module with the command C(ansible) both ways; return the exit codes and the output."""

        def run_one_way(way: str) -> tuple[int, str]:
            self._prepare(way)
            return self._run(way, ["ansible", HOST, "-m", f"{COLLECTION}.{module}", *arguments], env)

        with ThreadPoolExecutor() as pool:
            return dict(zip(WAYS, pool.map(run_one_way, WAYS), strict=True))

    def other_client(self, number: int) -> str:
        """Return the client id of another tenant of this play."""
        base = int(self.tenant.client_id.rpartition("-")[2])
        return f"tenant-{base + number}"

    def folder_of(self, way: str) -> Path:
        """Return the folder of a way: the playbook is there, and it is the user's HOME."""
        return self.folder / way.replace(" ", "-")

    def _prepare(self, way: str) -> Path:
        """Write the inventory, and return the folder of the way."""
        folder = self.folder_of(way)
        (folder / CURRENT).mkdir(parents=True, exist_ok=True)
        same = {"ansible_connection": WAYS[way], "ansible_python_interpreter": sys.executable}
        remote = {**same, "ansible_connection": "ssh", "ansible_host": "192.0.2.1"}
        sites = dict.fromkeys((HOST, *OTHERS), same)
        inventory = {"all": {"children": {"sites": {"hosts": sites}}, "hosts": {REMOTE: remote}}}
        (folder / "inventory.yml").write_text(json.dumps(inventory), encoding="utf-8")
        return folder

    def _play(self, number: int, play: Play) -> Task:
        """Return a play as it is written into the playbook."""
        tasks = [
            case.task if "block" in case.task else {"name": name, "register": name, **case.task}
            for name, case in play.cases.items()
        ]
        path = f"{{{{ playbook_dir }}}}/{number}.{{{{ inventory_hostname }}}}.json"
        save = {"name": "Save", "save": {"path": path, "names": list(play.cases)}}
        return {
            "name": f"Play {number}",
            "hosts": HOST,
            "gather_facts": False,
            "ignore_errors": True,
            "module_defaults": {GROUP: "{{ service }}"},
            **play.keywords,
            "vars": {**self.variables, **play.keywords.get("vars", {})},
            "tasks": [*tasks, save],
        }

    def _run(self, way: str, command: list[str], env: t.Mapping[str, str] | None) -> tuple[int, str]:
        """Run a command of Ansible in the folder of a way; return its exit code and its output."""
        folder = self.folder_of(way)
        here = Path(__file__).parent
        settings = {
            "HOME": str(folder),
            "ANSIBLE_COLLECTIONS_PATH": str(tree.link()),
            "ANSIBLE_INVENTORY": str(folder / "inventory.yml"),
            "ANSIBLE_ACTION_PLUGINS": str(here / "plugins"),
            "ANSIBLE_CONNECTION_PLUGINS": str(tree.ROOT / "tests" / "integration" / "connection"),
            # Modules are sent faster.
            "ANSIBLE_PIPELINING": "1",
            # ansible-core lists the members of sets in some messages.
            "PYTHONHASHSEED": "0",
        }
        command[0] = str(Path(sys.executable).with_name(command[0]))
        done = subprocess.run(
            command,
            cwd=folder / CURRENT,
            env={**environment.importing_the_checkout(), **settings, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=TOO_LONG,
            check=False,
        )
        return done.returncode, self._normalised(done.stdout, folder)

    def _read(self, folder: Path, code: int, output: str) -> Played:
        """Return what was saved in a folder."""
        values: dict[str, dict[str, t.Any]] = {}
        templates: dict[str, dict[str, list[str]]] = {}
        for path in sorted(folder.glob("*.*.json")):
            saved = json.loads(self._normalised(path.read_text(encoding="utf-8"), folder))
            host = path.name.split(".")[1]
            values.setdefault(host, {}).update(saved["values"])
            templates.setdefault(host, {}).update(saved["templates"])
        return Played(code, output, values, templates)

    def _normalised(self, text: str, folder: Path) -> str:
        """Return the output, or a result as JSON, without what differs with each run."""
        text = text.replace(str(folder), "FOLDER")
        own = self.variables["window"].values()
        text = _WINDOW.sub(lambda found: found[0] if found[0] in own else "0", text)
        for pattern in PER_RUN:
            text = pattern.sub("0", text)
        return text


def module(name: str, **arguments: t.Any) -> Task:
    """Return a task of a module."""
    return {f"{COLLECTION}.{name}": arguments}
