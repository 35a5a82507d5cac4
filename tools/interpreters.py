# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find the oldest, the newest and the next pair of Python and ansible-core that this machine can run."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.version import Version

from tools import tree

PINS = tree.ROOT / "requirements-dev.txt"
OLDEST_MARK = "#: oldest "
CANDIDATE_MARK = "#: candidate "
CORE = "ansible-core"

VERSION_CODE = "import json, sys; print(json.dumps(sys.version_info[:3]))"


@dataclass(frozen=True, order=True)
class Pair:
    """A release of ansible-core and the Python to run it."""

    core: Version
    python: Version
    interpreter: Path

    @property
    def name(self) -> str:
        """Return the name of the pair, which is also the name of its folder."""
        return f"core-{self.core}-py{self.python.major}.{self.python.minor}"


def oldest(pythons: dict[Version, Path]) -> Pair | None:
    """Return the oldest supported ansible-core with the oldest Python found for it."""
    return min(matching_pairs(marked(OLDEST_MARK), pythons), default=None)


def candidate(pythons: dict[Version, Path]) -> Pair | None:
    """Return the release candidate of the next ansible-core with the newest Python found for it."""
    return max(matching_pairs(marked(CANDIDATE_MARK), pythons), default=None)


def marked(mark: str) -> list[Requirement]:
    """Return the pins that are comments for pip, with this mark."""
    pins = [line for line in PINS.read_text().splitlines() if line.startswith(mark)]
    return [Requirement(line.removeprefix(mark)) for line in pins]


def newest(pythons: dict[Version, Path]) -> Pair | None:
    """Return the newest ansible-core with the newest Python found for it."""
    last = newest_core()
    return max(matching_pairs([pin for pin in core_pins() if pin_version(pin) == last], pythons), default=None)


def newest_core() -> Version:
    """Return the newest ansible-core that is no release candidate."""
    return max(pin_version(pin) for pin in core_pins())


def core_pins() -> list[Requirement]:
    """Return the pins of ansible-core, one for each Python."""
    lines = PINS.read_text().splitlines()
    return [Requirement(line) for line in lines if line.startswith(CORE + "==")]


def matching_pairs(pins: list[Requirement], pythons: dict[Version, Path]) -> list[Pair]:
    """Return every pair of a pinned ansible-core and a Python that its marker allows."""
    return [
        Pair(pin_version(pin), python, interpreter)
        for pin in pins
        for python, interpreter in pythons.items()
        if allows(pin, python)
    ]


def pin_version(pin: Requirement) -> Version:
    """Return the version of a pin."""
    (specifier,) = pin.specifier
    return Version(specifier.version)


def allows(pin: Requirement, python: Version) -> bool:
    """Return whether the marker of a pin allows a Python."""
    values = {
        "python_version": f"{python.major}.{python.minor}",
        "python_full_version": str(python),
    }
    return pin.marker is None or pin.marker.evaluate(values)


def pythons() -> dict[Version, Path]:
    """Return the interpreters of this machine: those on PATH and those of pyenv."""
    found: dict[Version, Path] = {}
    for candidate in candidates():
        version = version_of(candidate)
        if version and can_create_venvs(candidate):
            found.setdefault(version, candidate)
    return found


def candidates() -> list[Path]:
    """Return files that may be a Python 3: those of pyenv first, then those on PATH."""
    kept = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    folders = [
        *sorted(kept.glob("*/bin")),
        *(Path(folder) for folder in os.environ.get("PATH", os.defpath).split(os.pathsep)),
    ]
    real = [folder for folder in folders if folder.name != "shims" and folder.is_dir()]
    return [path for folder in real for path in sorted(folder.glob("python3*")) if is_python(path)]


def is_python(path: Path) -> bool:
    """Return whether a file is an interpreter, such as python3.12, unlike python3-config."""
    minor = path.name.removeprefix("python3").removeprefix(".")
    return (not minor or minor.isdecimal()) and os.access(path, os.X_OK)


def version_of(python: Path) -> Version | None:
    """Return the version that an interpreter reports; None if it does not run."""
    try:
        completed = subprocess.run([python, "-c", VERSION_CODE], capture_output=True, text=True, check=True, timeout=30)
    except (OSError, subprocess.SubprocessError):
        return None
    return Version(".".join(map(str, json.loads(completed.stdout))))


def can_create_venvs(python: Path) -> bool:
    """Return whether an interpreter can create virtual environments; some system Pythons cannot."""
    code = "import ensurepip, venv, ssl"
    completed = subprocess.run([python, "-c", code], capture_output=True, check=False)
    return completed.returncode == 0


def constraints() -> Path:
    """Write all pins except the one of ansible-core to a file of constraints, and return its path."""
    kept = [
        line
        for line in PINS.read_text().splitlines()
        if "==" in line and not line.startswith((CORE, "#", "-r", "ansible-lint"))
    ]
    file = tree.BUILD / "constraints.txt"
    file.parent.mkdir(exist_ok=True)
    file.write_text("\n".join(kept) + "\n")
    return file
