# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the faults of a plan are drawn for, and where in a read they come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

# What ``Sandbox.fault`` takes.
Rule = dict[str, Any]
# Later pages may never be asked for.
_EARLY: Final = 8
# The members of an answer's rows that plans filter by, as the sandbox calls them.
ROLES: Final = {
    "services": "service",
    "job_types": "job_type",
    "statuses": "status_code",
    "organization_id": "organization_id",
}


@dataclass(frozen=True)
class Scene:
    """One product of a plan, its pages and jobs as far as can be foreseen, its options, and the retries."""

    random: Random
    product: str
    pages: int
    retries: int
    jobs: int = 0
    params: Mapping[str, Any] = field(default_factory=dict)
    links: bool = True

    @property
    def roles(self) -> list[str]:
        """The filters given, as the sandbox calls them."""
        return [role for option, role in ROLES.items() if option in self.params]

    def rule(self, kind: str, **more: Any) -> Rule:
        """A fault somewhere in the read: of a page of its own, or of any after some that went well."""
        place = self.random.choice(("page", "skip", "first"))
        where: Rule = {}
        early = min(self.pages, _EARLY)
        if place == "page":
            where["page"] = self.random.randrange(early)
        elif place == "skip":
            where["skip"] = self.random.randrange(1, early + 2)
        return {"kind": kind, "product": self.product, **where, "times": self.times(), **more}

    def always(self, kind: str, **more: Any) -> Rule:
        """A fault of every request to the product, as a service that is like this has it."""
        return {"kind": kind, "product": self.product, "times": 0, **more}

    def times(self) -> int:
        """Mostly few, sometimes more than are retried, sometimes for ever, which is 0."""
        few, many = self.random.choice((1, 1, 1, 2)), self.retries + 1
        return self.random.choices((few, many, 0), (77, 8, 15))[0]
