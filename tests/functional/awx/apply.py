# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Play playbooks/awx.yml with the real modules against a stub of the API."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import typing as t
from dataclasses import dataclass
from pathlib import Path

from awx.api.control import Controller
from tools import environment, tree

# Seconds: longer than any play.
TOO_LONG = 600
_RECAP = re.compile(r"^localhost\s*:(.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Play:
    """What a play of the playbook printed, and how it ended."""

    code: int
    output: str

    @property
    def counts(self) -> dict[str, int]:
        """Return the numbers of the recap, such as changed."""
        recap = _RECAP.search(self.output)
        assert recap, self.output
        pairs = (pair.split("=") for pair in recap[1].split())
        return {name: int(number) for name, number in pairs}

    @property
    def changed(self) -> int:
        return self.counts["changed"]

    def good(self) -> Play:
        assert self.code == 0, self.output
        return self

    def bad(self) -> Play:
        assert self.code == 2, self.output
        assert "Traceback" not in self.output
        return self


@dataclass(frozen=True)
class Apply:
    """The playbook with a collection, from a folder without other files."""

    collections: Path
    folder: Path

    def __call__(
        self, controller: Controller, *options: str, env: t.Mapping[str, str] | None = None, **given: t.Any
    ) -> Play:
        """Play it; the keywords are variables."""
        playbook = tree.link() / tree.PLACE / "playbooks" / "awx.yml"
        command = [sys.executable, "-m", "ansible", "playbook", str(playbook), "-e", json.dumps(given), *options]
        variables = environment.variables(
            ANSIBLE_COLLECTIONS_PATH=os.pathsep.join([str(self.collections), str(tree.link())]),
            ANSIBLE_LOCALHOST_WARNING="false",
            **{"HOME": str(self.folder), **controller.env(), **(env or {})},
        )
        completed = subprocess.run(
            command,
            cwd=self.folder,
            env=variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=TOO_LONG,
            check=False,
        )
        return Play(completed.returncode, completed.stdout)
