# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An action of the tests: writes variables to a file, as they are, without templating them."""

from __future__ import annotations

import json
import typing as t
from pathlib import Path

from ansible.plugins.action import ActionBase

try:
    # From ansible-core 2.19 on, text is a template only if it is marked as one.
    from ansible.template import is_trusted_as_template as is_template
except ImportError:
    from ansible.utils.unsafe_proxy import AnsibleUnsafe

    def is_template(value: object) -> bool:
        """Return whether text could be used as a template."""
        return not isinstance(value, AnsibleUnsafe)


class ActionModule(ActionBase):
    """Writes the variables C(names), and which of their texts could be templates, to the file C(path)."""

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """Write them."""
        saved = {name: value for name, value in (task_vars or {}).items() if name in self._task.args["names"]}
        content = {"values": saved, "templates": {name: list(_templates(value)) for name, value in saved.items()}}
        Path(self._task.args["path"]).write_text(json.dumps(content, default=repr), encoding="utf-8")
        return {"changed": False}


def _templates(value: object, place: str = "") -> t.Iterator[str]:
    """Yield the places of texts that could be templates."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _templates(each, f"{place}.{key}")
    elif isinstance(value, (list, tuple)):
        for number, each in enumerate(value):
            yield from _templates(each, f"{place}[{number}]")
    elif isinstance(value, str) and is_template(value):
        yield place
