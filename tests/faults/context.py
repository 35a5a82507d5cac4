# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Describe what the faults of a plan apply to, and where in a read they occur."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from sandbox.products import PRODUCTS

# The arguments of ``Sandbox.fault``.
Rule = dict[str, Any]
# Later pages may never be requested.
_EARLY: Final = 8
# The options that plans filter by, and the sandbox's names for them.
ROLES: Final = {
    "services": "service",
    "job_types": "job_type",
    "statuses": "status_code",
    "organization_id": "organization_id",
}


@dataclass(frozen=True)
class FaultContext:
    """One product of a plan: its expected pages and jobs, its options, and the retries."""

    random: Random
    product: str
    pages: int
    retries: int
    jobs: int = 0
    params: Mapping[str, Any] = field(default_factory=dict)
    links: bool = True

    @property
    def roles(self) -> list[str]:
        """Return the filters of the plan that the service applies, by the sandbox's names."""
        applied = {parameter.role for parameter in PRODUCTS[self.product].parameters("2025")}
        return [role for option, role in ROLES.items() if option in self.params and role in applied]

    def rule(self, kind: str, **more: Any) -> Rule:
        """Return a fault at a random place of the read: one page, any page after some others, or any page."""
        place = self.random.choice(("page", "skip", "first"))
        where: Rule = {}
        early = min(self.pages, _EARLY)
        if place == "page":
            where["page"] = self.random.randrange(early)
        elif place == "skip":
            where["skip"] = self.random.randrange(1, early + 2)
        return {"kind": kind, "product": self.product, **where, "times": self.times(), **more}

    def always(self, kind: str, **more: Any) -> Rule:
        """Return a fault that applies to every request to the product."""
        return {"kind": kind, "product": self.product, "times": 0, **more}

    def times(self) -> int:
        """Return how often a fault occurs: rarely, more often than is retried, or always (0)."""
        few, many = self.random.choice((1, 1, 1, 2)), self.retries + 1
        return self.random.choices((few, many, 0), (77, 8, 15))[0]
