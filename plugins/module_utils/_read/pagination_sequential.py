# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read pages in sequence: slow, but it stays correct while new rows appear."""

from __future__ import annotations

from .._http.page import Page
from ..errors import ApiError
from .row_set import MAX_PAGES, CompletenessError, ListingChanged, Pages, RowSet, total_mismatch

# This many pages in a row may repeat known jobs.
MAX_REPEATED_PAGES = 3
# The statuses by which services refuse the page after their last one.
NO_SUCH_PAGE = (400, 404, 416, 422)
TOTAL_CHANGES = "the total that the service reports changed from page to page"


def read_sequentially(
    pages: Pages, first: Page, size: int, limit: int | None = None, *, doubt: bool, known_ids: bool = False
) -> RowSet:
    """Return all rows, or those of the first pages with as many matching jobs as C(limit).

    Two passes have to return the same jobs if there is no total and more than one page was requested, or if there is
    C(doubt) because an earlier attempt failed. An empty page counts: when rows disappear, those behind them move to
    pages that have been read already. A repeated page proves nothing, however often it is returned: it may be in the
    place of another one.

    With C(known_ids), no further page is requested once as many matching jobs as the limit were returned. Raise
    ListingChanged where the rows are not proved to be all.
    """
    first_pass = _Pass(pages, first, size, limit, known_ids)
    before = first_pass.run()
    one_page = first_pass.page_count == 1 and not first_pass.doubtful and not doubt
    # Where nothing but an empty page ends a listing, one that comes first is requested again before it counts.
    if before.total is not None or (one_page and (pages.random_access or first.count > 0)):
        return before
    size = first_pass.size
    second_pass = _Pass(pages, pages.page(0, size), size, limit, known_ids)
    now = second_pass.run()
    now.check_after(before)
    if not now.same_ids(before):
        raise ListingChanged("the jobs changed between two passes over the pages", size)
    if first_pass.repeated or second_pass.repeated:
        raise ListingChanged("the service returned jobs again in the place of others", size)
    now.complete &= before.complete
    return now


class _Pass:
    """One pass over the pages in sequence: by link where the service sends links, else by index."""

    def __init__(self, pages: Pages, first: Page, size: int, limit: int | None, known_ids: bool) -> None:
        self.size = size
        # Whether a job was returned again.
        self.repeated = False
        # Whether the page after the one that reaches the total repeats jobs, or reports another total.
        self.doubtful = False
        self._pages = pages
        self._page = first
        self._limit = limit
        self._known_ids = known_ids
        self._row_set = pages.new_rowset()
        # Of every page: the total that it reported and its number of rows.
        self._counts: list[tuple[int | None, int]] = []
        self._links: set[str] = set()
        self._index = 0
        self._repeated_pages = 0
        # The page after the current one, if it was requested to see whether it has jobs.
        self._next_page: Page | None = None

    @property
    def page_count(self) -> int:
        """Return the number of pages whose rows were added in sequence."""
        return len(self._counts)

    def run(self) -> RowSet:
        """Return the rows up to the end, and prove it, or up to the limit."""
        while True:
            self._add_page()
            enough = self._limit is not None and self._row_set.matched >= self._limit
            if enough and self._known_ids:
                return self._stop()
            if self._at_end():
                return self._prove()
            if enough:
                return self._stop()
            self._page = self._following()

    def _add_page(self) -> None:
        page = self._page
        self._check_page(page)
        self._counts.append((page.total, page.count))
        self._row_set.total = page.total
        new = self._row_set.add_page(page)
        # A repeated job means that rows moved: another one may have moved to a page that was read already.
        self.repeated |= new < page.count
        self._repeated_pages = 0 if new else self._repeated_pages + 1
        if len(self._counts) > MAX_PAGES:
            raise CompletenessError(f"none of {MAX_PAGES} pages was the last one")
        if self._repeated_pages > MAX_REPEATED_PAGES:
            raise CompletenessError(f"{self._repeated_pages} pages in a row had no new jobs, and none was the last one")

    def _check_page(self, page: Page) -> None:
        """Raise ListingChanged where a page has more jobs than its total."""
        if page.total is not None and page.count > page.total and page.distinct > page.total:
            raise ListingChanged(f"{total_mismatch(page.total, page.distinct)} in one page", self.size)

    def _at_end(self) -> bool:
        page = self._page
        if page.link is not None:
            return False
        if not page.count or self._links:
            # The page is empty, or a service that sends links sent none.
            return True
        if page.total is None and page.last:
            return not self._more_follows()
        reached = page.total is not None and len(self._row_set) >= page.total
        return reached and not self._more_follows()

    def _more_follows(self) -> bool:
        """Return whether more jobs follow a page that seems to be the last one: a full one is not trusted."""
        page = self._page
        if self._index == 0 and page.may_be_capped(self.size):
            self.size = page.count
        if page.count < self.size:
            return False
        try:
            following = self._next_page = self._pages.page(self._index + 1, self.size)
        except ApiError as error:
            if page.last and page.total is None and error.status in NO_SUCH_PAGE:
                return False
            raise
        self._check_page(following)
        if following.total not in (None, page.total, following.count):
            raise ListingChanged(TOTAL_CHANGES, self.size)
        self.doubtful = following.count > 0 or following.total != page.total
        new = not self._row_set.has_all(following.entries)
        # Where each page reports its own number of rows, repeated jobs may be in the place of new ones.
        counts = [*self._counts, (following.total, following.count)]
        own_totals = all(total in (None, count) for total, count in counts)
        self.repeated |= own_totals and following.count > 0 and not new
        if following.link is not None or new:
            return True
        # The listing ends here; what that page has of known jobs is newer.
        self._row_set.add_page(following)
        return False

    def _following(self) -> Page:
        """Return the page after the current one."""
        link = self._page.link
        if link is not None:
            if link in self._links:
                raise ListingChanged("the links to the next page form a loop", self.size)
            self._links.add(link)
            return self._pages.linked(link)
        count = self._page.count
        if self._index == 0 and count < self.size:
            # Possibly capped: with this size, page indexes mean the same to both sides.
            self.size = count
        self._index += 1
        requested, self._next_page = self._next_page, None
        return requested or self._pages.page(self._index, self.size)

    def _stop(self) -> RowSet:
        """Return the rows up to the limit: they have no gap, and more may follow."""
        self._check_totals(at_end=False)
        self._row_set.complete = False
        return self._row_set

    def _prove(self) -> RowSet:
        """Return the rows; ListingChanged where they are not as many as the total, if there is one."""
        row_set = self._row_set
        self._check_totals(at_end=True)
        if row_set.total is None:
            return row_set
        self._read_head_again()
        if len(row_set) != row_set.total:
            raise ListingChanged(row_set.mismatch(), self._shortest())
        return row_set

    def _check_totals(self, *, at_end: bool) -> None:
        """Raise ListingChanged where the total shrank: rows that disappeared moved others past the reader."""
        totals = [total for total, _count in self._counts]
        own_totals = len(totals) > 1 and all(total == count for total, count in self._counts)
        if own_totals or self.doubtful or any(total is None for total in totals):
            # Each page reports its own number of rows, or may, or some report none: that is no total.
            self._row_set.total = None
            if at_end:
                self._check_contradicted_totals()
        elif totals != sorted(totals, key=lambda total: total or 0):
            raise ListingChanged(TOTAL_CHANGES, self._shortest())

    def _check_contradicted_totals(self) -> None:
        """Raise ListingChanged where a total does not match the jobs, if it is not the number of rows of its page.

        A total that proves nothing can still disprove.
        """
        totals = [total for total, count in self._counts if total is not None and total != count]
        jobs = len(self._row_set)
        if totals and (totals[-1] != jobs or max(totals) > jobs):
            raise ListingChanged(total_mismatch(max(totals), jobs), self._shortest())

    def _shortest(self) -> int:
        """Return the size of the shortest page that another one followed: it may have been capped."""
        counts = [count for _total, count in self._counts if count]
        return min([self.size, *counts[:-1]])

    def _read_head_again(self) -> None:
        """Read the first pages again, for rows that appeared there during the pass."""
        for index in range(MAX_REPEATED_PAGES):
            if self._row_set.total is None or len(self._row_set) >= self._row_set.total:
                return
            page = self._pages.page(index, self.size)
            self._row_set.total = page.total
            self._row_set.add_page(page)
