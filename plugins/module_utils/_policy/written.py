# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Validate what users write: a list of rules, of policies or of exclusions, and the message about a mistake in it."""

from __future__ import annotations

import difflib
import typing as t

from .. import structured_text
from .._jobs.validate import kind
from .._pydantic import BaseModel, ValidationError
from ..errors import OptionError, sanitize
from .key_types import MAX_VALUE_LENGTH, Expects

Model = t.TypeVar("Model", bound=BaseModel)


def read_list(option: str, noun: str, model: type[Model], given: t.Any) -> list[Model]:
    """Return the items of a list, or of JSON or YAML text of one; an empty list for none.

    C(noun) is what an item is called. Raise OptionError with the name of the item and the key for an invalid item.
    """
    given = structured_text.load(given, option) if isinstance(given, str) else given
    if given is not None and not isinstance(given, (list, tuple)):
        raise OptionError(option, f"a list of {plural(noun)} is expected, not {kind(given)}")
    return [_item(option, noun, model, number, keys) for number, keys in enumerate(given or (), 1)]


def plural(noun: str) -> str:
    """Return the plural of a noun."""
    return f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"


def refuse_duplicates(option: str, noun: str, names: t.Sequence[str]) -> None:
    """Raise OptionError if two items have the same name."""
    duplicate = next((name for name in names if names.count(name) > 1), None)
    if duplicate is not None:
        raise OptionError(option, f"two {plural(noun)} have the name {duplicate!r}; names must be unique")


def where(noun: str, number: int, name: object) -> str:
    """Return how messages name an item: by its name, or by its number in the list."""
    text = sanitize(name, 80) if name else ""
    return f"{noun} {text!r}" if text else f"{noun} {number}"


def _item(option: str, noun: str, model: type[Model], number: int, keys: t.Any) -> Model:
    keys = structured_text.load(keys, option) if isinstance(keys, str) else keys
    if not isinstance(keys, dict):
        raise OptionError(option, f"{noun} {number} is not a mapping of keys")
    named = where(noun, number, keys.get("name"))
    for key, value in keys.items():
        if is_blank(value):
            # An empty result of a template must not widen a rule or remove a check.
            raise OptionError(option, f"{named}: {sanitize(key, 60)} is empty; leave the key out or give a value")
    try:
        return model.model_validate({str(key): value for key, value in keys.items()})
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        raise OptionError(option, f"{named}: {problem_text(noun, model, problem)}") from None


def is_blank(value: t.Any) -> bool:
    """Return whether a value is null, blank text, or an empty list or mapping."""
    return value is None or (isinstance(value, str) and not value.strip()) or value in ([], (), {})


def problem_text(noun: str, model: type[BaseModel], problem: t.Any) -> str:
    """Return the message for an error of Pydantic, in the words of this collection."""
    key = str(problem["loc"][0]) if problem["loc"] else f"the {noun}"
    if problem["type"] == "extra_forbidden":
        known = [field.alias or name for name, field in model.model_fields.items()]
        close = difflib.get_close_matches(key, known, n=1)
        hint = f"; did you mean {close[0]}?" if close else f"; expected one of {', '.join(known)}"
        return f"{sanitize(key, 60)} is not a key of {'an' if noun[0] in 'aeiou' else 'a'} {noun}{hint}"
    if problem["type"] == "missing":
        return f"{key} is missing"
    reason = problem.get("ctx", {}).get("error")
    if problem["type"] == "value_error" and str(reason):
        return f"{key}: {sanitize(reason, 160)}" if problem["loc"] else sanitize(reason, 160)
    # Pydantic describes other errors by its own types.
    return f"{key}: {shown(problem['input'])} is not {_expected(model, key)}"


def _expected(model: type[BaseModel], key: str) -> str:
    """Return what a key expects."""
    field = next(field for name, field in model.model_fields.items() if key in (name, field.alias))
    return next(note.text for note in field.metadata if isinstance(note, Expects))


def shown(value: t.Any) -> str:
    """Return a value as it was given, shortened and sanitized."""
    return (
        repr(sanitize(value, MAX_VALUE_LENGTH)) if isinstance(value, str) else sanitize(repr(value), MAX_VALUE_LENGTH)
    )
