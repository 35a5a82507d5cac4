# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the data files that describe AWX, in playbooks/vars/awx."""

from __future__ import annotations

import typing as t

from tools import tree, yaml_text

FOLDER = tree.ROOT / "playbooks" / "vars" / "awx"


def items(kind: str) -> list[dict[str, t.Any]]:
    """Return the objects of a kind, such as C(templates). Templates for Ansible are not rendered."""
    content = yaml_text.load((FOLDER / f"{kind}.yml").read_text(encoding="utf-8"))
    found: list[dict[str, t.Any]] = content[f"controller_{kind}_avepoint_cloud_backup"]
    return found


def item(kind: str, name: str) -> dict[str, t.Any]:
    """Return the object of this name."""
    (found,) = [each for each in items(kind) if each["name"] == name]
    return found
