# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a page is requested: by its number, by the rows before it, in the body, or by the link of the page before.

An API version declares one of these. How pages are put together, and proved to be all, is in C(_read/pagination.py).
Source: docs/api/paging.md.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, replace

from .._http.request import Parameters, Request

# No page of more rows than this is requested, whatever a service allows.
LARGEST_PAGE = 10_000


class Paging(t.Protocol):
    """What every paging strategy has."""

    @property
    def max_page_size(self) -> int:
        """Return the largest page that the service accepts."""

    @property
    def random_access(self) -> bool:
        """Return whether a page can be requested before the pages in front of it have come."""

    @property
    def in_body(self) -> bool:
        """Return whether the page and the filters are sent in a JSON body."""

    @property
    def parameters(self) -> tuple[str, ...]:
        """Return the parameters that choose a page; a link may set them."""

    @property
    def token(self) -> str | None:
        """Return the parameter that takes an opaque link back, if there is one."""

    def page(self, request: Request, index: int, size: int, received: int) -> Request:
        """Return the request of page C(index), counted from 0; C(received) rows came on the pages before it."""

    def sized(self, request: Request, size: int) -> Request:
        """Return the request with a page size, its position left to a link."""


@dataclass(frozen=True)
class PageNumber:
    """Pages have numbers: C(number) takes one and C(size) the page size; C(first) is the number of the first page."""

    number: str
    size: str
    first: int = 0
    max_page_size: int = LARGEST_PAGE
    in_body: t.ClassVar[bool] = False
    random_access: t.ClassVar[bool] = True
    token: t.ClassVar[str | None] = None

    @property
    def parameters(self) -> tuple[str, ...]:
        return self.number, self.size

    def page(self, request: Request, index: int, size: int, received: int) -> Request:
        return _with(request, {self.number: index + self.first, self.size: size})

    def sized(self, request: Request, size: int) -> Request:
        return _with(request, {self.size: size})


@dataclass(frozen=True)
class BodyPage(PageNumber):
    """Pages have numbers, sent in the object C(member) of a JSON body, together with the filters."""

    member: str = "pageInfo"
    in_body: t.ClassVar[bool] = True

    def page(self, request: Request, index: int, size: int, received: int) -> Request:
        info = {self.number: index + self.first, self.size: size}
        return replace(request, params={}, body={self.member: info, **request.params})

    def sized(self, request: Request, size: int) -> Request:
        return self.page(request, 0, size, 0)


@dataclass(frozen=True)
class Offset:
    """A page begins after a number of rows: C(skip) takes it and C(size) the page size; C(first) is that of row one.

    A service may return fewer rows than requested, so where a page begins is known only when the pages before it
    have come: they are read one after the other.
    """

    skip: str
    size: str
    first: int = 0
    max_page_size: int = LARGEST_PAGE
    in_body: t.ClassVar[bool] = False
    random_access: t.ClassVar[bool] = False
    token: t.ClassVar[str | None] = None

    @property
    def parameters(self) -> tuple[str, ...]:
        return self.skip, self.size

    def page(self, request: Request, index: int, size: int, received: int) -> Request:
        return _with(request, {self.skip: received + self.first, self.size: size})

    def sized(self, request: Request, size: int) -> Request:
        return _with(request, {self.size: size})


@dataclass(frozen=True)
class NextLink:
    """C(token) takes an opaque link back; without a link, a page is requested as C(pages) does it."""

    token: str
    pages: PageNumber | Offset

    @property
    def max_page_size(self) -> int:
        return self.pages.max_page_size

    @property
    def in_body(self) -> bool:
        return self.pages.in_body

    @property
    def random_access(self) -> bool:
        return self.pages.random_access

    @property
    def parameters(self) -> tuple[str, ...]:
        return self.pages.parameters

    def page(self, request: Request, index: int, size: int, received: int) -> Request:
        return self.pages.page(request, index, size, received)

    def sized(self, request: Request, size: int) -> Request:
        return self.pages.sized(request, size)


def _with(request: Request, params: Parameters) -> Request:
    """Return the request with parameters added."""
    return replace(request, params={**request.params, **params})
