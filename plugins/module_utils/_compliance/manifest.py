# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the manifest of evidence states besides its files: when, of which period and tenant, and by which versions."""

from __future__ import annotations

import platform
import typing as t
from importlib import metadata

from ..release import VERSION
from . import zone_database
from .period import Period

# Those that read or judge.
_LIBRARIES = ("pydantic", "requests", "urllib3", "tenacity")


def facts(period: Period, client_id: str | None) -> dict[str, t.Any]:
    """Return what the manifest states; C(client_id) is that of the tenant's app, None if a token was given."""
    return {
        "created_at": period.row()["judged_at"],
        "period": period.row(),
        "client_id": client_id,
        "versions": {
            "avepoint.cloud_backup": VERSION,
            "python": platform.python_version(),
            **{name: _version(name) for name in _LIBRARIES},
            "time zone database": zone_database.version(),
        },
    }


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def other_version(manifest: t.Mapping[str, t.Any]) -> str:
    """Return the end of a message about evidence that another version of the collection wrote; empty for this one."""
    versions = manifest.get("versions")
    written = versions.get("avepoint.cloud_backup") if isinstance(versions, dict) else None
    if written in (None, VERSION):
        return ""
    return f"; it was written by version {written} of the collection, and this is {VERSION}"
