# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The figures and limits in the texts of checks."""

from __future__ import annotations

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._gate import verdicts
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._jobs.subject import Subject
from unit.plugins.module_utils._gate.gate_jobs import MOMENT, job, rule


def actual(name: str, verdict: verdicts.Verdict, key: str = "actual") -> str:
    return next(str(check[key]) for check in verdict["checks"] if check["check"] == name)  # type: ignore[literal-required]  # a key of a check


@pytest.mark.parametrize("name", ["max_age", "max_duration", "max_running"])
@pytest.mark.parametrize("text", ["48h", "2d", "2880m", "1w"])
def test_a_limit_is_shown_as_it_was_written(name: str, text: str) -> None:
    verdict = verdicts.judge(rule(**{name: text}), Subject("m365"), [job("j")], MOMENT)
    assert text in actual(name, verdict, "expected")


@pytest.mark.parametrize(
    ("good", "bad", "limit", "words", "passed"),
    [
        (26, 4, 90, "86.67 % (26 of 30)", False),
        (27, 3, 90, "90 % (27 of 30)", True),
        (1, 0, 100, "100 % (1 of 1)", True),
        (99_999, 1, 100, "99.999 % (99999 of 100000)", False),
        (1999, 1, 99.951, "99.95 % (1999 of 2000)", False),
        (26, 4, 86.67, "86.667 % (26 of 30)", False),
        (2, 1, 66.666, "66.67 % (2 of 3)", True),
        (1, 2, 33.333, "33.333 % (1 of 3)", True),
    ],
)
def test_a_percentage_shows_on_which_side_of_the_limit_it_is(
    good: int, bad: int, limit: float, words: str, passed: bool
) -> None:
    jobs = [*[job(f"g{number}") for number in range(good)], *[job(f"b{number}", "failed") for number in range(bad)]]
    verdict = verdicts.judge(rule(min_success_rate=limit), Subject("m365"), jobs, MOMENT)
    assert actual("min_success_rate", verdict) == words
    assert verdict["passed"] is passed
