# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where rows are kept: on disk as in memory, and as a plain dictionary would."""

from __future__ import annotations

import typing as t

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._jobs.job import Job, recency
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._read.disk_store import MAX_PARAMETERS, OnDisk
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._read.row_set import Entry
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._read.row_store import InMemory, RowStore
from unit.plugins.jobs import jobs, make

SHELVES = (InMemory, OnDisk)
each_shelf = pytest.mark.parametrize("kind", SHELVES)
ids = st.sampled_from(["a", "b", "ä", "B", "c", "10", "9", "'; --", "\x00", "\ud7ff", "\U0001f600"])
# Some rows pass no filter.
rows = st.lists(st.tuples(ids, st.none() | jobs()), max_size=6)


def entries(shelf: RowStore, page: t.Iterable[tuple[str, Job | None]]) -> list[Entry]:
    """A page as it is kept."""
    return [Entry(identity, None if job is None else shelf.pack(renamed(job, identity))) for identity, job in page]


def renamed(job: Job, identity: str) -> Job:
    return t.cast("Job", {**job, "id": identity})


@each_shelf
@settings(max_examples=200)
@given(walks=st.lists(st.lists(rows, max_size=4), min_size=1, max_size=3), limit=st.none() | st.integers(0, 4))
def test_what_is_kept_is_what_came_last(
    kind: type[t.Any], walks: list[list[list[tuple[str, Job | None]]]], limit: int | None
) -> None:
    shelf = kind()
    kept = [shelf.new_rowset() for _walk in walks]
    expected: list[dict[str, Job | None]] = [{} for _walk in walks]
    for place, model, pages in zip(kept, expected, walks, strict=True):
        for page in pages:
            before = len(model)
            model.update((identity.lower(), None if job is None else renamed(job, identity)) for identity, job in page)
            assert place.has_all(entries(shelf, page)) == (len(model) == before)
            assert place.add(entries(shelf, page)) == len(model) - before
            assert place.has_all(entries(shelf, page))
        assert len(place) == len(model)
        assert place.matched == sum(job is not None for job in model.values())
    for place, model in zip(kept, expected, strict=True):
        assert place.same_ids(kept[0]) == (model.keys() == expected[0].keys())
    twice = {
        one for number, model in enumerate(expected) for one in model for other in expected[:number] if one in other
    }
    assert (shelf.shared(kept).lower() in twice) if twice else (shelf.shared(kept) is None)
    wanted = [job for model in expected for job in model.values() if job is not None]
    wanted.sort(key=recency, reverse=True)
    came = list(shelf.jobs(kept, limit))
    assert [recency(job) for job in came] == [recency(job) for job in wanted[:limit]]
    assert all(job in wanted for job in came)


@each_shelf
def test_a_page_of_any_size_is_kept(kind: type[t.Any]) -> None:
    shelf = kind()
    place = shelf.new_rowset()
    page = [(str(number), make()) for number in range(2 * MAX_PARAMETERS + 1)]
    assert place.add(entries(shelf, page)) == len(page)
    assert place.add(entries(shelf, page)) == 0
    assert place.has_all(entries(shelf, page))
    assert not place.has_all(entries(shelf, [*page, ("new", make())]))
    assert len(list(shelf.jobs([place]))) == len(page)


@each_shelf
def test_what_is_dropped_is_gone(kind: type[t.Any]) -> None:
    shelf = kind()
    kept, dropped = shelf.new_rowset(), shelf.new_rowset()
    for place in (kept, dropped):
        place.add(entries(shelf, [("a", make())]))
    dropped.drop()
    assert [job["id"] for job in shelf.jobs([kept, dropped])] == ["a"]
    assert shelf.shared([kept, dropped]) is None


@each_shelf
def test_a_value_that_is_not_known_is_counted_once_for_a_job(kind: type[t.Any]) -> None:
    place = kind().new_rowset()
    odd = Entry("a", None, (("status", "99"),))
    place.add([odd, odd])
    place.add([odd, Entry("b", None, (("status", "99"), ("service", "7")))])
    assert place.unknown == {("status", "99"): 2, ("service", "7"): 1}


def test_lines_are_the_jobs_in_their_order() -> None:
    with OnDisk() as shelf:
        place = shelf.new_rowset()
        old, new = make(id="old", started_at="2026-01-01T00:00:00Z"), make(id="new", message="Größe\n☃")
        place.add(entries(shelf, [("old", old), ("new", new)]))
        lines = list(shelf.lines([place]))
    assert len(lines) == 2
    assert "Größe" in lines[0]
    assert "\n" not in lines[0]
    assert '"old"' in lines[1]


@each_shelf
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
    shelf = kind()
    before, now = shelf.new_rowset(), shelf.new_rowset()
    first, second = (Entry(identity, None, end=end) for identity, end in zip("aA", ends, strict=True))
    before.add([first])
    now.add([second])
    assert now.contradicted(before) == ("a" if changed or reopened else None)
    before.add([second])
    assert (before.changed_end, before.reopened) == (changed, reopened)
