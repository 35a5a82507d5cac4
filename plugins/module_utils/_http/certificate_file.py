# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The certificate file that is used. An empty file counts as not given.

AWX writes the certificate of a credential into a file, and names that file even if the field was left empty.
"""

from __future__ import annotations

import os
import stat
import typing as t

from .. import argument_spec
from ..blank import is_blank

(_OPTION,) = (option for option in argument_spec.CONNECTION if option.name == "certificate_path")
VARIABLE = str(_OPTION.env)

Params = t.Mapping[str, t.Any]
Environ = t.Mapping[str, t.Any]


def used(params: Params, environ: Environ) -> str | None:
    """Return the path of the file to use, of the option or else of its variable; None if there is none."""
    return next((path for path, _source in _named(params, environ) if not _is_empty(path)), None)


def describe_empty(params: Params, environ: Environ) -> str:
    """Return what a message about missing credentials says of an empty file; empty text if there is none."""
    empty = ((path, source) for path, source in _named(params, environ) if _is_empty(path))
    path, source = next(empty, (None, None))
    return "" if path is None else f" (the certificate file {path!r} of {source} is empty)"


def absolute(path: str) -> str:
    """Return a path with its C(~) and variables expanded, as it is compared with another."""
    return os.path.abspath(os.path.expanduser(os.path.expandvars(path)))


def _named(params: Params, environ: Environ) -> list[tuple[str, str]]:
    """Return each path that is given, with the name of the option or the variable that gives it."""
    option, variable = params.get(_OPTION.name), environ.get(VARIABLE)
    named = []
    if variable is not None and not is_blank(variable):
        named.append((absolute(str(variable)), VARIABLE))
    # ansible-core takes the option from the variable if the option is not given.
    if option is not None and not is_blank(option) and absolute(str(option)) not in dict(named):
        named.insert(0, (str(option), _OPTION.name))
    return named


def _is_empty(path: str) -> bool:
    """Return whether this is a file that has nothing but white space; false if it cannot be read."""
    try:
        # The arguments of a task are not expanded yet.
        expanded = absolute(path)
        # Reading a pipe would take its content away from whoever loads the certificate.
        if not stat.S_ISREG(os.stat(expanded).st_mode):
            return False
        with open(expanded, "rb") as file:
            return not file.read().strip()
    except (OSError, ValueError):
        return False
