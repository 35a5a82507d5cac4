# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every place of the code where text leaves the collection, listed: a new one is listed here when it is safe."""

from __future__ import annotations

import ast
from pathlib import Path

PLUGINS = Path(__file__).parents[2] / "plugins"
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
    "module_utils/_module/base.py": {"fail_json", "exit_json"},
    "module_utils/_module/job_gate.py": {"warn"},
    "module_utils/_module/login.py": {"warn"},
    "module_utils/_module/job_info.py": {"warn"},
    "module_utils/unexpected.py": {"warn"},
    "module_utils/_module/job_wait.py": {"warn"},
}
THEMSELVES = {
    # Defines them; tests/unit/plugins/module_utils/_module/test_base_module.py looks at what leaves.
    "module_utils/_module/base_module.py": {"fail_json", "exit_json", "warn", "log"},
    # The function that is called is the base module's, or the lookup's.
    "module_utils/_http/connection.py": {"warn"},
    # Errors of the collection, whose constructor makes their text safe, or text through sanitize().
    "plugin_utils/jinja.py": {"AnsibleTemplateError"},
    "plugin_utils/lookup.py": {"AnsibleLookupError", "warning", "warn", "vvv"},
}


def _calls(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            found.add(name)
    return found & CALLS


def test_all_places_where_text_leaves_are_known() -> None:
    found = {
        path.relative_to(PLUGINS).as_posix(): calls for path in sorted(PLUGINS.rglob("*.py")) if (calls := _calls(path))
    }
    assert found == {**THROUGH_THE_BASE_MODULE, **THEMSELVES}
