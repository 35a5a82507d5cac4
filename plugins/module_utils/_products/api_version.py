# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an API version of a product declares: its request, its paging, the filters it applies, what its rows contain.

Source: docs/api/<product>.md.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field, replace
from datetime import datetime

from .. import times
from .._http.request import Parameters, Request
from .paging import Paging

# The name of the API version of a product that has just one.
UNVERSIONED = "unversioned"


@dataclass(frozen=True)
class Window:
    """The parameters that take a window of time, and whether the service wants .NET ticks there, or ISO 8601."""

    start: str
    finish: str
    ticks: bool = False

    def params(self, since: datetime, until: datetime) -> dict[str, t.Any]:
        """Return the parameters of a window of time."""
        show: t.Callable[[datetime], t.Any] = times.to_ticks if self.ticks else times.format_moment
        return {self.start: show(since), self.finish: show(until)}


@dataclass(frozen=True)
class ApiVersion:
    """One version of a product's API: how it is requested, which filters it applies, and what its rows contain.

    C(names) are the names that C(api_revision) knows it by; several, where an API has not changed from one to the
    next. C(window), C(service), C(job_type), C(status) and C(options) (from the product's own options to
    parameters) are the filters that the service applies; the client applies those that are left out. C(always) is
    sent with every request. C(former_paths) are where the same API was served before C(path), the latest first.
    Totals and links that are not reliable are ignored.
    """

    path: str
    paging: Paging
    names: tuple[str, ...] = (UNVERSIONED,)
    window: Window | None = None
    service: str | None = None
    job_type: str | None = None
    status: str | None = None
    options: t.Mapping[str, str] = field(default_factory=dict)
    always: Parameters = field(default_factory=dict)
    rows_have_job_type: bool = True
    rows_have_service: bool = True
    reliable_totals: bool = True
    reliable_links: bool = True
    former_paths: tuple[str, ...] = ()

    @property
    def method(self) -> str:
        """Return the HTTP method: pages in a body are requested with POST."""
        return "POST" if self.paging.in_body else "GET"

    @property
    def filters(self) -> list[str]:
        """Return the parameters that choose jobs, without the window."""
        return [name for name in (self.service, self.job_type, self.status, *self.options.values()) if name]

    def at_former_paths(self) -> list[ApiVersion]:
        """Return this version at each of its former paths."""
        return [replace(self, path=path, former_paths=()) for path in self.former_paths]

    def request(self, params: Parameters) -> Request:
        """Return a request without its page."""
        return Request(self.method, self.path, {**self.always, **params})
