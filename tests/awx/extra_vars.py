# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Extra variables as AWX writes them into a file: unsafe, so that Ansible renders no template in them.

From awx/main/utils/safe_yaml.py: safe_dump, SafeStringDumper.
"""

from __future__ import annotations

import typing as t

import yaml

Variables = t.Mapping[str, t.Any]


class _Unsafe(yaml.SafeDumper):
    """Writes every text as unsafe, names of variables too."""

    def represent_data(self, data: t.Any) -> yaml.Node:
        return self.represent_scalar("!unsafe", data) if isinstance(data, str) else super().represent_data(data)


def dump(variables: Variables, trusted: Variables | None = None) -> str:
    """Return the variables as YAML; one that is the same in C(trusted) may be a template."""
    same = trusted or {}
    return "".join(
        yaml.dump({name: value}, Dumper=yaml.SafeDumper if name in same and same[name] == value else _Unsafe)
        for name, value in variables.items()
    )
