# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Arguments of every module with which it ends well; a new module has those of the job_info modules."""

from __future__ import annotations

import typing as t

from functional.action.play import Task, module
from tools import tree

MODULES = tuple(sorted(path.stem for path in (tree.ROOT / "plugins" / "modules").glob("*.py")))
# A day, with jobs of every product.
WINDOW = {"since": "{{ window.since }}", "until": "{{ window.until }}"}
RULES = [{"name": "all", "product": "google", "max_failed_jobs": 0, "window": "60d"}]
_ARGUMENTS: dict[str, dict[str, t.Any]] = {
    "login": {"products": ["google"]},
    "job_compliance": {"policies": [{"name": "all", "product": "google", "rpo": "24h"}], **WINDOW},
    "job_gate": {"rules": RULES, "enforce": False},
    "job_wait": {"product": "google", "started_after": "60d", "fail_on": []},
}


def task(name: str, keywords: Task | None = None, /, **more: t.Any) -> Task:
    """Return a task of a module with its arguments, those of C(more) and the keywords of the task."""
    return {**module(name, **{**_ARGUMENTS.get(name, WINDOW), **more}), **(keywords or {})}
