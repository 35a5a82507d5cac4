# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which differences between two reports are those of time alone."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils.times import format_moment
from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report.comparison import fingerprint
from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report.models import Report
from unit.plugins.jobs import NOW, ago

from .results import check, compliance, error, gate, policy, query, read, report, run, verdict

JOBS = [run(1), run(2, "failed", hours=4), run(3, service="drive", hours=30), run(4, "running", hours=1)]


def later(**span: float) -> str:
    """Return a moment after the fixed one."""
    return ago(**{unit: -value for unit, value in span.items()})


def at(moment: str, *, jobs: t.Any = (), **more: t.Any) -> Report:
    """Return the report of a moment, with the read before it."""
    window = {"since": ago(days=29), "until": moment, "elapsed_seconds": hash(moment) % 100}
    result = {**read(*(jobs or JOBS), errors=[error("salesforce")]), "queries": [query(**window)]}
    return report(result, now=moment, **more)


def test_time_alone_changes_nothing() -> None:
    made, after = at(format_moment(NOW)), at(later(hours=2))
    assert made != after
    assert fingerprint(made) == fingerprint(after)


def test_ages_in_the_text_of_checks_are_ages() -> None:
    def judged(age: str, percent: str, **more: t.Any) -> Report:
        row = verdict({**check("max_age"), "actual": f"{age} ago"}, reasons=[f"max_age: found {age} ago"])
        found = policy("non_compliant", reasons=[f"rpo: found {percent} % at 2026-11-01T00:00:00Z"], **more)
        return at(format_moment(NOW), gate=gate(row), compliance=compliance(found))

    first = judged("28h 20m", "97.41", compliant_time_percent=97.41, longest_exposure_seconds=5)
    second = judged("29h", "97.38", compliant_time_percent=97.38, longest_exposure_seconds=9)
    assert first != second
    assert fingerprint(first) == fingerprint(second)


@pytest.mark.parametrize(
    "other",
    [
        at(format_moment(NOW), jobs=JOBS[1:]),
        at(format_moment(NOW), jobs=[*JOBS, run(5, "failed", hours=0.9)]),
        at(format_moment(NOW), title="other"),
        at(format_moment(NOW), tenant="other"),
        at(format_moment(NOW), time_zone="Europe/Berlin"),
        at(format_moment(NOW), gate=gate(verdict())),
        at(format_moment(NOW), subjects=[{"product": "google", "services": ["contacts"]}]),
        # A day later there is a day more to show.
        at(later(days=1)),
    ],
    ids=["fewer jobs", "another job", "title", "tenant", "zone", "rule", "subject", "day"],
)
def test_anything_else_is_a_difference(other: Report) -> None:
    assert fingerprint(at(format_moment(NOW))) != fingerprint(other)


def test_more_text_is_compared_as_a_whole() -> None:
    made = at(format_moment(NOW))
    prints = {fingerprint(made), fingerprint(made, "ab"), fingerprint(made, "a", "b"), fingerprint(made, "b", "a")}
    assert len(prints) == 4
