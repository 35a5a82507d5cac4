# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the tables of docs/awx.md from the data files: what is configured, and the variables that change it."""

from __future__ import annotations

import re
import typing as t
from pathlib import Path

from tools.markdown import table
from tools.yaml_text import load

from . import data_files

PLAYBOOK = "playbooks/awx.yml"
# A line with variables, such as "#   awx_project_url    the repository", or the continuation of one.
_VARIABLES = re.compile(r"#   (awx_\w+(?:, awx_\w+)*) {2,}(\S.*)")
_CONTINUATION = re.compile(r"# {6,}(\S.*)")


def blocks() -> dict[str, str]:
    """Return each generated table by its name."""
    files = data_files.files()
    texts = [(data_files.ROOT / PLAYBOOK).read_text(encoding="utf-8"), *files.values()]
    return {"objects": _objects(files), "variables": _variables(texts)}


def _objects(files: t.Mapping[str, str]) -> str:
    rows = [
        [Path(path).stem.replace("_", " "), f"*{item['name']}*", item["description"]]
        for path, text in files.items()
        for items in load(text).values()
        for item in items
    ]
    return table(["", "name", ""], rows)


def _variables(texts: t.Iterable[str]) -> str:
    described = [pair for text in texts for pair in described_in(text)]
    return table(["variable", ""], [[f"`{name}`", about] for name, about in described])


def described_in(text: str) -> list[tuple[str, str]]:
    """Return the name and the description of each variable in the comments of a file."""
    found: list[tuple[str, str]] = []
    for line in text.splitlines():
        if variable := _VARIABLES.fullmatch(line):
            found.append((variable[1], variable[2]))
        elif found and (more := _CONTINUATION.fullmatch(line)):
            found[-1] = (found[-1][0], f"{found[-1][1]} {more[1]}")
    return found
