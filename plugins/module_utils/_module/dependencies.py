# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Python libraries that a task needs, and the message that names all missing ones."""

from __future__ import annotations

import importlib.util
import sys

from .. import _pydantic
from .._http import transport

# The requirement of each library by its name on PyPI; the same as in requirements.txt, without those of reports.
REQUIREMENTS = {
    "requests": "requests>=2.31",
    "pydantic": "pydantic>=2.6",
    "PyJWT": "PyJWT>=2.8",
    "cryptography": "cryptography>=42.0",
    "tenacity": "tenacity>=8.2",
}
# Libraries that are imported on demand: the module of each by its name on PyPI.
_CERTIFICATE = {"PyJWT": "jwt", "cryptography": "cryptography"}


def needed(*, certificate: bool) -> list[str]:
    """Return the names, on PyPI, of the libraries that a task needs. C(certificate) is whether it uses one."""
    return [name for name in REQUIREMENTS if certificate or name not in _CERTIFICATE]


def missing(*, certificate: bool = False, file: bool = False) -> tuple[str, str | None] | None:
    """Return a message that names all missing libraries, and the traceback of an import; None if none is missing.

    C(certificate) is whether the task uses one, C(file) whether it writes jobs to a file: both need more libraries.
    """
    errors = {"requests": transport.REQUESTS_IMPORT_ERROR, "pydantic": _pydantic.IMPORT_ERROR}
    names = [name for name, error in errors.items() if error is not None]
    on_demand = {"tenacity": "tenacity", **(_CERTIFICATE if certificate else {})}
    names += [name for name, module in on_demand.items() if _is_missing(module)]
    sqlite = file and _is_missing("_sqlite3")
    if not names and not sqlite:
        return None
    sentences = [_install_message(names)] if names else []
    if sqlite:
        sentences.append("the option dest needs Python's module sqlite3, which is missing; install it with Python")
    return "; ".join(sentences), next(filter(None, errors.values()), None)


def _is_missing(module: str) -> bool:
    return importlib.util.find_spec(module) is None


def _install_message(names: list[str]) -> str:
    """Return the message about missing libraries; it starts as that of ansible-core, which names one library."""
    # Imported on demand, since only this message needs them.
    import platform
    import shlex

    packages = " ".join(shlex.quote(REQUIREMENTS[name]) for name in names)
    return (
        f"Failed to import the required Python library ({', '.join(names)}) on {platform.node()}'s Python "
        f"{sys.executable}; install with: {sys.executable} -m pip install {packages}"
    )
