# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read pages concurrently, by their indexes: fast, as long as the rows do not change.

With a total the number of pages is known. Without one, pages are requested ahead of the end: two at first, then as
many as were returned already, so that few are requested past the end.
"""

from __future__ import annotations

import typing as t
from concurrent.futures import Executor

from .._http.page import Page
from ..errors import ApiError
from ..thread_pool import map_ahead
from .pagination_sequential import TOTAL_CHANGES
from .row_set import MAX_PAGES, CompletenessError, ListingChanged, Pages, RowSet

# Without a total, the first page and two more: a last page that is not marked as such is followed by an empty one.
AT_FIRST = 3
# So many pages may wait to be added for each one that is requested at once: a slow one does not delay the others.
BUFFERED = 2
DO_NOT_FIT = "the sizes, totals and links of the pages do not fit together"
MOVED = "jobs moved from one page to another"


def read_counted(pages: Pages, first: Page, size: int, pool: Executor, concurrency: int) -> RowSet:
    """Return all rows of a listing whose first page reports a total; at most C(concurrency) pages at once.

    They are proved by as many different jobs as every page reports, and nothing after them. Raise ListingChanged
    where they are not.
    """
    row_set = pages.new_rowset(in_order=False)
    total = row_set.total = first.total or 0
    if first.count == 0 and total > 0:
        raise ListingChanged(row_set.mismatch(), size)
    size = _real_size(first, size, more=total > first.count or first.may_be_capped(size))
    page_count = -(-total // size)
    # If the last page is full, the next one is requested too; concurrently, that takes no extra time.
    full = total > 0 and total % size == 0
    last, after = first, None
    requested = range(max(1, page_count + full))
    for index, page in enumerate(map_ahead(pool, _requester(pages, first, size), requested, BUFFERED * concurrency)):
        if page.total != total:
            raise ListingChanged(TOTAL_CHANGES, size)
        if 0 < index == page_count:
            after = page
            continue
        new = row_set.add_page(page)
        if not new and index > 0:
            # Without new jobs the total cannot be reached any more; it may be a huge one.
            raise ListingChanged(row_set.mismatch(), size)
        if new < page.distinct:
            # Of two pages requested at once, the later one need not have the later data of a job.
            raise ListingChanged(MOVED, size)
        last = page
    if len(row_set) != total:
        raise ListingChanged(row_set.mismatch(), size)
    _check_nothing_follows(pages, last, after, size, page_count)
    return row_set


def _requester(pages: Pages, first: Page, size: int) -> t.Callable[[int], Page]:
    """Return how to request a page by its index. The first one is there: it is parsed while others are under way."""
    return lambda index: pages.page(index, size) if index else first


def _real_size(first: Page, size: int, *, more: bool) -> int:
    """Return the page size to request: that of the first page where C(more) follows it, since it may be capped.

    Then page indexes mean the same to both sides.
    """
    return min(size, first.count) if more else size


def _check_nothing_follows(pages: Pages, last: Page, after: Page | None, size: int, index: int) -> None:
    """Raise ListingChanged unless the last page leads nowhere, or to an empty page with the same total.

    After a full page the next one is requested all the same: a vendor's page calls the total that "of the current
    request", and a total below the number of jobs would prove nothing.
    """
    if last.link is not None:
        after = pages.linked(last.link)
    elif after is None and last.count >= size:
        after = pages.page(index, size)
    if after is not None and (after.count or after.total != last.total or after.link not in (None, last.link)):
        raise ListingChanged("the service returned more jobs than the total that it reported", size)


def read_uncounted(pages: Pages, first: Page, size: int, pool: Executor, concurrency: int) -> RowSet:
    """Return all rows of a listing of several pages without a total; at most C(concurrency) pages at once.

    They are proved by a second pass over the same pages that returns the same jobs. Neither may return a job twice:
    where pages are not read in their order, that shows that rows moved. Raise ListingChanged where they are not
    proved.
    """
    # A page that is not full is most likely the last one.
    width = AT_FIRST if first.count == size else AT_FIRST - 1
    size = _real_size(first, size, more=True)
    row_set = pages.new_rowset(in_order=False)
    page_count, at_end, marked_last = 0, False, False
    # The link to each page but the first, by its index.
    links: dict[int, str] = {}
    while not at_end:
        if page_count > MAX_PAGES:
            raise CompletenessError(f"none of {MAX_PAGES} pages was the last one")
        try:
            requested = range(page_count, page_count + width)
            for page in map_ahead(pool, _requester(pages, first, size), requested, width):
                if at_end:
                    _check_empty(page, size)
                    continue
                _add(row_set, page, size)
                page_count += 1
                if page.link is not None:
                    links[page_count] = page.link
                marked_last = page.is_last
                at_end = _at_end(page, size)
        except ApiError:
            if not marked_last:
                raise
            # No service has to answer for such a page; in sequence, it is not requested.
            raise ListingChanged("a page after the last one cannot be read", size) from None
        width = min(page_count, concurrency)
    return _second_pass(pages, row_set, page_count, links, size, pool, concurrency)


def _add(row_set: RowSet, page: Page, size: int) -> None:
    """Add a page of new jobs; only the last page with jobs may have fewer than the size."""
    after_a_short_page = row_set.count % size and page.count
    short_with_link = page.count < size and page.link is not None
    if page.total is not None or page.count > size or short_with_link or after_a_short_page:
        raise ListingChanged(DO_NOT_FIT, size)
    if row_set.add_page(page) < page.count:
        raise ListingChanged(MOVED, size)


def _check_empty(page: Page, size: int) -> None:
    """Raise ListingChanged where a page past the end has jobs, a link or a total."""
    if page.count or page.link is not None or page.total is not None:
        raise ListingChanged("there were more jobs after the last page", size)


def _at_end(page: Page, size: int) -> bool:
    """Return whether no page follows; one follows a full page, even if that is marked as the last one."""
    return page.is_last and page.count < size


def _second_pass(
    pages: Pages,
    before: RowSet,
    page_count: int,
    links: t.Mapping[int, str],
    size: int,
    pool: Executor,
    concurrency: int,
) -> RowSet:
    """Read the pages again and return their rows; ListingChanged where the jobs are not the same.

    It follows the links of the first pass, which requested pages by index: a service may apply only one of the two.
    """
    row_set = pages.new_rowset(in_order=False)

    def request(index: int) -> Page:
        return pages.linked(links[index]) if index in links else pages.page(index, size)

    for number, page in enumerate(map_ahead(pool, request, range(page_count), BUFFERED * concurrency), 1):
        _add(row_set, page, size)
        if _at_end(page, size) != (number == page_count):
            raise ListingChanged("the number of pages changed between two passes over them", size)
    row_set.check_after(before)
    if not row_set.same_ids(before):
        raise ListingChanged("the jobs changed between two passes over the pages", size)
    return row_set
