# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What AWX stores of the environment of a job.

From awx/main/models/credential/__init__.py: build_safe_env; awx/main/tasks/jobs.py: BaseTask.run; and
awx/main/tasks/callback.py: RunnerCallback.status_handler.
"""

from __future__ import annotations

import re
import typing as t

from awx.credential_rendering import HIDDEN

Environment = t.Mapping[str, str]

# build_safe_env: a variable with one of these in its name is hidden, in upper or lower case.
_HIDDEN_NAMES = re.compile("API|TOKEN|KEY|SECRET|PASS", re.IGNORECASE)
# The same: a URL with a password is hidden as a whole.
_URL_WITH_PASSWORD = re.compile(r"^.*?://[^:]+:(.*?)@.*?$")
_SHOWN_ANSIBLE = re.compile("ANSIBLE_(?!NET|GALAXY_SERVER)")


def hidden_by_name(env: Environment) -> dict[str, str]:
    """Return variables that come from no credential, such as those of the settings, as they are stored."""
    return {name: HIDDEN if _is_hidden(name, value) else value for name, value in env.items()}


def stored(env: Environment, own: Environment, safe: Environment) -> dict[str, str]:
    """Return the environment that AWX shows for a job.

    C(env) is that of the process, C(own) what AWX itself set, and C(safe) what it rendered from the credentials with
    hidden secrets. Nothing of a credential is hidden by its name.
    """
    replaced = {**hidden_by_name(own), **safe}
    return {name: replaced.get(name, value) for name, value in env.items()}


def _is_hidden(name: str, value: str) -> bool:
    if name == "AWS_ACCESS_KEY_ID" or _SHOWN_ANSIBLE.match(name):
        return False
    return bool(_HIDDEN_NAMES.search(name) or _URL_WITH_PASSWORD.match(value))
