# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each job has a subject, in results and in files."""

from __future__ import annotations

import json
import typing as t
from pathlib import Path

from functional.helpers import Tenant


def test_jobs_of_all_products_can_be_grouped_by_subject(tenant: Tenant) -> None:
    found = tenant.run("job_info", since="9d").good().jobs
    assert len({job["product"] for job in found}) == 5
    assert None in {job["service"] for job in found}
    for one in found:
        parts = (one["product"], one["service"], one["organization_id"])
        assert one["subject"] == " ".join(part for part in parts if part)
    assert all(isinstance(one["subject"], str) for one in sorted(found, key=lambda one: one["subject"]))


def test_jobs_in_files_have_a_subject(tenant: Tenant, tmp_path: Path) -> None:
    dest = tmp_path / "jobs.jsonl"
    tenant.run("job_info", since="9d", dest=str(dest)).good()
    lines: list[dict[str, t.Any]] = [json.loads(line) for line in dest.read_text(encoding="utf-8").splitlines()]
    assert all(line["subject"].startswith(line["product"]) for line in lines)
