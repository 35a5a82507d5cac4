# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compliance both ways: the same result, byte for byte, and evidence that either way judges again."""

from __future__ import annotations

import json
import re
import shutil
import stat
import typing as t
from datetime import timedelta
from pathlib import Path

from ansible_collections.avepoint.cloud_backup.plugins.module_utils import times
from functional.action.arguments import task
from functional.action.play import WAYS, Case, Cases, Stage, module

POLICIES: list[dict[str, t.Any]] = [
    {
        "name": "mail",
        "product": "m365",
        "services": ["exchange_online", "onedrive"],
        "rpo": "24h",
        "max_failed_jobs": 0,
    },
    {"name": "chat", "product": "google", "services": ["gmail"], "schedule": {"at": ["22:00"], "grace": "6h"}},
    {"name": "crm", "product": "salesforce", "rpo": "26h", "restore_test_every": "30d", "controls": ["BK-1"]},
]
EXCLUSIONS = [{"from": "{{ window.since }}", "until": "{{ window.until }}", "reason": "moved", "product": "google"}]
_JUDGED_AT = re.compile(r'(?<="judged_at": ")[0-9T:-]+Z')


def judge(*, failed: bool = False, check_mode: bool = False, **arguments: t.Any) -> Case:
    given = {"policies": POLICIES, **arguments}
    return Case(task("job_compliance", {"check_mode": check_mode}, **given), failed)


def again(path: str, *, failed: bool = False, **arguments: t.Any) -> Case:
    return Case(module("job_compliance", evidence=path, **arguments), failed)


CASES: Cases = {
    "absolute": judge(dest="{{ playbook_dir }}/absolute.evidence"),
    "again": again("{{ playbook_dir }}/absolute.evidence"),
    "relative": judge(dest="./relative.evidence", exclusions=EXCLUSIONS),
    "relative_again": again("relative.evidence"),
    "replaced": judge(dest="relative.evidence"),
    "home": judge(dest="~/home.evidence"),
    "checked": judge(dest="./checked.evidence", check_mode=True),
    "enforced": judge(dest="./enforced.evidence", failed=True, enforce=True),
    "enforced_again": again("./enforced.evidence", failed=True, enforce=True),
    "missing_folder": judge(dest="./missing/a.evidence", failed=True),
    "current_folder": judge(dest=".", failed=True),
    "filled_folder": judge(dest="..", failed=True),
    "no_evidence": again("./nothing.evidence", failed=True),
    "wrong_policy": judge(policies=[{"name": "a", "product": "google", "rpo": "soon"}], failed=True),
    "as_text": judge(policies=json.dumps(POLICIES)),
    "wrong_zone": judge(time_zone="Europe/Atlantis", failed=True),
}


def test_evidence(stage: Stage) -> None:
    both = stage.play(CASES, "-v", "--diff").check()
    folders = [stage.folder_of(way) for way in WAYS]
    files = [_files(folder) for folder in folders]
    assert files[0] == files[1]
    assert {name.split("/")[-2] for name in files[0]} == {
        *("absolute.evidence", "relative.evidence", "home.evidence", "enforced.evidence")
    }
    assert len(files[0]) == 4 * 6
    assert both.value("absolute")["changed"] is True
    assert both.value("again")["subjects"] == both.value("absolute")["subjects"]
    assert len(both.value("absolute")["subjects"]) == 4
    for folder in folders:
        assert not [path for path in folder.rglob("*") if path.name.startswith((".absolute", ".relative", ".home"))]


def test_evidence_of_the_other_way(stage: Stage) -> None:
    """What was written in process is judged again shipped, and the other way round."""
    since = times.parse_iso(stage.variables["window"]["since"]) - timedelta(days=14)
    period = {"since": times.format_moment(since), "time_zone": "Europe/Berlin"}
    stage.play({"written": judge(dest="{{ playbook_dir }}/own.evidence", **period)}, "-v").check()
    here, shipped = (stage.folder_of(way) for way in WAYS)
    for source, target in ((here, shipped), (shipped, here)):
        shutil.copytree(source / "own.evidence", target / "others.evidence")
    both = stage.play({"others": again("{{ playbook_dir }}/others.evidence")}, "-v").check()
    assert both.value("others")["evidence"]["verified"] is True
    assert len(both.value("others")["subjects"]) == 4


def _files(folder: Path) -> dict[str, tuple[int, str]]:
    """Return the permissions and the content of all evidence, without the moment of judging and what depends on it."""
    found = {}
    for path in sorted(folder.rglob("*.evidence/*")):
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        text = _JUDGED_AT.sub("0", path.read_text(encoding="utf-8"))
        if path.name == "manifest.json":
            manifest = json.loads(text)
            text = json.dumps([manifest["versions"], manifest["client_id"], sorted(manifest["files"])])
        elif path.name == "queries.json":
            text = json.dumps([[query["product"], query["fetched"]] for query in json.loads(text)])
        found[str(path.relative_to(folder))] = stat.S_IMODE(path.stat().st_mode), text
    return found
