# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What AWX makes of a credential when a job starts: environment, files, extra variables, and what it stores of them.

From awx/main/models/credential/__init__.py: CredentialType.inject_credential.
"""

from __future__ import annotations

import os
import tempfile
import typing as t
from dataclasses import dataclass
from pathlib import Path

import jinja2.sandbox

from awx import extra_vars as extra_vars_file
from awx.credential_injectors import SINGLE_FILE, variable_problems
from awx.credential_values import Values, saved

# HIDDEN_PASSWORD
HIDDEN = "**********"


@dataclass(frozen=True)
class Rendered:
    """What a job gets. The files are by their label, ``template`` or ``template.x``."""

    env: dict[str, str]
    # What AWX stores of env in its database, and shows as the environment of the job.
    safe_env: dict[str, str]
    extra_vars: dict[str, t.Any]
    # Options of ansible-playbook that name the file with the extra variables.
    arguments: list[str]
    files: dict[str, Path]


def render(inputs: dict[str, t.Any], injectors: dict[str, t.Any], values: Values, private_data: Path) -> Rendered:
    """Return the environment of a job with a credential, and write its files into the folder C(env) of the job.

    AWX replaces the path of the folder by C(/runner), where a container has it; here there is no container.
    """
    folder = private_data / "env"
    folder.mkdir(parents=True, exist_ok=True)
    # An undefined name is empty text here, unlike when the type is created.
    environment = jinja2.sandbox.ImmutableSandboxedEnvironment()
    names, safe_names = _namespaces(inputs, saved(inputs, values))
    files: dict[str, Path] = {}
    for label, template in injectors.get("file", {}).items():
        files[label] = _write(folder, environment.from_string(template).render({**names, "tower": _tower(files)}))
    names["tower"] = safe_names["tower"] = _tower(files)

    def rendered(node: t.Any) -> t.Any:
        if isinstance(node, dict):
            return {rendered(key): rendered(value) for key, value in node.items()}
        if isinstance(node, list):
            return [rendered(value) for value in node]
        return environment.from_string(node).render(names)

    templates = {name: text for name, text in injectors.get("env", {}).items() if not variable_problems(name)}
    extra_vars = rendered(injectors.get("extra_vars", {}))
    written = [_write(folder, extra_vars_file.dump(extra_vars), mode=0o400)] if extra_vars else []
    return Rendered(
        env={name: environment.from_string(text).render(names) for name, text in templates.items()},
        safe_env={name: environment.from_string(text).render(safe_names) for name, text in templates.items()},
        extra_vars=extra_vars,
        arguments=[argument for path in written for argument in ("-e", f"@{path}")],
        files=files,
    )


def _namespaces(inputs: dict[str, t.Any], values: Values) -> tuple[Values, Values]:
    """Return the variables of the templates: with secrets, and with hidden ones."""
    fields = {field["id"]: field for field in inputs.get("fields", [])}
    booleans: Values = {name: False for name, field in fields.items() if field.get("type") == "boolean"}
    given = {name: value for name, value in values.items() if value}
    names, safe_names = {**booleans, **given}, {**booleans, **given}
    for name, field in fields.items():
        if field.get("secret") and name in values:
            safe_names[name] = HIDDEN
        if field.get("format") == "ssh_private_key" and name in names and not names[name].endswith("\n"):
            names[name] += "\n"
    return names, safe_names


def _tower(files: dict[str, Path]) -> dict[str, object]:
    """Return the reserved namespace: C(filename) is a path, or has a path for each named file."""
    if SINGLE_FILE in files:
        return {"filename": str(files[SINGLE_FILE])}
    return {"filename": {label.split(".")[1]: str(path) for label, path in files.items()}} if files else {}


def _write(folder: Path, text: str, mode: int = 0o600) -> Path:
    handle, name = tempfile.mkstemp(dir=folder)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    Path(name).chmod(mode)
    return Path(name)
