# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report as JUnit XML, for the test reports of Jenkins, GitLab and others."""

from __future__ import annotations

import io
import re
import typing as t

from . import libraries
from .models import Check, Report, Verdict
from .text import clean

if t.TYPE_CHECKING:
    from junitparser import JUnitXml, TestCase, TestSuite

# The only characters that XML 1.0 forbids and that sanitized text can have.
_NONCHARACTERS = re.compile("[\ufffe\uffff]")


def to_junit(report: Report) -> str:
    """Return JUnit XML with a suite for each rule and policy, and a test case for each of its subjects and checks."""
    libraries.require("junitparser")
    from junitparser import JUnitXml

    root = JUnitXml(_text(report.title))
    suites = [_suite(report, verdicts) for verdicts in _by_name(report.verdicts)]
    for suite in suites:
        root.add_testsuite(suite)
    _count(root, suites)
    out = io.BytesIO()
    root.write(out)
    return out.getvalue().decode("utf-8")


def _by_name(verdicts: t.Iterable[Verdict]) -> t.Iterable[list[Verdict]]:
    """Return the verdicts of each rule and of each policy, in the order of the first one."""
    groups: dict[tuple[str, str], list[Verdict]] = {}
    for verdict in verdicts:
        groups.setdefault((verdict.kind, verdict.name), []).append(verdict)
    return groups.values()


def _suite(report: Report, verdicts: t.Sequence[Verdict]) -> TestSuite:
    """Return the suite of a rule or policy."""
    from junitparser import TestSuite

    suite = TestSuite(_text(verdicts[0].name))
    suite.timestamp = _text(report.generated_at)
    suite.add_property("tenant", _text(report.tenant))
    suite.add_property("kind", verdicts[0].kind)
    suite.add_testcases([case for verdict in verdicts for case in _cases(verdict)])
    return suite


def _count(root: JUnitXml, suites: t.Sequence[TestSuite]) -> None:
    # The library's own function adds an attribute that the schema of Jenkins does not have.
    root.tests = sum(suite.tests for suite in suites)
    root.failures = sum(suite.failures for suite in suites)
    root.errors = sum(suite.errors for suite in suites)


def _cases(verdict: Verdict) -> t.Iterator[TestCase]:
    """Yield the test cases of a subject: its checks, or one if there are none or they do not explain the verdict."""
    from junitparser import Error, Failure, Skipped

    reasons = [_text(reason) for reason in verdict.reasons]
    if verdict.outcome in ("unreadable", "not_assessed"):
        result = Error if verdict.outcome == "unreadable" else Skipped
        yield _case(verdict, None, _result(result, verdict.outcome, reasons))
        return
    for check in verdict.checks:
        lines = [f"expected {_text(check.expected)}, found {_text(check.actual)}"]
        if check.job_ids:
            lines.append(f"jobs: {', '.join(_text(job) for job in check.job_ids)}")
        yield _case(verdict, check, None if check.passed else _result(Failure, check.check, lines))
    if verdict.outcome == "failed" and all(check.passed for check in verdict.checks):
        yield _case(verdict, None, _result(Failure, verdict.outcome, reasons))
    elif not verdict.checks:
        yield _case(verdict, None, None)


def _result(kind: type[t.Any], name: str, lines: t.Sequence[str]) -> t.Any:
    """Return the result of a test case, with its first line as its message and all lines as its text."""
    result = kind(lines[0] if lines else _text(name).replace("_", " "), _text(name))
    result.text = "\n".join(lines)
    return result


def _case(verdict: Verdict, check: Check | None, result: t.Any) -> TestCase:
    from junitparser import TestCase

    subject = _text(verdict.subject)
    # No two suites have cases of the same class and name, which tools tell cases apart by.
    case = TestCase(f"{subject}: {_text(check.check)}" if check else subject, f"{verdict.kind}.{_text(verdict.name)}")
    if result is not None:
        case.result = [result]
    return case


def _text(value: str) -> str:
    """Return text as one line of characters that XML 1.0 allows."""
    return _NONCHARACTERS.sub("\ufffd", clean(value))
