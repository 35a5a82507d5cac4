# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The version of the time zone database, which says when the clocks of a time zone change."""

from __future__ import annotations

import re
import zoneinfo
from importlib import resources
from pathlib import Path

UNKNOWN = "unknown"
# The text form of the database, which names its version in the first line.
_FILE = "tzdata.zi"
_VERSION = re.compile(r"# version (\S{1,40})\n")


def version() -> str:
    """Return the version of the IANA database in use, such as C(2026b): the system's, or that of the library tzdata."""
    try:
        folder = next((Path(path) for path in zoneinfo.TZPATH if Path(path).is_dir()), None)
        source = resources.files("tzdata").joinpath("zoneinfo") if folder is None else folder
        with source.joinpath(_FILE).open(encoding="utf-8") as file:
            stated = _VERSION.match(file.readline(80))
    except (OSError, ValueError, ModuleNotFoundError):
        return UNKNOWN
    return stated[1] if stated else UNKNOWN
