# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Arguments and results of modules as ansible-core sends and receives them, for each of its versions.

What a module returns goes the same way as if it were shipped, except for its jobs.
"""

from __future__ import annotations

import json
import typing as t

from ansible.module_utils.common import json as common_json
from ansible.plugins.action import ActionBase
from ansible.utils.unsafe_proxy import wrap_var
from ansible.vars import clean

# From ansible-core 2.19 on, a profile defines how values are encoded; this is the one of modules that name none.
PROFILE = "legacy"
# Keys that begin with this make a mapping a value of another type when a result is parsed; a service can send them.
TYPE_PREFIX = "__ansible_"
HAS_PROFILES = hasattr(common_json, "get_module_encoder")


def encode_arguments(arguments: dict[str, t.Any]) -> bytes:
    """Return the arguments as a module receives them."""
    return json.dumps({"ANSIBLE_MODULE_ARGS": arguments}, **_encoding("CONTROLLER_TO_MODULE")).encode()


def finish(action: ActionBase, returned: dict[str, t.Any]) -> dict[str, t.Any]:
    """Return what a module returned as the result of an action."""
    text = json.dumps(returned, **_encoding("MODULE_TO_CONTROLLER"))
    parsed = action._parse_returned_data({"stdout": text, "stderr": "", "rc": 0}, *([PROFILE] if HAS_PROFILES else []))
    if not isinstance(parsed, dict):
        # A UnifiedTaskResult, from ansible-core 2.21 on.
        parsed.remove_internal_keys()
        return t.cast("dict[str, t.Any]", parsed.as_result_dict(for_round_trip=True))
    clean.remove_internal_keys(parsed)
    return t.cast("dict[str, t.Any]", not_a_template(parsed))


def not_a_template(value: t.Any) -> t.Any:
    """Return a value whose text is never a template; from ansible-core 2.19 on, no text is one unless marked."""
    return value if HAS_PROFILES else wrap_var(value)


def _encoding(direction: str) -> dict[str, t.Any]:
    """Return the arguments of C(json.dumps)."""
    if HAS_PROFILES:
        return {"cls": common_json.get_module_encoder(PROFILE, common_json.Direction[direction])}
    return {"cls": common_json.AnsibleJSONEncoder, "vault_to_text": direction == "CONTROLLER_TO_MODULE"}
