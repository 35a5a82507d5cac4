# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The libraries of the controller's Python: whether modules can run in this process."""

from __future__ import annotations

import functools
from importlib import metadata

from ansible.module_utils.compat.version import LooseVersion

from ..module_utils._module import dependencies


@functools.cache
def lacking(*, certificate: bool) -> str | None:
    """Return which library this Python lacks or has in a version that is too old; None if it has all that are needed.

    C(certificate) is whether a task uses one, which needs more libraries.
    """
    for name in dependencies.needed(certificate=certificate):
        requirement = dependencies.REQUIREMENTS[name]
        try:
            found = metadata.version(name)
        except metadata.PackageNotFoundError:
            found = None
        # An interrupted installation leaves metadata without a version.
        if not found:
            return f"the controller's Python lacks {requirement}"
        if not _is_at_least(found, requirement.partition(">=")[2]):
            return f"the controller's Python has {name} {found}, and {requirement} is needed"
    broken = dependencies.missing(certificate=certificate, file=True)
    return None if broken is None else "a library of the controller's Python cannot be imported"


def _is_at_least(version: str, least: str) -> bool:
    try:
        return bool(LooseVersion(version) >= LooseVersion(least))
    except TypeError:
        # It does not begin with a number.
        return False
