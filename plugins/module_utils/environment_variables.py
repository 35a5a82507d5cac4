# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that come from environment variables: read them, and name the variable in error messages.

ansible-core converts the value of a variable like that of an option and names only the option if that fails. A user
who set the variable, and not the option, needs the name of the variable. A blank value counts as not given.
"""

from __future__ import annotations

import os
import typing as t

from ansible.module_utils.basic import AnsibleFallbackNotFound
from ansible.module_utils.common.validation import check_type_bool, check_type_float, check_type_int

from .blank import is_blank
from .errors import OptionError, sanitize
from .option import Option

Environ = t.Mapping[str, str]
# The types that a text may not fit: how ansible-core converts it, and what is expected.
_CONVERTERS: dict[str, tuple[t.Callable[[t.Any], t.Any], str]] = {
    "bool": (check_type_bool, "true or false"),
    "int": (check_type_int, "a whole number"),
    "float": (check_type_float, "a number"),
}


def fallback(variable: str, kind: str, *choices: str) -> str:
    """Return the value of a variable, for an argument spec. Raise AnsibleFallbackNotFound if it is blank or invalid.

    An invalid value is reported by F(check), which names the variable.
    """
    value = os.environ.get(variable, "")
    if is_blank(value) or _expected(value, kind, choices or None) is not None:
        raise AnsibleFallbackNotFound
    return value


def check(options: t.Iterable[Option], params: t.Mapping[str, t.Any], environ: Environ) -> None:
    """Raise OptionError for the first variable that has an invalid value and whose option is not given."""
    for option in options:
        value = environ.get(option.env or "", "")
        if is_blank(value) or params.get(option.name) not in (None, option.default):
            continue
        expected = _expected(value, option.type, option.choices)
        if expected is not None:
            raise OptionError(option.name, f"{sanitize(value, 60)!r} is not {expected}{origin(str(option.env))}")


def given(options: t.Iterable[Option], params: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return the values that a task or a lookup gives, without the blank ones of these options."""
    names = {option.name for option in options}
    return {name: value for name, value in params.items() if name not in names or not is_blank(value)}


def defaults_of_blank(options: t.Iterable[Option], environ: Environ) -> dict[str, t.Any]:
    """Return the defaults of the options whose variable is blank."""
    return {option.name: option.default for option in options if is_blank(environ.get(option.env or ""))}


def origin(variable: str) -> str:
    """Return the end of a message about a value that came from a variable."""
    return f" (set by the environment variable {variable})"


def _expected(value: str, kind: str, choices: t.Sequence[str] | None) -> str | None:
    """Return what is expected instead of this value; None if it is valid."""
    if choices is not None and value not in choices:
        return f"one of {', '.join(choices)}"
    if kind not in _CONVERTERS:
        return None
    convert, expected = _CONVERTERS[kind]
    try:
        convert(value)
    except (TypeError, ValueError, OverflowError):
        return expected
    return None
