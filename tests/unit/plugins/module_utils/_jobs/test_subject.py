# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The subject of a job and of a verdict: one text, never null, the same for both."""

from __future__ import annotations

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._gate import checks
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._jobs import job as jobs
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._jobs.latest import Subject
from unit.plugins.module_utils._gate.gate_jobs import NOW, job, rule


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
        checks.judge(rule(product="salesforce", max_age="24h"), subject, [job("j1")], NOW),
        checks.unreadable(rule(product="salesforce", max_age="24h"), subject, "no answer"),
    ):
        assert verdict["subject"] == "salesforce org-1"
