# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The policies of a compliance run as users write them, validated before any request."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass
from datetime import timedelta

from .._policy import written
from .._policy.criteria import Criteria
from .._policy.key_types import Count, Expects, Percent, Span, Words
from .._policy.queries import JobSelection
from .._policy.resolved import Resolved, choice, resolve
from .._pydantic import BeforeValidator, model_validator
from .._read.choices import Choice
from ..errors import OptionError
from .period import Period
from .schedule import MOST_EXPECTED, Schedule
from .schedule import read as read_schedule

OPTION = "policies"
NOUN = "policy"
RESTORE = "restore"


class Policy(Criteria):
    """One policy. The text beside each key is its documentation."""

    rpo: t.Annotated[
        Span,
        "The recovery point objective: how old the data of the last available success may be at any moment, counted "
        "from the start of that success.",
    ] = None
    min_compliant_time: t.Annotated[
        Percent, "The least percentage of the judged time in which the exposure is at most C(rpo)."
    ] = 100.0
    schedule: t.Annotated[
        Schedule | None,
        BeforeValidator(read_schedule),
        Expects("a mapping with every or at"),
        "When runs are expected: C({every: 24h}), or C({at: ['22:00'], days: [mon, tue], grace: 6h}) in the time zone.",
    ] = None
    max_missed: t.Annotated[Count, "How many of the expected runs may be missed."] = 0
    max_consecutive_failures: t.Annotated[Count, "How many jobs may have failed in a row, anywhere in the period."] = (
        None
    )
    restore_test_every: t.Annotated[
        Span,
        "How long ago the last successful restore job of the product, and of the service where it is reported, may "
        "have ended at any moment.",
    ] = None
    controls: t.Annotated[Words, "Controls of your own that the policy gives evidence for."] = ()

    @model_validator(mode="before")
    @classmethod
    def _refuse_later_keys(cls, given: t.Any) -> t.Any:
        if "min_retention" in given:
            raise ValueError("min_retention: it is not supported yet; leave the key out")
        return given

    @model_validator(mode="after")
    def _check(self) -> Policy:
        for key, needed in (("min_compliant_time", "rpo"), ("max_missed", "schedule")):
            if key in self.model_fields_set and getattr(self, needed) is None:
                raise ValueError(f"{key}: {needed} is missing, to which it belongs")
        return self

    @property
    def look_back(self) -> timedelta:
        """How far back before the period jobs have to be known to decide every check."""
        return max(self.rpo or timedelta(0), self.restore_test_every or timedelta(0))

    @property
    def given(self) -> list[str]:
        """The requirements that the policy has."""
        return [name for name in self.requirements() if getattr(self, name) is not None]


@dataclass(frozen=True)
class ResolvedPolicy:
    """A policy, what its words stand for, and the job types of restores if it judges these."""

    policy: Policy
    words: Resolved
    restores: Choice | None

    def selections(self, period: Period) -> list[JobSelection]:
        """Return the jobs that have to be read."""
        until_since = period.judged_at - period.since
        look_back = until_since + self.policy.look_back
        return [
            JobSelection(self.words.product, self.words.services, job_types, look_back)
            for job_types in (self.words.job_types, self.restores)
            if job_types is not None
        ]


def read(given: t.Any) -> list[ResolvedPolicy]:
    """Return the policies of a list, or of JSON or YAML text of one.

    Raise OptionError with the name of the policy and the key for an invalid policy.
    """
    policies = written.read_list(OPTION, NOUN, Policy, given)
    if not policies:
        raise OptionError(OPTION, "none are given; without a policy nothing is compliant")
    for number, policy in enumerate(policies, 1):
        if not policy.given:
            where = written.where(NOUN, number, policy.name)
            known = ", ".join(Policy.requirements())
            raise OptionError(OPTION, f"{where}: has no requirement; give at least one of {known}")
    written.refuse_duplicates(OPTION, NOUN, [policy.name for policy in policies])
    return [_resolve(policy) for policy in policies]


def refuse_too_many_runs(policies: t.Iterable[ResolvedPolicy], period: Period) -> None:
    """Raise OptionError with the name of a policy whose schedule expects more runs in a period than can be judged."""
    for each in policies:
        expected = each.policy.schedule.most_expected(period) if each.policy.schedule is not None else 0
        if expected > MOST_EXPECTED:
            raise OptionError(
                OPTION,
                f"{NOUN} {each.policy.name!r}: schedule: it expects {expected} runs; at most {MOST_EXPECTED} can be "
                "judged",
            )


def _resolve(policy: Policy) -> ResolvedPolicy:
    words = resolve(OPTION, NOUN, policy)
    if policy.restore_test_every is None:
        return ResolvedPolicy(policy, words, None)
    try:
        return ResolvedPolicy(policy, words, choice(words.product, "job_types", [RESTORE]))
    except OptionError:
        raise OptionError(
            OPTION, f"{NOUN} {policy.name!r}: restore_test_every: {words.product.name} has no restore jobs"
        ) from None
