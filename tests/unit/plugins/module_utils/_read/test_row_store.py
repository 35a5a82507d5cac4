# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The row stores: on disk and in memory they keep the same rows as a dictionary would."""

from __future__ import annotations

import typing as t

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._jobs.job import Job, recency
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._read.disk_store import MAX_PARAMETERS, DiskStore
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._read.row_set import Entry
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._read.row_store import MemoryStore, RowStore
from unit.plugins.jobs import jobs, make

STORES = (MemoryStore, DiskStore)
each_store = pytest.mark.parametrize("kind", STORES)
ids = st.sampled_from(["a", "b", "ä", "B", "c", "10", "9", "'; --", "\x00", "\ud7ff", "\U0001f600"])
# Some jobs do not match the filters.
rows = st.lists(st.tuples(ids, st.none() | jobs()), max_size=6)


def entries(store: RowStore, page: t.Iterable[tuple[str, Job | None]]) -> list[Entry]:
    """Return the parsed rows of a page."""
    return [Entry(identity, None if job is None else store.pack(renamed(job, identity))) for identity, job in page]


def renamed(job: Job, identity: str) -> Job:
    return t.cast("Job", {**job, "id": identity})


@each_store
@settings(max_examples=200)
@given(passes=st.lists(st.lists(rows, max_size=4), min_size=1, max_size=3), limit=st.none() | st.integers(0, 4))
def test_the_last_row_of_each_job_is_kept(
    kind: type[t.Any], passes: list[list[list[tuple[str, Job | None]]]], limit: int | None
) -> None:
    store = kind()
    kept = [store.new_rowset() for _pages in passes]
    expected: list[dict[str, Job | None]] = [{} for _pages in passes]
    for row_set, model, pages in zip(kept, expected, passes, strict=True):
        for page in pages:
            before = len(model)
            model.update((identity.lower(), None if job is None else renamed(job, identity)) for identity, job in page)
            assert row_set.has_all(entries(store, page)) == (len(model) == before)
            assert row_set.add(entries(store, page)) == len(model) - before
            assert row_set.has_all(entries(store, page))
        assert len(row_set) == len(model)
        assert row_set.matched == sum(job is not None for job in model.values())
    for row_set, model in zip(kept, expected, strict=True):
        assert row_set.same_ids(kept[0]) == (model.keys() == expected[0].keys())
    twice = {
        one for number, model in enumerate(expected) for one in model for other in expected[:number] if one in other
    }
    assert (store.shared(kept).lower() in twice) if twice else (store.shared(kept) is None)
    wanted = [job for model in expected for job in model.values() if job is not None]
    wanted.sort(key=recency, reverse=True)
    came = list(store.jobs(kept, limit))
    assert [recency(job) for job in came] == [recency(job) for job in wanted[:limit]]
    assert all(job in wanted for job in came)


@each_store
def test_a_page_of_any_size_is_kept(kind: type[t.Any]) -> None:
    store = kind()
    row_set = store.new_rowset()
    page = [(str(number), make()) for number in range(2 * MAX_PARAMETERS + 1)]
    assert row_set.add(entries(store, page)) == len(page)
    assert row_set.add(entries(store, page)) == 0
    assert row_set.has_all(entries(store, page))
    assert not row_set.has_all(entries(store, [*page, ("new", make())]))
    assert len(list(store.jobs([row_set]))) == len(page)


@each_store
def test_a_dropped_row_set_has_no_jobs(kind: type[t.Any]) -> None:
    store = kind()
    kept, dropped = store.new_rowset(), store.new_rowset()
    for row_set in (kept, dropped):
        row_set.add(entries(store, [("a", make())]))
    dropped.drop()
    assert [job["id"] for job in store.jobs([kept, dropped])] == ["a"]
    assert store.shared([kept, dropped]) is None


@each_store
def test_an_unknown_value_is_counted_once_for_each_job(kind: type[t.Any]) -> None:
    row_set = kind().new_rowset()
    odd = Entry("a", None, (("status", "99"),))
    row_set.add([odd, odd])
    row_set.add([odd, Entry("b", None, (("status", "99"), ("service", "7")))])
    assert row_set.unknown == {("status", "99"): 2, ("service", "7"): 1}


def test_lines_are_the_jobs_newest_first() -> None:
    with DiskStore() as store:
        row_set = store.new_rowset()
        old, new = make(id="old", started_at="2026-01-01T00:00:00Z"), make(id="new", message="Größe\n☃")
        row_set.add(entries(store, [("old", old), ("new", new)]))
        lines = list(store.lines([row_set]))
    assert len(lines) == 2
    assert "Größe" in lines[0]
    assert "\n" not in lines[0]
    assert '"old"' in lines[1]


@each_store
@pytest.mark.parametrize(
    ("ends", "changed", "reopened"),
    [
        (("failed", "failed"), None, None),
        ((None, "failed"), None, None),
        ((None, None), None, None),
        (("failed", "succeeded"), "A", None),
        (("failed", None), None, "A"),
    ],
)
def test_a_job_that_has_ended_does_not_change(
    kind: type[t.Any], ends: tuple[str | None, ...], changed: str | None, reopened: str | None
) -> None:
    store = kind()
    before, now = store.new_rowset(), store.new_rowset()
    first, second = (Entry(identity, None, end=end) for identity, end in zip("aA", ends, strict=True))
    before.add([first])
    now.add([second])
    assert now.contradicted(before) == ("a" if changed or reopened else None)
    before.add([second])
    assert (before.changed_end, before.reopened) == (changed, reopened)
