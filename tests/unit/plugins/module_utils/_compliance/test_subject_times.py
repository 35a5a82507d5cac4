# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What of a period is known, excluded and judged."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance import missing_history, spans
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance.subject_times import (
    SubjectTimes,
    times_of,
)
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._policy.exclusions import ExcludedSpan
from unit.plugins.module_utils._compliance.compliance_jobs import SINCE, at, period

BASE = spans.seconds(SINCE)


@pytest.fixture(autouse=True)
def no_tolerance(monkeypatch: pytest.MonkeyPatch) -> None:
    """The periods are of seconds."""
    monkeypatch.setattr(missing_history, "TOLERANCE", timedelta(0))


def found(*excluded: tuple[int, int], known_since: int | None = None, judged: int = 100) -> SubjectTimes:
    left_out = [ExcludedSpan(at(begin), at(end), "maintenance") for begin, end in excluded]
    return times_of(period(100, judged), left_out, None if known_since is None else at(known_since))


def relative(some: spans.Spans) -> spans.Spans:
    return [(begin - BASE, end - BASE) for begin, end in some]


def test_exclusions_that_overlap_are_clipped_and_left_out_once() -> None:
    times = found((-5, 10), (5, 20), (90, 200))
    assert relative(times.excluded) == [(0, 20), (90, 100)]
    assert relative(times.judged) == [(20, 90)]
    assert not times.is_excluded


def test_the_whole_period_is_excluded() -> None:
    for excluded in ([(0, 100)], [(-10, 60), (50, 400)], [(0, 50), (50, 100)]):
        times = found(*excluded)
        assert (times.is_excluded, times.judged) == (True, [])
    assert not found((0, 99)).is_excluded
    # What lies in the future is not judged anyway.
    assert found((0, 40), judged=40).is_excluded


def test_unknown_time_is_neither_judged_nor_excluded() -> None:
    times = found((10, 20), (35, 50), known_since=40)
    assert relative(times.known) == [(40, 100)]
    assert relative(times.judged) == [(50, 100)]
    assert times.known_since - BASE == 40


def test_a_history_that_begins_before_the_period_or_after_it() -> None:
    early = found(known_since=-5)
    assert (relative(early.known), relative(early.judged), early.known_since) == ([(0, 100)], [(0, 100)], BASE)
    nothing = found(known_since=150)
    assert (nothing.known, nothing.judged) == ([], [])


def test_what_lies_after_the_moment_of_judging_is_not_judged() -> None:
    assert relative(found(judged=30).judged) == [(0, 30)]
    assert relative(found(judged=300).judged) == [(0, 100)]
