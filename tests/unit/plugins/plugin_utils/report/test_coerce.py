# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report as a filter receives it."""

from __future__ import annotations

import json
import sys
import typing as t

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import CloudBackupError
from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report.coerce import as_report
from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report.validated import is_report
from reports import samples
from unit.plugins.jobs import make
from unit.plugins.lazy import LazyDict

MIXED = samples.mixed()
DUMPED = MIXED.model_dump()


@pytest.mark.parametrize("name", samples.SAMPLES)
def test_a_report_is_the_same_whatever_it_went_through(name: str) -> None:
    report = samples.SAMPLES[name]()
    dumped = report.model_dump()
    assert as_report(report) is report
    for value in (dumped, json.loads(json.dumps(dumped)), LazyDict(dumped)):
        assert is_report(value)
        assert as_report(value) == report


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"format": 2}, "this report has another format than 1, the one of this version"),
        ({"headline": None}, "this is not a valid report: headline: Input should be a valid string"),
        ({"state": "fine"}, "this is not a valid report: state: Input should be 'unreadable', "),
        ({"more": 1}, "this is not a valid report: more: Extra inputs are not permitted"),
        ({"subjects": [{}]}, "this is not a valid report: subjects.0.subject: Field required"),
    ],
)
def test_a_report_that_is_not_valid_is_one_sentence(changes: dict[str, t.Any], message: str) -> None:
    with pytest.raises(CloudBackupError) as caught:
        as_report({**DUMPED, **changes})
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("value", "kind"), [("x", "a string"), (None, "null"), (7, "a number"), (True, "a boolean"), (b"x", "bytes")]
)
def test_other_values_are_one_sentence(value: object, kind: str) -> None:
    with pytest.raises(CloudBackupError) as caught:
        as_report(value)
    assert str(caught.value) == (
        f"a report, a list of jobs, or a result of job_info, job_gate or job_compliance is expected, not {kind}"
    )


@pytest.mark.parametrize("value", [[make()], (make(),), {"jobs": [make()]}])
def test_a_report_is_built_from_anything_else(value: object) -> None:
    assert as_report(value).counts.subjects == 1


@pytest.mark.parametrize("value", [{"format": 1, "subjects": [], "reading": {}}, {"jobs": [{}]}, ["x"]])
def test_what_no_report_can_be_built_from_is_one_sentence(value: object) -> None:
    with pytest.raises(CloudBackupError, match="expected"):
        as_report(value)


def test_without_pydantic_it_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pydantic", None)
    with pytest.raises(CloudBackupError, match=r"^the Python of ansible-core cannot import pydantic"):
        as_report(DUMPED)
