# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The base of every product's wire model, and the types of its fields.

Names of members are compared without regard to case, unknown members are ignored, numbers may be text. A member with
an invalid value is an error, never a default. Source: docs/api/README.md, docs/api/times.md.
"""

from __future__ import annotations

import functools
import threading
import typing as t
from datetime import datetime

from .. import times
from .._pydantic import (
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    model_validator,
)
from ..errors import MalformedResponse, sanitize

# No number of a backup is so large.
_TOO_LARGE = 10**18
_building = threading.Lock()
_BLANK = frozenset({"", "n/a", "null"})


def fold_names(members: t.Any) -> t.Any:
    """Return the members of an object with their names in lower case; any other value unchanged.

    Raise ValueError if two names differ only in case, since either could be meant.
    """
    if not isinstance(members, dict):
        return members
    folded = {name.lower(): value for name, value in members.items()}
    if len(folded) != len(members):
        raise ValueError("two members differ only in case")
    return folded


def _number(value: t.Any) -> t.Any:
    """Return a number as received, None for blank text. Raise ValueError for a truth value."""
    if isinstance(value, bool):
        raise ValueError("a number is expected")
    return None if isinstance(value, str) and value.strip().lower() in _BLANK else value


def _text(value: t.Any) -> t.Any:
    if isinstance(value, (dict, list, bool)):
        raise ValueError("text is expected")
    return None if value is None else str(value)


def _name(value: t.Any) -> t.Any:
    """Return the value of an enumeration as received, a number or text; any other value as text."""
    return value if value is None or type(value) in (int, str) else str(value)


def _remark(value: t.Any) -> t.Any:
    """Return a number that is only shown; None for an invalid one, which is no error."""
    text = str(value).strip() if isinstance(value, (int, str)) and not isinstance(value, bool) else ""
    known = text.isascii() and text.isdigit() and len(text) < len(str(_TOO_LARGE))
    return int(text) if known else None


def _flag(value: t.Any) -> t.Any:
    """Return a truth value that is only shown; None for an invalid one, which is no error."""
    return {"true": True, "1": True, "false": False, "0": False}.get(str(value).strip().lower())


# Not written with |: the linter of ansible-core takes that for an operation at run time.
Count = t.Annotated[t.Optional[t.Annotated[int, Field(ge=0, lt=_TOO_LARGE)]], BeforeValidator(_number)]
Remark = t.Annotated[t.Optional[int], BeforeValidator(_remark)]
Flag = t.Annotated[t.Optional[bool], BeforeValidator(_flag)]
Percent = t.Annotated[t.Optional[t.Annotated[float, Field(ge=0, lt=_TOO_LARGE)]], BeforeValidator(_number)]
Text = t.Annotated[t.Optional[str], BeforeValidator(_text)]
Code = t.Annotated[t.Union[int, str, None], BeforeValidator(_name)]
Moment = t.Annotated[t.Optional[datetime], BeforeValidator(times.parse_instant)]
Duration = t.Annotated[t.Optional[float], BeforeValidator(times.parse_elapsed)]
Hours = t.Annotated[t.Optional[float], BeforeValidator(times.parse_hours)]


Meaning = t.Callable[[t.Union[int, str, None]], object]
Meanings = t.Mapping[str, Meaning]


def _alias(name: str) -> str:
    return name.replace("_", "")


def named(name: str, other: str) -> t.Any:
    """Return a field with two possible names, in lower case; if both are there, they must agree."""
    return Field(None, validation_alias=AliasChoices(name, other))


class WireModel(BaseModel):
    """A part of a response. A field C(failed_count) reads the member C(failedCount), unless it is F(named)."""

    model_config = ConfigDict(extra="ignore", frozen=True, alias_generator=_alias, defer_build=True)

    @model_validator(mode="before")
    @classmethod
    def _fold(cls, members: t.Any, info: ValidationInfo) -> t.Any:
        folded = fold_names(members)
        if isinstance(folded, dict):
            _agree(folded, _names(cls), info.context or {})
        return folded


@functools.cache
def _names(model: type[WireModel]) -> tuple[tuple[str, str, str], ...]:
    """Return the fields of a model that have two names, each with both."""
    aliases = ((field, info.validation_alias) for field, info in model.model_fields.items())
    choices = ((field, alias.choices) for field, alias in aliases if isinstance(alias, AliasChoices))
    return tuple((field, str(name), str(other)) for field, (name, other) in choices)


def _agree(members: dict[str, t.Any], fields: t.Iterable[tuple[str, str, str]], meanings: Meanings) -> None:
    """Leave one name of each field. Raise ValueError if the members of both names disagree."""
    for field, name, other in fields:
        if name in members and other in members:
            value = members.pop(other)
            if members[name] is None:
                members[name] = value
            elif value is not None and not _same(members[name], value, meanings.get(field)):
                raise ValueError(f"{name} and {other} disagree")


def _same(one: object, other: object, meaning: Meaning | None) -> bool:
    """Return whether two values agree: the same text, or the same known meaning."""
    if _as_text(one) == _as_text(other):
        return True
    if meaning is None:
        return False
    known = meaning(_name(one))
    return known is not None and known == meaning(_name(other))


def _as_text(value: object) -> str:
    """Return a value as text; a number may be sent as either."""
    is_integer = isinstance(value, float) and value.is_integer()
    return str(int(t.cast(float, value)) if is_integer else value).strip()


Model = t.TypeVar("Model", bound=WireModel)


def build(model: type[WireModel]) -> None:
    """Build a model before its first use, one at a time.

    In older versions of Pydantic, such as 2.11, a model that is being built can be used by other threads, and then
    reads nothing.
    """
    if not model.__pydantic_complete__:
        with _building:
            model.model_rebuild()


def read(model: type[Model], members: object, **meanings: Meaning) -> Model:
    """Return the model of one object of a response. Raise MalformedResponse, with the member, for an invalid value.

    C(meanings) has, for the name of a field, a function that returns the meaning of a value, None for an unknown one:
    the values of its two names agree if they mean the same.
    """
    build(model)
    try:
        return model.model_validate(members, context=meanings)
    except ValidationError as wrong:
        first = wrong.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the object"
        # Pydantic adds its own words before the text of a ValueError.
        why = first.get("ctx", {}).get("error") or _expected(first["type"])
        raise MalformedResponse(f"{sanitize(where, 60)}: {sanitize(why, 120)}") from None
    except RecursionError:
        raise MalformedResponse("it is nested too deeply") from None


# By the beginning of the type of a Pydantic error; the messages of Pydantic are about Python types.
_EXPECTED = {
    "int": "a whole number",
    "float": "a number",
    "finite_number": "a number that is finite",
    "greater_than": "a number of at least 0",
    "less_than": "a smaller number",
    "string": "text",
    "datetime": "a time",
    "model": "an object",
    "dict": "an object",
    "list": "a list",
    "tuple": "a list",
}


def _expected(error: str) -> str:
    """Return what is expected, for the type of a Pydantic error."""
    found = next((expected for start, expected in _EXPECTED.items() if error.startswith(start)), None)
    return f"{found} is expected" if found else "it has an unexpected type"


class JobRow(WireModel):
    """The members of the jobs of all products; products and API versions use either name."""

    job_id: Text = named("jobid", "id")
    status: Code = named("status", "state")


class ObjectCounts(WireModel):
    """The objects of a job, counted."""

    total_count: Count = named("totalcount", "totalnumber")
    successful_count: Count = named("successfulcount", "successfulnumber")
    failed_count: Count = named("failedcount", "failednumber")
    skipped_count: Count = named("skippedcount", "skippednumber")
