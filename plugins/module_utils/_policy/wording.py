# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The figures and limits in the C(expected) and C(actual) texts of checks."""

from __future__ import annotations

import typing as t
from datetime import timedelta

from .. import times
from .._jobs.job import UNFINISHED, Job


def count(number: int, noun: str) -> str:
    """Return a count with its noun, such as C(1 job) or C(2 jobs)."""
    if number == 1:
        return f"1 {noun}"
    return f"{number} {noun}{'es' if noun.endswith(('s', 'ch')) else 's'}"


def percentage(rate: float, limit: float) -> str:
    """Return a rate with two decimals, or with as many as show on which side of the limit and of 100 it is."""
    text = f"{rate:.2f}"
    for decimals in range(2, 16):
        text = f"{rate:.{decimals}f}"
        if (float(text) >= limit) == (rate >= limit) and (float(text) >= 100) == (rate >= 100):
            break
    return text.rstrip("0").rstrip(".")


def by_status(jobs: t.Sequence[Job]) -> str:
    """Return the number of jobs of each unfinished status, such as C(2 running, 1 paused)."""
    counted = {status: sum(job["status"] == status for job in jobs) for status in UNFINISHED}
    return ", ".join(f"{number} {status}" for status, number in counted.items() if number)


def limit_text(limit: timedelta) -> str:
    """Return a limit as the user wrote it: C(48h) stays C(48h), not C(2d)."""
    return limit.text if isinstance(limit, times.WrittenSpan) else times.format_duration(limit)


def allows(allowed: bool) -> str:
    """Return how on_no_jobs decides a check without data, as the end of a sentence."""
    return f"which on_no_jobs {'allows' if allowed else 'denies'}"
