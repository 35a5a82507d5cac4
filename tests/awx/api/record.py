# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The requests that the API got, with what it answered."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

_WRITING: t.Final = ("POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Request:
    method: str
    # Without the root of the API: "job_templates/8/".
    path: str
    query: dict[str, str]
    body: t.Any
    status: int
    answer: t.Any

    @property
    def writes(self) -> bool:
        """Return whether it is for a change. The tokens that the modules get for themselves are none."""
        return self.method in _WRITING and not self.path.startswith("tokens/")


@dataclass
class Record:
    requests: list[Request] = field(default_factory=list)

    @property
    def writes(self) -> list[Request]:
        return [request for request in self.requests if request.writes]

    @property
    def refused(self) -> list[Request]:
        return [request for request in self.requests if request.status >= 400]
