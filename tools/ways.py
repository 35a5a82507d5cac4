# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the integration targets take one of the two ways, in the process or shipped, and check that they took it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

# What an action says at -vvv (plugins/plugin_utils/controller_action.py); tests/integration/vars/ways.py records it.
IN_PROCESS = " is run in the process of the controller"
SHIPPED = " is shipped to the target, because "
# Why a module may be shipped though every host of the run is the controller: a task wants it so.
WANTED = ("the task is asynchronous", "the task becomes the user ", "the connection is shipped")


def configure(collection: Path, *, shipped: bool) -> Path:
    """Write the configuration of ansible-core for the targets; return the file that will have the ways taken.

    It is valid for the playbooks that targets start, too: ansible-test names it in ANSIBLE_CONFIG.
    """
    tests = collection / "tests" / "integration"
    record = collection.parents[2] / "ways.txt"
    lines = [
        "[defaults]",
        f"connection_plugins = {tests / 'connection'}",
        f"vars_plugins = {tests / 'vars'}",
        "[vars_ways]",
        f"record = {record}",
        *(["connection = shipped"] if shipped else []),
    ]
    (tests / "integration.cfg").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return record


def actions(collection: Path) -> set[str]:
    """Return the names of all actions of the collection, which are those of the modules."""
    return {file.stem for file in (collection / "plugins" / "action").glob("[!_]*.py")}


def check(lines: list[str], *, shipped: bool, expected: set[str]) -> list[str]:
    """Return what is wrong with the ways that were taken; C(expected) are modules that must be among them."""
    wrong = Counter(line for line in lines if not is_right(line, shipped=shipped))
    problems = [f"{line} ({times} times)" for line, times in sorted(wrong.items())]
    separator = SHIPPED if shipped else IN_PROCESS
    seen = {line.partition(separator)[0].rpartition(".")[2] for line in lines if separator in line}
    way = "shipped" if shipped else "run in the process"
    return problems + [f"{name} was never {way}" for name in sorted(expected - seen)]


def is_right(line: str, *, shipped: bool) -> bool:
    """Return whether a module took the way of the run."""
    if shipped:
        return SHIPPED in line
    return IN_PROCESS in line or line.partition(SHIPPED)[2].startswith(WANTED)


def summary(lines: list[str]) -> str:
    """Return how many modules took which way."""
    ways = Counter(line.partition(" is ")[2] for line in lines)
    return "\n".join(f"{times:5} times: {way}" for way, times in ways.most_common())
