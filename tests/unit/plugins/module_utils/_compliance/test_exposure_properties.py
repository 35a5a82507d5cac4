# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The arithmetic of exposure equals a count second by second that shares no code with it, and obeys its laws.

The count looks at each second by its middle: at no whole second does the exposure of a middle equal the limit, so that
the count is that of the continuous measure.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field
from datetime import timedelta
from unittest import mock

from hypothesis import event, given, settings
from hypothesis import strategies as st

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance import missing_history
from unit.plugins.module_utils._compliance.compliance_jobs import exclusion, facts, job, period, restore, row, text

# Every kind of coincidence is met in each run, however slow the machine.
THOROUGHLY = settings(max_examples=250, deadline=None)
LONGEST = 300


@dataclass(frozen=True)
class Case:
    """Jobs as (start, end, status), and what they are judged by, in seconds since the beginning of the period."""

    jobs: list[tuple[int | None, int | None, str]]
    rpo: int
    until: int
    judged_at: int
    exclusions: list[tuple[int, int]] = field(default_factory=list)
    known_since: int | None = None
    since: int = 0
    tolerance: int = 0


@st.composite
def some_job(draw: st.DrawFn, statuses: t.Sequence[str] = ("succeeded", "failed", "warning")) -> t.Any:
    start = draw(st.integers(-LONGEST, LONGEST + 50))
    end = start + draw(st.one_of(st.sampled_from([0, 1, 10]), st.integers(0, 200)))
    missing = draw(st.sampled_from([None, None, None, None, None, "start", "end"]))
    return None if missing == "start" else start, None if missing == "end" else end, draw(st.sampled_from(statuses))


@st.composite
def some_case(draw: st.DrawFn) -> Case:
    until = draw(st.integers(1, LONGEST))
    # Judged in the middle of the period, at its end, or later.
    judged_at = draw(st.one_of(st.just(until), st.integers(1, until), st.integers(until, until + 100)))
    # Periods that are excluded from end to end are met too, and exclusions that overlap or touch.
    begin = st.integers(-50, LONGEST)
    spans = st.tuples(begin, st.one_of(st.integers(1, 60), st.integers(1, LONGEST + 60)))
    excluded = [(first, first + length) for first, length in draw(st.lists(spans, max_size=4))]
    known_since = draw(st.one_of(st.none(), st.none(), st.integers(-10, until), st.integers(-LONGEST, until + 20)))
    jobs = draw(st.lists(some_job(("succeeded", "succeeded", "succeeded", "failed", "warning")), max_size=8))
    tolerance = draw(st.one_of(st.just(0), st.integers(0, 50)))
    return Case(jobs, draw(st.integers(1, LONGEST)), until, judged_at, excluded, known_since, tolerance=tolerance)


def built(case: Case) -> t.Any:
    jobs = [job(f"job-{number}", *each) for number, each in enumerate(case.jobs)]
    over = period(case.until, case.judged_at, case.since)
    return jobs, {"rpo": f"{case.rpo}s"}, over, [exclusion(*each) for each in case.exclusions], case.known_since


def judge(case: Case, **policy: t.Any) -> dict[str, t.Any]:
    jobs, requirement, *around = built(case)
    with tolerance(case):
        return row(jobs, policy or requirement, *around)


def compliant_seconds(case: Case) -> int:
    with tolerance(case):
        return facts(*built(case)).compliant_seconds


def tolerance(case: Case) -> t.ContextManager[object]:
    """Return what makes the tolerance for the beginning of a history as short as the periods here."""
    return mock.patch.object(missing_history, "TOLERANCE", timedelta(seconds=case.tolerance))


@dataclass
class Count:
    """What a count second by second finds."""

    compliant: int = 0
    judged: int = 0
    excluded: int = 0
    unknown: int = 0
    longest: int | None = None
    breaches: list[dict[str, t.Any]] = field(default_factory=list)


def counted(case: Case) -> Count:
    """Count each second, by the definition of exposure alone."""
    found = Count()
    successes = {
        f"job-{number}": (start, end)
        for number, (start, end, status) in enumerate(case.jobs)
        if status == "succeeded" and start is not None and end is not None
        # Read as far back as the objective, up to the end of the period; nothing in the future proves anything.
        if case.since - case.rpo <= start and (start < case.until or case.until >= case.judged_at)
        if start <= case.judged_at and end <= case.judged_at
    }
    end = min(case.until, case.judged_at)
    history = case.known_since if case.known_since is not None and has_jobs(case) else None
    if history is not None and history <= case.since - case.rpo + case.tolerance and history < end:
        history = None
    broken: list[tuple[int, bool]] = []
    for second in range(case.since, end):
        middle = second + 0.5
        excluded = any(first <= middle < last for first, last in case.exclusions)
        available = [start for start, ended in successes.values() if ended <= middle]
        # The latest success that the history may lack has started right before it.
        may_be_good = history is not None and (middle < history or middle - history < case.rpo)
        known = history is None or (middle > history and bool(available)) or not may_be_good
        found.excluded += excluded
        found.unknown += not known and not excluded
        exposure = middle - max(available) if available else None
        good = exposure is not None and exposure <= case.rpo
        if known and not good:
            broken.append((second, excluded))
        if not known or excluded:
            continue
        found.judged += 1
        found.compliant += good
        if exposure is not None:
            found.longest = max(found.longest or 0, int(exposure + 0.5))
    found.breaches = [breach for each in groups(broken) if (breach := described(case, each, successes, end))]
    return found


def has_jobs(case: Case) -> bool:
    """Return whether the subject has any job that is read."""
    return any(
        moment is None
        or (
            (case.since - case.rpo if start is not None else case.since) <= moment
            and (moment < case.until or case.until >= case.judged_at)
        )
        for start, ended, _status in case.jobs
        for moment in [start if start is not None else ended]
    )


def groups(broken: list[tuple[int, bool]]) -> list[list[tuple[int, bool]]]:
    """Return the seconds in groups of seconds that follow each other."""
    found: list[list[tuple[int, bool]]] = []
    for second, excluded in broken:
        if found and found[-1][-1][0] == second - 1:
            found[-1].append((second, excluded))
        else:
            found.append([(second, excluded)])
    return found


def described(
    case: Case, group: list[tuple[int, bool]], successes: dict[str, tuple[int, int]], end: int
) -> dict[str, t.Any] | None:
    left_out = sum(excluded for _second, excluded in group)
    if left_out == len(group):
        return None
    begin, until = group[0][0], group[-1][0] + 1
    lasts = until == end and case.until >= case.judged_at
    # Which of several equally good successes is named does not matter: all that can be are listed.
    before = [start for start, ended in successes.values() if ended <= begin]
    after = [ended for start, ended in successes.values() if ended >= until and start > max(before, default=start - 1)]
    return {
        "from": text(begin),
        "until": None if lasts else text(until),
        "seconds": len(group),
        "excluded_seconds": left_out,
        "last_success": {name for name, each in successes.items() if before and each[0] == max(before)},
        "next_success": set()
        if lasts or not after
        else {name for name, (_start, ended) in successes.items() if ended == min(after)},
    }


@THOROUGHLY
@given(case=some_case())
def test_the_arithmetic_equals_a_count_second_by_second(case: Case) -> None:
    expected, found = counted(case), judge(case)
    event(f"breaches: {min(3, len(expected.breaches))}")
    event(f"status: {found['status']}")
    assert found["judged_seconds"] == expected.judged
    assert found["unknown_seconds"] == expected.unknown
    assert found["longest_exposure_seconds"] == expected.longest
    assert compliant_seconds(case) == expected.compliant
    percent = 1_000_000 * expected.compliant // expected.judged / 10_000 if expected.judged else None
    assert found["compliant_time_percent"] == percent
    assert sum(last - first for first, last in facts(*built(case)).times.excluded) == expected.excluded
    event(f"unknown and judged: {bool(expected.unknown and expected.judged)}")
    assert len(found["breaches"]) == (len(expected.breaches) if expected.judged else 0)
    for breach, wanted in zip(found["breaches"], expected.breaches, strict=False):
        for key in ("from", "until", "seconds", "excluded_seconds"):
            assert breach[key] == wanted[key], key
        for key in ("last_success", "next_success"):
            assert breach[key] in wanted[key] or (breach[key] is None and not wanted[key]), key


@THOROUGHLY
@given(case=some_case())
def test_a_subject_is_compliant_only_without_a_breach(case: Case) -> None:
    found = judge(case)
    excluded_whole = not found["judged_seconds"]
    assert (found["status"] == "compliant") <= (not found["breaches"] and not found["unknown_seconds"])
    assert (found["status"] == "not_applicable") <= excluded_whole
    if not excluded_whole:
        rpo = next(check for check in found["checks"] if check["check"] == "rpo")
        assert rpo["passed"] == (not found["breaches"])


@THOROUGHLY
@given(case=some_case(), by=st.integers(-(10**8), 10**8))
def test_shifting_everything_changes_nothing(case: Case, by: int) -> None:
    def shifted(second: int | None) -> int | None:
        return None if second is None else second + by

    moved = Case(
        [(shifted(start), shifted(end), status) for start, end, status in case.jobs],
        case.rpo,
        case.until + by,
        case.judged_at + by,
        [(first + by, last + by) for first, last in case.exclusions],
        shifted(case.known_since),
        by,
        case.tolerance,
    )
    one, other = judge(case), judge(moved)
    assert compliant_seconds(case) == compliant_seconds(moved)
    for key in ("status", "compliant_time_percent", "judged_seconds", "longest_exposure_seconds", "unknown_seconds"):
        assert one[key] == other[key], key
    assert one["runs"] == other["runs"]
    same = ("seconds", "excluded_seconds", "last_success", "next_success")
    assert [[each[key] for key in same] for each in one["breaches"]] == [
        [each[key] for key in same] for each in other["breaches"]
    ]


def with_job(case: Case, another: tuple[int | None, int | None, str]) -> Case:
    # The history does not change: it is that of the product.
    return Case([*case.jobs, another], case.rpo, case.until, case.judged_at, case.exclusions, None)


@THOROUGHLY
@given(case=some_case(), another=some_job(("succeeded",)))
def test_another_success_never_lowers_the_compliant_time(case: Case, another: t.Any) -> None:
    known = Case(case.jobs, case.rpo, case.until, case.judged_at, case.exclusions)
    assert compliant_seconds(with_job(case, another)) >= compliant_seconds(known)


@THOROUGHLY
@given(
    case=some_case(),
    another=some_job(("failed", "warning", "stopped", "skipped", "unknown", "running", "pending")),
)
def test_another_failure_never_raises_the_compliant_time(case: Case, another: t.Any) -> None:
    known = Case(case.jobs, case.rpo, case.until, case.judged_at, case.exclusions)
    assert compliant_seconds(with_job(case, another)) <= compliant_seconds(known)
    assert (judge(with_job(case, another))["status"] == "compliant") <= (judge(known)["status"] == "compliant")


@THOROUGHLY
@given(case=some_case(), part=st.floats(0.01, 0.99))
def test_the_parts_of_a_period_add_up(case: Case, part: float) -> None:
    end = min(case.until, case.judged_at)
    middle = max(1, min(end - 1, int(part * end)))
    if not 0 < middle < end:
        return
    # A history that begins in the first part is known in the second.
    whole = Case(case.jobs, case.rpo, case.until, case.judged_at, case.exclusions)
    first = Case(case.jobs, case.rpo, middle, case.judged_at, case.exclusions)
    second = Case(case.jobs, case.rpo, case.until, case.judged_at, case.exclusions, since=middle)
    parts = judge(first), judge(second)
    assert compliant_seconds(first) + compliant_seconds(second) == compliant_seconds(whole)
    assert sum(each["judged_seconds"] for each in parts) == judge(whole)["judged_seconds"]
    for key in ("started", "succeeded", "warning", "failed"):
        assert sum(each["runs"][key] for each in parts) == judge(whole)["runs"][key], key


@THOROUGHLY
@given(case=some_case())
def test_restore_tests_equal_a_count_second_by_second(case: Case) -> None:
    """By their ends; a restore from before the history may have ended right before its first job."""
    jobs = [restore(f"restore-{number}", *each) for number, each in enumerate(case.jobs)]
    _jobs, _policy, *around = built(case)
    with tolerance(case):
        found = row([job("backup", 0, 0), *jobs], {"restore_test_every": f"{case.rpo}s"}, *around)
    ends = [
        end
        for start, end, status in case.jobs
        if status == "succeeded" and start is not None and end is not None
        if -case.rpo <= start and end <= case.judged_at
    ]
    end = min(case.until, case.judged_at)
    history = case.known_since
    if history is not None and history <= case.tolerance - case.rpo and history < end:
        history = None
    unknown, untested, judged = 0, 0, 0
    for middle in (second + 0.5 for second in range(end)):
        if any(first <= middle < last for first, last in case.exclusions):
            continue
        ages = [middle - each for each in ends if each <= middle]
        lost = history is not None and (middle < history or (not ages and middle - history < case.rpo))
        unknown += lost
        judged += not lost
        untested += not lost and not (ages and min(ages) <= case.rpo)
    event(f"unknown: {bool(unknown)}, untested: {bool(untested)}")
    assert found["unknown_seconds"] == unknown
    checks = {check["check"]: check["passed"] for check in found["checks"]}
    assert checks.get("restore_test_every") == (None if not judged else not untested)
