# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Properties of paging under random changes and faults: the returned jobs are complete, or the read is an error."""

from __future__ import annotations

from concurrent.futures import Executor

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._read.row_set import CompletenessError
from unit.plugins.module_utils._read.fake_listing import (
    Event,
    InOrder,
    Service,
    caps,
    ids,
    newest,
    plans,
    pools,
    read_complete,
    rows,
    services,
    sizes,
)

growing = plans("insert")
shrinking = plans("remove")
glitches = plans("repeat", "double", "miscount")


@settings(max_examples=500, deadline=None)
@given(ids, sizes, caps, st.booleans(), services["total"], services["links"], growing | shrinking, pools)
@example(4, 2, 1000, False, "none", "none", [Event(1, "remove", 0), Event(1, "remove", 0)], InOrder())
@example(8, 5, 1000, False, "page", "none", [], InOrder())
def test_the_returned_jobs_are_all_jobs_of_some_moment(
    count: int,
    size: int,
    cap: int,
    fixed_step: bool,
    total: str,
    links: str,
    events: list[Event],
    pool: Executor,
) -> None:
    service = Service(count, cap=cap, fixed_step=fixed_step, total=total, links=links, events=events)
    try:
        row_set = read_complete(service, size, pool)
    except CompletenessError:
        return
    assert frozenset(rows(row_set)) in service.states
    assert row_set.complete
    assert row_set.count == len(row_set) + row_set.duplicates


@settings(max_examples=300, deadline=None)
@given(ids, sizes, caps, st.booleans(), services["total"], services["links"], growing | shrinking)
def test_pages_without_random_access_need_no_pool(
    count: int, size: int, cap: int, fixed_step: bool, total: str, links: str, events: list[Event]
) -> None:
    service = Service(
        count, cap=cap, fixed_step=fixed_step, total=total, links=links, events=events, random_access=False
    )
    try:
        # This executor has no submit().
        row_set = read_complete(service, size, Executor())
    except CompletenessError:
        return
    assert frozenset(rows(row_set)) in service.states
    assert row_set.complete


@settings(max_examples=500, deadline=None)
@given(ids, sizes, caps, st.booleans(), services["total"], services["links"], plans("insert", "remove"))
def test_a_job_that_exists_all_the_time_is_never_lost(
    count: int, size: int, cap: int, fixed_step: bool, total: str, links: str, events: list[Event]
) -> None:
    service = Service(count, cap=cap, fixed_step=fixed_step, total=total, links=links, events=events)
    try:
        row_set = read_complete(service, size)
    except CompletenessError:
        return
    assert frozenset.intersection(*service.states) <= rows(row_set).keys() <= frozenset.union(*service.states)


@settings(max_examples=500, deadline=None)
@given(ids, sizes, caps, st.booleans(), services["total"], services["links"], glitches, pools)
def test_a_wrong_page_neither_hides_nor_invents_a_job(
    count: int,
    size: int,
    cap: int,
    fixed_step: bool,
    total: str,
    links: str,
    events: list[Event],
    pool: Executor,
) -> None:
    service = Service(count, cap=cap, fixed_step=fixed_step, total=total, links=links, events=events)
    try:
        row_set = read_complete(service, size, pool)
    except CompletenessError:
        return
    assert set(rows(row_set)) == set(service.rows)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 40), sizes, caps, st.booleans(), st.sampled_from(["none", "true"]), growing | shrinking)
def test_one_change_does_not_fail_the_read(
    count: int, size: int, cap: int, fixed_step: bool, total: str, events: list[Event]
) -> None:
    """The listing is read again."""
    service = Service(count, cap=cap, fixed_step=fixed_step, total=total, events=events[:1])
    row_set = read_complete(service, size)
    assert frozenset(rows(row_set)) in service.states


@given(st.integers(1, 300), st.integers(0, 900), st.integers(1, 1000), st.booleans(), pools)
def test_no_cap_hides_a_job_where_the_total_counts_one_page(
    cap: int, count: int, size: int, fixed_step: bool, pool: Executor
) -> None:
    assume(count <= 300 * min(cap, size))
    service = Service(count, cap=cap, fixed_step=fixed_step, total="page")
    assert set(rows(read_complete(service, size, pool))) == set(service.rows)


@settings(max_examples=500, deadline=None)
@given(ids, sizes, st.integers(1, 16), caps, st.booleans(), services["total"], services["links"], growing | shrinking)
@example(8, 5, 10, 1000, False, "page", "none", [])
@example(6, 2, 3, 1000, False, "true", "none", [Event(1, "remove", 0)])
@example(6, 2, 3, 1000, False, "none", "none", [Event(1, "remove", 0)])
@example(2, 1, 1, 1, False, "page", "none", [Event(3, "insert")])
def test_the_newest_jobs_have_no_gap_and_are_complete_only_where_all_were_returned(
    count: int, size: int, limit: int, cap: int, fixed_step: bool, total: str, links: str, events: list[Event]
) -> None:
    service = Service(count, cap=cap, fixed_step=fixed_step, total=total, links=links, events=events)
    try:
        row_set = newest(service, size, limit)
    except CompletenessError:
        return
    if row_set.complete:
        assert frozenset(rows(row_set)) in service.states
    else:
        assert len(row_set) >= limit
        kept = frozenset.intersection(*service.states)
        order = [row for row in (f"row-{number}" for number in range(count)) if row in kept]
        came = [row in rows(row_set) for row in order]
        # Of the jobs that existed all the time, an older one is never returned without a newer one.
        assert came == sorted(came, reverse=True)
    assert row_set.count == len(row_set) + row_set.duplicates
