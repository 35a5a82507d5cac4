# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The job of the sandbox, independent of the product; every response is rendered from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from . import times

STATUSES: Final = (
    "pending",
    "running",
    "succeeded",
    "warning",
    "failed",
    "skipped",
    "stopped",
    "paused",
    "?",
)
UNFINISHED: Final = ("pending", "running", "paused")


@dataclass(frozen=True)
class Counts:
    """The number of items of one unit that a job handled."""

    total: int
    successful: int
    failed: int = 0
    skipped: int = 0
    warning: int = 0

    def as_dict(self) -> dict[str, int]:
        return {
            "total": self.total,
            "successful": self.successful,
            "failed": self.failed,
            "skipped": self.skipped,
            "warning": self.warning,
        }


@dataclass(frozen=True)
class JobError:
    """One error of a job."""

    message: str
    count: int
    url: str = ""


# Neither frozen nor comparable by value, for speed: a benchmark creates a million of them.
@dataclass(eq=False, slots=True)
class Job:
    """One run. Codes are those of the product; ``status`` is a word of STATUSES."""

    id: str
    status: str
    status_code: int
    service: int
    job_type: int
    created: int
    started: int | None
    finished: int | None
    counts: Mapping[str, Counts] = field(default_factory=dict)
    organization_id: str = ""
    organization_name: str = ""
    module: str = ""
    object_type: int = 0
    level: int = 0
    data_source: int = 1
    location: str = ""
    size_bytes: int | None = None
    progress: float = 100.0
    operator: str = "System"
    message: str = ""
    errors: tuple[JobError, ...] = ()
    # Selects one of the several ways in which a service writes the same value.
    quirk: int = 0
    # The bytes of this row by API version, cached.
    rendered: dict[str, bytes] = field(default_factory=dict)

    @property
    def when(self) -> int:
        """Return the time for windows and order: the start or, before it, the creation."""
        return self.created if self.started is None else self.started

    @property
    def duration(self) -> int | None:
        if self.started is None or self.finished is None:
            return None
        # Never negative, even if the times of a job contradict each other.
        return max(0, self.finished - self.started)


def iso_or_none(moment: int | None) -> str | None:
    return None if moment is None else times.to_iso(moment)
