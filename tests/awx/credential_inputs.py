# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fields of a custom credential type, as AWX accepts them.

From awx/main/fields.py: CredentialTypeInputField.schema and .validate, and awx/api/serializers.py:
CredentialTypeSerializer.validate.
"""

from __future__ import annotations

import typing as t

import pydantic

# CredentialTypeInputField.schema: a field is a variable of the templates.
VARIABLE = r"^[a-zA-Z_]+[a-zA-Z0-9_]*$"
# CredentialTypeInputField.validate: the namespace that templates find the names of files in.
RESERVED = "tower"
# The same: these make sense for text alone.
TEXT_ONLY = ("choices", "multiline", "format", "secret")
TYPES: dict[str, type] = {"string": str, "boolean": bool}


def _unique(choices: list[str]) -> list[str]:
    if len(set(choices)) < len(choices):
        raise ValueError("a choice is given twice")
    return choices


class Field(pydantic.BaseModel):
    """One field; keys that are not here are refused."""

    model_config = pydantic.ConfigDict(extra="forbid", strict=True)

    id: t.Annotated[str, pydantic.Field(pattern=VARIABLE)]
    label: str
    type: t.Literal["string", "boolean"] = "string"
    format: t.Literal["ssh_private_key", "url"] | None = None
    choices: t.Annotated[list[str], pydantic.Field(min_length=1), pydantic.AfterValidator(_unique)] | None = None
    help_text: str = ""
    multiline: bool = False
    secret: bool = False
    ask_at_runtime: bool = False
    default: t.Any = None

    @pydantic.field_validator("choices", "format", mode="before")
    @classmethod
    def _given(cls, value: object) -> object:
        """Refuse null, which the models of optional keys would accept."""
        if value is None:
            raise ValueError("null is no value")
        return value


class Inputs(pydantic.BaseModel):
    """The fields, and which are required; AWX accepts a required field that does not exist."""

    model_config = pydantic.ConfigDict(extra="forbid", strict=True)

    fields_: t.Annotated[list[Field], pydantic.Field(alias="fields")] = []
    required: list[str] = []


def input_problems(inputs: object) -> list[str]:
    """Return why the API refuses these fields, one sentence each."""
    try:
        read = Inputs.model_validate(inputs)
    except pydantic.ValidationError as error:
        return [f"inputs.{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()]
    ids = [field.id for field in read.fields_]
    repeated = {f"{each}: the id is given twice" for each in ids if ids.count(each) > 1}
    return sorted(repeated) + [problem for field in read.fields_ for problem in _field_problems(field)]


def _field_problems(field: Field) -> t.Iterator[str]:
    if field.id == RESERVED:
        yield f"{field.id}: the id is reserved"
    for key in TEXT_ONLY:
        # A given key counts, whatever its value: secret: false is refused too.
        if key in field.model_fields_set and field.type != "string":
            yield f"{field.id}: {key} is for fields of type string"
    if "default" in field.model_fields_set and not isinstance(field.default, TYPES[field.type]):
        yield f"{field.id}: the default is no {field.type}"
    # Refused by the serializer; types that AWX itself ships may have it.
    if field.ask_at_runtime:
        yield f"{field.id}: ask_at_runtime is not supported in custom types"
