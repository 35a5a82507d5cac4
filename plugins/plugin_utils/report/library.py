# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The libraries that only some formats need."""

from __future__ import annotations

import contextlib
import typing as t

from ...module_utils.errors import CloudBackupError


@contextlib.contextmanager
def library(name: str) -> t.Iterator[None]:
    """Import a library in this context. Raise CloudBackupError with its name where that is impossible."""
    try:
        yield
    # A broken installation can raise any.
    except Exception as error:
        raise CloudBackupError(
            f"the Python library {name} is needed on the controller and cannot be imported; "
            "requirements.txt of the collection avepoint.cloud_backup lists it"
        ) from error
