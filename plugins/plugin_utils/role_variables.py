# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check the variables of roles and playbooks.

Ansible-core checks a role's arguments before the role's first task and treats an omitted value as false, so roles check
their variables themselves. Null and blank text count as not given, since a survey sends what was left empty.
"""

from __future__ import annotations

import typing as t
from collections.abc import Mapping

from jinja2 import Undefined

from ..module_utils.blank import is_blank
from ..module_utils.errors import OptionError
from .variable_types import MISSING, SELECTIONS, TYPES, WrongVariable, decrypted


class Checked(t.TypedDict):
    """The checked variables: the first problem as a sentence, empty if there is none, and the values."""

    problem: str
    values: dict[str, t.Any]


def check(
    given: Mapping[str, t.Any],
    omit: object,
    specs: Mapping[str, Mapping[str, t.Any]],
    defaults: Mapping[str, t.Any] | None = None,
) -> Checked:
    """Return the values of variables with the types of their specs, or the problem of the first wrong one.

    C(specs) maps each name to its C(type), which is a key of C(TYPES), and to a C(default) unless the variable is
    required. C(defaults) are defaults of a playbook, which precede those. A value that is C(omit), null or blank text
    counts as not given, as does an empty list of products or formats, which a survey sends if none is selected.
    """
    values: dict[str, t.Any] = {}
    for name, spec in specs.items():
        value = decrypted(given.get(name, omit))
        if isinstance(value, Undefined):
            # Before ansible-core 2.19 an undefined variable is passed as a value; its own error names it.
            value._fail_with_undefined_error()
        if not _is_given(value, omit) or (spec["type"] in SELECTIONS and value == []):
            value = (defaults or {}).get(name, spec.get("default", MISSING))
            if value is None:
                values[name] = None
                continue
        try:
            values[name] = TYPES[spec["type"]](name, value)
        except WrongVariable as wrong:
            return Checked(problem=f"{name} must be {wrong}", values={})
        except OptionError as wrong:
            return Checked(problem=str(wrong), values={})
    return Checked(problem="", values=values)


def _is_given(value: object, omit: object) -> bool:
    # Before ansible-core 2.19 the placeholder is text.
    omitted = value is omit or (isinstance(omit, str) and isinstance(value, str) and value == omit)
    return not (omitted or value is None or is_blank(value))
