# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The keys that the rules of a gate and the policies of a compliance run share: what is judged, and how jobs count."""

from __future__ import annotations

import typing as t

from .._pydantic import BaseModel, ConfigDict
from .key_types import Count, Decision, Percent, Ratio, Span, Text, Words


class Criteria(BaseModel):
    """What is judged, and how jobs count. The text beside each key is its documentation."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: t.Annotated[Text, "Its name in results and messages."]
    product: t.Annotated[Text, "The product to judge."]
    services: t.Annotated[Words, "The services to judge, each on its own; without it the product as one subject."] = ()
    organization_ids: t.Annotated[
        Words,
        "The IDs of the organisations to judge, each on its own, if the product reports them; without it all together. "
        "Case, and the braces and dashes of a GUID, do not matter.",
    ] = ()
    # Those of the product where it is not given.
    job_types: t.Annotated[Words, "The types of jobs to judge."] = ()
    on_warning: t.Annotated[Decision, "Whether a warning counts as a success everywhere, or as a failure."] = "deny"
    on_skipped: t.Annotated[Decision, "Whether a skipped job is ignored, or counts as a failure."] = "allow"
    on_no_jobs: t.Annotated[
        Decision, "Whether a check without data passes. With C(allow), backups that stopped running pass."
    ] = "deny"
    on_unknown: t.Annotated[
        Decision,
        "Whether unknown jobs are ignored, or fail the verdict: those with an unknown status, and those that did not "
        "succeed and whose job type or service is unknown, so that they may belong to the subject.",
    ] = "deny"
    min_success_rate: t.Annotated[
        Percent, "The minimum percentage of successes among the finished jobs, such as 95; 0, or above 1."
    ] = None
    max_failed_jobs: t.Annotated[Count, "How many jobs may have failed."] = None
    max_failed_ratio: t.Annotated[
        Ratio,
        "The maximum ratio of failed objects in any job, from 0 to 1, in the unit with the highest ratio. A job that "
        "failed or was stopped counts as 1. Counts that do not add up, or that protect nothing, are no data.",
    ] = None
    min_objects: t.Annotated[
        Count, "How many objects each success has to protect at least. A success without counts is no data."
    ] = None
    max_object_drop: t.Annotated[
        Percent,
        "How many percent fewer objects a success may protect than the median of up to ten successes that started "
        "before it. With fewer than three before it, it is not compared, which the check says.",
    ] = None
    max_duration: t.Annotated[
        Span, "How long a job may take, or have been running. A running job without a start fails the check."
    ] = None

    @classmethod
    def requirements(cls) -> tuple[str, ...]:
        """Return the names of the keys that are checks: those that judge nothing unless they are given."""
        return tuple(name for name, field in cls.model_fields.items() if field.default is None)
