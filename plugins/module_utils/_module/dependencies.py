# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The libraries that a task needs, and the sentence that names all that are missing."""

from __future__ import annotations

import importlib.util
import sys

from .. import _pydantic
from .._http import transport

# By the name that each is installed by, what pip is asked for; the same as in requirements.txt.
REQUIREMENTS = {
    "requests": "requests>=2.31",
    "pydantic": "pydantic>=2.6",
    "PyJWT": "PyJWT>=2.8",
    "cryptography": "cryptography>=42.0",
    "tenacity": "tenacity>=8.2",
}
# What is imported when it is needed, by the name that it is installed by.
_CERTIFICATE = {"PyJWT": "jwt", "cryptography": "cryptography"}


def missing(*, certificate: bool = False, file: bool = False) -> tuple[str, str | None] | None:
    """Return a message that names all libraries that are missing, with the traceback of an import; None for none.

    C(certificate) says that one is used, C(file) that jobs are written to one: each needs more than the rest.
    """
    errors = {"requests": transport.REQUESTS_IMPORT_ERROR, "pydantic": _pydantic.IMPORT_ERROR}
    names = [name for name, error in errors.items() if error is not None]
    needed = {"tenacity": "tenacity", **(_CERTIFICATE if certificate else {})}
    names += [name for name, module in needed.items() if _lacks(module)]
    sqlite = file and _lacks("_sqlite3")
    if not names and not sqlite:
        return None
    told = [_install(names)] if names else []
    if sqlite:
        told.append("the module sqlite3 of Python is missing, which the option dest needs; install it with Python")
    return "; ".join(told), next(filter(None, errors.values()), None)


def _lacks(module: str) -> bool:
    return importlib.util.find_spec(module) is None


def _install(names: list[str]) -> str:
    """Return the sentence about missing libraries; it begins like that of ansible-core, which names one alone."""
    # Only a message about missing libraries needs them.
    import platform
    import shlex

    packages = " ".join(shlex.quote(REQUIREMENTS[name]) for name in names)
    return (
        f"Failed to import the required Python library ({', '.join(names)}) on {platform.node()}'s Python "
        f"{sys.executable}; install with: {sys.executable} -m pip install {packages}"
    )
