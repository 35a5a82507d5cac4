# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check the variables of roles and playbooks: the one place for it.

Core checks a role's arguments before the role's first task and takes an omitted value for false, so
roles check their variables themselves. A message never shows what is in a list or a mapping, since
that can be a secret. What is parsed from text is never a template.
"""

from __future__ import annotations

import re
import typing as t
from collections.abc import Mapping, Sequence

from ansible.module_utils.parsing.convert_bool import BOOLEANS_FALSE, BOOLEANS_TRUE
from ansible.utils.unsafe_proxy import wrap_var
from jinja2 import Undefined

from ..module_utils._gate import rules_text
from ..module_utils.errors import OptionError, sanitize

_MISSING = object()
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")


class WrongVariable(Exception):
    """A variable has a wrong value; the text says what is expected."""


class Checked(t.TypedDict):
    """Variables after the check: the first problem as a sentence or an empty text, and the values."""

    problem: str
    values: dict[str, t.Any]


def check(given: Mapping[str, t.Any], omit: object, specs: Mapping[str, Mapping[str, t.Any]]) -> Checked:
    """Return the values of variables as their specs want them, or what is wrong with the first wrong one.

    C(specs) maps each name to its C(type), which is a key of C(_TYPES), and to a C(default) unless the
    variable is required. A value that is C(omit) counts as not given.
    """
    values: dict[str, t.Any] = {}
    for name, spec in specs.items():
        value = given.get(name, omit)
        if isinstance(value, Undefined):
            # Before 2.19 what is undefined comes as a value; its own error names the variable.
            value._fail_with_undefined_error()
        if _is_omitted(value, omit):
            value = spec.get("default", _MISSING)
            if value is None:
                values[name] = None
                continue
        try:
            values[name] = _TYPES[spec["type"]](name, value)
        except WrongVariable as wrong:
            return Checked(problem=f"{name} must be {wrong}", values={})
        except OptionError as wrong:
            return Checked(problem=str(wrong), values={})
    return Checked(problem="", values=values)


def _is_omitted(value: object, omit: object) -> bool:
    # Before ansible-core 2.19 the placeholder is text.
    return value is omit or (isinstance(omit, str) and isinstance(value, str) and value == omit)


def _wrong(expected: str, value: object) -> WrongVariable:
    """Return the error for a value; it shows words and numbers, and of all else only what it is."""
    if value is _MISSING:
        return WrongVariable(f"{expected}, and it is not given")
    if value is None:
        return WrongVariable(f"{expected}, not null")
    if isinstance(value, str):
        return WrongVariable(f"{expected}, not {sanitize(value, 40)!r}" if value.strip() else f"{expected}, not empty")
    if isinstance(value, (bool, int, float)):
        return WrongVariable(f"{expected}, not {value!r}")
    return WrongVariable(f"{expected}, not {_kind(value)}")


def _kind(value: object) -> str:
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, str):
        return "text"
    return "a list" if isinstance(value, Sequence) else f"{value!r}" if isinstance(value, (bool, int)) else "this value"


def _boolean(_name: str, value: object) -> bool:
    """Return true or false for Ansible's own words; nothing else stands for false."""
    word = value.strip().lower() if isinstance(value, str) else value
    if isinstance(word, (str, bool, int, float)):
        if word in BOOLEANS_FALSE:
            return False
        if word in BOOLEANS_TRUE:
            return True
    raise _wrong("true or false", value)


def _count(_name: str, value: object) -> int:
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit() and len(value) < 10:
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    raise _wrong("a whole number of at least 0", value)


def _text(_name: str, value: object) -> str:
    if isinstance(value, str) and value.strip():
        return value
    raise _wrong("text that is not empty", value)


def _name(_name: str, value: object) -> str:
    """Return the name of a run, which becomes the name of a folder."""
    word = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if isinstance(word, str) and _NAME.fullmatch(word):
        return word
    raise _wrong("a name of letters, digits and _.-", value)


def _pattern(_name: str, value: object) -> object:
    """Return a pattern of hosts, or a list of patterns."""
    several = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    if several and all(isinstance(one, str) and one.strip() for one in several):
        return value
    raise _wrong("a pattern of hosts", value)


def _rules(name: str, value: object) -> list[t.Any]:
    rules = _list(name, "rules", value)
    if not rules:
        raise WrongVariable("a list of rules, and it is empty: without rules everything would pass")
    return rules


def _verdicts(name: str, value: object) -> list[t.Any]:
    verdicts = _list(name, "verdicts", value)
    for number, verdict in enumerate(verdicts, 1):
        if not {"rule", "product"} <= set(verdict) or not isinstance(verdict.get("passed"), bool):
            raise WrongVariable(f"a list of verdicts of job_gate; item {number} is none")
    return verdicts


def _jobs(name: str, value: object) -> list[t.Any]:
    jobs = _list(name, "jobs", value)
    for number, job in enumerate(jobs, 1):
        if not {"id", "product"} <= set(job):
            raise WrongVariable(f"a list of jobs as the modules return them; item {number} is none")
    return jobs


def _list(name: str, what: str, value: object) -> list[t.Any]:
    """Return a list of mappings, given as such or as text."""
    expected = f"a list of {what}, or JSON or YAML text of one"
    found = _structure(name, expected, value)
    if isinstance(found, Mapping) or not isinstance(found, Sequence) or isinstance(found, (str, bytes)):
        raise _of_another_kind(expected, value, found)
    for number, item in enumerate(found, 1):
        if not isinstance(item, Mapping):
            raise WrongVariable(f"{expected}; item {number} is {_kind(item)} and not a mapping")
    return found if isinstance(found, list) else list(found)


def _mapping(name: str, value: object) -> Mapping[str, t.Any]:
    """Return a mapping, given as such or as text."""
    expected = "a mapping, or JSON or YAML text of one"
    found = _structure(name, expected, value, secret=True)
    if not isinstance(found, Mapping):
        raise _of_another_kind(expected, value, found)
    return found


def _of_another_kind(expected: str, value: object, found: object) -> WrongVariable:
    """Return the error for a value that is something else, or for text that says something else."""
    if found is value or isinstance(value, (list, tuple)):
        return WrongVariable(f"{expected}, not {_kind(found)}")
    return WrongVariable(f"{expected}; this text is {'neither' if isinstance(found, str) else _kind(found)}")


def _structure(name: str, expected: str, value: object, *, secret: bool = False) -> object:
    """Return what text says, or the value itself where it is no text."""
    if isinstance(value, Sequence) and not isinstance(value, (str, bytes, list, tuple)):
        # Before ansible-core 2.19 text from a vault is a sequence of its own.
        value = str(value)
    if not isinstance(value, str):
        if value is _MISSING or value is None:
            raise _wrong(expected, value)
        return value
    if not value.strip():
        raise _wrong(expected, value)
    return wrap_var(rules_text.load(value, name, secret=secret))


_TYPES: dict[str, t.Callable[[str, object], t.Any]] = {
    "boolean": _boolean,
    "count": _count,
    "text": _text,
    "name": _name,
    "pattern": _pattern,
    "rules": _rules,
    "verdicts": _verdicts,
    "jobs": _jobs,
    "mapping": _mapping,
}
