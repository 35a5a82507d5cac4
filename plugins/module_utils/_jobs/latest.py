# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Subjects, and the newest job of each."""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass

from .job import Job, recency

# With braces or parentheses or without, with dashes or without.
_GUID = re.compile(r"[{(]?(?P<hex>[0-9a-fA-F]{8}(-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12})[)}]?")
# The short form; all IDs of organisations begin alike.
_SALESFORCE = re.compile(r"00D[0-9A-Za-z]{12}")
_SUFFIX = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


@dataclass(frozen=True)
class Subject:
    """What jobs and verdicts are about: a product, a service of it, an organisation of it."""

    product: str
    service: str | None = None
    organization_id: str | None = None

    @property
    def key(self) -> tuple[str, str | None, str | None]:
        """Equal for the same subject, however its organisation is written."""
        return self.product, self.service, organization_key(self.organization_id)


def organization_key(identity: str | None) -> str | None:
    """Return what the IDs of organisations are compared by, the same for all spellings of one.

    Case does not count, nor do the braces and dashes of a GUID. The ID of an organisation of Salesforce has 15
    characters whose case counts, or those and three that tell that case: the short form is compared as the long one.
    """
    if identity is None:
        return None
    text = identity.strip()
    guid = _GUID.fullmatch(text)
    if guid is not None:
        return guid["hex"].replace("-", "").casefold()
    if _SALESFORCE.fullmatch(text):
        text += _case_suffix(text)
    return text.casefold()


def _case_suffix(identity: str) -> str:
    """Return the three characters of the long form of a Salesforce ID: each tells the capitals of five."""
    parts = (identity[start : start + 5] for start in range(0, 15, 5))
    return "".join(_SUFFIX[sum(1 << place for place, char in enumerate(part) if "A" <= char <= "Z")] for part in parts)


def subject_of(job: Job) -> Subject:
    """What a job is about, as far as it tells."""
    return Subject(job["product"], job["service"], job["organization_id"])


def latest(jobs: t.Iterable[Job]) -> list[Job]:
    """The newest job of each subject, newest first; the jobs' order does not matter."""
    newest: dict[tuple[str, str | None, str | None], Job] = {}
    for job in jobs:
        subject = subject_of(job).key
        if subject not in newest or recency(job) > recency(newest[subject]):
            newest[subject] = job
    return sorted(newest.values(), key=recency, reverse=True)
