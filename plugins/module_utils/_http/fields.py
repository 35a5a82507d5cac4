# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ground that every product's wire model stands on: one tolerant reader.

Member names are compared without regard to case, unknown members are ignored, numbers may come as
text. What is not tolerated is a member that is there and cannot be read: it is an error, never a
default. Source: the contract, generations and times.
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

# No figure of a backup is this great; it is something else in its place.
_TOO_MUCH = 10**18
_building = threading.Lock()
_BLANK = frozenset({"", "n/a", "null"})


def fold_names(members: t.Any) -> t.Any:
    """The members of an object with their names in lower case.

    ValueError where two names differ in case alone: which of them holds cannot be known.
    """
    if not isinstance(members, dict):
        return members
    folded = {name.lower(): value for name, value in members.items()}
    if len(folded) != len(members):
        raise ValueError("two members differ in case alone")
    return folded


def _figure(value: t.Any) -> t.Any:
    """Blank text is nothing told; true and false are no figures."""
    if isinstance(value, bool):
        raise ValueError("a figure is expected")
    return None if isinstance(value, str) and value.strip().lower() in _BLANK else value


def _text(value: t.Any) -> t.Any:
    if isinstance(value, (dict, list, bool)):
        raise ValueError("text is expected")
    return None if value is None else str(value)


def _name(value: t.Any) -> t.Any:
    """An enumeration's value as it came, a number or text; what is neither is kept as text."""
    return value if value is None or type(value) in (int, str) else str(value)


def _remark(value: t.Any) -> t.Any:
    """Return a figure that is only shown; what cannot be read is not told, and spoils no answer."""
    text = str(value).strip() if isinstance(value, (int, str)) and not isinstance(value, bool) else ""
    known = text.isascii() and text.isdigit() and len(text) < len(str(_TOO_MUCH))
    return int(text) if known else None


def _flag(value: t.Any) -> t.Any:
    """Return a truth value that is only shown; what cannot be read is not told, and spoils no answer."""
    return {"true": True, "1": True, "false": False, "0": False}.get(str(value).strip().lower())


# Not written with |: the linter of ansible-core takes that for an operation of the running program.
Count = t.Annotated[t.Optional[t.Annotated[int, Field(ge=0, lt=_TOO_MUCH)]], BeforeValidator(_figure)]
Remark = t.Annotated[t.Optional[int], BeforeValidator(_remark)]
Flag = t.Annotated[t.Optional[bool], BeforeValidator(_flag)]
Percent = t.Annotated[t.Optional[t.Annotated[float, Field(ge=0, lt=_TOO_MUCH)]], BeforeValidator(_figure)]
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
    """Return a field that comes under either of two names, in lower case; where both come, they must agree."""
    return Field(None, validation_alias=AliasChoices(name, other))


class WireModel(BaseModel):
    """A part of an answer. A field C(failed_count) reads the member C(failedCount), unless it is C(named)."""

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
    """The fields of a model that have two names, with these."""
    aliases = ((field, info.validation_alias) for field, info in model.model_fields.items())
    choices = ((field, alias.choices) for field, alias in aliases if isinstance(alias, AliasChoices))
    return tuple((field, str(name), str(other)) for field, (name, other) in choices)


def _agree(members: dict[str, t.Any], fields: t.Iterable[tuple[str, str, str]], meanings: Meanings) -> None:
    """Leave each field one name; ValueError where its names say different things."""
    for field, name, other in fields:
        if name in members and other in members:
            told = members.pop(other)
            if members[name] is None:
                members[name] = told
            elif told is not None and not _same(members[name], told, meanings.get(field)):
                raise ValueError(f"{name} and {other} disagree")


def _same(one: object, other: object, meaning: Meaning | None) -> bool:
    """Whether two values say the same: alike when written, or with a meaning that is known and the same."""
    if _written(one) == _written(other):
        return True
    if meaning is None:
        return False
    meant = meaning(_name(one))
    return meant is not None and meant == meaning(_name(other))


def _written(value: object) -> str:
    """A value as text: a number may come as either."""
    whole = isinstance(value, float) and value.is_integer()
    return str(int(t.cast(float, value)) if whole else value).strip()


Model = t.TypeVar("Model", bound=WireModel)


def build(model: type[WireModel]) -> None:
    """Build a model before its first use, one at a time.

    Older versions of Pydantic, such as 2.11, let other threads use a model that is being built, and it reads nothing.
    """
    if not model.__pydantic_complete__:
        with _building:
            model.model_rebuild()


def read(model: type[Model], members: object, **meanings: Meaning) -> Model:
    """Read one object of an answer; MalformedAnswer naming the member that cannot be read.

    C(meanings) say of a field what its values mean, None for one that is not known: two of its names agree
    where they mean the same, however each is written.
    """
    build(model)
    try:
        return model.model_validate(members, context=meanings)
    except ValidationError as wrong:
        first = wrong.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the object"
        # Pydantic puts words of its own before those of a ValueError.
        why = first.get("ctx", {}).get("error") or _expected(first["type"])
        raise MalformedResponse(f"{sanitize(where, 60)}: {sanitize(why, 120)}") from None
    except RecursionError:
        raise MalformedResponse("it is nested too deeply") from None


# By the beginning of the type of a Pydantic error, whose messages are about its types.
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
    """Return what is expected, by the type of a Pydantic error."""
    found = next((words for start, words in _EXPECTED.items() if error.startswith(start)), None)
    return f"{found} is expected" if found else "it has a type that is not expected"


class JobRow(WireModel):
    """What each product's jobs have; generations and products use either name."""

    job_id: Text = named("jobid", "id")
    status: Code = named("status", "state")


class ObjectCounts(WireModel):
    """What a job worked on."""

    total_count: Count = named("totalcount", "totalnumber")
    successful_count: Count = named("successfulcount", "successfulnumber")
    failed_count: Count = named("failedcount", "failednumber")
    skipped_count: Count = named("skippedcount", "skippednumber")
