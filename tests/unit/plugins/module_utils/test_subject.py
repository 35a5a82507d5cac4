# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The subject of a job and of a verdict: one text, never null, the same for both."""

from __future__ import annotations

import json
import typing as t
from pathlib import Path

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils import job as jobs
from ansible_collections.avepoint.cloud_backup.plugins.module_utils import policy
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.latest import Subject
from unit.plugins.http.helpers import Tenant
from unit.plugins.module_utils.gate_jobs import NOW, job, rule


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (("m365", "exchange_online", None), "m365 exchange_online"),
        (("m365", None, None), "m365"),
        (("dynamics365", "customer_engagement", "org-1"), "dynamics365 customer_engagement org-1"),
        (("salesforce", None, "00D5g000008XyZaEAK"), "salesforce 00D5g000008XyZaEAK"),
        (("salesforce", None, "\x1b[31morg\n1"), "salesforce [31morg 1"),
    ],
)
def test_a_subject_is_one_text(parts: tuple[str, str | None, str | None], text: str) -> None:
    assert jobs.subject_text(*parts) == text


def test_a_verdict_has_the_subject_of_its_jobs() -> None:
    subject = Subject("salesforce", None, "org-1")
    for verdict in (
        policy.judge(rule(product="salesforce", max_age="24h"), subject, [job("j1")], NOW),
        policy.unreadable(rule(product="salesforce", max_age="24h"), subject, "no answer"),
    ):
        assert verdict["subject"] == "salesforce org-1"


def test_jobs_of_all_products_can_be_grouped_by_their_subject(tenant: Tenant) -> None:
    found = tenant.run("job_info", since="9d").good().jobs
    assert len({job["product"] for job in found}) == 5
    assert None in {job["service"] for job in found}
    for one in found:
        parts = (one["product"], one["service"], one["organization_id"])
        assert one["subject"] == " ".join(part for part in parts if part)
    assert all(isinstance(one["subject"], str) for one in sorted(found, key=lambda one: one["subject"]))


def test_files_tell_the_subject_too(tenant: Tenant, tmp_path: Path) -> None:
    dest = tmp_path / "jobs.jsonl"
    tenant.run("job_info", since="9d", dest=str(dest)).good()
    lines: list[dict[str, t.Any]] = [json.loads(line) for line in dest.read_text(encoding="utf-8").splitlines()]
    assert all(line["subject"].startswith(line["product"]) for line in lines)
