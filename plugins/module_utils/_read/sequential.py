# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One page after the other: slow, but it holds its ground while rows come in."""

from __future__ import annotations

from ..errors import ApiError
from .row_set import MAX_PAGES, CompletenessError, ListingChanged, Pages, RowSet, Sheet

MAX_STALE_PAGES = 3
# How a service that has called a page the last one refuses the page after it.
NO_SUCH_PAGE = (400, 404, 416, 422)


def read_sequentially(
    pages: Pages, first: Sheet, size: int, limit: int | None = None, *, doubt: bool, found: bool = False
) -> RowSet:
    """All rows, or the first pages that have as many wanted ones as the limit; Moved where they are not proved.

    Walked twice, if no total is told and more than one page was asked for, or if there is C(doubt), since
    another walk has failed already. An empty page counts: when
    rows go, those behind them move to pages that were read already. A page that came before proves
    nothing however often it comes: it may stand in the place of another.

    With C(found), as many rows as the limit are all that is wanted: once they have come, no page is asked for to
    prove that they are all there is.
    """
    walk = _Walk(pages, first, size, limit, found)
    harvest = walk.run()
    if harvest.total is not None or (walk.asked == 1 and not walk.doubtful and not doubt):
        return harvest
    again = _Walk(pages, pages.page(0, walk.size), walk.size, limit, found)
    second = again.run()
    second.check_after(harvest)
    if not second.rows.same_ids(harvest.rows):
        raise ListingChanged("the jobs changed from one walk over the pages to the next", walk.size)
    if walk.repeated or again.repeated:
        raise ListingChanged("jobs came again in the place of others", walk.size)
    second.complete &= harvest.complete
    return second


class _Walk:
    """One page after the other: by links where the service sends them, else by number."""

    def __init__(self, pages: Pages, first: Sheet, size: int, limit: int | None, found: bool) -> None:
        self.size = size
        self.repeated = False
        self._pages = pages
        self._page = first
        self._limit = limit
        self._found = found
        self._harvest = RowSet(pages.new_rowset())
        # Of every page: the total that it told and how many rows it had.
        self._told: list[tuple[int | None, int]] = []
        self._links: set[str] = set()
        self._index = 0
        self._stale = 0
        # The page after this one, if it was asked for to see whether there is one.
        self._ahead: Sheet | None = None
        # The total has come, but the page after it has rows that came before, or tells another one.
        self.doubtful = False

    @property
    def asked(self) -> int:
        """How many pages the rows came from."""
        return len(self._told)

    def run(self) -> RowSet:
        """Walk to the end and prove it, or until there is enough."""
        while True:
            self._take()
            enough = self._limit is not None and self._harvest.rows.wanted >= self._limit
            if enough and self._found:
                return self._stop()
            if self._at_end():
                return self._prove()
            if enough:
                return self._stop()
            self._page = self._next()

    def _take(self) -> None:
        page = self._page
        self._check_page(page)
        self._told.append((page.total, page.came))
        self._harvest.total = page.total
        fresh = self._harvest.add(page)
        # A row that came before says that rows moved: what pushed it here may have pushed another past the reader.
        self.repeated |= fresh < page.came
        self._stale = 0 if fresh else self._stale + 1
        if len(self._told) > MAX_PAGES:
            raise CompletenessError(f"after {MAX_PAGES} pages none says that it is the last")
        if self._stale > MAX_STALE_PAGES:
            raise CompletenessError("page after page brings nothing new, and none says that it is the last")

    def _at_end(self) -> bool:
        if self._page.link is not None:
            return False
        if not self._page.came or self._links:
            # Nothing there; or a service that sends links sends none.
            return True
        if self._page.total is None and self._page.last:
            return not self._more_follows()
        reached = self._page.total is not None and len(self._harvest.rows) >= self._page.total
        return reached and not self._more_follows()

    def _more_follows(self) -> bool:
        """Whether a page that is exactly full is followed by more than the total tells of."""
        if self._index == 0 and self._page.may_be_cut(self.size):
            self.size = self._page.came
        if self._page.came < self.size:
            return False
        try:
            self._ahead = self._pages.page(self._index + 1, self.size)
        except ApiError as error:
            if self._page.last and self._page.total is None and error.status in NO_SUCH_PAGE:
                return False
            raise
        self._check_page(self._ahead)
        if self._ahead.total not in (None, self._page.total, self._ahead.came):
            raise ListingChanged("the number of jobs that the service tells of keeps changing", self.size)
        self.doubtful = self._ahead.came > 0 or self._ahead.total != self._page.total
        fresh = not self._harvest.rows.knows_all(self._ahead.entries)
        # Where each page tells its own rows alone, rows that came before may stand in the place of new ones.
        pages = [*self._told, (self._ahead.total, self._ahead.came)]
        own = all(total in (None, came) for total, came in pages)
        self.repeated |= own and self._ahead.came > 0 and not fresh
        if self._ahead.link is not None or fresh:
            return True
        # It ends here; what that page told of rows that came before is the later reading of them.
        self._harvest.add(self._ahead)
        return False

    def _check_page(self, page: Sheet) -> None:
        """A page has no more rows than there are over all."""
        if page.total is not None and page.came > page.total and page.distinct > page.total:
            raise ListingChanged(
                f"the service tells of {page.total} jobs and sent {page.distinct} different ones in one page", self.size
            )

    def _next(self) -> Sheet:
        link = self._page.link
        if link is not None:
            if link in self._links:
                raise ListingChanged("the link to the next page leads in a circle", self.size)
            self._links.add(link)
            return self._pages.linked(link)
        came = self._page.came
        if self._index == 0 and came < self.size:
            # Cut short, maybe: in this size, page numbers mean the same to both sides.
            self.size = came
        self._index += 1
        ahead, self._ahead = self._ahead, None
        return ahead or self._pages.page(self._index, self.size)

    def _stop(self) -> RowSet:
        """There is enough: what came has no gap, and more may follow."""
        self._check_totals(to_the_end=False)
        self._harvest.complete = False
        return self._harvest

    def _prove(self) -> RowSet:
        harvest = self._harvest
        self._check_totals(to_the_end=True)
        if harvest.total is None:
            return harvest
        self._catch_up()
        if len(harvest.rows) != harvest.total:
            raise ListingChanged(harvest.mismatch(), self._shortest())
        return harvest

    def _check_totals(self, *, to_the_end: bool) -> None:
        """A total that shrinks says that rows went, and pulled others past the reader."""
        totals = [total for total, _came in self._told]
        own = len(totals) > 1 and all(total == came for total, came in self._told)
        if own or self.doubtful or any(total is None for total in totals):
            # Each page told its own rows alone, or may have, or none was told: that is no total.
            self._harvest.total = None
            if to_the_end:
                self._check_told()
        elif totals != sorted(totals, key=lambda total: total or 0):
            raise ListingChanged("the number of jobs that the service tells of keeps changing", self._shortest())

    def _check_told(self) -> None:
        """A total that proves nothing still disproves: one that is not just the rows of its page has to come."""
        told = [total for total, came in self._told if total is not None and total != came]
        came = len(self._harvest.rows)
        if told and (told[-1] != came or max(told) > came):
            raise ListingChanged(
                f"the service tells of {max(told)} jobs and sent {came} different ones", self._shortest()
            )

    def _shortest(self) -> int:
        """The size of the shortest page that another one followed: it may have been cut short."""
        came = [rows for _total, rows in self._told if rows]
        return min([self.size, *came[:-1]])

    def _catch_up(self) -> None:
        """Rows that came in at the head during the walk are read from the head again."""
        for index in range(MAX_STALE_PAGES):
            if self._harvest.total is None or len(self._harvest.rows) >= self._harvest.total:
                return
            page = self._pages.page(index, self.size)
            self._harvest.total = page.total
            self._harvest.add(page)
