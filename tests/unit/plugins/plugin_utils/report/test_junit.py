# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report as JUnit XML."""

from __future__ import annotations

import subprocess
import sys
import typing as t
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, strategies
from junitparser import JUnitXml

from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import CloudBackupError
from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report import models
from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report.junit import to_junit
from reports import debian, samples

SCHEMA = Path(__file__).parents[4] / "reports" / "junit.xsd"
PASSED = models.Check(
    check="max_age", expected="a success in the last 24h", actual="5h ago", passed=True, job_ids=["a"]
)
FAILED = models.Check(check="success_rate", expected="at least 98 %", actual="50 %", passed=False, job_ids=["a", "b"])


def verdict(outcome: str = "passed", **more: t.Any) -> models.Verdict:
    values: dict[str, t.Any] = {
        "subject": "m365 teams",
        "product": "m365",
        "service": "teams",
        "organization_id": None,
        "kind": "rule",
        "name": "nightly",
        "outcome": outcome,
        "checks": [],
        "reasons": [],
    }
    return models.Verdict(**{**values, **more})


def parsed(*verdicts: models.Verdict, **more: t.Any) -> ElementTree.Element:
    report = samples.no_jobs().model_copy(update={"verdicts": list(verdicts), **more})
    return ElementTree.fromstring(to_junit(report))


def results(root: ElementTree.Element) -> list[tuple[str | None, list[str]]]:
    """Return the name of each test case with its results."""
    return [(case.get("name"), [result.tag for result in case]) for case in root.iter("testcase")]


@pytest.mark.parametrize("name", samples.SAMPLES)
def test_it_is_valid_by_the_schema_of_jenkins(name: str, tmp_path: Path) -> None:
    xmllint = debian.require("xmllint", "libxml2-utils")
    file = tmp_path / "junit.xml"
    file.write_text(to_junit(samples.SAMPLES[name]()), encoding="utf-8")
    done = subprocess.run(
        [xmllint, "--noout", "--nonet", "--schema", SCHEMA, file], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", samples.SAMPLES)
def test_its_figures_are_those_of_its_test_cases(name: str) -> None:
    text = to_junit(samples.SAMPLES[name]())
    root, read = ElementTree.fromstring(text), JUnitXml.fromstring(text.encode())
    for element, figures in ((root, read), *zip(root, read, strict=True)):
        cases = [[result.tag for result in case] for case in element.iter("testcase")]
        assert int(element.get("tests", "")) == len(cases)
        assert int(element.get("failures", "")) == sum("failure" in case for case in cases)
        assert int(element.get("errors", "")) == sum("error" in case for case in cases)
        figures.update_statistics()
        assert figures.skipped == sum("skipped" in case for case in cases)


def test_a_rule_and_a_policy_of_the_same_name_are_two_suites() -> None:
    policy = verdict(kind="policy", checks=[PASSED], service="chat", subject="m365 chat")
    root = parsed(verdict(checks=[PASSED]), policy, verdict(checks=[FAILED], service=None, subject="m365"))
    assert [suite.get("name") for suite in root] == ["nightly", "nightly"]
    assert [[case.get("name") for case in suite.iter("testcase")] for suite in root] == [
        ["m365 teams: max_age", "m365: success_rate"],
        ["m365 chat: max_age"],
    ]
    assert [case.get("classname") for case in root.iter("testcase")] == [
        "rule.nightly",
        "rule.nightly",
        "policy.nightly",
    ]
    properties = [{each.get("name"): each.get("value") for each in suite.iter("property")} for suite in root]
    assert properties == [{"tenant": "contoso", "kind": "rule"}, {"tenant": "contoso", "kind": "policy"}]


def test_a_failed_check_is_a_failure_with_what_was_expected_and_found() -> None:
    root = parsed(verdict("failed", checks=[PASSED, FAILED], reasons=["success_rate: expected at least 98 %"]))
    assert results(root) == [("m365 teams: max_age", []), ("m365 teams: success_rate", ["failure"])]
    (failure,) = root.iter("failure")
    assert failure.attrib == {"message": "expected at least 98 %, found 50 %", "type": "success_rate"}
    assert failure.text == "expected at least 98 %, found 50 %\njobs: a, b"


def test_an_unreadable_subject_is_one_error() -> None:
    root = parsed(verdict("unreadable", checks=[FAILED], reasons=["HTTP 403", "HTTP 503"]))
    assert results(root) == [("m365 teams", ["error"])]
    (error,) = root.iter("error")
    assert (error.attrib, error.text) == ({"message": "HTTP 403", "type": "unreadable"}, "HTTP 403\nHTTP 503")


def test_what_is_not_assessed_is_skipped_with_its_reason() -> None:
    root = parsed(verdict("not_assessed", reasons=["no rule judges it"]), verdict("not_assessed"))
    assert results(root) == [("m365 teams", ["skipped"])] * 2
    assert [skipped.get("message") for skipped in root.iter("skipped")] == ["no rule judges it", "not assessed"]


def test_a_failed_verdict_never_passes_for_its_checks() -> None:
    assert results(parsed(verdict("failed", checks=[PASSED], reasons=["why"]))) == [
        ("m365 teams: max_age", []),
        ("m365 teams", ["failure"]),
    ]
    assert results(parsed(verdict("failed"))) == [("m365 teams", ["failure"])]
    assert results(parsed(verdict("passed", checks=[FAILED]))) == [("m365 teams: success_rate", ["failure"])]


def test_a_passed_verdict_without_checks_is_a_test_case() -> None:
    assert results(parsed(verdict())) == [("m365 teams", [])]


@given(strategies.text(alphabet=strategies.characters(codec=None, categories=None)))
def test_characters_that_xml_forbids_cannot_occur(text: str) -> None:
    hostile = FAILED.model_copy(update={"check": text, "expected": text, "actual": text, "job_ids": [text]})
    unreadable = verdict("unreadable", reasons=[text], name=text, subject=text)
    root = parsed(verdict("failed", checks=[hostile], name=text), unreadable, title=text, tenant=text)
    assert len(list(root.iter("testcase"))) == 2


@pytest.mark.parametrize("text", ["\ufffe", "\uffff", "\x00", "\x0b", "\x1b[31m", "\ud800", "]]>", "<![CDATA[", "&x;"])
def test_a_hostile_reason_is_text(text: str) -> None:
    (error,) = parsed(verdict("unreadable", reasons=[f"a{text}b"])).iter("error")
    assert (error.text or "").startswith("a")
    assert (error.text or "").endswith("b")
    assert len(error) == 0


def test_without_its_library_it_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "junitparser", None)
    with pytest.raises(CloudBackupError, match=r"^the Python of ansible-core cannot import junitparser"):
        to_junit(samples.all_green())
