# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The values of a credential, as AWX accepts and stores them.

From awx/main/fields.py: CredentialInputField.schema and .validate (with the formats beside JSONSchemaField), and
awx/main/models/credential/__init__.py: CredentialType.default_for_field, Credential.encrypt_field.
"""

from __future__ import annotations

import typing as t
import urllib.parse

from awx.credential_inputs import TYPES

Values = dict[str, t.Any]


def value_problems(inputs: dict[str, t.Any], values: Values) -> list[str]:
    """Return why the API refuses a credential with these values; a missing required field is no reason."""
    fields = {field["id"]: field for field in inputs.get("fields", [])}
    wrong = [f"{name}: no field of the type" for name in values if name not in fields]
    stored = {name: value for name, value in _with_defaults(inputs, values).items() if name in fields}
    return wrong + [problem for name, value in stored.items() for problem in _problems(fields[name], value)]


def saved(inputs: dict[str, t.Any], values: Values) -> Values:
    """Return the values as they are stored, in clear: an empty text, null or false is replaced by a default."""
    secret = {field["id"] for field in inputs.get("fields", []) if field.get("secret")}
    stored = _with_defaults(inputs, values)
    # Credential.encrypt_field: an empty secret is not stored.
    return {name: value for name, value in stored.items() if value or name not in secret}


def _with_defaults(inputs: dict[str, t.Any], values: Values) -> Values:
    fields = {field["id"]: field for field in inputs.get("fields", [])}
    return {name: value or _default(fields.get(name), value) for name, value in values.items()}


def _default(field: dict[str, t.Any] | None, value: object) -> object:
    """Return what CredentialType.default_for_field does: the first choice, which is not the default of the field."""
    if field is None:
        return value
    return field["choices"][0] if "choices" in field else TYPES[field.get("type", "string")]()


def _problems(field: dict[str, t.Any], value: object) -> t.Iterator[str]:
    name = field["id"]
    if not isinstance(value, TYPES[field.get("type", "string")]):
        yield f"{name}: not of type {field.get('type', 'string')}"
    elif field.get("choices") and value not in field["choices"]:
        yield f"{name}: {value!r} is no choice"
    elif field.get("format") == "url":
        # Text that is given but empty is checked too.
        parsed = urllib.parse.urlparse(str(value))
        if not (parsed.scheme and parsed.netloc):
            yield f"{name}: not a URL"
    elif field.get("secret") and value == "$encrypted$":
        yield f"{name}: a reserved word"
