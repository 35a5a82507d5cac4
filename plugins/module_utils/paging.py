# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every walk over pages, and the proof that a walk saw every row. Written once for all products.

The data moves while it is read: a new row shifts every later page, a row that goes shifts them back,
and pages may be cut short, come twice or lead in circles. So a walk is never trusted by itself:

- Where a total is told, the rows are whole when every page told the same total, as many different
  rows came, and nothing follows a last page that is full. Pages are then read side by side.
- Where none is told, one answer is one moment; several pages, be the last one empty, are whole when a
  second walk sees the same rows.

What is not proved is read again, a few times; then it is an error. Source: the contract's page on
paging.
"""

from __future__ import annotations

import typing as t
from concurrent.futures import Executor
from dataclasses import dataclass, field

from ansible_collections.avepoint.cloud_backup.plugins.module_utils.envelope import Page, Row
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import CloudBackupError

MAX_WALKS = 5
MAX_STALE_PAGES = 3
# A service that never comes to an end is not waited for.
MAX_PAGES = 100_000
# Pages handed to the pool at a time: a total that lies cannot fill the memory with questions.
BATCH = 256


class Pages(t.Protocol):
    """What can be paged: the first page is number 0."""

    def page(self, index: int, size: int) -> Page:
        """Ask for a page by its number."""

    def linked(self, link: str) -> Page:
        """Ask for the page that the link of the last page asked leads to."""

    def identify(self, row: Row) -> str:
        """What tells rows apart; MalformedAnswer where a row has no such thing."""


class Unproved(CloudBackupError):
    """The pages came, but not so that they prove to be all."""


class _Moved(Exception):
    """This walk proves nothing. The next one is to ask for C(size) rows a page."""

    def __init__(self, reason: str, size: int) -> None:
        super().__init__(reason)
        self.size = size


@dataclass
class Harvest:
    """Rows by their id, in the order in which they first came; the last to come holds."""

    identify: t.Callable[[Row], str]
    rows: dict[str, Row] = field(default_factory=dict)
    came: int = 0
    total: int | None = None
    complete: bool = True

    def add(self, page: Page) -> int:
        """Take a page's rows in; says how many of them are new."""
        before = len(self.rows)
        self.came += len(page.rows)
        for row in page.rows:
            self.rows[self.identify(row)] = row
        return len(self.rows) - before

    @property
    def duplicates(self) -> int:
        """How many rows came again."""
        return self.came - len(self.rows)


Enough = t.Callable[[Harvest], bool]


def read_all(pages: Pages, first: Page, size: int, pool: Executor) -> Harvest:
    """Read every row, asking for C(size) a page; Unproved where it cannot be proved that all came.

    C(first) is page 0, asked for with that size.
    """
    page: Page | None = first
    for turn in range(MAX_WALKS):
        page = page or pages.page(0, size)
        try:
            # Side by side is fast, one after the other holds its ground while rows come in.
            if page.total is not None and turn < 2:
                return _side_by_side(pages, page, size, pool)
            return _one_by_one(pages, page, size)
        except _Moved as moved:
            page, size, reason = None, moved.size, str(moved)
    raise Unproved(f"after {MAX_WALKS} walks over the pages, {reason}")


def read_newest(pages: Pages, first: Page, size: int, enough: Enough) -> Harvest:
    """Read until C(enough) rows came; C(complete) only where the walk got to its proved end."""
    page: Page | None = first
    for _turn in range(MAX_WALKS):
        try:
            walk = _Walk(pages, page or pages.page(0, size), size, enough)
            return _confirmed(pages, walk, walk.run(), enough)
        except _Moved as moved:
            page, size, reason = None, moved.size, str(moved)
    raise Unproved(f"after {MAX_WALKS} walks over the pages, {reason}")


def _side_by_side(pages: Pages, first: Page, size: int, pool: Executor) -> Harvest:
    """All pages at once, where the first one tells how many rows there are."""
    came, total = len(first.rows), first.total or 0
    if came == 0 and total > 0:
        raise _Moved(f"the service tells of {total} jobs and sends none", size)
    harvest = Harvest(pages.identify)
    harvest.add(first)
    harvest.total = total
    # A page cut short without a word: ask in that size from here on, so that page numbers mean the
    # same to both sides.
    asked = min(size, came) if total > came else size
    last = first
    numbers = range(1, -(-total // asked))
    for start in range(0, len(numbers), BATCH):
        batch = numbers[start : start + BATCH]
        answers = list(pool.map(lambda number: pages.page(number, asked), batch))
        if any(page.total != total for page in answers):
            raise _Moved("the number of jobs that the service tells of keeps changing", asked)
        if not sum(harvest.add(page) for page in answers):
            raise _Moved(_mismatch(harvest), asked)
        last = answers[-1]
    if len(harvest.rows) != total:
        raise _Moved(_mismatch(harvest), asked)
    _nothing_follows(pages, harvest, last, asked, len(numbers) + 1)
    return harvest


def _nothing_follows(pages: Pages, harvest: Harvest, last: Page, size: int, following: int) -> None:
    """The last page must lead nowhere, or to an empty page that tells the same total.

    One that is exactly full is asked for its next all the same: a vendor's page calls the total that
    "of the current request", and a total that counts less than there is would prove nothing.
    """
    if last.link is not None:
        after = pages.linked(last.link)
    elif len(last.rows) >= size:
        after = pages.page(following, size)
    else:
        return
    if after.rows or after.total != last.total or after.link not in (None, last.link):
        raise _Moved("more jobs came than the service tells of", size)


def _one_by_one(pages: Pages, first: Page, size: int) -> Harvest:
    """One page after the other."""
    walk = _Walk(pages, first, size)
    return _confirmed(pages, walk, walk.run(), _never)


def _confirmed(pages: Pages, walk: _Walk, harvest: Harvest, enough: Enough) -> Harvest:
    """What a walk brought; walked twice, if no total is told and more than one page was asked for.

    An empty page counts: when rows go, those behind them move to pages that were read already. A page
    that came before proves nothing however often it comes: it may stand in the place of another.
    """
    if harvest.total is not None or (walk.asked == 1 and not walk.doubtful):
        return harvest
    again = _Walk(pages, pages.page(0, walk.size), walk.size, enough)
    second = again.run()
    if second.rows.keys() != harvest.rows.keys():
        raise _Moved("the jobs changed from one walk over the pages to the next", walk.size)
    if walk.repeated or again.repeated:
        raise _Moved("a page came again in the place of another", walk.size)
    second.complete &= harvest.complete
    return second


def _mismatch(harvest: Harvest) -> str:
    return f"the service tells of {harvest.total} jobs and sent {len(harvest.rows)} different ones"


def _never(_harvest: Harvest) -> bool:
    return False


class _Walk:
    """One page after the other: by links where the service sends them, else by number."""

    def __init__(self, pages: Pages, first: Page, size: int, enough: Enough = _never) -> None:
        self.size = size
        self.repeated = False
        self._pages = pages
        self._page = first
        self._enough = enough
        self._harvest = Harvest(pages.identify)
        # Of every page: the total that it told and how many rows it had.
        self._told: list[tuple[int | None, int]] = []
        self._links: set[str] = set()
        self._index = 0
        self._stale = 0
        # The page after this one, if it was asked for to see whether there is one.
        self._ahead: Page | None = None
        # The total has come, but the page after it has rows that came before, or tells another one.
        self.doubtful = False

    @property
    def asked(self) -> int:
        """How many pages the rows came from."""
        return len(self._told)

    def run(self) -> Harvest:
        """Walk to the end and prove it, or until there is enough."""
        while True:
            self._take()
            if self._at_end():
                return self._prove()
            if self._enough(self._harvest):
                return self._stop()
            self._page = self._next()

    def _take(self) -> None:
        page = self._page
        self._told.append((page.total, len(page.rows)))
        self._harvest.total = page.total
        fresh = self._harvest.add(page)
        self.repeated |= bool(page.rows) and not fresh
        self._stale = 0 if fresh else self._stale + 1
        if len(self._told) > MAX_PAGES:
            raise Unproved(f"after {MAX_PAGES} pages none says that it is the last")
        if self._stale > MAX_STALE_PAGES:
            raise Unproved("page after page brings nothing new, and none says that it is the last")

    def _at_end(self) -> bool:
        if self._page.link is not None:
            return False
        if not self._page.rows or self._links:
            # Nothing there; or a service that sends links sends none.
            return True
        if self._page.total is None and self._page.last:
            return True
        reached = self._page.total is not None and len(self._harvest.rows) >= self._page.total
        return reached and not self._more_follows()

    def _more_follows(self) -> bool:
        """Whether a page that is exactly full is followed by more than the total tells of."""
        if len(self._page.rows) < self.size:
            return False
        self._ahead = self._pages.page(self._index + 1, self.size)
        self.doubtful = bool(self._ahead.rows) or self._ahead.total != self._page.total
        known = self._harvest.rows
        fresh = any(self._pages.identify(row) not in known for row in self._ahead.rows)
        # Where each page tells its own rows alone, rows that came before may stand in the place of new ones.
        pages = [*self._told, (self._ahead.total, len(self._ahead.rows))]
        own = all(total == came for total, came in pages)
        self.repeated |= own and bool(self._ahead.rows) and not fresh
        return self._ahead.link is not None or fresh

    def _next(self) -> Page:
        link = self._page.link
        if link is not None:
            if link in self._links:
                raise _Moved("the link to the next page leads in a circle", self.size)
            self._links.add(link)
            return self._pages.linked(link)
        came = len(self._page.rows)
        if self._index == 0 and came < self.size:
            # Cut short, maybe: in this size, page numbers mean the same to both sides.
            self.size = came
        self._index += 1
        ahead, self._ahead = self._ahead, None
        return ahead or self._pages.page(self._index, self.size)

    def _stop(self) -> Harvest:
        """There is enough: what came has no gap, and more may follow."""
        self._check_totals()
        self._harvest.complete = False
        return self._harvest

    def _prove(self) -> Harvest:
        harvest = self._harvest
        self._check_totals()
        if harvest.total is None:
            return harvest
        self._catch_up()
        if len(harvest.rows) != harvest.total:
            raise _Moved(_mismatch(harvest), self._shortest())
        return harvest

    def _check_totals(self) -> None:
        """A total that shrinks says that rows went, and pulled others past the reader."""
        totals = [total for total, _came in self._told]
        own = len(totals) > 1 and all(total == came for total, came in self._told)
        if own or self.doubtful or any(total is None for total in totals):
            # Each page told its own rows alone, or may have, or none was told: that is no total.
            self._harvest.total = None
        elif totals != sorted(totals, key=lambda total: total or 0):
            raise _Moved("the number of jobs that the service tells of keeps changing", self._shortest())

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
