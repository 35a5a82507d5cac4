# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs in a file: JSON Lines, replaced in one step."""

from __future__ import annotations

import json
import os
import tempfile
import typing as t

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import OptionError
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.job import Job


def check(path: str) -> None:
    """OptionError where the file could not be written; asked before the service is."""
    folder = os.path.dirname(os.path.abspath(path))
    if os.path.isdir(path):
        raise OptionError("dest", f"{path} is a folder; the name of a file is expected")
    if "\0" in path or not os.path.isdir(folder) or not os.access(folder, os.W_OK):
        raise OptionError("dest", f"{folder} is no folder that can be written to")


def write(module: AnsibleModule, path: str, jobs: t.Iterable[Job]) -> bool:
    """Write the jobs unless the file holds just these; says whether it changes. Heeds check mode."""
    handle, draft = tempfile.mkstemp(prefix="jobs-", dir=module.tmpdir)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            for job in jobs:
                file.write(json.dumps(job, ensure_ascii=False) + "\n")
        changed = not os.path.exists(path) or module.sha256(path) != module.sha256(draft)
        if changed and not module.check_mode:
            module.atomic_move(draft, path)
        return bool(changed)
    finally:
        if os.path.exists(draft):
            os.unlink(draft)
