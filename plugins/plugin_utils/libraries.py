# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The libraries of the controller's Python: whether modules can run in this process."""

from __future__ import annotations

import functools
from importlib import metadata

from packaging.requirements import Requirement

from ..module_utils._module import dependencies


@functools.cache
def lacking(*, certificate: bool) -> str | None:
    """Return which library this Python lacks or has in a version that is too old; None if it has all that are needed.

    C(certificate) is whether a task uses one, which needs more libraries.
    """
    for name in dependencies.needed(certificate=certificate):
        requirement = Requirement(dependencies.REQUIREMENTS[name])
        try:
            found = metadata.version(requirement.name)
        except metadata.PackageNotFoundError:
            return f"the controller's Python lacks {requirement}"
        if not requirement.specifier.contains(found, prereleases=True):
            return f"the controller's Python has {requirement.name} {found}, and {requirement} is needed"
    broken = dependencies.missing(certificate=certificate, file=True)
    return None if broken is None else "a library of the controller's Python cannot be imported"
