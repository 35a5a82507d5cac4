# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the pages of a listing and prove that they are all. Written once for all products.

Data changes while it is read: a new row shifts every later page, a row that disappears shifts them back, and pages
may be capped, repeated or form a loop. So no single pass over the pages is trusted:

- With a total, the rows are complete where every page reports the same total, as many different jobs were returned,
  and nothing follows the last page. Such pages are requested concurrently.
- Without one, a single response is one moment; several pages are complete where a second pass returns the same jobs.
  They are requested concurrently first, and in sequence where that fails. The first pass requests pages by index, the
  second by the links of the first, where there are any.
- A total that does not match the jobs is a contradiction, even if other pages report none. So is a job that has ended
  and is returned again with another end, or with none.

An attempt that proves nothing is repeated a few times, then it is an error. Source: docs/api/paging.md.
"""

from __future__ import annotations

from concurrent.futures import Executor

from .._http.page import Page
from .pagination_parallel import read_counted, read_uncounted
from .pagination_sequential import read_sequentially
from .row_set import CompletenessError, ListingChanged, Pages, RowSet

MAX_ATTEMPTS = 5


def read_all(pages: Pages, first: Page, size: int, pool: Executor, concurrency: int) -> RowSet:
    """Return all rows, requested in pages of C(size), at most C(concurrency) of them at once.

    C(first) is page 0, requested with that size. Raise CompletenessError where the rows may not be all.
    """
    page: Page | None = first
    for attempt in range(MAX_ATTEMPTS):
        page = page or pages.page(0, size)
        try:
            if pages.random_access and page.total is not None and attempt < 2:
                return read_counted(pages, page, size, pool, concurrency)
            if pages.random_access and page.total is None and attempt == 0 and page.count and not page.is_last:
                return read_uncounted(pages, page, size, pool, concurrency)
            return read_sequentially(pages, page, size, doubt=attempt > 0)
        except ListingChanged as changed:
            page, size, reason = None, changed.size, str(changed)
            pages.discard()
    raise _not_proved(reason)


def read_until_stable(pages: Pages, first: Page, size: int, pool: Executor, concurrency: int) -> RowSet:
    """Return all rows as L(read_all) does, of a listing that rows enter and leave anywhere, as with a status filter.

    One row that enters and another that leaves keep the total as it was, and may move a third row to a page that has
    been read already: so where there are several pages, two reads have to return the same jobs.
    """
    before = read_all(pages, first, size, pool, concurrency)
    if before.count == first.count:
        # All rows were in one page, which is one moment.
        return before
    for _attempt in range(MAX_ATTEMPTS):
        now = read_all(pages, pages.page(0, size), size, pool, concurrency)
        now.check_after(before)
        if now.same_ids(before):
            return now
        before = now
    raise CompletenessError(f"in {MAX_ATTEMPTS + 1} reads, the jobs changed from each one to the next")


def read_newest(pages: Pages, first: Page, size: int, limit: int, *, known_ids: bool = False) -> RowSet:
    """Return the first rows, until as many jobs as C(limit) match the filters.

    C(complete) of the row set is true only where the read reached the end and proved it. With C(known_ids) the jobs
    are known by their ids, so the read ends as soon as all were returned.
    """
    page: Page | None = first
    for attempt in range(MAX_ATTEMPTS):
        page = page or pages.page(0, size)
        try:
            return read_sequentially(pages, page, size, limit, doubt=attempt > 0, known_ids=known_ids)
        except ListingChanged as changed:
            page, size, reason = None, changed.size, str(changed)
            pages.discard()
    raise _not_proved(reason)


def _not_proved(reason: str) -> CompletenessError:
    return CompletenessError(f"{MAX_ATTEMPTS} attempts to read the listing failed; in the last one, {reason}")
