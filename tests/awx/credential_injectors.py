# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The injectors of a custom credential type, as AWX accepts them.

From awx/main/fields.py: CredentialTypeInjectorField.schema, .validate and .validate_env_var_allowed.
"""

from __future__ import annotations

import re
import typing as t

import jinja2
import jinja2.exceptions
import jinja2.sandbox

from awx.credential_inputs import RESERVED, VARIABLE

KINDS = ("file", "env", "extra_vars")
# CredentialTypeInjectorField.schema: the names of files, and the names of extra variables, which may be templates.
FILE_NAME = re.compile(r"^template(\.[a-zA-Z_]+[a-zA-Z0-9_]*)?$")
EXTRA_VARIABLE = re.compile(r"^[a-zA-Z_{}]+[a-zA-Z0-9_{}]*$")
SINGLE_FILE = "template"
# validate_env_var_allowed, and ENV_BLOCKLIST in awx/main/constants.py: variables that AWX or Python itself needs.
ANSIBLE = "ANSIBLE_"
RESERVED_VARIABLES = {
    *("PATH", "PYTHONPATH", "VIRTUAL_ENV"),
    *("JOB_ID", "AD_HOC_COMMAND_ID"),
    *("INVENTORY_ID", "INVENTORY_SOURCE_ID", "INVENTORY_UPDATE_ID", "INVENTORY_HOSTVARS"),
    *("AWX_HOST", "PROJECT_REVISION", "MAX_EVENT_RES", "REST_API_URL", "REST_API_TOKEN", "SUPERVISOR_CONFIG_PATH"),
    *("CACHE", "CALLBACK_CONNECTION", "CALLBACK_QUEUE", "JOB_CALLBACK_DEBUG"),
}
# What every field has while templates are checked.
EXAMPLE = "EXAMPLE"


class _NoText:
    """A part of the reserved namespace that cannot be rendered itself."""

    def __init__(self, problem: str, **attributes: object) -> None:
        self._problem = problem
        self.__dict__.update(attributes)

    def __str__(self) -> str:
        raise jinja2.UndefinedError(self._problem)


def variable_problems(name: str) -> list[str]:
    """Return why this environment variable is refused; when a job starts, AWX leaves it out for the same reasons."""
    if name.startswith(ANSIBLE):
        return [f"env.{name}: a variable that begins with {ANSIBLE} is not allowed"]
    return [f"env.{name}: the variable is reserved"] if name in RESERVED_VARIABLES else []


def injector_problems(injectors: object, *, fields: t.Any | None) -> list[str]:
    """Return why the API refuses these injectors, one sentence each; without fields, no template is rendered."""
    if not isinstance(injectors, dict):
        return ["injectors: not a mapping"]
    wrong = [problem for kind, given in injectors.items() for problem in _schema_problems(kind, given)]
    if wrong or fields is None:
        return wrong
    files = list(injectors.get("file", {}))
    if SINGLE_FILE in files and len(files) > 1:
        return [f"file: {SINGLE_FILE} cannot be given beside named files"]
    wrong = [problem for name in injectors.get("env", {}) for problem in variable_problems(name)]
    namespace = _namespace([field["id"] for field in fields.get("fields", [])], files)
    for place, template in _templates(injectors):
        wrong += _template_problems(place, template, namespace)
    return wrong


def _schema_problems(kind: object, given: object) -> t.Iterator[str]:
    if kind not in KINDS:
        yield f"{kind}: an unknown kind of injector"
    elif not isinstance(given, dict):
        yield f"{kind}: not a mapping"
    elif kind == "extra_vars":
        yield from _extra_variable_problems("extra_vars", given)
    else:
        pattern = FILE_NAME if kind == "file" else re.compile(VARIABLE)
        for name, template in given.items():
            if not pattern.match(name):
                yield f"{kind}.{name}: the name is not allowed"
            elif not isinstance(template, str):
                yield f"{kind}.{name}: the template is no text"
            elif kind == "env" and not template.isascii():
                yield f"{kind}.{name}: the template has characters beyond ASCII"


def _extra_variable_problems(place: str, given: dict[str, t.Any]) -> t.Iterator[str]:
    """Yield problems of names and values; the items of a list are not checked by AWX."""
    for name, value in given.items():
        if not EXTRA_VARIABLE.match(name):
            yield f"{place}.{name}: the name is not allowed"
        elif isinstance(value, dict):
            yield from _extra_variable_problems(f"{place}.{name}", value)
        elif not isinstance(value, (str, list)):
            yield f"{place}.{name}: neither text, list nor mapping"


def _namespace(ids: list[str], files: list[str]) -> dict[str, object]:
    """Return the variables that templates are checked with."""
    named = {name.split(".")[1]: EXAMPLE for name in files if name != SINGLE_FILE}
    filename: object = _NoText(f"{RESERVED}.filename needs the file {SINGLE_FILE}", **named)
    tower = _NoText(f"{RESERVED} cannot be rendered itself", filename=EXAMPLE if SINGLE_FILE in files else filename)
    return {**dict.fromkeys(ids, EXAMPLE), RESERVED: tower}


def _templates(injectors: dict[str, t.Any]) -> t.Iterator[tuple[str, t.Any]]:
    """Yield every template, with its place."""
    for kind, given in injectors.items():
        if kind == "extra_vars":
            yield from _nested(kind, given)
        else:
            yield from ((f"{kind}.{name}", template) for name, template in given.items())


def _nested(place: str, node: t.Any) -> t.Iterator[tuple[str, t.Any]]:
    if isinstance(node, dict):
        for name, value in node.items():
            yield f"{place}.{name}", name
            yield from _nested(f"{place}.{name}", value)
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from _nested(f"{place}[{number}]", value)
    else:
        yield place, node


def _template_problems(place: str, template: t.Any, namespace: dict[str, object]) -> list[str]:
    """Return what is wrong with a template: it is rendered, and every name has to be defined."""
    environment = jinja2.sandbox.ImmutableSandboxedEnvironment(undefined=jinja2.StrictUndefined)
    try:
        environment.from_string(template).render(namespace)
    except jinja2.exceptions.SecurityError as error:
        return [f"{place}: not safe: {error}"]
    except jinja2.UndefinedError as error:
        return [f"{place}: undefined: {error}"]
    except jinja2.TemplateSyntaxError as error:
        return [f"{place}: not a template: {error}"]
    except Exception as error:
        # Not caught by AWX: the API has an internal error.
        return [f"{place}: {type(error).__name__}: {error}"]
    return []
