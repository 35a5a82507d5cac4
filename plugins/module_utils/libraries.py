# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The libraries that a task needs, and the sentence for one that is missing."""

from __future__ import annotations

import importlib.util

from ansible.module_utils.basic import missing_required_lib

from ansible_collections.avepoint.cloud_backup.plugins.module_utils import transport, validation

# What is imported when it is needed, by its import name and the name that it is installed by.
_CERTIFICATE = {"jwt": "PyJWT", "cryptography": "cryptography"}
# A part of Python that some systems install on its own.
_FILE = {"_sqlite3": "sqlite3"}


def missing(*, certificate: bool = False, file: bool = False) -> tuple[str, str | None] | None:
    """A message for the first library that is missing with the traceback of its import, or None.

    C(certificate) says that one is used, C(file) that jobs are written to one: each needs more than the rest.
    """
    for name, error in (("requests", transport.REQUESTS_IMPORT_ERROR), ("pydantic >= 2", validation.IMPORT_ERROR)):
        if error is not None:
            return missing_required_lib(name), error
    needed = {"tenacity": "tenacity", **(_CERTIFICATE if certificate else {}), **(_FILE if file else {})}
    for module, name in needed.items():
        if importlib.util.find_spec(module) is None:
            return missing_required_lib(name), None
    return None
