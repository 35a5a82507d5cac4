# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Evidence of a small run, and how it is judged again; helpers of the tests."""

from __future__ import annotations

import hashlib
import json
import typing as t
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils import argument_spec, times
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance import (
    evidence,
    manifest,
)
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance.evidence_folder import EvidenceFolder
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance.inputs import Inputs
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance.judged_jobs import JudgedJobs
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance.period import Period
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance.result import assess
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._module import job_compliance
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import OptionError

UNTIL = datetime(2026, 11, 21, tzinfo=timezone.utc)
POLICY = {
    "name": "mail",
    "product": "m365",
    "services": ["exchange_online"],
    "rpo": "26h",
    "schedule": {"every": "24h"},
}
COUNTS: dict[str, t.Any] = {"total": 10, "successful": 10, "failed": 0, "skipped": 0, "warning": 0}


def job(hours: float, identity: str | None = None, **keys: t.Any) -> dict[str, t.Any]:
    """Return a backup of an hour that ended this many hours before the end of the period."""
    end = UNTIL - timedelta(hours=hours)
    return {
        "id": identity or f"job-{hours}",
        "product": "m365",
        "status": "succeeded",
        "status_raw": "Finished",
        "finished": True,
        "ok": True,
        "job_type": "backup",
        "job_type_raw": 1,
        "job_type_name": "Backup",
        "service": "exchange_online",
        "service_raw": 1,
        "started_at": times.format_moment(end - timedelta(hours=1)),
        "finished_at": times.format_moment(end),
        "duration_seconds": 3600.0,
        "counts": COUNTS,
        "counts_by_unit": {"objects": COUNTS},
        "size_bytes": 1,
        "progress_percent": 100.0,
        "organization_id": None,
        "organization_name": None,
        "operator": None,
        "message": None,
        "errors": [],
        "data_source": None,
        "api_calls": None,
        "subject": "m365 exchange_online",
        "raw": {"Id": identity or f"job-{hours}"},
        **keys,
    }


JOBS = [job(hours) for hours in (1, 25, 49, 73, 97)]


def asked(policies: list[dict[str, t.Any]] | None = None, **keys: t.Any) -> Inputs:
    """Return the inputs of a run over three days."""
    period = Period(UNTIL - timedelta(days=3), UNTIL, UNTIL, times.UTC, "UTC")
    return Inputs(policies or [POLICY], [], period, **keys)


def write(
    path: Path,
    jobs: t.Sequence[dict[str, t.Any]] = JOBS,
    inputs: Inputs | None = None,
    step: t.Callable[[str], None] = lambda _name: None,
) -> str:
    """Write evidence as the module does; C(step) is called after each file."""
    given = inputs or asked()
    with EvidenceFolder(str(path)) as folder:
        lines = [json.dumps(each) for each in jobs]
        (written,) = folder.copy(evidence.JOBS, [lines])
        judged = JudgedJobs(map(json.loads, written))
        step(evidence.JOBS)
        assessment = assess(given, judged)
        texts = {
            evidence.INPUTS: evidence.to_text(given.to_json()),
            **job_compliance._derived(assessment),
            evidence.QUERIES: evidence.to_text([{"product": "m365", "complete": True, "request_ids": ["1"]}]),
        }
        for name, text in texts.items():
            folder.write(name, text)
            step(name)
        return folder.complete(manifest.facts(given.period, "tenant-1"))


def judge(path: Path | str) -> dict[str, t.Any]:
    """Verify evidence and judge it again."""
    params = {option.name: option.default for option in argument_spec.COMPLIANCE}
    return job_compliance._judge_evidence(str(path), params)


def refused(path: Path | str) -> str:
    """Return why evidence is refused."""
    with pytest.raises(OptionError) as raised:
        judge(path)
    assert raised.value.details == {"option": "evidence"}
    return str(raised.value)


def state(path: Path, manifest: dict[str, t.Any]) -> None:
    """Write another manifest, with the checksum that fits."""
    (path / evidence.MANIFEST).write_text(evidence.to_text(evidence.seal(manifest)))


def correct_manifest(path: Path) -> None:
    """Make the manifest state the files as they are."""
    stated = json.loads((path / evidence.MANIFEST).read_text())
    for name in stated["files"]:
        data = (path / name).read_bytes()
        stated["files"][name] = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
    state(path, stated)


def edit(path: Path, name: str, change: t.Callable[[str], str]) -> None:
    """Change the text of a file, which has to change by it, and correct the manifest."""
    before = (path / name).read_text()
    after = change(before)
    assert after != before
    (path / name).write_text(after)
    correct_manifest(path)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A folder of evidence."""
    path = tmp_path / "quarter"
    write(path)
    return path
