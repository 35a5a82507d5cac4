# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ground that every product's wire model stands on: one tolerant reader.

Member names are compared without regard to case, unknown members are ignored, numbers may come as
text. What is not tolerated is a member that is there and cannot be read: it is an error, never a
default. Source: the contract, generations and times.
"""

from __future__ import annotations

import threading
import typing as t
from datetime import datetime

from ansible_collections.avepoint.cloud_backup.plugins.module_utils import times
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import MalformedAnswer, showable
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.validation import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

# No figure of a backup is this great; it is something else in its place.
_TOO_MUCH = 10**18
_building = threading.Lock()
_BLANK = frozenset({"", "n/a", "null"})


def fold(members: t.Any) -> t.Any:
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


# Not written with |: the linter of ansible-core takes that for an operation of the running program.
Figure = t.Annotated[t.Optional[t.Annotated[int, Field(ge=0, lt=_TOO_MUCH)]], BeforeValidator(_figure)]
Share = t.Annotated[t.Optional[t.Annotated[float, Field(ge=0, lt=_TOO_MUCH)]], BeforeValidator(_figure)]
Text = t.Annotated[t.Optional[str], BeforeValidator(_text)]
Name = t.Annotated[t.Union[int, str, None], BeforeValidator(_name)]
Instant = t.Annotated[t.Optional[datetime], BeforeValidator(times.parse_instant)]
Elapsed = t.Annotated[t.Optional[float], BeforeValidator(times.parse_elapsed)]
Hours = t.Annotated[t.Optional[float], BeforeValidator(times.parse_hours)]


def _alias(name: str) -> str:
    return name.replace("_", "")


class WireModel(BaseModel):
    """A part of an answer. A field C(failed_count) reads the member C(failedCount)."""

    model_config = ConfigDict(extra="ignore", frozen=True, alias_generator=_alias, defer_build=True)

    @model_validator(mode="before")
    @classmethod
    def _fold(cls, members: t.Any) -> t.Any:
        return fold(members)


Model = t.TypeVar("Model", bound=WireModel)


def build(model: type[WireModel]) -> None:
    """Build a model before its first use, one at a time.

    Older versions of Pydantic, such as 2.11, let other threads use a model that is being built, and it reads nothing.
    """
    if not model.__pydantic_complete__:
        with _building:
            model.model_rebuild()


def read(model: type[Model], members: object) -> Model:
    """Read one object of an answer; MalformedAnswer naming the member that cannot be read."""
    build(model)
    try:
        return model.model_validate(members)
    except ValidationError as wrong:
        first = wrong.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the object"
        raise MalformedAnswer(f"{showable(where, 60)}: {showable(first['msg'], 120)}") from None


class EnvelopeError(WireModel):
    """One of an envelope's errors: C({code, field, message})."""

    code: Text = None
    field: Text = None
    message: Text = None


class Envelope(WireModel):
    """What surrounds the jobs, in every shape that is known: the outer object, C(data), C(metadata)."""

    status: Name = None
    status_code: Name = None
    message: t.Any = None
    errors: t.Any = None
    request_id: Text = None
    trace_id: Text = None
    data: t.Any = None
    metadata: t.Any = None
    jobs: t.Any = None
    result: t.Any = None
    total_count: Figure = None
    total_number: Figure = None
    next_link: Text = None
