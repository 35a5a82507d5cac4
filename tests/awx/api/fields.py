# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of fields, with what each accepts and how it changes what it accepts.

AWX 24.6.1: awx/api/fields.py, awx/api/serializers.py (BaseSerializer.build_standard_field), which build upon the fields
of Django REST framework.
"""

from __future__ import annotations

import copy
import json
import re
import typing as t
from dataclasses import dataclass

import yaml

# The range of an integer in AWX's database.
_LARGEST: t.Final = 2**31 - 1
_TRUE: t.Final = ("t", "y", "yes", "true", "on", "1")
_FALSE: t.Final = ("f", "n", "no", "false", "off", "0")


class Invalid(Exception):
    """A value that a field does not accept; the text says why."""


class Exists(t.Protocol):
    """Return whether there is an object of a resource with this id."""

    def __call__(self, resource: str, number: int) -> bool:
        """Return it."""


@dataclass(frozen=True)
class Field:
    """A field of a resource. Where it is not required, it has a default."""

    required: bool = False
    default: t.Any = None
    # Whether null stays null, instead of being what an empty value is.
    null: bool = False
    # Ignored in a body, as AWX ignores it.
    read_only: bool = False
    # Ignored in the body of a change.
    create_only: bool = False

    def clean(self, value: t.Any, exists: Exists) -> t.Any:
        """Return the value as it is stored; raise Invalid."""
        if value is None:
            if self.null:
                return None
            return self.empty()
        return self.accept(value, exists)

    def empty(self) -> t.Any:
        raise Invalid("This field may not be null.")

    def accept(self, value: t.Any, exists: Exists) -> t.Any:
        raise NotImplementedError

    def initial(self) -> t.Any:
        """Return the value of a new object whose body lacks the field."""
        return copy.deepcopy(self.default)


@dataclass(frozen=True)
class Text(Field):
    """A string, which loses the space around it."""

    default: t.Any = ""
    longest: int | None = None

    def empty(self) -> t.Any:
        return self.accept("", None)

    def accept(self, value: t.Any, exists: Exists | None) -> str:
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise Invalid("A string is expected.")
        text = str(value).strip()
        if self.required and not text:
            raise Invalid("This field may not be blank.")
        if self.longest is not None and len(text) > self.longest:
            raise Invalid(f"It may have {self.longest} characters at most.")
        return text


@dataclass(frozen=True)
class Choice(Field):
    """One of some values; an integer may be written as a string."""

    default: t.Any = ""
    choices: tuple[str | int, ...] = ()

    def empty(self) -> t.Any:
        return self.accept("", None) if isinstance(self.choices[0], str) else super().empty()

    def accept(self, value: t.Any, exists: Exists | None) -> str | int:
        if value == "" and not self.required:
            return ""
        if isinstance(value, str | int) and not isinstance(value, bool):
            for choice in self.choices:
                if str(choice) == str(value):
                    return choice
        raise Invalid(f"{value!r} is not one of {list(self.choices)}.")


@dataclass(frozen=True)
class Flag(Field):
    """True or false, or a word for it."""

    default: t.Any = False

    def empty(self) -> t.Any:
        return False

    def accept(self, value: t.Any, exists: Exists) -> bool:
        word = str(value).lower()
        if word in _TRUE:
            return True
        if word in (*_FALSE, "", "null"):
            return False
        raise Invalid("True or false is expected.")


@dataclass(frozen=True)
class Whole(Field):
    """An integer, which may be written as a string."""

    default: t.Any = 0
    smallest: int = -_LARGEST - 1

    def accept(self, value: t.Any, exists: Exists) -> int:
        if isinstance(value, bool) or not re.fullmatch(r"-?\d+(\.0*)?", str(value).strip()):
            raise Invalid("An integer is expected.")
        number = int(float(value))
        if not self.smallest <= number <= _LARGEST:
            raise Invalid(f"It must be from {self.smallest} to {_LARGEST}.")
        return number


@dataclass(frozen=True)
class Key(Field):
    """The id of an object of a resource. `cascade`: without that object, this one goes, too."""

    null: bool = True
    to: str = ""
    cascade: bool = False

    def accept(self, value: t.Any, exists: Exists) -> int | None:
        if value == "" and self.null:
            return None
        if isinstance(value, bool) or not re.fullmatch(r"\d+", str(value)):
            raise Invalid("The id of an object is expected.")
        if not exists(self.to, int(value)):
            raise Invalid(f"There is none of {self.to} with the id {value}.")
        return int(value)


@dataclass(frozen=True)
class Mapping(Field):
    """A JSON object."""

    def accept(self, value: t.Any, exists: Exists) -> dict[str, t.Any]:
        if not isinstance(value, dict):
            raise Invalid(f"A JSON object is expected, not {type(value).__name__}.")
        return copy.deepcopy(value)

    def initial(self) -> t.Any:
        return {} if self.default is None and not self.null else super().initial()


@dataclass(frozen=True)
class Variables(Text):
    """The text of a mapping as JSON or YAML (awx/main/validators.py, vars_validate_or_raise)."""

    def accept(self, value: t.Any, exists: Exists | None) -> str:
        text = super().accept(value, exists)
        variables(text)
        return text


@dataclass(frozen=True)
class Matching(Text):
    """A string of a pattern."""

    pattern: str = ""
    what: str = ""

    def accept(self, value: t.Any, exists: Exists | None) -> str:
        text = super().accept(value, exists)
        if not re.fullmatch(self.pattern, text, re.VERBOSE):
            raise Invalid(f"{text!r} is not {self.what}.")
        return text


def variables(text: str | dict[str, t.Any]) -> dict[str, t.Any]:
    """Return variables given as text (awx/main/utils/common.py, parse_yaml_or_json); raise Invalid."""
    if isinstance(text, dict):
        return text
    try:
        read = yaml.safe_load(text) if text not in ("", '""') else {}
        json.dumps(read)
    except (yaml.YAMLError, TypeError, ValueError) as error:
        raise Invalid(f"It is not variables as JSON or YAML: {error}") from None
    if read is not None and not isinstance(read, dict):
        raise Invalid("It is not a mapping of variables.")
    return read or {}
