# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules whose words are resolved to the values of their product."""

from __future__ import annotations

from unit.plugins.module_utils._gate.gate_jobs import resolve


def test_each_service_with_each_organisation_is_a_subject() -> None:
    (rule,) = resolve({"product": "dynamics365", "services": ["a", "b"], "organization_ids": ["x", "y"]})
    subjects = [(subject.service, subject.organization_id) for subject in rule.words.subjects()]
    assert subjects == [("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")]
    (product,) = resolve({"product": "salesforce"})
    assert [(subject.service, subject.organization_id) for subject in product.words.subjects()] == [(None, None)]
    # A number and a name of the same service are one subject.
    (twice,) = resolve({"services": ["teams", "7"]})
    assert len(twice.words.subjects()) == 1
