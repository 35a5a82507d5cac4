# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The checks of a policy on a subject. Pure functions of its facts. Source: docs/compliance.md."""

from __future__ import annotations

import typing as t
from datetime import timedelta
from fractions import Fraction

from .. import times
from .._policy.check import Check, make_check
from .._policy.implicit_checks import implicit_checks
from .._policy.job_checks import max_duration, max_failed_jobs, min_success_rate, most_consecutive_failures
from .._policy.object_checks import max_failed_ratio, max_object_drop, min_objects
from .._policy.subject_jobs import SubjectJobs
from .._policy.wording import allows, count, limit_text, percentage
from . import spans
from .facts import Facts


def run_checks(facts: Facts, clock_problem: str | None) -> list[Check]:
    """Return the implicit checks that fail, then those that the policy names."""
    # The check rpo reports how long ago a success before the period is.
    reported = facts.policy.rpo is not None and bool(facts.jobs.older_successes)
    checks = [*implicit_checks(facts.jobs, clock_problem, age_is_reported=reported)]
    # Where all that a requirement is about is unknown, there is nothing to check.
    unknown = {"rpo": not facts.exposure_judged, "restore_test_every": not facts.tests_judged}
    for name, check in CHECKS.items():
        limit = getattr(facts.policy, name)
        if limit is not None and not unknown.get(name):
            checks.append(check(facts, name, limit))
    return checks


def _rpo(facts: Facts, name: str, limit: timedelta) -> Check:
    least = t.cast(float, facts.policy.min_compliant_time)
    judged = spans.length(facts.exposure_judged)
    expected = f"an exposure of at most {limit_text(limit)} in {least:.15g} % of the time"
    percent = 100 * facts.compliant_seconds / judged
    parts = [f"{percentage(percent, least)} %", count(len(facts.breaches), "breach")]
    if facts.breaches:
        longest = max(facts.breaches, key=lambda breach: breach.seconds)
        length = times.format_duration(timedelta(seconds=longest.seconds))
        parts.append(f"the longest of {length} from {times.format_moment(spans.moment(longest.begin))}")
    # Exactly as it is written: a product such as 8.8 * 375 is above 3300.
    passed = facts.compliant_seconds * 100 >= Fraction(str(least)) * judged
    return make_check(name, expected, ", ".join(parts), passed, [])


def _schedule(facts: Facts, name: str, _limit: object) -> Check:
    most, missed = t.cast(int, facts.policy.max_missed), facts.missed
    expected = f"at most {most} of {count(len(facts.expected), 'expected run')} missed"
    first = f", the first at {times.format_moment(spans.moment(missed[0].begin))}" if missed else ""
    if len(missed) <= most and not (facts.expected and facts.all_runs.started):
        # Nothing shows that the schedule runs: the period may be too short, or too much of it excluded, to miss a run.
        allowed = facts.policy.on_no_jobs == "allow"
        what = "no run" if facts.expected else "no run is expected"
        return make_check(name, expected, f"{len(missed)} missed{first}; {what}, {allows(allowed)}", allowed, [])
    return make_check(name, expected, f"{len(missed)} missed{first}", len(missed) <= most, [])


def _restore_test(facts: Facts, name: str, limit: timedelta) -> Check:
    expected = f"a successful restore in the last {limit_text(limit)}, at any moment"
    untested = spans.subtract(facts.tests_judged, facts.tested)
    if not untested:
        return make_check(name, expected, count(len(facts.restores), "successful restore"), True, facts.restores)
    last = facts.tests.at(untested[0][0])
    since = times.format_moment(spans.moment(untested[0][0]))
    before = f", the last one ended at {times.format_moment(spans.moment(last.available))}" if last else ""
    return make_check(name, expected, f"none at {since}{before}", False, facts.restores)


def _shared(check: t.Callable[[SubjectJobs, str, t.Any], Check]) -> t.Callable[[Facts, str, t.Any], Check]:
    """Return a check that the gate has too, as one of the facts."""
    return lambda facts, name, limit: check(facts.jobs, name, limit)


# In the order in which subjects have them.
CHECKS: dict[str, t.Callable[[Facts, str, t.Any], Check]] = {
    "rpo": _rpo,
    "schedule": _schedule,
    "min_success_rate": _shared(min_success_rate),
    "max_failed_jobs": _shared(max_failed_jobs),
    "max_failed_ratio": _shared(max_failed_ratio),
    "max_consecutive_failures": _shared(most_consecutive_failures),
    "max_duration": _shared(max_duration),
    "min_objects": _shared(min_objects),
    "max_object_drop": _shared(max_object_drop),
    "restore_test_every": _restore_test,
}
