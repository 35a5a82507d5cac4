# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of all files that output text. A file is added here when its text is made safe."""

from __future__ import annotations

import ast
from pathlib import Path

PLUGINS = Path(__file__).parents[2] / "plugins"
# Calls that output text, or pass it to ansible-core, which outputs it.
CALLS = frozenset(
    {
        *("fail_json", "exit_json", "warn", "log", "deprecate", "debug"),
        *("warning", "deprecated", "display", "v", "vv", "vvv", "vvvv", "vvvvv", "banner", "print", "write_text"),
        *("AnsibleError", "AnsibleLookupError", "AnsibleTemplateError", "AnsibleFilterError", "AnsibleActionFail"),
    }
)
# These files call methods of the base module, which makes all text safe.
THROUGH_THE_BASE_MODULE = {
    "module_utils/_module/base.py": {"fail_json", "exit_json"},
    "module_utils/_module/job_compliance.py": {"warn"},
    "module_utils/_module/job_gate.py": {"warn"},
    "module_utils/_module/login.py": {"warn"},
    "module_utils/_module/job_info.py": {"warn"},
    "module_utils/unexpected.py": {"warn"},
    "module_utils/_module/job_wait.py": {"warn"},
}
THEMSELVES = {
    # Defines the methods; test_base_module.py checks their output.
    "module_utils/_module/base_module.py": {"fail_json", "exit_json", "warn", "log"},
    # Calls the function of the base module or of the lookup.
    "module_utils/_http/connection.py": {"warn"},
    # Their text is made safe by the constructor of the error, or by sanitize().
    "plugin_utils/jinja.py": {"AnsibleTemplateError"},
    "plugin_utils/lookup.py": {"AnsibleLookupError", "warning", "warn", "vvv"},
    # Their text has nothing of a service, and no value of an option.
    "plugin_utils/controller_action.py": {"vvv"},
    "plugin_utils/in_process.py": {"AnsibleError"},
}


def _calls(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            found.add(name)
    return found & CALLS


def test_all_places_that_output_text_are_known() -> None:
    found = {
        path.relative_to(PLUGINS).as_posix(): calls for path in sorted(PLUGINS.rglob("*.py")) if (calls := _calls(path))
    }
    assert found == {**THROUGH_THE_BASE_MODULE, **THEMSELVES}
