# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages side by side, by their numbers: fast, as long as the rows hold still.

With a total the number of pages is known. Without one they are read ahead of the end, two at first
and then as many as have come already, so that few are asked for past it.
"""

from __future__ import annotations

import typing as t
from concurrent.futures import Executor

from ..errors import ApiError
from ..thread_pool import map_ahead
from .row_set import MAX_PAGES, CompletenessError, ListingChanged, Pages, RowSet, Sheet

# Without a total, the first page and two more: a last page that does not say so is followed by an empty one.
AT_FIRST = 3
# As many pages for each that is asked for at once may wait to be taken in: one that is slow does not
# hold up the others.
BUFFERED = 2


def read_counted(pages: Pages, first: Sheet, size: int, crew: Executor, most: int) -> RowSet:
    """All rows, where the first page tells how many there are; at most C(most) pages at once.

    They are proved by as many different rows as every page tells of, with nothing behind them; Moved
    where they are not.
    """
    came, total = first.came, first.total or 0
    if came == 0 and total > 0:
        raise ListingChanged(f"the service tells of {total} jobs and sends none", size)
    harvest = RowSet(pages.new_rowset(), total=total, in_order=False)
    asked = _size(first, size, more=total > came or first.may_be_cut(size))
    number = -(-total // asked)
    # A last page that is exactly full is asked for its next, which costs no time beside the others.
    full = total > 0 and total % asked == 0
    last, after = first, None
    sheets = map_ahead(crew, _asker(pages, first, asked), range(max(1, number + full)), BUFFERED * most)
    for index, sheet in enumerate(sheets):
        if sheet.total != total:
            raise ListingChanged("the number of jobs that the service tells of keeps changing", asked)
        if 0 < index == number:
            after = sheet
            continue
        fresh = harvest.add(sheet)
        if not fresh and index > 0:
            # Nothing new, so that the total cannot be reached any more; it may be a huge one.
            raise ListingChanged(harvest.mismatch(), asked)
        if fresh < sheet.distinct:
            # Side by side, the reading of a later page need not be the later one of a job.
            raise ListingChanged("jobs moved from one page to another", asked)
        last = sheet
    if len(harvest.rows) != total:
        raise ListingChanged(harvest.mismatch(), asked)
    _nothing_follows(pages, last, after, asked, number)
    return harvest


def _asker(pages: Pages, first: Sheet, size: int) -> t.Callable[[int], Sheet]:
    """How to get a page. The first is there already: its rows are read while the next ones are on their way."""
    return lambda index: pages.page(index, size) if index else first


def _size(first: Sheet, size: int, *, more: bool) -> int:
    """The size to ask for. Where the first page was cut short without a word, it is the one that came.

    Then page numbers mean the same to both sides.
    """
    return min(size, first.came) if more else size


def _nothing_follows(pages: Pages, last: Sheet, after: Sheet | None, size: int, following: int) -> None:
    """The last page must lead nowhere, or to an empty page that tells the same total.

    One that is exactly full is asked for its next all the same: a vendor's page calls the total that
    "of the current request", and a total that counts less than there is would prove nothing.
    """
    if last.link is not None:
        after = pages.linked(last.link)
    elif after is None and last.came >= size:
        after = pages.page(following, size)
    if after is not None and (after.came or after.total != last.total or after.link not in (None, last.link)):
        raise ListingChanged("more jobs came than the service tells of", size)


def read_uncounted(pages: Pages, first: Sheet, size: int, crew: Executor, most: int) -> RowSet:
    """All rows, where no total is told and the first page is not the last; at most C(most) pages at once.

    They are proved by a second walk over the same pages that sees the same rows. Neither may see a row
    twice: where pages are not read in their order, that is how rows that moved show. Moved where they
    are not proved.
    """
    asked = _size(first, size, more=True)
    harvest = RowSet(pages.new_rowset(), in_order=False)
    number, at_end, told_last = 0, False, False
    # Where each page but the first is by the link of the one before it.
    ways: dict[int, str] = {}
    # A page that is not full is most likely the last one.
    width = AT_FIRST if first.came == size else AT_FIRST - 1
    while not at_end:
        if number > MAX_PAGES:
            raise CompletenessError(f"after {MAX_PAGES} pages none says that it is the last")
        try:
            for sheet in map_ahead(crew, _asker(pages, first, asked), range(number, number + width), width):
                if at_end:
                    _is_empty(sheet, asked)
                    continue
                _take(harvest, sheet, asked)
                number += 1
                if sheet.link is not None:
                    ways[number] = sheet.link
                told_last = sheet.ends
                at_end = _at_end(sheet, asked)
        except ApiError:
            if not told_last:
                raise
            # Nobody promised an answer there; one after the other, it is not asked for.
            raise ListingChanged("a page behind the last one cannot be read", asked) from None
        width = min(number, most)
    return _again(pages, harvest, number, ways, asked, crew, most)


def _take(harvest: RowSet, sheet: Sheet, size: int) -> None:
    """Take a page of new rows in; only the last one with any may be short of the size."""
    came = sheet.came
    after_a_short_one = harvest.came % size and came
    if sheet.total is not None or came > size or (came < size and sheet.link is not None) or after_a_short_one:
        raise ListingChanged("pages came that do not fit together", size)
    if harvest.add(sheet) < came:
        raise ListingChanged("jobs moved from one page to another", size)


def _is_empty(sheet: Sheet, size: int) -> None:
    """A page past the end has nothing to tell."""
    if sheet.came or sheet.link is not None or sheet.total is not None:
        raise ListingChanged("more jobs came behind the last page", size)


def _at_end(sheet: Sheet, size: int) -> bool:
    """Whether no page follows; one that is exactly full is followed by one, even if it says to be the last."""
    return sheet.ends and sheet.came < size


def _again(
    pages: Pages, before: RowSet, number: int, ways: t.Mapping[int, str], size: int, crew: Executor, most: int
) -> RowSet:
    """A second walk over pages whose number is known by now.

    It follows the links that the first one came by, which has read by number: a service may know only one of the two.
    """
    harvest = RowSet(pages.new_rowset(), in_order=False)

    def ask(at: int) -> Sheet:
        return pages.linked(ways[at]) if at in ways else pages.page(at, size)

    sheets = map_ahead(crew, ask, range(number), BUFFERED * most)
    for index, sheet in enumerate(sheets, 1):
        _take(harvest, sheet, size)
        if _at_end(sheet, size) != (index == number):
            raise ListingChanged("the last page is another one from one walk over the pages to the next", size)
    harvest.check_after(before)
    if not harvest.rows.same_ids(before.rows):
        raise ListingChanged("the jobs changed from one walk over the pages to the next", size)
    return harvest
