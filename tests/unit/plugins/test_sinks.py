# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every place of the code where text leaves the collection, listed: a new one is listed here when it is safe."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest

PLUGINS = Path(__file__).parents[3] / "plugins"
# Calls that show text or hand it to ansible-core, which shows it.
CALLS = frozenset(
    {
        *("fail_json", "exit_json", "warn", "log", "deprecate", "debug"),
        *("warning", "deprecated", "display", "v", "vv", "vvv", "vvvv", "vvvvv", "banner", "print", "write_text"),
        *("AnsibleError", "AnsibleLookupError", "AnsibleTemplateError", "AnsibleFilterError", "AnsibleActionFail"),
    }
)
# Where modules end and warn is the base module alone, which makes all text safe: who calls one calls that.
THROUGH_THE_BASE_MODULE = {
    "ending.py": {"fail_json", "exit_json"},
    "gate.py": {"warn"},
    "login.py": {"warn"},
    "task.py": {"warn"},
    "unexpected.py": {"warn"},
    "waiting.py": {"warn"},
}
THEMSELVES = {
    # Defines them; tests/unit/plugins/module_utils/test_base_module.py looks at what leaves.
    "base_module.py": {"fail_json", "exit_json", "warn", "log"},
    # The function that is called is the base module's, or the lookup's.
    "connection.py": {"warn"},
    # Errors of the collection, whose constructor makes their text safe, or text through showable().
    "jinja.py": {"AnsibleTemplateError"},
    "lookup.py": {"AnsibleLookupError", "warning", "warn", "vvv"},
}


def _calls(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            found.add(name)
    return found & CALLS


def test_all_places_where_text_leaves_are_known() -> None:
    found = {path.name: calls for path in sorted(PLUGINS.rglob("*.py")) if (calls := _calls(path))}
    assert found == {**THROUGH_THE_BASE_MODULE, **THEMSELVES}


def test_no_two_files_share_a_name_in_the_list() -> None:
    names = Counter(path.name for path in PLUGINS.rglob("*.py") if _calls(path))
    assert set(names.values()) == {1}


@pytest.mark.parametrize("path", sorted((PLUGINS / "modules").glob("*.py")), ids=lambda path: path.stem)
def test_every_module_is_made_of_the_base_module(path: Path) -> None:
    names = {node.id for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Name)}
    assert "CloudBackupModule" in names
    assert "AnsibleModule" not in names
