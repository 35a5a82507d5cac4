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
    """The subject of jobs and verdicts: a product, a service of it, an organisation of it."""

    product: str
    service: str | None = None
    organization_id: str | None = None

    @property
    def key(self) -> tuple[str, str | None, str | None]:
        """The key to compare subjects by, the same for every spelling of the organisation."""
        return self.product, self.service, organization_key(self.organization_id)


def organization_key(identity: str | None) -> str | None:
    """Return the key to compare IDs of organisations by, the same for all spellings of one.

    Case, and the braces and dashes of a GUID, do not matter. The ID of a Salesforce organisation has 15 characters
    whose case matters, or 18, of which the last three encode that case: the short form is compared as the long one.
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
    """Return the three characters of the long form of a Salesforce ID: each encodes the capitals of five."""
    parts = (identity[start : start + 5] for start in range(0, 15, 5))
    return "".join(_SUFFIX[sum(1 << index for index, char in enumerate(part) if "A" <= char <= "Z")] for part in parts)


def subject_of(job: Job) -> Subject:
    """Return the subject of a job, as far as the service reports it."""
    return Subject(job["product"], job["service"], job["organization_id"])


def latest(jobs: t.Iterable[Job]) -> list[Job]:
    """Return the newest job of each subject, newest first, whatever the order of the jobs."""
    newest: dict[tuple[str, str | None, str | None], Job] = {}
    for job in jobs:
        subject = subject_of(job).key
        if subject not in newest or recency(job) > recency(newest[subject]):
            newest[subject] = job
    return sorted(newest.values(), key=recency, reverse=True)
