# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files with jobs are the same: content, permissions, place, and what is returned about them."""

from __future__ import annotations

import stat
from pathlib import Path

from functional.action.arguments import task
from functional.action.play import WAYS, Case, Cases, Stage

READ = "google_job_info"


def write(dest: str, *, failed: bool = False, check_mode: bool = False, **arguments: object) -> Case:
    return Case(task(READ, {"check_mode": check_mode}, dest=dest, **arguments), failed)


CASES: Cases = {
    "absolute": write("{{ playbook_dir }}/jobs.jsonl"),
    "unchanged": write("{{ playbook_dir }}/jobs.jsonl"),
    "other_content": write("{{ playbook_dir }}/jobs.jsonl", limit=1),
    "mode": write("{{ playbook_dir }}/mode.jsonl", mode="0640"),
    "other_mode": write("{{ playbook_dir }}/mode.jsonl", mode="u=rw,g=,o="),
    "relative": write("./relative.jsonl"),
    "bare": write("bare.jsonl"),
    "home": write("~/home.jsonl"),
    "variable": write("$HOME/variable.jsonl"),
    "checked": write("./checked.jsonl", check_mode=True),
    "checked_change": write("{{ playbook_dir }}/mode.jsonl", check_mode=True, limit=1),
    "missing_folder": write("./missing/jobs.jsonl", failed=True),
    "folder": write(".", failed=True),
    "invalid_mode": write("./mode.jsonl", failed=True, mode="u=what"),
    "unknown_owner": write("./owner.jsonl", failed=True, owner="nobody-of-this-name"),
    "several": Case(task("job_info", dest="./several.jsonl", products=["m365", "google"])),
    "kept_on_error": Case(
        task("job_info", dest="./several.jsonl", products=["m365", "iaas"], on_error="report"), says=("left as it was",)
    ),
    "backslashes": write("./a b 'c'.jsonl"),
}


def test_files(stage: Stage) -> None:
    stage.tenant.fault("status", product="iaas", times=0, status=500)
    both = stage.play(CASES, "-v", "--diff").check()
    files = [_files(stage.folder_of(way)) for way in WAYS]
    assert files[0] == files[1]
    modes = {name: mode for name, (mode, _text) in files[0].items()}
    assert modes == {
        **dict.fromkeys(("jobs.jsonl", "mode.jsonl", "relative.jsonl", "bare.jsonl", "home.jsonl"), 0o600),
        **dict.fromkeys(("variable.jsonl", "several.jsonl", "a b 'c'.jsonl"), 0o600),
    }
    assert both.value("absolute")["changed"] is True
    assert both.value("unchanged")["changed"] is False


def _files(folder: Path) -> dict[str, tuple[int, str]]:
    """Return the permissions and the content of all written files."""
    return {
        str(path.relative_to(folder)): (stat.S_IMODE(path.stat().st_mode), path.read_text(encoding="utf-8"))
        for path in folder.rglob("*.jsonl*")
    }
