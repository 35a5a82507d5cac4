# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The libraries of reports, which are imported on demand."""

from __future__ import annotations

import importlib
import types

from ...module_utils.errors import CloudBackupError, sanitize

# The name of each on PyPI, by the name that it is imported by.
_NAMES = {"pydantic": "pydantic", "prometheus_client": "prometheus-client", "junitparser": "junitparser"}


class MissingLibrary(CloudBackupError):
    """A library that a report needs cannot be imported."""


def require(name: str) -> types.ModuleType:
    """Return a library. Raise MissingLibrary if it cannot be imported."""
    try:
        return importlib.import_module(name)
    except Exception as error:  # a broken installation can raise any
        raise MissingLibrary(
            f"the Python of ansible-core cannot import {_NAMES[name]}, which this report needs "
            f"(requirements.txt of the collection lists it): {sanitize(error)}"
        ) from None
