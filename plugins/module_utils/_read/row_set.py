# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all walks over pages share: what can be paged, what a walk has brought, and how it fails."""

from __future__ import annotations

import functools
import typing as t
from dataclasses import dataclass

from ..errors import CloudBackupError, sanitize
from .row_store import Entry, Rows

# Rows that may come while others are read, beyond twice the total that the service tells of.
SPARE_ROWS = 10_000
# A service that never comes to an end is not waited for.
MAX_PAGES = 100_000


@dataclass(frozen=True)
class Sheet:
    """One page: how many rows came, the total that it reports, the link to the next page.

    The rows are read when they are asked for, by C(read); C(last) is whether it says to be the last, C(size) how
    many bytes it has.
    """

    read: t.Callable[[], t.Sequence[Entry]]
    came: int
    total: int | None
    link: str | None
    last: bool = False
    size: int = 0

    @functools.cached_property
    def entries(self) -> t.Sequence[Entry]:
        """The rows as they are kept."""
        return self.read()

    @functools.cached_property
    def distinct(self) -> int:
        """Return how many different rows came: a row may come twice in one page."""
        return len({entry.key for entry in self.entries})

    @property
    def ends(self) -> bool:
        """Whether nothing follows, as far as a page by itself can say: no row, or a place for the link left empty."""
        return self.link is None and (not self.came or (self.total is None and self.last))

    def may_be_cut(self, size: int) -> bool:
        """Return whether a page that looks like the only one may be capped silently, with a total of its own rows.

        An honest page looks the same, to the byte, so the next page is asked for.
        """
        return self.link is None and self.total == self.came and 0 < self.came < size


class Pages(t.Protocol):
    """What can be paged: the first page is number 0."""

    def page(self, index: int, size: int) -> Sheet:
        """Ask for a page by its number."""

    def linked(self, link: str) -> Sheet:
        """Ask for the page that the link of the last page asked leads to."""

    def new_rowset(self) -> Rows:
        """Place for the rows of one more walk."""

    def forget(self) -> None:
        """No walk so far is of use any more."""


class CompletenessError(CloudBackupError):
    """The pages came, but not so that they prove to be all."""


class ListingChanged(Exception):
    """This walk proves nothing. The next one is to ask for C(size) rows a page."""

    def __init__(self, reason: str, size: int) -> None:
        super().__init__(reason)
        self.size = size


def _contradictory(identity: str) -> CompletenessError:
    told = sanitize(identity, 80)
    return CompletenessError(
        f"job {told} came twice, and its rows contradict each other: a job that has ended does not change"
    )


@dataclass
class RowSet:
    """The rows of one walk, how many came over all, and what total the service told."""

    rows: Rows
    came: int = 0
    total: int | None = None
    complete: bool = True
    size: int = 0
    # Whether pages are added in the order in which they were read.
    in_order: bool = True

    def add(self, sheet: Sheet) -> int:
        """Take a page's rows in; says how many of them are new. Unproved where they are more than can be taken in."""
        self.came += sheet.came
        self.size += sheet.size
        fresh = self.rows.add(sheet.entries)
        self._check_readings()
        self._check_bounds(sheet)
        return fresh

    def check_after(self, earlier: RowSet) -> None:
        """Check this walk against one that was read before it: a job that had ended then has not changed since."""
        changed = self.rows.contradicted(earlier.rows)
        if changed is not None:
            raise _contradictory(changed)

    def _check_readings(self) -> None:
        """Fail where readings of a job contradict each other: one that has ended stays as it is."""
        changed = self.rows.changed_end or (self.rows.reopened if self.in_order else None)
        if changed is not None:
            raise _contradictory(changed)

    def _check_bounds(self, sheet: Sheet) -> None:
        """Fail where a service goes on sending new rows: what is read must end, and fit where it is kept."""
        held = len(self.rows)
        # A page whose total is the number of its own rows tells nothing of the other pages.
        if sheet.total not in (None, sheet.came) and held > 2 * sheet.total + SPARE_ROWS:
            raise CompletenessError(
                f"{held} different jobs came where the service tells of {sheet.total}, and none is the last"
            )
        if held > self.rows.most or self.size > self.rows.largest:
            raise CompletenessError(
                f"more than {self.rows.most} jobs or {self.rows.largest >> 20} MiB of answers came for one request, "
                f"the most that are {self.rows.kept_where}"
            )

    @property
    def duplicates(self) -> int:
        """How many rows came again."""
        return self.came - len(self.rows)

    def mismatch(self) -> str:
        """How the total differs from what came."""
        return f"the service tells of {self.total} jobs and sent {len(self.rows)} different ones"
