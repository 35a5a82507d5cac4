# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keep the compiled files of this collection, as Python does for every other file that it imports.

The loader of ansible-core for collections compiles each file in every process, which takes longer than to read a page
of jobs. Importing this file is enough; it has to be imported before the others.
"""

from __future__ import annotations

import importlib.abc
import importlib.util
import os
import sys
import typing as t

if t.TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType

# The full name of the package of all plugins, and its folder.
PLUGINS = __name__.rpartition(".plugin_utils.")[0]
_FOLDER = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_KINDS = tuple(f"{PLUGINS}.{kind}." for kind in ("modules", "module_utils", "plugin_utils"))


class CompiledFiles(importlib.abc.MetaPathFinder):
    """Finds the files of this collection for Python's own loader; packages are left to the loader of ansible-core."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return how to load a file, None for anything else."""
        if not fullname.startswith(_KINDS):
            return None
        file = os.path.join(_FOLDER, *fullname.removeprefix(PLUGINS + ".").split(".")) + ".py"
        return importlib.util.spec_from_file_location(fullname, file) if os.path.isfile(file) else None


# The loader of ansible-core for collections.
_LOADER = "_AnsibleCollectionFinder"


def install(finders: list[t.Any]) -> None:
    """Insert the finder before the loader of ansible-core; without that loader, Python keeps compiled files itself."""
    names = [type(finder).__name__ for finder in finders]
    # Once: this file is imported again where the collection is reloaded.
    if CompiledFiles.__name__ not in names and _LOADER in names:
        finders.insert(names.index(_LOADER), CompiledFiles())


install(sys.meta_path)
