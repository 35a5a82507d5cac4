# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything besides the jobs that a judgement depends on, as it is kept in the evidence."""

from __future__ import annotations

import json
import typing as t
from dataclasses import dataclass, field

from .. import structured_text, times
from .._policy import exclusions
from ..errors import OptionError
from . import policies
from .judging import Circumstances
from .period import Period, find_zone
from .policies import ResolvedPolicy


@dataclass(frozen=True)
class Inputs:
    """The policies, exclusions and period of a run as they were given, and what was found besides jobs.

    C(known_since) has the products whose history may not reach back as far as a policy needs it.
    """

    policies: list[t.Any]
    exclusions: list[dict[str, t.Any]]
    period: Period
    known_since: t.Mapping[str, str] = field(default_factory=dict)
    clock_problem: str | None = None

    def resolve(self) -> tuple[list[ResolvedPolicy], Circumstances]:
        """Return the policies, and what holds for all subjects. Raise OptionError for a mistake in them."""
        resolved = policies.read(self.policies)
        policies.refuse_too_many_runs(resolved, self.period)
        return resolved, Circumstances(
            self.period,
            exclusions.read(self.exclusions, self.period.judged_at),
            {product: times.parse_iso(text) for product, text in self.known_since.items()},
            self.clock_problem,
        )

    def to_json(self) -> dict[str, t.Any]:
        """Return them as JSON."""
        return {
            "period": self.period.row(),
            "policies": self.policies,
            "exclusions": self.exclusions,
            "known_since": dict(self.known_since),
            "clock_problem": self.clock_problem,
        }


def from_json(value: t.Mapping[str, t.Any]) -> Inputs:
    """Return the inputs of JSON. Raise KeyError, TypeError, ValueError or OptionError for anything else."""
    row = value["period"]
    since, until, judged_at = (times.parse_iso(row[key]) for key in ("since", "until", "judged_at"))
    period = Period(since, until, judged_at, find_zone(row["time_zone"]), row["time_zone"])
    found = Inputs(value["policies"], value["exclusions"], period, value["known_since"], value["clock_problem"])
    if period.row() != row or since >= period.end or not isinstance(found.clock_problem, (str, type(None))):
        raise ValueError("not as a run writes them")
    found.resolve()
    return found


def plain(option: str, given: t.Any) -> list[t.Any]:
    """Return a list of mappings, or JSON or YAML text of one, as plain JSON, so that it can be kept and read again."""
    value = structured_text.load(given, option) if isinstance(given, str) else given
    if not isinstance(value, (list, tuple)):
        # The message about anything else is that of whoever reads it.
        return t.cast("list[t.Any]", value)
    value = [structured_text.load(each, option) if isinstance(each, str) else each for each in value]
    try:
        return t.cast("list[t.Any]", json.loads(json.dumps(value, default=_plain_value)))
    except (TypeError, ValueError, RecursionError):
        raise OptionError(option, "it contains a value that is neither text, a number, a list nor a mapping") from None


def _plain_value(value: t.Any) -> str:
    """Return a date or time, which YAML makes of text such as 2026-11-21, as text."""
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    raise TypeError
