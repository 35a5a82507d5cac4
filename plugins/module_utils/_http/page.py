# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One page of a listing of jobs.

Source: docs/api/paging.md.
"""

from __future__ import annotations

import functools
import typing as t
from dataclasses import dataclass, field

from . import envelope, json_text
from .envelope import Row


@dataclass
class Page:
    """One page of a listing, on its way from the response to the row set.

    C(total) is the total that the service reports and C(link) the link to the next page; None where there is none.
    C(last) is true where the response has a place for the link and leaves it empty, which means that this is the last
    page. C(rows) are the rows as received, C(count) their number; after L(drop_rows) they are read again from the
    C(body). C(parser) makes the C(entries) of them, which are parsed when they are first read.
    """

    rows: list[Row] | None
    total: int | None = None
    link: str | None = None
    last: bool = False
    body: bytes | bytearray = field(default=b"", repr=False, compare=False)
    parser: t.Callable[[Page], t.Sequence[t.Any]] = field(default=lambda page: page.read_rows(), compare=False)
    count: int = field(init=False)

    def __post_init__(self) -> None:
        self.count = len(self.read_rows())

    def drop_rows(self) -> None:
        """Keep only the bytes, which take a tenth of the memory of the rows."""
        self.rows = None

    def read_rows(self) -> list[Row]:
        """Return the rows as received."""
        return envelope.read(json_text.parse(self.body)).rows if self.rows is None else self.rows

    @functools.cached_property
    def entries(self) -> t.Sequence[t.Any]:
        """The parsed rows; errors are those of C(parser)."""
        return self.parser(self)

    @functools.cached_property
    def distinct(self) -> int:
        """The number of different jobs: a page may have a job twice."""
        return len({entry.key for entry in self.entries})

    def drop_entries(self) -> None:
        """Keep only the number of different jobs: what is parsed takes several times the memory of the bytes."""
        self.distinct  # noqa: B018  # counted while the entries are there
        del self.entries

    @property
    def byte_count(self) -> int:
        """The number of bytes."""
        return len(self.body)

    @property
    def is_last(self) -> bool:
        """Whether nothing follows, as far as one page can say: it has no rows, or an empty link and no total."""
        return self.link is None and (not self.count or (self.total is None and self.last))

    def may_be_capped(self, size: int) -> bool:
        """Return whether this page seems to be the only one, but may be capped to fewer rows than C(size).

        Its total is its own number of rows. A complete listing looks the same, so the next page has to be requested.
        """
        return self.link is None and self.total == self.count and 0 < self.count < size


def read_page(body: bytes | bytearray) -> Page:
    """Return the page in a body. Raise EnvelopeError if it reports an error, MalformedResponse if it is no page."""
    contents = envelope.read(json_text.parse(body))
    return Page(contents.rows, contents.total, contents.link, contents.last, body)
