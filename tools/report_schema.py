# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The structure of a report as a JSON Schema, and as the return value of a filter."""

from __future__ import annotations

import json
import typing as t

from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report.models import Report

# The types of Ansible by those of JSON.
_TYPES = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "array": "list", "object": "dict"}


def schema() -> str:
    """Return the JSON Schema as the text of a file."""
    made = Report.model_json_schema(mode="serialization")
    about = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$comment": "Written by tools/generate.py."}
    return json.dumps({**about, **made}, indent=2) + "\n"


def returned() -> dict[str, t.Any]:
    """Return the documentation of each key of a report."""
    keys = Report.model_json_schema(mode="serialization")["properties"]
    return {name: _key(key, Report.model_fields[name].description) for name, key in keys.items()}


def _key(key: t.Mapping[str, t.Any], description: str | None) -> dict[str, t.Any]:
    kinds = [_TYPES.get(kind["type"], "raw") if "type" in kind else "dict" for kind in key.get("anyOf", [key])]
    described = {"description": description, "returned": "always", "type": kinds[0]}
    return {**described, "elements": "dict"} if kinds[0] == "list" and "$ref" in key["items"] else described
