# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every walk over pages, and the proof that a walk saw every row. Written once for all products.

The data moves while it is read: a new row shifts every later page, a row that goes shifts them back,
and pages may be cut short, come twice or lead in circles. So a walk is never trusted by itself:

- Where a total is told, the rows are whole when every page told the same total, as many different
  rows came, and nothing follows a last page that is full. Pages are then read side by side. That holds
  where new rows come at the head; where they come anywhere, two reads have to see the same.
- Where none is told, one answer is one moment; several pages, be the last one empty, are whole when a
  second walk sees the same rows. They are read ahead first, and one after the other where that fails.
  The first walk goes by number and the second by the links that came with it, where there are any.
- A total that is told and does not come true is a contradiction, even if other pages tell none. So is a
  job that has ended and comes again with another end, or as one that has not.

What is not proved is read again, a few times; then it is an error. Source: the contract's page on
paging.
"""

from __future__ import annotations

from concurrent.futures import Executor

from .parallel import read_counted, read_uncounted
from .row_set import CompletenessError, ListingChanged, Pages, RowSet, Sheet
from .sequential import read_sequentially

MAX_WALKS = 5


def read_all(pages: Pages, first: Sheet, size: int, crew: Executor, most: int) -> RowSet:
    """Read every row, asking for C(size) a page and C(most) pages at once; Unproved where they may not be all.

    C(first) is page 0, asked for with that size.
    """
    page: Sheet | None = first
    for turn in range(MAX_WALKS):
        page = page or pages.page(0, size)
        try:
            if page.total is not None and turn < 2:
                return read_counted(pages, page, size, crew, most)
            if page.total is None and turn == 0 and page.came and not page.ends:
                return read_uncounted(pages, page, size, crew, most)
            return read_sequentially(pages, page, size, doubt=turn > 0)
        except ListingChanged as moved:
            page, size, reason = None, moved.size, str(moved)
            pages.forget()
    raise CompletenessError(f"after {MAX_WALKS} walks over the pages, {reason}")


def read_steadily(pages: Pages, first: Sheet, size: int, crew: Executor, most: int) -> RowSet:
    """Like M(read_all), for rows that come and go anywhere in the list, as with a filter for their status.

    A row that comes and one that goes leave the total as it was, and may push a third one past the reader: so
    several pages are read until two reads see the same rows.
    """
    before = read_all(pages, first, size, crew, most)
    if before.came == first.came:
        # All rows came with one page, which is one moment.
        return before
    for _turn in range(MAX_WALKS):
        now = read_all(pages, pages.page(0, size), size, crew, most)
        now.check_after(before)
        if now.rows.same_ids(before.rows):
            return now
        before = now
    raise CompletenessError(f"after {MAX_WALKS} reads, the jobs changed from one to the next each time")


def read_newest(pages: Pages, first: Sheet, size: int, limit: int, *, found: bool = False) -> RowSet:
    """Read until as many wanted rows came as the limit; C(complete) only where the walk got to its proved end.

    With C(found) the wanted rows are known by their ids: the read ends as soon as all have come.
    """
    page: Sheet | None = first
    for turn in range(MAX_WALKS):
        try:
            return read_sequentially(pages, page or pages.page(0, size), size, limit, doubt=turn > 0, found=found)
        except ListingChanged as moved:
            page, size, reason = None, moved.size, str(moved)
            pages.forget()
    raise CompletenessError(f"after {MAX_WALKS} walks over the pages, {reason}")
