# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the inputs and injectors of the AWX credential type from the connection options."""

from __future__ import annotations

import re
import typing as t

from ansible_collections.avepoint.cloud_backup.plugins.module_utils.argument_spec import CONNECTION
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.option import Option
from tools.yaml_text import Unsafe

# AWX writes the content of this field to a file, and sets the variable of the option to its path.
FILE = "certificate_path"
FILE_LABEL = "Certificate and private key"
FILE_HELP = "The certificate and its private key as PEM, one after the other. A job reads them from a file."
# Words of names that labels have in another form.
LABEL_WORDS = {"api": "API", "url": "URL", "id": "ID", "ca": "CA", "certs": "certificates", "dest": "folder"}


def inputs() -> dict[str, t.Any]:
    """Return the fields, one for each connection option with the option's name."""
    return {"fields": [_field(option) for option in CONNECTION]}


def injectors() -> dict[str, t.Any]:
    """Return the environment variable of each option, and the file of the certificate."""
    env = {option.env: _template("tower.filename" if option.name == FILE else option.name) for option in CONNECTION}
    return {"env": env, "file": {"template": _template(FILE)}}


def plain(text: str) -> str:
    """Return a description without the markup of Ansible's documentation: V(us) becomes us."""
    return re.sub(r"\b[A-Z]{1,2}\(([^)]*?)(?:#[a-z]+)?\)", r"\1", text)


def label(name: str) -> str:
    """Return the label of a field: client_id becomes Client ID."""
    words = [LABEL_WORDS.get(word, word) for word in name.split("_")]
    return " ".join([words[0][:1].upper() + words[0][1:], *words[1:]])


def _template(expression: str) -> Unsafe:
    return Unsafe("{{ " + expression + " }}")


def _field(option: Option) -> dict[str, t.Any]:
    field: dict[str, t.Any] = {"id": option.name, "label": label(option.name), "type": "string"}
    if option.name == FILE:
        return {**field, "label": FILE_LABEL, "multiline": True, "secret": True, "help_text": FILE_HELP}
    if option.no_log:
        field["secret"] = True
    if choices := _choices(option):
        field["choices"] = list(choices)
    return {**field, "help_text": plain(option.description[0])}


def _choices(option: Option) -> tuple[str, ...] | None:
    """Return the choices; true and false for a boolean, since AWX takes a missing boolean for false."""
    return ("true", "false") if option.type == "bool" else option.choices
